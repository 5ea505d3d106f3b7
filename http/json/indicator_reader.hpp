#pragma once

#include "domain/conditions/operand.hpp"
#include "http/json/component_names.hpp"
#include "http/json/fields.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tradeeon::json {

/// A number with the path of the field that it came from.
struct placed_number {
  double number = 0;
  std::string path;
};

/// The fields that together name one indicator output.
struct indicator_fields {
  std::string name;
  std::string name_path;
  std::string component; ///< empty: the default output
  std::string component_path;
  const value* settings = nullptr; ///< null: none given
  std::string settings_path;
  std::vector<placed_number> lengths; ///< lengths given outside of the settings
  std::optional<placed_number> fast;  ///< fastMA, read by the component Fast
  std::optional<placed_number> slow;  ///< slowMA, read by the component Slow
  /// What a moving average is taken of where no source is given.
  std::optional<price_source> average_of;
};

/// The operand that the fields describe, all parameters filled in; MACD's
/// `zero_line` is the constant 0. Complains at the paths given.
operand read_indicator(complaint& out, const indicator_fields& given);

/// A price field or source by its name ("close", "hl2"), or a complaint at `path`.
price_source read_source(complaint& out, const std::string& name,
                         const std::string& path);

} // namespace tradeeon::json
