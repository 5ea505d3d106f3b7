#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon {

struct series_expression;

/// A call of an indicator with all its parameters filled in.
struct indicator_call {
  std::string name; ///< canonical registry name
  std::vector<double> parameters;
  /// What it is computed from; null for indicators over the bar itself.
  std::shared_ptr<const series_expression> source;
  std::size_t output = 0; ///< index into the registry entry's outputs
};

/// A series of values: a price source, or an indicator's output.
struct series_expression {
  price_source source = price_source::close;
  std::optional<indicator_call> call; ///< set: the indicator; else `source`
};

/// One side of a comparison: a constant, or a series read on some bar, then
/// scaled and shifted: `value[offset] * scale + shift`.
struct operand {
  bool constant = false;
  double number = 0; ///< the constant
  series_expression series;
  std::string symbol;             ///< empty: the condition's own
  std::optional<timeframe> frame; ///< empty: the condition's own
  int offset = 0;                 ///< closed bars ago, 0..5000
  double scale = 1;
  double shift = 0;
};

[[nodiscard]] inline operand constant_operand(double x) {
  operand result;
  result.constant = true;
  result.number = x;
  return result;
}

[[nodiscard]] inline operand price_operand(price_source source, int offset = 0) {
  operand result;
  result.series.source = source;
  result.offset = offset;
  return result;
}

} // namespace tradeeon
