#include "domain/conditions/condition.hpp"

#include "domain/indicators/registry.hpp"
#include "domain/support/digest.hpp"
#include "domain/support/numbers.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace tradeeon {

namespace {

constexpr int longest_lookback = 5'000;

constexpr std::array<std::string_view, 15> operator_names{">",
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
                                                          "falling"};

constexpr std::array<std::string_view, 9> source_names{
  "open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4", "hlcc4"};

bool has_bounds(comparison how) {
  return how >= comparison::between && how <= comparison::exits;
}

bool has_bars(comparison how) {
  return how >= comparison::rising;
}

void swap_sides(condition& x, comparison how) {
  std::swap(x.left, x.right);
  x.how = how;
}

void forget_own_home(operand& x, const condition& owner) {
  if (x.constant) {
    x = constant_operand(x.number);
    return;
  }
  if (x.symbol == owner.symbol)
    x.symbol.clear();
  if (x.frame == owner.base)
    x.frame.reset();
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
  if (!x.symbol.empty() && x.symbol != owner.symbol)
    return bad_input(place, "an operand must be of the condition's own symbol, " +
                              owner.symbol + ", not " + x.symbol);
  if (x.frame && !divides(*x.frame, owner.base) && !divides(owner.base, *x.frame))
    return bad_input(place,
                     std::string{to_string(*x.frame)} + " bars and " +
                       std::string{to_string(owner.base)} +
                       " bars do not line up; use timeframes that divide each other");
  return {};
}

std::string with_sign(double shift) {
  return shift < 0 ? " - " + format_number(-shift) : " + " + format_number(shift);
}

} // namespace

std::string_view to_string(comparison how) noexcept {
  return operator_names[static_cast<std::size_t>(how)];
}

result<void> check(const condition& x) {
  if (auto fine = check_operand(x.left, x, "left"); !fine)
    return fine;
  if (has_bars(x.how)) {
    if (x.left.constant)
      return bad_input("left", "a constant never rises or falls; use a series");
    if (x.bars < 1 || x.bars > longest_lookback)
      return bad_input("bars", "rising and falling look 1 to 5000 bars back");
    return {};
  }
  if (auto fine = check_operand(x.right, x, "right"); !fine)
    return fine;
  if (!has_bounds(x.how)) {
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
  if (has_bars(x.how)) {
    x.right = x.high = operand{};
  } else {
    x.bars = 0;
    forget_own_home(x.right, x);
    if (has_bounds(x.how))
      forget_own_home(x.high, x);
    else
      x.high = operand{};
  }
  const bool commutes = x.how == comparison::equal || x.how == comparison::not_equal ||
                        x.how == comparison::crosses;
  if (commutes && print(x.right) < print(x.left))
    std::swap(x.left, x.right);
  return x;
}

std::string print(const series_expression& x) {
  if (!x.call)
    return std::string{source_names[static_cast<std::size_t>(x.source)]};
  std::string out = x.call->name + '(';
  for (std::size_t i = 0; i < x.call->parameters.size(); ++i)
    out += (i == 0 ? "" : ", ") + format_number(x.call->parameters[i]);
  if (x.call->source) {
    if (!x.call->parameters.empty())
      out += ", ";
    out += print(*x.call->source);
  }
  out += ')';
  const auto* info = find_indicator(x.call->name);
  if (info != nullptr && info->outputs.size() > 1)
    out.append(".").append(info->outputs[x.call->output]);
  return out;
}

std::string print(const operand& x) {
  if (x.constant)
    return format_number(x.number);
  std::string out = print(x.series);
  if (x.offset > 0)
    out += '[' + std::to_string(x.offset) + ']';
  if (!x.symbol.empty() || x.frame) {
    out = '(' + out;
    if (!x.symbol.empty())
      out += " of " + x.symbol;
    if (x.frame)
      out.append(" @ ").append(to_string(*x.frame));
    out += ')';
  }
  if (x.scale != 1)
    out += " * " + format_number(x.scale);
  if (x.shift != 0)
    out += with_sign(x.shift);
  return out;
}

std::string print(const condition& x) {
  auto out = print(x.left) + ' ' + std::string{to_string(x.how)} + ' ';
  if (has_bars(x.how))
    return out + std::to_string(x.bars);
  out += print(x.right);
  if (has_bounds(x.how))
    out += ' ' + print(x.high);
  return out;
}

std::string canonical_text(const condition& x) {
  const auto same = normalised(x);
  return same.symbol + ' ' + std::string{to_string(same.base)} + ' ' + print(same);
}

std::string condition_id(const condition& x) {
  return sha256_hex(canonical_text(x)).substr(0, 16);
}

} // namespace tradeeon
