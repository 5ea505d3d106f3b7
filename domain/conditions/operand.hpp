#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon {

struct series_expression;
using series_ptr = std::shared_ptr<const series_expression>;

/// A call of an indicator with all its parameters filled in.
struct indicator_call {
  std::string name; ///< canonical registry name
  std::vector<double> parameters;
  /// What it is computed from; none for indicators over the bar itself.
  std::vector<series_ptr> sources;
  std::size_t output = 0; ///< index into the registry entry's outputs
};

/// A series of values on one timeframe: one value a bar.
struct series_expression {
  enum class kind : std::uint8_t {
    price,  ///< `source`
    number, ///< `number` on every bar
    call,   ///< `call`
    lag,    ///< `left`, `offset` bars ago
    add,    ///< `left` and `right`, as all that follow
    subtract,
    multiply,
    divide,
  };
  kind what = kind::price;
  price_source source = price_source::close;
  std::optional<indicator_call> call;
  double number = 0;
  int offset = 0;
  series_ptr left;
  series_ptr right;
};

/// One side of a comparison: a constant, or a series read on some bar, then
/// scaled and shifted: `value[offset] * scale + shift`. The series itself is
/// neither a number nor a lag nor a series combined with a number: all those
/// are in the other fields, so that equal operands look equal.
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

/// Longest look back: offsets, rising over n bars and the like.
inline constexpr int longest_lookback = 5'000;

[[nodiscard]] operand constant_operand(double x);
[[nodiscard]] operand price_operand(price_source source, int offset = 0);
[[nodiscard]] operand series_operand(series_expression x);

[[nodiscard]] series_expression price_series(price_source source);
/// The operand as one series, without its symbol and timeframe.
[[nodiscard]] series_expression series_of(const operand& x);
/// Two series combined; of a sum and a product the sides come in the order of
/// their texts. `how` is add, subtract, multiply or divide.
[[nodiscard]] series_expression combined(series_expression::kind how,
                                         series_expression left, series_expression right);
/// `x * factor`.
[[nodiscard]] operand scaled(operand x, double factor);

/// True for a series whose values are 1 and 0: it stands as a condition by itself.
[[nodiscard]] bool is_truth(const series_expression& x);

/// Values that computing a series keeps in memory, about: what limits of cost
/// are counted in.
[[nodiscard]] std::size_t cost_of(const series_expression& x);

/// Text of a series, "RSI(14, close)", with all parameters.
[[nodiscard]] std::string print(const series_expression& x);
/// Text of an operand, "EMA(50, close)[1] * 1.02 + 10", in brackets where needed.
[[nodiscard]] std::string print(const operand& x);

/// The price sources by their names, in documentation order.
[[nodiscard]] const std::array<std::pair<std::string_view, price_source>, 9>&
price_sources() noexcept;

} // namespace tradeeon
