#pragma once

#include "domain/conditions/operand.hpp"
#include "domain/support/result.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace tradeeon {

/// How a condition compares.
enum class comparison : std::uint8_t {
  greater,
  less,
  greater_equal,
  less_equal,
  equal, ///< within a relative tolerance of 1e-10
  not_equal,
  crosses_above, ///< left > right now, left <= right one bar before
  crosses_below,
  crosses, ///< either way
  between, ///< right <= left <= high, inclusive
  outside,
  enters, ///< between now, outside one bar before
  exits,
  rising, ///< strictly, over `bars` bars
  falling,
  moves_up, ///< (now - `bars` bars ago) / |then| is at least `right` percent
  moves_down,
  holds, ///< the left side is a pattern or the like: 1 is true, 0 is false
};

/// True for the comparisons that have a right side; `moves_up` takes a constant.
[[nodiscard]] constexpr bool takes_right(comparison how) noexcept {
  return how < comparison::rising || how == comparison::moves_up ||
         how == comparison::moves_down;
}
/// True for those with an upper bound as well.
[[nodiscard]] constexpr bool takes_bounds(comparison how) noexcept {
  return how >= comparison::between && how <= comparison::exits;
}
/// True for those that look `bars` bars back.
[[nodiscard]] constexpr bool takes_bars(comparison how) noexcept {
  return how >= comparison::rising && how <= comparison::moves_down;
}

/// One comparison, at home on one symbol and one timeframe.
struct condition {
  std::string symbol; ///< normalised: "BTCUSDT", "BINANCE:BTCUSDT"
  timeframe base = timeframe::m1;
  comparison how = comparison::greater;
  operand left;
  operand right;
  operand high; ///< upper bound of between, outside, enters, exits
  int bars = 0; ///< rising, falling, moves_…: over how many, 1..5000
};

/// Checks that all parts are sensible together (bounds in order, offsets and
/// bars in range, no comparison of two constants, operands on timeframes that
/// exist at the condition's closes); names the place otherwise.
result<void> check(const condition& x);

/// The other symbols that a condition reads, in order.
[[nodiscard]] std::set<std::string> peers_of(const condition& x);

/// All bars that a condition reads, its home's among them.
[[nodiscard]] bars_read bars_of(const condition& x);

/// The same condition in the one spelling that all equal ones share: constants
/// folded, `a > b` turned into `b < a`, `crosses_below` into `crosses_above`
/// with swapped sides, commutative sides in the order of their text.
[[nodiscard]] condition normalised(condition x);

/// Text of a comparison as it stands, without symbol and home timeframe. The
/// parser reads it back to an equal condition.
[[nodiscard]] std::string print(const condition& x);

/// "BTCUSDT 5m RSI(14, close) < 30": the normalised text with symbol and timeframe.
[[nodiscard]] std::string canonical_text(const condition& x);

/// The same from the texts of a normalised condition's sides; those that its
/// comparison does not read are ignored.
[[nodiscard]] std::string canonical_text(const std::string& symbol, timeframe base,
                                         comparison how, const std::string& left,
                                         const std::string& right,
                                         const std::string& high, int bars);

/// First 16 hex digits of the SHA-256 of the canonical text: equal conditions
/// have equal ids whatever form they came in.
[[nodiscard]] std::string condition_id(const condition& x);
[[nodiscard]] std::string id_of_canonical(std::string_view canonical_text);

/// The operator in text form: "<", "crosses_above".
[[nodiscard]] std::string_view to_string(comparison how) noexcept;

} // namespace tradeeon
