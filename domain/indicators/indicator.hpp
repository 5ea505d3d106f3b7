#pragma once

#include "domain/market/candle.hpp"
#include "domain/support/bytes.hpp"
#include "domain/support/numbers.hpp"

#include <array>
#include <cstddef>

namespace tradeeon {

/// Most outputs that one indicator may have.
inline constexpr std::size_t max_outputs = 8;

/// One value per output, `no_value` while warming up.
using output_values = std::array<double, max_outputs>;

/// What a candle's source series are worth; unused ones are 0.
struct source_values {
  double first = 0;
  double second = 0; ///< of indicators that relate two series (CORREL)
};

/// An incremental computation over one series of closed candles.
///
/// `commit` advances by one closed candle; `peek` says what the outputs would
/// be after a candle without changing anything: a forming candle is always
/// peeked from the state before it, never from an earlier peek. Neither
/// allocates. `x` holds the candle's values of the indicator's source series and
/// is never `no_value`: the caller holds candles back while a source is warming
/// up. Indicators over the bar itself (ATR) ignore `x`.
///
/// Not thread-safe; owned by one condition graph.
class indicator {
public:
  indicator() = default;
  indicator(const indicator&) = delete;
  indicator& operator=(const indicator&) = delete;
  virtual ~indicator() = default;

  /// Advances by one closed candle and returns the outputs after it.
  virtual output_values commit(source_values x, const candle& bar) noexcept = 0;

  /// The outputs as `commit` would return them, without a change of state.
  [[nodiscard]] virtual output_values peek(source_values x,
                                           const candle& bar) const noexcept = 0;

  /// Appends the whole state, bit for bit.
  virtual void save(byte_writer& out) const = 0;

  /// Replaces the state with one that `save` of an indicator with the same
  /// parameters wrote; afterwards both behave bit-identically. On malformed
  /// input `in.ok()` turns false and the state is unspecified.
  virtual void load(byte_reader& in) = 0;
};

} // namespace tradeeon
