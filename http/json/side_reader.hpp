#pragma once

#include "http/json/fields.hpp"
#include "http/json/indicator_reader.hpp"

#include <optional>
#include <string>

namespace tradeeon::json {

/// Reads the two sides of a condition object, the left one first: what the
/// right one means can depend on it.
class side_reader {
public:
  /// `type`: the condition's, "indicator", "price" or "volume". Both must outlive
  /// the reader.
  side_reader(fields& from, const std::string& type) : from_(from), type_(type) {}

  operand left();
  operand right();

private:
  price_source source(std::string_view name, price_source otherwise);
  std::optional<placed_number> placed(std::string_view name);
  /// Where the left side is an average, `indicator` and `maType` say the same.
  indicator_fields left_indicator();
  std::string compare_with();
  double threshold();
  /// The price on the right. On the left of a price condition stands
  /// `priceField`, so there only `rhsPriceField` can name it.
  price_source right_field(bool previous);
  operand right_indicator();
  /// An `rhs` without settings: those of the left side where it is the same
  /// indicator, of a pair of different averages the lengths.
  void inherit_settings(indicator_fields& x, average_side side);
  /// maType and maLength; a volume average is a simple one unless they say otherwise.
  void named_average(indicator_fields& x);
  /// Fast against slow, without `rhs`: both lengths stand beside each other, and
  /// the source is that of the left side.
  void other_average(indicator_fields& x);

  fields& from_;
  const std::string& type_;
  price_source left_field_ = price_source::close;
  average_side left_side_ = average_side::neither;
  indicator_fields left_; ///< of a condition of the type "indicator"
  /// What both of a pair of averages use: their source, and the lengths of both.
  value shared_settings_ = value::object();
};

} // namespace tradeeon::json
