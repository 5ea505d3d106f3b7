#include "storage/redis/redis_url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tradeeon::storage::redis {

namespace {

problem not_a_url(const std::string& what) {
  return bad_input({}, what + "; use redis://[user:password@]host[:port][/database]");
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size())
      return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low)
      return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

template <class T>
std::optional<T> whole(std::string_view text, T least, T most) {
  T x{};
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, x);
  if (failure != std::errc{} || stop != end || x < least || x > most)
    return std::nullopt;
  return x;
}

result<void> take_credentials(std::string_view text, redis_address& into) {
  const auto colon = text.find(':');
  auto user = percent_decoded(text.substr(0, colon));
  auto password = percent_decoded(
    colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1));
  if (!user || !password)
    return not_a_url("after % two hex digits are needed");
  if (!user->empty() && password->empty())
    return not_a_url("a user needs a password (:password@ for the default user)");
  into.user = *std::move(user);
  into.password = secret{*std::move(password)};
  return {};
}

bool is_host(std::string_view text, bool bracketed) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '.' || c == '-' || c == '_' || (bracketed && c == ':');
  });
}

result<void> take_host(std::string_view text, redis_address& into) {
  const bool bracketed = !text.empty() && text.front() == '[';
  auto host = text;
  auto port = std::string_view{};
  if (bracketed) {
    const auto end = text.find(']');
    if (end == std::string_view::npos)
      return not_a_url("the bracket of the IPv6 address is not closed");
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (!is_host(host, bracketed))
    return not_a_url("a host is needed, IPv6 addresses in brackets");
  into.host = std::string{host};
  if (port.empty())
    return {};
  const auto number =
    port.front() == ':' ? whole<std::uint16_t>(port.substr(1), 1, 65'535) : std::nullopt;
  if (!number)
    return not_a_url("the port is a whole number from 1 to 65535");
  into.port = *number;
  return {};
}

} // namespace

std::string to_string(const redis_address& at) {
  const bool v6 = at.host.find(':') != std::string::npos;
  return (v6 ? "[" + at.host + "]" : at.host) + ":" + std::to_string(at.port);
}

result<redis_address> parse_redis_url(std::string_view text) {
  constexpr std::string_view scheme = "redis://";
  if (text.substr(0, 9) == "rediss://")
    return not_a_url("rediss:// is not possible: Debian 12's hiredis has no TLS. Reach a "
                     "remote Redis through a tunnel that ends on this machine");
  if (text.substr(0, scheme.size()) != scheme)
    return not_a_url("this is not the address of a Redis");
  text.remove_prefix(scheme.size());
  if (text.find_first_of("?#") != std::string_view::npos)
    return not_a_url("nothing may follow the database; a ? or # in a password is "
                     "written %3F or %23");
  redis_address out;
  if (const auto slash = text.rfind('/'); slash != std::string_view::npos) {
    const auto number = text.substr(slash + 1);
    text = text.substr(0, slash);
    const auto database = number.empty() ? std::optional<std::uint32_t>{0}
                                         : whole<std::uint32_t>(number, 0, 1'000'000);
    if (!database)
      return not_a_url("the database is a whole number, such as 0");
    out.database = *database;
  }
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    if (auto taken = take_credentials(text.substr(0, at), out); !taken)
      return std::move(taken).error();
    text.remove_prefix(at + 1);
  }
  if (auto taken = take_host(text, out); !taken)
    return std::move(taken).error();
  return out;
}

} // namespace tradeeon::storage::redis
