#include "http/json/condition_reader.hpp"

#include "domain/conditions/parser.hpp"
#include "domain/indicators/registry.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/support/similar.hpp"
#include "http/json/comparison_names.hpp"
#include "http/json/side_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tradeeon::json {

namespace {

/// True for volume itself and what is computed from it.
bool is_of_volume(const series_expression& x) {
  if (!x.call)
    return x.source == price_source::volume;
  return !x.call->sources.empty() && is_of_volume(*x.call->sources.front());
}

/// Reads one condition; a class because its steps share the fields.
class reader {
public:
  reader(fields& from, const home& at)
      : from_(from), at_(at), type_(type_of_condition(from)), sides_(from, type_) {}

  condition read() {
    condition x;
    from_.text("id", 128);
    x.symbol = at_.symbol;
    x.base = frame();
    if (from_.has("patternType") || from_.is("operator", "pattern")) {
      pattern(x);
      from_.finish();
      return x;
    }
    x.how = comparison_of(from_);
    x.left = sides_.left();
    if (takes_bars(x.how))
      movement(x);
    else if (takes_bounds(x.how))
      range(x);
    else
      x.right = sides_.right();
    scale(x);
    from_.finish();
    if (!from_.problems().said())
      verify(x);
    return x;
  }

private:
  timeframe frame() {
    const auto name = from_.text("timeframe");
    if (!name || *name == "same")
      return at_.base;
    const auto read = parse_timeframe(*name);
    if (read)
      return *read;
    from_.fail("timeframe", read.error().text + ", or same");
    return at_.base;
  }

  // -- operators that take something else ----------------------------------------

  /// A pattern stands by itself: what else the client's form says is not read.
  void pattern(condition& x) {
    const auto how = from_.text("operator");
    if (how && *how != "pattern")
      from_.fail("operator", "beside patternType only pattern has a meaning");
    for (const auto name : {"compareWith", "priceField"})
      from_.text(name);
    for (const auto name : {"value", "compareValue"})
      from_.find(name);
    std::vector<std::string_view> known;
    for (const auto& info : all_indicators())
      if (info.truth && info.outputs.size() == 1)
        known.push_back(info.name);
    const auto name = from_.needed_text("patternType", "one of " + joined(known));
    if (!name)
      return;
    const auto* info = find_indicator(*name);
    if (info == nullptr ||
        std::find(known.begin(), known.end(), info->name) == known.end())
      return from_.fail("patternType", "unknown pattern " + quotation(*name) +
                                         "; use one of " + joined(known));
    const auto read = parse_series(info->name);
    if (!read)
      return from_.fail("patternType", read.error().text);
    x.left.series = *read;
    x.how = comparison::holds;
  }

  void movement(condition& x) {
    const auto with = from_.text("compareWith");
    if (with && *with != "value")
      from_.fail("compareWith", "this operator compares with nothing; leave it out");
    if (takes_right(x.how))
      x.right = sides_.right();
    const auto bars = from_.whole("bars", 1, 5'000);
    if (!bars)
      from_.fail("bars", "is needed: over how many bars, 1 to 5000");
    x.bars = static_cast<int>(bars.value_or(1));
  }

  void range(condition& x) {
    const auto with = from_.text("compareWith");
    if (with && *with != "value")
      from_.fail("compareWith", "a range is given by the numbers lowerBound and "
                                "upperBound; use value");
    x.right = constant_operand(bound("lowerBound"));
    x.high = constant_operand(bound("upperBound"));
  }

  double bound(std::string_view name) {
    const auto x = from_.number(name);
    if (!x)
      from_.fail(name, "is needed beside this operator");
    return x.value_or(0);
  }

  /// `percentage` moves a price or volume comparison's right side away from it.
  void scale(condition& x) {
    const auto percent = from_.number("percentage");
    if (!percent || *percent == 0)
      return;
    if (std::fabs(*percent) > 10'000)
      return from_.fail("percentage", "a number from -10000 to 10000 is needed");
    if (takes_bars(x.how) || takes_bounds(x.how))
      return from_.fail("percentage", "has no meaning with this operator");
    const bool plain = !x.right.constant && !x.right.series.call;
    if (type_ == "indicator" && !plain)
      return from_.fail("percentage",
                        "applies to price and volume comparisons, not to an indicator "
                        "against a number or an indicator");
    // A number is of what it is compared with.
    const bool volume = is_of_volume((x.right.constant ? x.left : x.right).series);
    const int direction = volume ? 1 : direction_of(x.how);
    if (direction == 0)
      return from_.fail("percentage", "needs an operator that says above or below");
    // One rounding: 2 % is exactly the 1.02 that the text form would say.
    const double factor = (100 + direction * *percent) / 100;
    (x.right.constant ? x.right.number : x.right.scale) *= factor;
  }

  /// What the domain finds wrong with the whole, told in terms of fields.
  void verify(const condition& x) {
    const auto fine = check(x);
    if (fine)
      return;
    const auto& place = fine.error().place;
    std::string_view name = "operator";
    if (place == "left")
      name = type_ == "indicator" ? "component"
             : type_ == "price"   ? "priceField"
                                  : "type";
    else if (place == "right")
      name = takes_bounds(x.how) ? "lowerBound" : "compareWith";
    else if (place == "high")
      name = "upperBound";
    else if (place == "bars")
      name = "bars";
    from_.fail(name, fine.error().text);
  }

  fields& from_;
  const home& at_;
  std::string type_;
  side_reader sides_;
};

} // namespace

std::vector<std::string_view> condition_field_names() {
  return {"id",         "type",        "indicator",     "component",    "settings",
          "period",     "operator",    "compareWith",   "compareValue", "value",
          "rhs",        "priceField",  "rhsPriceField", "lowerBound",   "upperBound",
          "percentage", "patternType", "maType",        "maLength",     "fastMA",
          "slowMA",     "timeframe",   "bars"};
}

condition read_condition(fields& from, const home& at) {
  return reader{from, at}.read();
}

std::string type_of_condition(fields& from) {
  auto type = from.needed_text("type", "indicator, price or volume");
  if (type && *type != "indicator" && *type != "price" && *type != "volume")
    from.fail("type",
              "unknown type " + quotation(*type) + "; use indicator, price or volume");
  return type.value_or("price");
}

} // namespace tradeeon::json
