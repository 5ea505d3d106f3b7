#pragma once

#include <cstdint>
#include <string_view>

namespace tradeeon {

/// The longest Retry-After that is honoured: one hour.
inline constexpr std::int64_t longest_retry_after_ms = 3'600'000;

/// Milliseconds to wait after a `Retry-After` value, which is a number of
/// seconds or one of the three HTTP dates; 0..longest_retry_after_ms, or -1
/// where it is neither. `now_s` is Unix time.
[[nodiscard]] std::int64_t parse_retry_after(std::string_view value, std::int64_t now_s);

} // namespace tradeeon
