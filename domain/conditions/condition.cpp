#include "domain/conditions/condition.hpp"

#include "domain/support/digest.hpp"
#include "domain/support/numbers.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace tradeeon {

namespace {

constexpr std::array<std::string_view, 18> operator_names{">",
                                                          "<",
                                                          ">=",
                                                          "<=",
                                                          "==",
                                                          "!=",
                                                          "crosses_above",
                                                          "crosses_below",
                                                          "crosses",
                                                          "between",
                                                          "outside",
                                                          "enters",
                                                          "exits",
                                                          "rising",
                                                          "falling",
                                                          "moves_up",
                                                          "moves_down",
                                                          "holds"};

void swap_sides(condition& x, comparison how) {
  std::swap(x.left, x.right);
  x.how = how;
}

void forget_own_home(operand& x, const condition& owner) {
  if (x.constant) {
    x = constant_operand(x.number);
    return;
  }
  if (x.frame == owner.base)
    x.frame.reset();
  x.series = at_home(x.series, owner.symbol, x.frame.value_or(owner.base));
}

std::string out_of_line(timeframe a, timeframe b) {
  return std::string{to_string(a)} + " bars and " + std::string{to_string(b)} +
         " bars do not line up; use timeframes that divide each other";
}

bool line_up(timeframe a, timeframe b) {
  return divides(a, b) || divides(b, a);
}

/// What is sampled within a series lines up with the bars it is sampled on.
result<void> check_samples(const series_expression& x, timeframe frame,
                           const char* place) {
  const auto inner = x.frame.value_or(frame);
  if (!line_up(inner, frame))
    return bad_input(place, out_of_line(inner, frame));
  if (x.call)
    for (const auto& source : x.call->sources)
      if (auto fine = check_samples(*source, inner, place); !fine)
        return fine;
  for (const auto* side : {&x.left, &x.right})
    if (*side)
      if (auto fine = check_samples(**side, inner, place); !fine)
        return fine;
  return {};
}

result<void> check_operand(const operand& x, const condition& owner, const char* place) {
  if (x.constant) {
    if (!std::isfinite(x.number))
      return bad_input(place, "a finite number is needed");
    return {};
  }
  if (!std::isfinite(x.scale) || !std::isfinite(x.shift))
    return bad_input(place, "a series is scaled and shifted by finite numbers only");
  if (x.offset < 0 || x.offset > longest_lookback)
    return bad_input(place, "an offset is 0 to 5000 bars ago");
  const auto frame = x.frame.value_or(owner.base);
  if (!line_up(frame, owner.base))
    return bad_input(place, out_of_line(frame, owner.base));
  return check_samples(x.series, frame, place);
}

} // namespace

std::string_view to_string(comparison how) noexcept {
  return operator_names[static_cast<std::size_t>(how)];
}

result<void> check(const condition& x) {
  if (auto fine = check_operand(x.left, x, "left"); !fine)
    return fine;
  if (x.how == comparison::holds) {
    if (x.left.constant || !is_truth(x.left.series) || x.left.scale != 1 ||
        x.left.shift != 0)
      return bad_input("left", "only a pattern (doji) or a divergence stands by itself; "
                               "compare anything else with an operator");
    return {};
  }
  if (takes_bars(x.how)) {
    if (x.left.constant)
      return bad_input("left", "a constant never moves; use a series");
    if (x.bars < 1 || x.bars > longest_lookback)
      return bad_input("bars",
                       std::string{to_string(x.how)} + " looks 1 to 5000 bars back");
  }
  if (!takes_right(x.how))
    return {};
  if (auto fine = check_operand(x.right, x, "right"); !fine)
    return fine;
  if (takes_bars(x.how)) {
    if (!x.right.constant || !(x.right.number > 0) || x.right.number > 1e6)
      return bad_input("right", "a move is more than 0 and at most 1000000 percent");
    return {};
  }
  if (!takes_bounds(x.how)) {
    if (x.left.constant && x.right.constant)
      return bad_input("left", "at least one side must be a series; both are constants");
    return {};
  }
  if (auto fine = check_operand(x.high, x, "high"); !fine)
    return fine;
  if (x.left.constant)
    return bad_input("left", "the compared side must be a series, not a constant");
  if (x.right.constant && x.high.constant && x.right.number > x.high.number)
    return bad_input("right", "the lower bound " + format_number(x.right.number) +
                                " is above the upper bound " +
                                format_number(x.high.number));
  return {};
}

std::set<std::string> peers_of(const condition& x) {
  std::set<std::string> out;
  collect_symbols(x.left.series, out);
  if (takes_right(x.how))
    collect_symbols(x.right.series, out);
  if (takes_bounds(x.how))
    collect_symbols(x.high.series, out);
  out.erase(x.symbol);
  return out;
}

bars_read bars_of(const condition& x) {
  bars_read out{{std::string{}, x.base}};
  const auto add = [&](const operand& side) {
    if (!side.constant)
      collect_bars(side.series, side.frame.value_or(x.base), out);
  };
  add(x.left);
  if (takes_right(x.how))
    add(x.right);
  if (takes_bounds(x.how))
    add(x.high);
  for (const auto& [symbol, frame] : bars_read{out})
    if (symbol == x.symbol && out.erase({symbol, frame}) > 0)
      out.emplace(std::string{}, frame);
  return out;
}

condition normalised(condition x) {
  switch (x.how) {
  case comparison::greater:
    swap_sides(x, comparison::less);
    break;
  case comparison::greater_equal:
    swap_sides(x, comparison::less_equal);
    break;
  case comparison::crosses_below:
    swap_sides(x, comparison::crosses_above);
    break;
  default:
    break;
  }
  forget_own_home(x.left, x);
  if (takes_right(x.how))
    forget_own_home(x.right, x);
  else
    x.right = operand{};
  if (takes_bounds(x.how))
    forget_own_home(x.high, x);
  else
    x.high = operand{};
  if (!takes_bars(x.how))
    x.bars = 0;
  const bool commutes = x.how == comparison::equal || x.how == comparison::not_equal ||
                        x.how == comparison::crosses;
  if (commutes && print(x.right) < print(x.left))
    std::swap(x.left, x.right);
  return x;
}

namespace {

std::string comparison_text(comparison how, const std::string& left,
                            const std::string& right, const std::string& high, int bars) {
  if (how == comparison::holds)
    return left;
  auto out = left + ' ' + std::string{to_string(how)} + ' ';
  if (how == comparison::moves_up || how == comparison::moves_down)
    return out + right + "% in " + std::to_string(bars);
  if (takes_bars(how))
    return out + std::to_string(bars);
  out += right;
  if (takes_bounds(how))
    out += ' ' + high;
  return out;
}

} // namespace

std::string print(const condition& x) {
  return comparison_text(x.how, print(x.left), print(x.right), print(x.high), x.bars);
}

std::string canonical_text(const std::string& symbol, timeframe base, comparison how,
                           const std::string& left, const std::string& right,
                           const std::string& high, int bars) {
  return symbol + ' ' + std::string{to_string(base)} + ' ' +
         comparison_text(how, left, right, high, bars);
}

std::string canonical_text(const condition& x) {
  const auto same = normalised(x);
  return same.symbol + ' ' + std::string{to_string(same.base)} + ' ' + print(same);
}

std::string id_of_canonical(std::string_view canonical_text) {
  return sha256_hex(canonical_text).substr(0, 16);
}

std::string condition_id(const condition& x) {
  return id_of_canonical(canonical_text(x));
}

} // namespace tradeeon
