#pragma once

#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon {

/// A webhook URL taken apart. Made by `parse_webhook_url` only.
struct webhook_url {
  bool tls = true;
  bool numeric = false; ///< `host` is an IP address
  std::string host;     ///< lower case, IPv6 without brackets
  std::uint16_t port = 443;
  std::string target; ///< path and query, starts with '/'

  /// Value of the Host header.
  [[nodiscard]] std::string authority() const;
  /// Scheme, host and port: what a kept connection is good for.
  [[nodiscard]] std::string origin() const;
};

/// Reads a webhook URL strictly: https (http only with `allow_private`), a host
/// name or a plain IP address, an optional port, path and query. Without
/// `allow_private` addresses and names that cannot be public are refused too;
/// names are checked again, by address, whenever a connection is made.
[[nodiscard]] result<webhook_url> parse_webhook_url(std::string_view text,
                                                    bool allow_private);

} // namespace tradeeon
