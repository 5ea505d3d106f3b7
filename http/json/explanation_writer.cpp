#include "http/json/explanation_writer.hpp"

#include "domain/conditions/parser.hpp"

namespace tradeeon::json {

namespace {

void add_indicator(value& into, const operand& x, double read) {
  if (x.constant || !x.series.call)
    return;
  // The explained value is the operand's: scaled and shifted as its text says.
  into[print(x)] = number_or_null(read);
}

} // namespace

value truth_value(truth x) {
  return x == truth::unknown ? value(nullptr) : value(x == truth::yes);
}

value price_object(const candle& bar) {
  return {{"open", number_or_null(bar.open)},
          {"high", number_or_null(bar.high)},
          {"low", number_or_null(bar.low)},
          {"close", number_or_null(bar.close)},
          {"volume", number_or_null(bar.volume)}};
}

value part_object(const explained_part& x) {
  return {{"condition_id", x.condition_id},
          {"expression", x.text},
          {"ok", truth_value(x.state)},
          {"left", number_or_null(x.left)},
          {"right", number_or_null(x.right)},
          {"right_high", number_or_null(x.right_high)},
          {"previous_left", number_or_null(x.previous_left)},
          {"previous_right", number_or_null(x.previous_right)},
          {"left_bar_ms", x.left_bar},
          {"right_bar_ms", x.right_bar}};
}

value explanation_object(const explanation& x) {
  value bar{{"open_time", x.bar.open_time}};
  bar.update(price_object(x.bar));
  bar["closed"] = x.bar.closed;
  auto parts = value::array();
  for (const auto& part : x.parts)
    parts.push_back(part_object(part));
  return {{"bar", bar}, {"conditions", parts}};
}

value indicator_values(const explanation& x) {
  auto out = value::object();
  for (const auto& part : x.parts) {
    const auto read = parse_canonical(part.text);
    if (!read)
      continue;
    add_indicator(out, read->left, part.left);
    if (takes_right(read->how))
      add_indicator(out, read->right, part.right);
  }
  return out;
}

} // namespace tradeeon::json
