#include "tests/unit/conditions_support.hpp"

#include "domain/conditions/parser.hpp"
#include "domain/indicators/registry.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tradeeon::test {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct recipe {
  const char* name;
  std::vector<double> parameters;
  bool windowed;
};

const std::vector<recipe>& recipes() {
  // Those that remember a window only come first.
  static const std::vector<recipe> all{
    {"SMA", {3}, true},
    {"SMA", {5}, true},
    {"BBANDS", {4, 1.5}, true},
    {"HIGHEST", {4}, true},
    {"DONCHIAN", {3}, true},
    {"WMA", {3}, true},
    {"MOM", {2}, true},
    {"EMA", {4}, false},
    {"EMA", {1}, false},
    {"RSI", {3}, false},
    {"MACD", {2, 4, 3}, false},
    {"ATR", {3}, false},
    {"KAMA", {3, 2, 9}, false},
    {"STOCH", {3, 2, 2}, false},
    {"SUPERTREND", {3, 2}, false},
    {"PSAR", {0.1, 0.3}, false},
    {"ADX", {3}, false},
    {"OBV", {}, false},
    {"VWAP", {}, false},
    {"hammer", {}, false},
  };
  return all;
}

price_source random_source(dice& random) {
  return static_cast<price_source>(roll(random, 0, 8));
}

/// Now and then another symbol, where there are any.
std::string random_peer(dice& random, const condition_limits& limits) {
  if (limits.peers.empty() || chance(random, 0.5))
    return {};
  return limits.peers[random() % limits.peers.size()];
}

series_expression random_series(dice& random, const condition_limits& limits, int levels);

/// A part of something else: now and then on bars of another timeframe.
series_expression random_part(dice& random, const condition_limits& limits, int levels) {
  auto part = random_series(random, limits, levels);
  if (!limits.samples || chance(random, 0.7))
    return part;
  operand x = series_operand(std::move(part));
  x.frame = limits.frames[random() % limits.frames.size()];
  x.offset = roll(random, 0, 2);
  return sampled_series_of(x);
}

series_expression random_series(dice& random, const condition_limits& limits,
                                int levels) {
  series_expression out;
  if (levels == 0 || chance(random, 0.4)) {
    out.source = random_source(random);
    out.symbol = random_peer(random, limits);
    return out;
  }
  const bool windowed = limits.windowed;
  if (chance(random, limits.peers.empty() ? 0.2 : 0.4))
    return combined(static_cast<series_expression::kind>(roll(random, 4, 7)),
                    random_part(random, limits, levels - 1),
                    random_series(random, limits, levels - 1));
  const auto all = static_cast<int>(recipes().size());
  const auto* of =
    &recipes()[static_cast<std::size_t>(roll(random, 0, windowed ? 6 : all - 1))];
  const auto& info = *find_indicator(of->name);
  indicator_call call;
  call.name = of->name;
  call.parameters = of->parameters;
  call.output =
    static_cast<std::size_t>(roll(random, 0, static_cast<int>(info.outputs.size()) - 1));
  if (!info.sources.empty())
    call.sources.push_back(
      std::make_shared<const series_expression>(random_part(random, limits, levels - 1)));
  else
    out.symbol = random_peer(random, limits);
  out.what = series_expression::kind::call;
  out.call = std::move(call);
  return out;
}

double random_constant(dice& random) {
  switch (roll(random, 0, 4)) {
  case 0:
    return roll(random, -3, 3);
  case 1:
    return roll(random, 10, 90);
  default:
    return 100 + roll(random, -16, 16) * 0.5;
  }
}

} // namespace

int roll(dice& random, int low, int high) {
  const auto span = static_cast<std::uint64_t>(high - low) + 1;
  return low + static_cast<int>(random() % span);
}

bool chance(dice& random, double probability) {
  return static_cast<double>(random() >> 11U) * 0x1p-53 < probability;
}

std::vector<candle> walk(dice& random, timeframe base, std::size_t count, double gaps,
                         time_ms start) {
  std::vector<candle> out;
  double price = 100;
  for (auto at = bar_open(base, start); out.size() < count; at = bar_close(base, at)) {
    candle bar;
    bar.open_time = at;
    bar.open = price;
    price = std::clamp(price + roll(random, -3, 3) * 0.5, 90.0, 110.0);
    bar.close = price;
    bar.high = std::max(bar.open, bar.close) + roll(random, 0, 2) * 0.5;
    bar.low = std::min(bar.open, bar.close) - roll(random, 0, 2) * 0.5;
    bar.volume = roll(random, 0, 9);
    out.push_back(bar);
    if (chance(random, gaps))
      for (int n = chance(random, 0.2) ? roll(random, 10, 40) : roll(random, 1, 4); n > 0;
           --n)
        at = bar_close(base, at);
  }
  return out;
}

operand random_operand(dice& random, const condition_limits& limits, bool constants) {
  if (constants && chance(random, 0.4))
    return constant_operand(random_constant(random));
  operand out;
  out.series = random_series(random, limits, 2);
  if (chance(random, 0.3))
    out.frame = limits.frames[random() % limits.frames.size()];
  if (chance(random, 0.3))
    out.offset = roll(random, 0, limits.most_offset);
  if (chance(random, 0.2))
    out.scale = roll(random, -8, 8) * 0.25;
  if (chance(random, 0.2))
    out.shift = roll(random, -8, 8) * 0.5;
  return out;
}

condition random_condition(dice& random, const condition_limits& limits) {
  condition out;
  do {
    out = {};
    out.symbol = "BTCUSDT";
    out.base = limits.frames[random() % limits.frames.size()];
    out.how = static_cast<comparison>(roll(random, 0, 17));
    out.left = random_operand(random, limits, out.how < comparison::between);
    if (out.how == comparison::holds) {
      out.left = series_operand(*parse_series(
        limits.windowed || chance(random, 0.7)
          ? std::vector<std::string>{"lower_low", "inside_bar", "doji"}[random() % 3]
          : "DIVERGENCE(1, 1, 9, close, close).hidden_bullish"));
      out.left.offset = roll(random, 0, limits.most_offset);
    }
    if (takes_bars(out.how))
      out.bars = roll(random, 1, 4);
    if (takes_bars(out.how) && takes_right(out.how))
      out.right = constant_operand(roll(random, 1, 8) * 0.25);
    else if (takes_right(out.how))
      out.right = random_operand(random, limits, true);
    if (takes_bounds(out.how))
      out.high = random_operand(random, limits, true);
  } while (!check(out));
  return out;
}

expression random_expression(dice& random, const condition_limits& limits, int levels,
                             int& leaves) {
  if (levels == 0 || leaves <= 1 || chance(random, 0.25)) {
    --leaves;
    return leaf_of(random_condition(random, limits));
  }
  expression out;
  out.what = static_cast<expression::kind>(roll(random, 1, 4));
  const int parts = out.what == expression::kind::none ? 1 : roll(random, 2, 4);
  for (int i = 0; i < parts; ++i)
    out.parts.push_back(random_expression(random, limits, levels - 1, leaves));
  if (out.what == expression::kind::at_least)
    out.count = roll(random, 1, parts);
  return out;
}

bool same(const series_expression& a, const series_expression& b) {
  if (a.what != b.what || a.call.has_value() != b.call.has_value() ||
      a.symbol != b.symbol || a.frame != b.frame)
    return false;
  const auto equal = [](const series_ptr& x, const series_ptr& y) {
    return (x == nullptr) == (y == nullptr) && (x == nullptr || same(*x, *y));
  };
  if (!a.call)
    return a.source == b.source && a.number == b.number && a.offset == b.offset &&
           equal(a.left, b.left) && equal(a.right, b.right);
  const auto& x = *a.call;
  const auto& y = *b.call;
  return x.name == y.name && x.parameters == y.parameters && x.output == y.output &&
         std::equal(x.sources.begin(), x.sources.end(), y.sources.begin(),
                    y.sources.end(), equal);
}

bool same(const operand& a, const operand& b) {
  if (a.constant || b.constant)
    return a.constant == b.constant && a.number == b.number;
  return same(a.series, b.series) && a.frame == b.frame && a.offset == b.offset &&
         a.scale == b.scale && a.shift == b.shift;
}

bool same(const condition& a, const condition& b) {
  return a.symbol == b.symbol && a.base == b.base && a.how == b.how && a.bars == b.bars &&
         same(a.left, b.left) && same(a.right, b.right) && same(a.high, b.high);
}

bool same(const expression& a, const expression& b) {
  if (a.what != b.what || a.parts.size() != b.parts.size() || a.count != b.count)
    return false;
  if (a.what == expression::kind::leaf)
    return same(a.leaf, b.leaf);
  for (std::size_t i = 0; i < a.parts.size(); ++i)
    if (!same(a.parts[i], b.parts[i]))
      return false;
  return true;
}

bool same_value(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::isnan(a) && std::isnan(b);
  return std::memcmp(&a, &b, sizeof a) == 0;
}

std::vector<candle> bars_at(const std::vector<candle>& base_bars, timeframe base,
                            timeframe frame, time_ms at) {
  std::vector<candle> out;
  if (!divides(base, frame))
    return out;
  for (const auto& bar : base_bars) {
    if (bar_close(base, bar.open_time) > at)
      break;
    const auto open = bar_open(frame, bar.open_time);
    if (out.empty() || out.back().open_time != open) {
      out.push_back(bar);
      out.back().open_time = open;
      continue;
    }
    auto& to = out.back();
    to.high = std::max(to.high, bar.high);
    to.low = std::min(to.low, bar.low);
    to.close = bar.close;
    to.volume += bar.volume;
  }
  if (!out.empty() && bar_close(frame, out.back().open_time) > at)
    out.pop_back();
  return out;
}

namespace {

/// Everything that a condition may read, and the instant that it is asked for.
struct world {
  const std::vector<candle>& base_bars;
  timeframe base;
  time_ms at;
  const candle* forming;
  const slow_peers& peers;

  // -- bars --------------------------------------------------------------------

  [[nodiscard]] std::vector<candle> with_forming(timeframe frame) const {
    auto all = base_bars;
    while (!all.empty() && bar_close(base, all.back().open_time) > at)
      all.pop_back();
    all.push_back(*forming);
    const auto late = bar_close(frame, bar_open(frame, forming->open_time));
    return bars_at(all, base, frame, late);
  }

  /// A symbol's bars, each taken for complete at its close.
  [[nodiscard]] std::vector<candle> bars_of(const std::string& symbol, timeframe frame,
                                            time_ms when) const {
    if (symbol.empty())
      return bars_at(base_bars, base, frame, when);
    const auto found = peers.find(symbol);
    return found == peers.end()
             ? std::vector<candle>{}
             : bars_at(found->second.bars, found->second.base, frame, when);
  }

  /// Another symbol's bars that its own candles showed to be complete.
  [[nodiscard]] std::vector<candle> known_of(const std::string& symbol, timeframe frame,
                                             time_ms when) const {
    auto out = bars_of(symbol, frame, when);
    time_ms last = -1;
    for (const auto& bar :
         peers.count(symbol) > 0 ? peers.at(symbol).bars : std::vector<candle>{})
      if (const auto close = bar_close(peers.at(symbol).base, bar.open_time);
          close <= when)
        last = close;
    if (!out.empty() && bar_close(frame, out.back().open_time) > last)
      out.pop_back();
    return out;
  }

  /// A series at the newest of some bars, `offset` bars ago.
  [[nodiscard]] double newest(const series_expression& x, const std::string& symbol,
                              timeframe frame, const std::vector<candle>& bars,
                              int offset, bool forms) const {
    const auto values = over(x, symbol, frame, bars, forms);
    const auto i = static_cast<std::ptrdiff_t>(values.size()) - 1 - offset;
    return i < 0 ? nothing : values[static_cast<std::size_t>(i)];
  }

  /// Another symbol's series at an instant; nothing where the bar that had to be
  /// there at `due` is not.
  [[nodiscard]] double foreign(const series_expression& x, timeframe frame, int offset,
                               time_ms when, time_ms due) const {
    const auto symbol = *symbol_of(x);
    const auto bars = known_of(symbol, frame, when);
    if (bars.empty() || bar_close(frame, bars.back().open_time) != bar_open(frame, due))
      return nothing;
    return newest(x, symbol, frame, bars, offset, false);
  }

  // -- series ------------------------------------------------------------------

  /// A part of a series at the close of one of its bars.
  [[nodiscard]] double part_at(const series_expression& x, const std::string& symbol,
                               timeframe frame, time_ms close, bool forms) const {
    const bool sampled = x.what == series_expression::kind::sample;
    const auto& inner = sampled ? *x.left : x;
    const auto of = x.frame.value_or(frame);
    if (const auto own = symbol_of(inner); own && *own != symbol)
      return foreign(inner, of, 0, forms ? at : close,
                     forms ? forming->open_time : close);
    return newest(inner, symbol, of,
                  forms ? with_forming(of) : bars_of(symbol, of, close), 0, forms);
  }

  /// A part of a series, one value per bar.
  [[nodiscard]] std::vector<double> part(const series_expression& x,
                                         const std::string& symbol, timeframe frame,
                                         const std::vector<candle>& bars,
                                         bool forms) const {
    const auto own = symbol_of(x);
    if (x.what != series_expression::kind::sample && (!own || *own == symbol))
      return over(x, symbol, frame, bars, forms);
    std::vector<double> out;
    for (std::size_t i = 0; i < bars.size(); ++i)
      out.push_back(part_at(x, symbol, frame, bar_close(frame, bars[i].open_time),
                            forms && i + 1 == bars.size()));
    return out;
  }

  /// One value per bar, by a fresh computation over all of them. With `forms` the
  /// last one is still forming.
  [[nodiscard]] std::vector<double> over(const series_expression& x,
                                         const std::string& symbol, timeframe frame,
                                         const std::vector<candle>& bars,
                                         bool forms) const {
    using kind = series_expression::kind;
    std::vector<double> out;
    if (x.what == kind::price || x.what == kind::number) {
      for (const auto& bar : bars)
        out.push_back(x.what == kind::number ? x.number : price_of(bar, x.source));
      return out;
    }
    const auto read = [&](const series_expression& y) {
      return part(y, symbol, frame, bars, forms);
    };
    if (!x.call) {
      const auto left = read(*x.left);
      if (x.what == kind::lag) {
        for (std::size_t i = 0; i < left.size(); ++i)
          out.push_back(i < static_cast<std::size_t>(x.offset)
                          ? nothing
                          : left[i - static_cast<std::size_t>(x.offset)]);
        return out;
      }
      const auto right = read(*x.right);
      for (std::size_t i = 0; i < left.size(); ++i) {
        const double value = x.what == kind::add        ? left[i] + right[i]
                             : x.what == kind::subtract ? left[i] - right[i]
                             : x.what == kind::multiply ? left[i] * right[i]
                                                        : left[i] / right[i];
        out.push_back(std::isfinite(value) ? value : nothing);
      }
      return out;
    }
    std::vector<double> input(bars.size(), 0);
    if (!x.call->sources.empty())
      input = read(*x.call->sources.front());
    auto second = input;
    if (x.call->sources.size() > 1)
      second = read(*x.call->sources[1]);
    const auto fresh = find_indicator(x.call->name)->make(x.call->parameters);
    double value = nothing;
    for (std::size_t i = 0; i < bars.size(); ++i) {
      if (!std::isnan(input[i]) &&
          !std::isnan(second[i])) // a bar without a source value is no bar for it
        value = fresh->commit({input[i], second[i]}, bars[i])[x.call->output];
      out.push_back(value);
    }
    return out;
  }
};

/// Values of an operand at the closes of its home's bars, oldest first.
struct reader {
  world all;
  timeframe home;

  [[nodiscard]] std::vector<double> operator()(const operand& x) const {
    const auto homes = all.bars_of({}, home, all.at);
    const bool forms = all.forming != nullptr;
    std::vector<double> out;
    if (x.constant)
      return std::vector<double>(homes.size() + (forms ? 1 : 0), x.number);
    const auto frame = x.frame.value_or(home);
    const auto close = [&](const candle& bar) { return bar_close(home, bar.open_time); };
    if (const auto symbol = symbol_of(x.series); symbol && !symbol->empty()) {
      for (const auto& bar : homes)
        out.push_back(all.foreign(x.series, frame, x.offset, close(bar), close(bar)));
      if (forms)
        out.push_back(
          all.foreign(x.series, frame, x.offset, all.at, all.forming->open_time));
    } else {
      const auto bars = all.bars_of({}, frame, all.at);
      const auto values = all.over(x.series, {}, frame, bars, false);
      for (const auto& home_bar : homes) {
        std::ptrdiff_t i = -1 - x.offset;
        for (const auto& bar : bars)
          i += bar_close(frame, bar.open_time) <= close(home_bar) ? 1 : 0;
        out.push_back(i < 0 ? nothing : values[static_cast<std::size_t>(i)]);
      }
      if (forms)
        out.push_back(
          all.newest(x.series, {}, frame, all.with_forming(frame), x.offset, true));
    }
    for (auto& value : out)
      value = value * x.scale + x.shift;
    return out;
  }
};

double back(const std::vector<double>& values, std::size_t n) {
  return n < values.size() ? values[values.size() - 1 - n] : nothing;
}

} // namespace

slow_answer evaluate_slowly(const condition& what, const std::vector<candle>& base_bars,
                            timeframe base, time_ms at, const candle* forming,
                            const slow_peers& peers) {
  const reader read{{base_bars, base, at, forming, peers}, what.base};
  slow_answer out;
  const auto left = read(what.left);
  out.left = back(left, 0);
  out.previous_left = back(left, 1);
  out.right = out.previous_right = out.high = nothing;
  if (what.how == comparison::holds) {
    out.now = std::isnan(out.left) ? truth::unknown : to_truth(out.left == 1);
    return out;
  }
  if (takes_bars(what.how) && takes_right(what.how)) {
    out.right = out.previous_right = what.right.number;
    const auto then = back(left, static_cast<std::size_t>(what.bars));
    const auto change = 100 * (out.left - then) / std::fabs(then);
    if (std::isnan(out.left) || std::isnan(then) || then == 0)
      out.now = truth::unknown;
    else
      out.now = to_truth(what.how == comparison::moves_up ? change >= out.right
                                                          : change <= -out.right);
    return out;
  }
  if (takes_bars(what.how)) {
    out.now = truth::yes;
    for (int i = 0; i < what.bars; ++i) {
      const auto newer = back(left, static_cast<std::size_t>(i));
      const auto older = back(left, static_cast<std::size_t>(i) + 1);
      if (std::isnan(newer) || std::isnan(older)) {
        out.now = truth::unknown;
        break;
      }
      if (what.how == comparison::rising ? !(newer > older) : !(newer < older))
        out.now = truth::no;
    }
    return out;
  }
  const auto right = read(what.right);
  out.right = back(right, 0);
  out.previous_right = back(right, 1);
  double previous_high = nothing;
  if (takes_bounds(what.how)) {
    const auto high = read(what.high);
    out.high = back(high, 0);
    previous_high = back(high, 1);
  }
  // Before a home's first close a constant has no bar to be read on either.
  out.now = compare_slowly(what.how, out.left, out.previous_left, out.right,
                           out.previous_right, out.high, previous_high);
  return out;
}

truth compare_slowly(comparison how, double left, double previous_left, double right,
                     double previous_right, double high, double previous_high) {
  const bool needs_past =
    how == comparison::crosses_above || how == comparison::crosses_below ||
    how == comparison::crosses || how == comparison::enters || how == comparison::exits;
  const bool needs_high = takes_bounds(how);
  if (std::isnan(left) || std::isnan(right) || (needs_high && std::isnan(high)))
    return truth::unknown;
  if (needs_past && (std::isnan(previous_left) || std::isnan(previous_right) ||
                     (needs_high && std::isnan(previous_high))))
    return truth::unknown;
  const bool equal =
    std::fabs(left - right) <= 1e-10 * std::max(std::fabs(left), std::fabs(right));
  const bool up = left > right && previous_left <= previous_right;
  const bool down = left < right && previous_left >= previous_right;
  const bool inside = right <= left && left <= high;
  const bool was_inside =
    previous_right <= previous_left && previous_left <= previous_high;
  switch (how) {
  case comparison::greater:
    return to_truth(left > right);
  case comparison::less:
    return to_truth(left < right);
  case comparison::greater_equal:
    return to_truth(left >= right);
  case comparison::less_equal:
    return to_truth(left <= right);
  case comparison::equal:
    return to_truth(equal);
  case comparison::not_equal:
    return to_truth(!equal);
  case comparison::crosses_above:
    return to_truth(up);
  case comparison::crosses_below:
    return to_truth(down);
  case comparison::crosses:
    return to_truth(up || down);
  case comparison::between:
    return to_truth(inside);
  case comparison::outside:
    return to_truth(!inside);
  case comparison::enters:
    return to_truth(inside && !was_inside);
  case comparison::exits:
    return to_truth(!inside && was_inside);
  default:
    return truth::unknown;
  }
}

truth evaluate_tree(const expression& x, const std::vector<truth>& leaves,
                    std::size_t& next) {
  if (x.what == expression::kind::leaf)
    return leaves[next++];
  std::size_t yes = 0;
  std::size_t no = 0;
  for (const auto& part : x.parts) {
    const auto value = evaluate_tree(part, leaves, next);
    yes += value == truth::yes ? 1 : 0;
    no += value == truth::no ? 1 : 0;
  }
  const auto all = x.parts.size();
  if (x.what == expression::kind::none)
    return yes == 1 ? truth::no : no == 1 ? truth::yes : truth::unknown;
  if (x.what == expression::kind::at_least)
    return yes >= static_cast<std::size_t>(x.count)       ? truth::yes
           : all - no < static_cast<std::size_t>(x.count) ? truth::no
                                                          : truth::unknown;
  if (x.what == expression::kind::all)
    return no > 0 ? truth::no : yes == all ? truth::yes : truth::unknown;
  return yes > 0 ? truth::yes : no == all ? truth::no : truth::unknown;
}

} // namespace tradeeon::test
