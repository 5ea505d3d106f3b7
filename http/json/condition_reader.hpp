#pragma once

#include "domain/conditions/condition.hpp"
#include "domain/conditions/parser.hpp"
#include "http/json/fields.hpp"

#include <string>
#include <vector>

namespace tradeeon::json {

/// The names of a condition's fields.
[[nodiscard]] std::vector<std::string_view> condition_field_names();

/// Reads a condition from the fields of its object and finishes them. What
/// comes back after a complaint is not to be used.
condition read_condition(fields& from, const home& at);

/// What the condition is about: "indicator", "price" or "volume", as in its `type`.
[[nodiscard]] std::string type_of_condition(fields& from);

} // namespace tradeeon::json
