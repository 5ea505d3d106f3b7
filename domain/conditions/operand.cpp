#include "domain/conditions/operand.hpp"

#include "domain/indicators/registry.hpp"
#include "domain/support/numbers.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

using kind = series_expression::kind;

series_ptr shared(series_expression x) {
  return std::make_shared<const series_expression>(std::move(x));
}

series_expression number_series(double x) {
  series_expression out;
  out.what = kind::number;
  out.number = x;
  return out;
}

std::string with_sign(double shift) {
  return shift < 0 ? " - " + format_number(-shift) : " + " + format_number(shift);
}

std::string print_call(const indicator_call& x, const std::string& symbol) {
  std::vector<std::string> arguments;
  for (const double parameter : x.parameters)
    arguments.push_back(format_number(parameter));
  for (const auto& source : x.sources)
    arguments.push_back(print(*source));
  if (!symbol.empty())
    arguments.push_back(symbol);
  std::string out = x.name;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    out += (i == 0 ? "(" : ", ") + arguments[i];
  if (!arguments.empty())
    out += ')';
  const auto* info = find_indicator(x.name);
  if (info != nullptr && info->outputs.size() > 1)
    out.append(".").append(info->outputs[x.output]);
  return out;
}

std::string print_pair(const series_expression& x) {
  // A number on the right takes its sign into the operator: "(close - 1)".
  if (x.what == kind::add && x.right->what == kind::number)
    return '(' + print(*x.left) + with_sign(x.right->number) + ')';
  constexpr std::string_view signs[] = {" + ", " - ", " * ", " / "};
  const auto sign =
    signs[static_cast<std::size_t>(x.what) - static_cast<std::size_t>(kind::add)];
  return std::string{"("}.append(print(*x.left)).append(sign).append(print(*x.right)) +
         ')';
}

} // namespace

const std::array<std::pair<std::string_view, price_source>, 9>& price_sources() noexcept {
  static constexpr std::array<std::pair<std::string_view, price_source>, 9> table{{
    {"open", price_source::open},
    {"high", price_source::high},
    {"low", price_source::low},
    {"close", price_source::close},
    {"volume", price_source::volume},
    {"hl2", price_source::hl2},
    {"hlc3", price_source::hlc3},
    {"ohlc4", price_source::ohlc4},
    {"hlcc4", price_source::hlcc4},
  }};
  return table;
}

operand constant_operand(double x) {
  operand result;
  result.constant = true;
  result.number = x;
  return result;
}

operand price_operand(price_source source, int offset) {
  operand result;
  result.series.source = source;
  result.offset = offset;
  return result;
}

operand series_operand(series_expression x) {
  operand result;
  result.series = std::move(x);
  return result;
}

series_expression price_series(price_source source) {
  series_expression out;
  out.source = source;
  return out;
}

series_expression series_of(const operand& x) {
  auto here = x;
  here.frame.reset();
  return sampled_series_of(here);
}

series_expression sampled_series_of(const operand& x) {
  if (x.constant)
    return number_series(x.number);
  auto out = x.series;
  if (x.offset > 0) {
    series_expression lag;
    lag.what = kind::lag;
    lag.offset = x.offset;
    lag.left = shared(std::move(out));
    out = std::move(lag);
  }
  if (x.frame) {
    series_expression sample;
    sample.what = kind::sample;
    sample.frame = x.frame;
    sample.left = shared(std::move(out));
    out = std::move(sample);
  }
  if (x.scale != 1)
    out = combined(kind::multiply, std::move(out), number_series(x.scale));
  if (x.shift != 0)
    out = combined(kind::add, std::move(out), number_series(x.shift));
  return out;
}

series_expression combined(series_expression::kind how, series_expression left,
                           series_expression right) {
  const bool commutes = how == kind::add || how == kind::multiply;
  // A number goes to the right, where it is printed with its sign.
  if (commutes && right.what != kind::number &&
      (left.what == kind::number || print(right) < print(left)))
    std::swap(left, right);
  series_expression out;
  out.what = how;
  out.left = shared(std::move(left));
  out.right = shared(std::move(right));
  return out;
}

operand scaled(operand x, double factor) {
  if (x.constant) {
    x.number *= factor;
  } else {
    x.scale *= factor;
    x.shift *= factor;
  }
  return x;
}

namespace {

/// Calls `use` with each series that `x` is made of directly.
template <class Use>
void each_part(const series_expression& x, Use use) {
  if (x.call)
    for (const auto& source : x.call->sources)
      use(*source);
  for (const auto* side : {&x.left, &x.right})
    if (*side)
      use(**side);
}

bool is_leaf(const series_expression& x) {
  return x.what == kind::price || (x.call && x.call->sources.empty());
}

/// False for a series at home on the home symbol's bars through and through.
bool travels(const series_expression& x) {
  bool found = !x.symbol.empty() || x.what == kind::sample;
  each_part(x, [&](const series_expression& part) { found = found || travels(part); });
  return found;
}

} // namespace

std::optional<std::string> symbol_of(const series_expression& x) {
  if (is_leaf(x))
    return x.symbol;
  std::optional<std::string> found;
  each_part(x, [&](const series_expression& part) {
    const auto own = symbol_of(part);
    if (!found)
      found = own;
    else if (own && *own != *found)
      found = std::string{}; // a mixture
  });
  return found;
}

void collect_bars(const series_expression& x, timeframe frame, bars_read& into) {
  if (is_leaf(x))
    into.emplace(x.symbol, frame);
  const auto inner = x.frame.value_or(frame);
  each_part(x, [&](const series_expression& part) { collect_bars(part, inner, into); });
}

void collect_symbols(const series_expression& x, std::set<std::string>& into) {
  if (!x.symbol.empty())
    into.insert(x.symbol);
  each_part(x, [&](const series_expression& part) { collect_symbols(part, into); });
}

series_expression at_home(const series_expression& x, const std::string& symbol,
                          timeframe frame) {
  if (!travels(x))
    return x;
  if (x.what == kind::sample) {
    auto inner = at_home(*x.left, symbol, *x.frame);
    if (x.frame == frame)
      return inner;
    auto out = x;
    out.left = shared(std::move(inner));
    return out;
  }
  auto out = x;
  if (out.symbol == symbol)
    out.symbol.clear();
  if (out.call)
    for (auto& source : out.call->sources)
      source = shared(at_home(*source, symbol, frame));
  if (!out.left)
    return out;
  auto left = at_home(*x.left, symbol, frame);
  if (x.right) // the texts of the sides may have changed, and with them their order
    return combined(x.what, std::move(left), at_home(*x.right, symbol, frame));
  out.left = shared(std::move(left));
  return out;
}

bool is_truth(const series_expression& x) {
  if (x.what != kind::call)
    return false;
  const auto* info = find_indicator(x.call->name);
  return info != nullptr && info->truth;
}

std::size_t cost_of(const series_expression& x) {
  std::size_t cost = 1 + static_cast<std::size_t>(x.offset);
  if (x.call) {
    double longest = 0;
    for (const double parameter : x.call->parameters)
      longest = std::max(longest, parameter);
    cost += static_cast<std::size_t>(longest);
    for (const auto& source : x.call->sources)
      cost += cost_of(*source);
  }
  for (const auto& side : {x.left, x.right})
    if (side)
      cost += cost_of(*side);
  return cost;
}

std::string print(const series_expression& x) {
  switch (x.what) {
  case kind::price: {
    std::string out{price_sources()[static_cast<std::size_t>(x.source)].first};
    return x.symbol.empty() ? out : out + '(' + x.symbol + ')';
  }
  case kind::number:
    return format_number(x.number);
  case kind::call:
    return print_call(*x.call, x.symbol);
  case kind::lag:
    return print(*x.left) + '[' + std::to_string(x.offset) + ']';
  case kind::sample:
    return '(' + print(*x.left) + " @ " + std::string{to_string(*x.frame)} + ')';
  default:
    return print_pair(x);
  }
}

std::string print(const operand& x) {
  if (x.constant)
    return format_number(x.number);
  std::string out = print(x.series);
  if (x.offset > 0)
    out += '[' + std::to_string(x.offset) + ']';
  if (x.frame)
    out = '(' + out + " @ " + std::string{to_string(*x.frame)} + ')';
  if (x.scale != 1)
    out += " * " + format_number(x.scale);
  if (x.shift != 0)
    out += with_sign(x.shift);
  return out;
}

} // namespace tradeeon
