#include "app/config_print.hpp"

#include "app/option_table.hpp"
#include "app/option_values.hpp"

namespace tradeeon {

namespace {

/// A TOML basic string.
std::string text_value(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out.append(1, '\\').append(1, c);
    else if (code < ' ' || code == 0x7f)
      out.append("\\u00").append(1, digits[code >> 4U]).append(1, digits[code & 15U]);
    else
      out.push_back(c);
  }
  return out + "\"";
}

std::string list_value(const std::vector<std::string>& parts) {
  std::string out = "[";
  for (const auto& part : parts)
    out.append(out.size() > 1 ? ", " : "").append(text_value(part));
  return out + "]";
}

std::string hidden(const option_info& option, const std::string& text) {
  const auto shown = text.empty() ? std::string{} : std::string{"***"};
  return option.shape == option_shape::list ? list_value(parse_list(shown))
                                            : text_value(shown);
}

std::string value_of(const option_info& option, const config& x) {
  const auto text = option.get(x);
  if (option.confidential)
    return hidden(option, text);
  switch (option.shape) {
  case option_shape::text:
    return text_value(text);
  case option_shape::number:
  case option_shape::yes_no:
    return text;
  case option_shape::number_or_text:
    return parse_real(text, -1e300, 1e300, "") ? text : text_value(text);
  case option_shape::list:
    return list_value(parse_list(text));
  }
  return {};
}

} // namespace

std::string print_config(const config& x) {
  std::string out;
  for (const auto& option : all_options()) {
    const auto from = x.sources.find(option.name);
    const auto name = std::string{option.name};
    out += name + " = " + value_of(option, x) + " # " +
           (from == x.sources.end() ? "default" : from->second) + "\n";
  }
  return out;
}

} // namespace tradeeon
