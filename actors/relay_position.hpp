#pragma once

#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon {

/// How far the trigger log has been published; durable as a fact of the store.
struct relay_position {
  std::uint64_t epoch = 0; ///< of this database's entries on the stream; 0: none yet
  std::int64_t first = 0;  ///< the seq after which the epoch begins
  std::int64_t sent = 0;   ///< the seq of the last trigger that was accepted
};

inline bool operator==(const relay_position& a, const relay_position& b) noexcept {
  return a.epoch == b.epoch && a.first == b.first && a.sent == b.sent;
}

/// "EPOCH FIRST SENT"
[[nodiscard]] std::string to_string(const relay_position& x);

/// Reads that text; an empty one is a position without an epoch.
result<relay_position> parse_relay_position(std::string_view text);

/// How long to wait after the n-th failure in a row (from 1): 100 ms, doubled each
/// time, 5 s at most, up to a fifth less by a jitter derived from the position.
[[nodiscard]] std::int64_t relay_wait_ms(std::uint32_t failures,
                                         const relay_position& at);

} // namespace tradeeon
