#pragma once

#include "domain/indicators/indicator.hpp"
#include "domain/support/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// A numeric parameter: name, accepted range (inclusive) and default.
struct parameter_info {
  std::string_view name;
  double minimum;
  double maximum;
  double fallback;
  bool whole; ///< only whole numbers
};

/// `indicator_info::settles` of one that remembers its whole past or all of it
/// until some event: cumulative lines, and those that follow a trend.
inline constexpr int never_settles = -1;

/// All that the rest of the engine knows about one kind of indicator.
struct indicator_info {
  std::string_view name;                 ///< canonical: "RSI"; patterns "doji"
  std::vector<std::string_view> aliases; ///< other accepted spellings, in any case
  std::string_view category;             ///< heading in the documents: "momentum"
  std::vector<parameter_info> parameters;
  std::vector<std::string_view> outputs; ///< lower case; the first is the default
  /// The series it reads when none are named; empty: computed from the bar itself.
  std::vector<price_source> sources;
  std::string_view definition; ///< one line: formula and seeding
  /// Closed candles until the given output has its first value.
  int (*warm_up)(const std::vector<double>& parameters, std::size_t output);
  std::unique_ptr<indicator> (*make)(const std::vector<double>& parameters);
  /// Closed candles after which two histories of different length agree within
  /// 1e-9 of the value's scale; null: as soon as it has a value.
  int (*settles)(const std::vector<double>& parameters) = nullptr;
  /// Values are 1 and 0: an output stands as a condition by itself.
  bool truth = false;
};

/// Every indicator, in documentation order. Immutable, safe from any thread.
[[nodiscard]] const std::vector<indicator_info>& all_indicators();

/// By canonical name or alias, in any case; null where there is none.
[[nodiscard]] const indicator_info* find_indicator(std::string_view name);

/// Fills defaults in and checks ranges and relations (MACD: fast < slow).
/// Too many parameters, a value out of range or a fraction where a whole
/// number is needed is a problem that names the parameter and its range.
result<std::vector<double>> complete_parameters(const indicator_info& info,
                                                std::vector<double> given);

/// Index of an output by its name in any case ("" = the default output).
result<std::size_t> find_output(const indicator_info& info, std::string_view name);

} // namespace tradeeon
