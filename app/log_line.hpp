#pragma once

#include "domain/market/candle.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// One line of the log, taken apart.
struct log_line {
  struct field {
    std::string_view key;
    std::string_view text;
    bool number = false;
  };
  time_ms at = 0;         ///< UTC
  std::string_view level; ///< "info"
  std::string_view event; ///< "log" where the line came without one
  std::string_view message;
  std::vector<field> fields;
  std::uint64_t suppressed = 0; ///< lines of this event left out before this one
};

/// Takes apart what journal::write has put together; a plain text becomes the
/// message. The views are into `payload`.
[[nodiscard]] log_line read_log_line(std::string_view payload);

/// One JSON object: ts, level, event, msg, then the fields; no line end.
[[nodiscard]] std::string json_of(const log_line& x);

/// The same for people: time, level, event, message, key=value; no line end.
/// `colours`: the level is coloured for a terminal.
[[nodiscard]] std::string text_of(const log_line& x, bool colours);

} // namespace tradeeon
