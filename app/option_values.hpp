// Reads and writes the values of options. A problem has no place (the caller knows
// it), and its text says what would be accepted.
#pragma once

#include "app/config.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// Shows at most the beginning of what somebody wrote, in quotes.
[[nodiscard]] std::string quoted(std::string_view text);

/// A whole number from `low` to `high`.
result<std::uint64_t> parse_whole(std::string_view text, std::uint64_t low,
                                  std::uint64_t high);

/// A number from `low` to `high` in `unit`, fractions allowed.
result<double> parse_real(std::string_view text, double low, double high,
                          std::string_view unit);

/// true false yes no on off 1 0, in any case.
result<bool> parse_yes_no(std::string_view text);

/// Parts between commas, without the blanks around them; empty parts are left out.
[[nodiscard]] std::vector<std::string> parse_list(std::string_view text);

/// One of `accepted`, in any case; returned as spelt there.
result<std::string> parse_word(std::string_view text,
                               const std::vector<std::string_view>& accepted);

/// demo, push or replay.
result<feed_kind> parse_feed(std::string_view text);

/// "max" or a factor; 0 stands for "max".
result<double> parse_speed(std::string_view text);

/// A path, which may be empty.
result<std::string> parse_path(std::string_view text);

/// The path of a directory, which must not be empty.
result<std::string> parse_data(std::string_view text);

/// A name of at most 255 printable characters without blanks; may be empty.
result<std::string> parse_name(std::string_view text);

/// A log level, in lower case.
result<std::string> parse_level(std::string_view text);

/// "http://host:port" without a path, or "*".
result<std::string> parse_origin(std::string_view text);

} // namespace tradeeon
