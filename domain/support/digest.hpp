#pragma once

#include <string>
#include <string_view>

namespace tradeeon {

/// SHA-256 of `text` as 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view text);

/// Whether two texts are equal, in a time that tells nothing about where they differ.
[[nodiscard]] bool same_in_constant_time(std::string_view a, std::string_view b);

/// HMAC-SHA256 of `text` under `key` as 64 lower-case hex digits.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view text);

} // namespace tradeeon
