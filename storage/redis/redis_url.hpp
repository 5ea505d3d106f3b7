#pragma once

#include "domain/support/result.hpp"
#include "domain/support/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon::storage::redis {

/// Where a Redis listens, and as whom to speak to it.
struct redis_address {
  std::string host; ///< name or address, IPv6 without brackets
  std::uint16_t port = 6'379;
  std::uint32_t database = 0;
  std::string user; ///< empty: the default one
  secret password;  ///< empty: none
};

/// "HOST:PORT", IPv6 in brackets; fit for a log.
[[nodiscard]] std::string to_string(const redis_address& at);

/// Reads redis://[user:password@]host[:port][/database]; user and password may be
/// percent-encoded. A problem's text says what would be accepted and repeats nothing
/// of the text, which may hold a password.
result<redis_address> parse_redis_url(std::string_view text);

} // namespace tradeeon::storage::redis
