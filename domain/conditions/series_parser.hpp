#pragma once

#include "domain/conditions/operand.hpp"
#include "domain/conditions/token_cursor.hpp"
#include "domain/indicators/registry.hpp"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon {

/// Reads prices, indicators and arithmetic on them by recursive descent. The
/// text must outlive the parser.
class series_parser {
public:
  /// `symbol`: whose prices are meant where none is named.
  explicit series_parser(std::string_view text, std::string symbol = {})
      : at_(text), home_symbol_(std::move(symbol)) {}

  /// "close[1] * 1.02 + 10", "(EMA(50) @ 1h)". With `lower_bound`, "lo -5" are two
  /// numbers, while "lo - 5" is one.
  operand sum(bool lower_bound = false);
  /// A timeframe: "1h".
  timeframe frame();

protected:
  [[nodiscard]] bool failed() const noexcept { return at_.failed(); }
  token_cursor at_; // NOLINT: what all levels of the grammar share

private:
  operand product();
  operand factor();
  operand unsigned_factor();
  operand bracketed();
  void lag(operand& x);
  static operand paired(series_expression::kind how, const operand& x, const operand& y);

  series_expression series();
  series_expression price(price_source source, const token& name);
  series_expression call(const indicator_info& info, const token& name);
  /// What stands in the brackets of a call, by kind.
  struct given_arguments {
    std::vector<double> numbers;
    std::vector<series_ptr> sources;
    bool names_symbol = false;
    std::string symbol; ///< empty: none, or the home symbol
  };
  void arguments(const indicator_info& info, given_arguments& out);
  void argument(const indicator_info& info, given_arguments& out);
  void complete(const indicator_info& info, const token& name, given_arguments given,
                series_expression& out);
  std::string symbol();
  [[nodiscard]] bool at_symbol();
  void output(const indicator_info& info, indicator_call& out);
  void fail_series(std::string_view name);
  [[nodiscard]] bool starts_negative_number() const;

  std::size_t nesting_ = 0; ///< brackets and calls around the present place
  std::string home_symbol_;
  std::set<std::string> others_; ///< the other symbols named so far
};

/// Most other symbols that one expression may read.
inline constexpr std::size_t max_expression_peers = 8;

/// Most brackets and calls that may lie inside each other in one operand.
inline constexpr std::size_t max_operand_depth = 16;

} // namespace tradeeon
