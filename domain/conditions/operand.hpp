#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <array>
#include <memory>
#include <optional>
#include <set>
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
///
/// Where all prices in it are of one symbol it lives on that symbol's bars; a
/// mixture lives on the home symbol's, and reads each part of another symbol as
/// the newest value that was there at the home bar's close.
struct series_expression {
  enum class kind : std::uint8_t {
    price,  ///< `source`
    number, ///< `number` on every bar
    call,   ///< `call`
    lag,    ///< `left`, `offset` bars ago
    add,    ///< `left` and `right`, as the three that follow
    subtract,
    multiply,
    divide,
    sample, ///< `left` on the bars of `frame`: its newest value there
  };
  kind what = kind::price;
  /// Of a price, or of an indicator over the bar itself: whose bars are read;
  /// empty: the home symbol's.
  std::string symbol;
  std::optional<timeframe> frame; ///< of a sample
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
/// The operand as one series, without its timeframe.
[[nodiscard]] series_expression series_of(const operand& x);
/// The same as a part of something on other bars: a series with a timeframe of its
/// own is sampled.
[[nodiscard]] series_expression sampled_series_of(const operand& x);
/// Two series combined; of a sum and a product the sides come in the order of
/// their texts. `how` is add, subtract, multiply or divide.
[[nodiscard]] series_expression combined(series_expression::kind how,
                                         series_expression left, series_expression right);
/// `x * factor`.
[[nodiscard]] operand scaled(operand x, double factor);

/// Whose bars a series lives on; empty: the home symbol's; nothing: it has only
/// numbers and is at home anywhere.
[[nodiscard]] std::optional<std::string> symbol_of(const series_expression& x);
/// Adds all symbols that a series names.
void collect_symbols(const series_expression& x, std::set<std::string>& into);
/// A symbol (empty: the home symbol) and a timeframe of it.
using bars_read = std::set<std::pair<std::string, timeframe>>;
/// Adds all bars that a series on `frame` reads.
void collect_bars(const series_expression& x, timeframe frame, bars_read& into);
/// The same series at home on `symbol` and `frame`: what names these names nothing.
[[nodiscard]] series_expression at_home(const series_expression& x,
                                        const std::string& symbol, timeframe frame);

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
