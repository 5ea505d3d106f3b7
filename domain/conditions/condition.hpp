#pragma once

#include "domain/conditions/operand.hpp"
#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon {

/// How a condition compares. Operators from `between` on read `high` too;
/// rising/falling read no right side, only `bars`.
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
};

/// One comparison, at home on one symbol and one timeframe.
struct condition {
  std::string symbol; ///< normalised: "BTCUSDT", "BINANCE:BTCUSDT"
  timeframe base = timeframe::m1;
  comparison how = comparison::greater;
  operand left;
  operand right;
  operand high; ///< upper bound of between, outside, enters, exits
  int bars = 0; ///< rising/falling: over how many, 1..5000
};

/// Checks that all parts are sensible together (bounds in order, offsets and
/// bars in range, no comparison of two constants, operands on timeframes that
/// exist at the condition's closes); names the place otherwise.
result<void> check(const condition& x);

/// The same condition in the one spelling that all equal ones share: constants
/// folded, `a > b` turned into `b < a`, `crosses_below` into `crosses_above`
/// with swapped sides, commutative sides in the order of their text.
[[nodiscard]] condition normalised(condition x);

/// Text of a series, "RSI(14, close)", with all parameters.
[[nodiscard]] std::string print(const series_expression& x);
/// Text of an operand, "EMA(50, close)[1] * 1.02 + 10 @ 1h" in brackets where needed.
[[nodiscard]] std::string print(const operand& x);
/// Text of a comparison as it stands, without symbol and home timeframe. The
/// parser reads it back to an equal condition.
[[nodiscard]] std::string print(const condition& x);

/// "BTCUSDT 5m RSI(14, close) < 30": the normalised text with symbol and timeframe.
[[nodiscard]] std::string canonical_text(const condition& x);

/// First 16 hex digits of the SHA-256 of the canonical text: equal conditions
/// have equal ids whatever form they came in.
[[nodiscard]] std::string condition_id(const condition& x);

/// The operator in text form: "<", "crosses_above".
[[nodiscard]] std::string_view to_string(comparison how) noexcept;

} // namespace tradeeon
