// Where one HTTP/1.x request ends. Strict on purpose: whatever two programs
// could read differently is refused before anything else looks at it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tradeeon::http {

/// How much of a request is taken in.
struct framing_limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 1024 * 1024;
  /// The one path whose bodies may be larger, and how large.
  std::string_view large_path = "/api/v1/candles";
  std::size_t large_body_bytes = 4 * 1024 * 1024;
};

/// What the bytes received so far amount to.
struct framing {
  enum class state : unsigned char {
    incomplete, ///< more is to come
    complete,   ///< the first `size` bytes are one whole request
    refused,    ///< answer `status` and close
  };
  state now = state::incomplete;
  std::size_t size = 0;         ///< header block and body, once the header is there
  bool wants_continue = false;  ///< the client waits for "100 Continue"
  bool close_after = false;     ///< HTTP/1.0 or "Connection: close"
  int status = 0;               ///< for `refused`
  std::string_view reason = ""; ///< for `refused`: a sentence for the client
};

/// Looks at the start of `bytes` (without leading empty lines). Transfer
/// codings, repeated or malformed lengths, folded or malformed header lines and
/// anything but one Host are refused.
[[nodiscard]] framing frame(std::string_view bytes, const framing_limits& limits);

} // namespace tradeeon::http
