#pragma once

#include "domain/conditions/operand.hpp"
#include "domain/conditions/token_cursor.hpp"
#include "domain/indicators/registry.hpp"

#include <string_view>
#include <vector>

namespace tradeeon {

/// Reads prices, indicators and arithmetic on them by recursive descent. The
/// text must outlive the parser.
class series_parser {
public:
  explicit series_parser(std::string_view text) : at_(text) {}

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
  operand paired(series_expression::kind how, const operand& x, const operand& y,
                 std::size_t where);

  series_expression series();
  series_expression price(price_source source, const token& name);
  indicator_call call(const indicator_info& info, const token& name);
  void arguments(const indicator_info& info, std::vector<double>& given,
                 indicator_call& out);
  void output(const indicator_info& info, indicator_call& out);
  void fail_series(std::string_view name);
  [[nodiscard]] bool starts_negative_number() const;

  std::size_t nesting_ = 0; ///< brackets and calls around the present place
};

/// Most brackets and calls that may lie inside each other in one operand.
inline constexpr std::size_t max_operand_depth = 16;

} // namespace tradeeon
