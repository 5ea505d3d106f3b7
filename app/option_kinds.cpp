#include "app/option_kinds.hpp"

#include "app/option_values.hpp"
#include "domain/support/numbers.hpp"

#include <cmath>

namespace tradeeon::option {

option_info whole(std::string_view name, std::uint32_t config::*member, std::uint32_t low,
                  std::uint32_t high, std::string_view help) {
  option_info info;
  info.name = name;
  info.shape = option_shape::number;
  info.metavar = "N";
  info.help = help;
  info.set = setter(member, [low, high](std::string_view text) -> result<std::uint32_t> {
    const auto x = parse_whole(text, low, high);
    if (!x)
      return x.error();
    return static_cast<std::uint32_t>(*x);
  });
  info.get = [member](const config& from) { return std::to_string(from.*member); };
  return info;
}

option_info seconds(std::string_view name, std::chrono::milliseconds config::*member,
                    double low, double high, std::string_view help) {
  option_info info;
  info.name = name;
  info.shape = option_shape::number;
  info.metavar = "SECONDS";
  info.help = help;
  info.set = [=](config& to, std::string_view value) -> result<void> {
    const auto given = parse_real(value, low, high, "seconds");
    if (!given)
      return given.error();
    to.*member = std::chrono::milliseconds{std::lround(*given * 1000)};
    return {};
  };
  info.get = [=](const config& from) {
    return format_number(static_cast<double>((from.*member).count()) / 1000);
  };
  return info;
}

option_info yes_no(std::string_view name, bool config::*member, std::string_view help) {
  option_info info;
  info.name = name;
  info.shape = option_shape::yes_no;
  info.metavar = "true|false";
  info.help = help;
  info.set = setter(member, parse_yes_no);
  info.get = [member](const config& from) {
    return std::string{from.*member ? "true" : "false"};
  };
  return info;
}

option_info text(std::string_view name, std::string config::*member,
                 std::string_view metavar, std::string_view help,
                 std::function<result<std::string>(std::string_view)> parse) {
  option_info info;
  info.name = name;
  info.metavar = metavar;
  info.help = help;
  info.set = setter(member, std::move(parse));
  info.get = [member](const config& from) { return from.*member; };
  return info;
}

option_info confidential(std::string_view name, secret config::*member,
                         std::string_view help) {
  option_info info;
  info.name = name;
  info.confidential = true;
  info.metavar = "TEXT";
  info.help = help;
  info.set = setter(member, [](std::string_view value) -> result<secret> {
    constexpr std::size_t longest = 1'024;
    if (value.size() > longest)
      return bad_input({}, "a secret has at most 1024 characters");
    return secret{std::string{value}};
  });
  info.get = [member](const config& from) { return (from.*member).reveal(); };
  return info;
}

option_info reloadable(option_info info) {
  info.reloadable = true;
  return info;
}

option_info also_called(option_info info, std::string_view variable) {
  info.environment.push_back(variable);
  return info;
}

} // namespace tradeeon::option
