#include "http/json/side_reader.hpp"

#include "domain/support/similar.hpp"

#include <utility>
#include <vector>

namespace tradeeon::json {

operand side_reader::left() {
  if (type_ == "volume")
    return price_operand(price_source::volume);
  if (type_ == "price")
    return price_operand(left_field_ = source("priceField", price_source::close));
  return read_indicator(from_.problems(), left_indicator());
}

price_source side_reader::source(std::string_view name, price_source otherwise) {
  const auto text = from_.text(name);
  return text ? read_source(from_.problems(), *text, from_.path_of(name)) : otherwise;
}

std::optional<placed_number> side_reader::placed(std::string_view name) {
  if (const auto x = from_.number(name))
    return placed_number{*x, from_.path_of(name)};
  return std::nullopt;
}

indicator_fields side_reader::left_indicator() {
  indicator_fields x;
  const auto name = from_.text("indicator");
  const auto average = from_.text("maType");
  if (name && average && *name != *average)
    from_.fail("maType", "contradicts indicator");
  if (!name && !average)
    from_.fail("indicator", "is needed: the name of an indicator, such as RSI");
  x.name = name ? *name : average.value_or("");
  x.name_path = from_.path_of(name ? "indicator" : "maType");
  x.component = from_.text("component").value_or("");
  x.component_path = from_.path_of("component");
  x.settings = from_.object("settings");
  x.settings_path = from_.path_of("settings");
  for (const std::string_view length : {"period", "maLength"})
    if (auto given = placed(length))
      x.lengths.push_back(*std::move(given));
  left_side_ = side_of(x.name, x.component);
  if (left_side_ == average_side::fast)
    x.fast = placed("fastMA");
  if (left_side_ == average_side::slow)
    x.slow = placed("slowMA");
  left_ = x;
  if (x.settings != nullptr)
    for (const std::string setting :
         {"source", "fast", "fastPeriod", "fastMA", "slow", "slowPeriod", "slowMA"})
      if (x.settings->contains(setting) &&
          (setting == "source" || left_side_ != average_side::neither))
        shared_settings_[setting] = (*x.settings)[setting];
  return x;
}

operand side_reader::right() {
  const auto with = compare_with();
  // Forms send their number along whatever they compare with.
  if (with != "value") {
    from_.find("compareValue");
    from_.find("value");
  }
  if (with == "value")
    return constant_operand(threshold());
  if (with == "indicator_component")
    return right_indicator();
  if (with == "previous_volume")
    return price_operand(price_source::volume, 1);
  if (with == "price" || with == "price_field")
    return price_operand(right_field(false));
  if (with == "previous_price")
    return price_operand(right_field(true), 1);
  return {};
}

std::string side_reader::compare_with() {
  const std::vector<std::string_view> known{"value",          "indicator_component",
                                            "price",          "price_field",
                                            "previous_price", "previous_volume"};
  const auto with = from_.text("compareWith");
  if (!with) {
    if (from_.has("compareValue") || from_.has("value"))
      return "value";
    from_.fail("compareWith", "is needed: one of " + joined(known));
    return {};
  }
  for (const auto word : known)
    if (*with == word)
      return *with;
  from_.fail("compareWith",
             "unknown value " + quotation(*with) + "; use one of " + joined(known));
  return {};
}

double side_reader::threshold() {
  const auto first = from_.number("compareValue");
  const auto second = from_.number("value");
  if (first && second && *first != *second)
    from_.fail("value", "contradicts compareValue");
  if (!first && !second)
    from_.fail("compareValue", "is needed: the number to compare with");
  return first ? *first : second.value_or(0);
}

price_source side_reader::right_field(bool previous) {
  const auto other = from_.text("rhsPriceField");
  if (type_ == "price") {
    if (other)
      return read_source(from_.problems(), *other, from_.path_of("rhsPriceField"));
    if (!previous)
      from_.fail("rhsPriceField", "is needed: the price to compare with, such as open");
    return left_field_;
  }
  const auto own = from_.text("priceField");
  if (own && other && *own != *other)
    from_.fail("rhsPriceField", "contradicts priceField");
  const auto& name = other ? other : own;
  return name ? read_source(from_.problems(), *name,
                            from_.path_of(other ? "rhsPriceField" : "priceField"))
              : price_source::close;
}

operand side_reader::right_indicator() {
  indicator_fields x;
  if (const auto* rhs = from_.object("rhs")) {
    fields inner{from_.problems(),
                 *rhs,
                 from_.path_of("rhs"),
                 {"indicator", "component", "settings"}};
    x.name = inner.needed_text("indicator", "the name of an indicator, such as EMA")
               .value_or("");
    x.name_path = inner.path_of("indicator");
    x.component = inner.text("component").value_or("");
    x.component_path = inner.path_of("component");
    x.settings = inner.object("settings");
    x.settings_path = inner.path_of("settings");
    const auto side = side_of(x.name, x.component);
    if (side == average_side::fast)
      x.fast = placed("fastMA");
    if (side == average_side::slow)
      x.slow = placed("slowMA");
    if (x.settings == nullptr || x.settings->empty())
      inherit_settings(x, side);
  } else if (type_ != "indicator") {
    named_average(x);
  } else if (left_side_ != average_side::neither) {
    other_average(x);
  } else {
    from_.fail("rhs", "is needed: {indicator, component, settings} to compare with");
  }
  if (type_ == "volume")
    x.average_of = price_source::volume;
  return from_.problems().said() ? operand{} : read_indicator(from_.problems(), x);
}

void side_reader::inherit_settings(indicator_fields& x, average_side side) {
  const bool same = info_of(x.name) != nullptr &&
                    info_of(x.name) == info_of(left_.name) &&
                    is_volume_average(x.name) == is_volume_average(left_.name);
  if (same && side == average_side::neither && left_side_ == average_side::neither) {
    x.settings = left_.settings;
    x.lengths = left_.lengths;
  } else if (same ||
             (side != average_side::neither && left_side_ != average_side::neither)) {
    if (!same)
      shared_settings_.erase("source"); // of the left one's own kind only
    x.settings = &shared_settings_;
  } else {
    return;
  }
  x.settings_path = left_.settings_path;
}

void side_reader::named_average(indicator_fields& x) {
  const auto type = from_.text("maType");
  auto length = placed("maLength");
  if (!type && !length)
    from_.fail("rhs", "is needed: {indicator, component, settings} to compare with, or "
                      "maType and maLength");
  else if (!type && type_ == "price")
    from_.fail("maType", "is needed beside maLength: which average, such as EMA");
  x.name = type.value_or("SMA");
  x.name_path = from_.path_of("maType");
  x.settings_path = from_.path_of("settings");
  if (length)
    x.lengths.push_back(*std::move(length));
}

void side_reader::other_average(indicator_fields& x) {
  const bool fast = left_side_ == average_side::slow;
  x.name = left_.name;
  x.name_path = from_.path_of("indicator");
  x.component = fast ? "Fast" : "Slow";
  x.component_path = from_.path_of("component");
  x.settings = &shared_settings_;
  x.settings_path = from_.path_of("settings");
  (fast ? x.fast : x.slow) = placed(fast ? "fastMA" : "slowMA");
}

} // namespace tradeeon::json
