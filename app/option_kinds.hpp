// Builders of options: the common kinds, from a member of the configuration and the
// range of its values.
#pragma once

#include "app/option_table.hpp"
#include "domain/support/secret.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace tradeeon::option {

/// What sets `member` to what `parse` reads.
template <class Value, class Parse>
auto setter(Value config::*member, Parse parse) {
  return [member, parse](config& to, std::string_view text) -> result<void> {
    auto value = parse(text);
    if (!value)
      return value.error();
    to.*member = std::move(*value);
    return {};
  };
}

/// A whole number from `low` to `high`.
[[nodiscard]] option_info whole(std::string_view name, std::uint32_t config::*member,
                                std::uint32_t low, std::uint32_t high,
                                std::string_view help);

/// A time from `low` to `high` seconds, fractions allowed.
[[nodiscard]] option_info seconds(std::string_view name,
                                  std::chrono::milliseconds config::*member, double low,
                                  double high, std::string_view help);

/// true or false; a flag without a value.
[[nodiscard]] option_info yes_no(std::string_view name, bool config::*member,
                                 std::string_view help);

/// A text that `parse` checks and spells in the one way.
[[nodiscard]] option_info
text(std::string_view name, std::string config::*member, std::string_view metavar,
     std::string_view help, std::function<result<std::string>(std::string_view)> parse);

/// A secret: never a flag, and never part of a message.
[[nodiscard]] option_info confidential(std::string_view name, secret config::*member,
                                       std::string_view help);

/// The same option, which may change while the server runs.
[[nodiscard]] option_info reloadable(option_info info);

/// The same option, with a name in the environment from before tradeeon.
[[nodiscard]] option_info also_called(option_info info, std::string_view variable);

} // namespace tradeeon::option
