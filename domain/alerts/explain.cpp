#include "domain/alerts/explain.hpp"

namespace tradeeon {

namespace {

operand_reading read(const operand_view& what,
                     const std::vector<operand_reading>& readings) {
  if (what.slot < 0)
    return {what.number, what.number, 0};
  return readings[static_cast<std::size_t>(what.slot)];
}

} // namespace

explained_part explain(const condition_view& what, truth state,
                       const std::vector<operand_reading>& readings) {
  explained_part part;
  part.condition_id = what.id;
  part.text = what.text;
  part.state = state;
  const auto left = read(what.left, readings);
  const auto right = read(what.right, readings);
  part.left = left.now;
  part.previous_left = left.previous;
  part.left_bar = left.bar_time;
  part.right = right.now;
  part.previous_right = right.previous;
  part.right_bar = right.bar_time;
  part.right_high = read(what.high, readings).now;
  return part;
}

} // namespace tradeeon
