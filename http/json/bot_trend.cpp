// Trend and signal bots: entries and exits by expression, preset or signal.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

#include <array>

namespace tradeeon::json {

namespace {

constexpr std::uint32_t most_entries = 1'000;
constexpr std::uint32_t longest = 5'000;

/// What a preset asks to enter and to leave.
struct preset {
  std::string entry;
  std::string exit;
};

preset ma_cross(fields& from) {
  const auto fast = count(from, "fast", 1, longest).value_or(9);
  const auto slow = count(from, "slow", 1, longest).value_or(21);
  if (fast >= slow)
    from.fail("slow", "a length above fast (" + std::to_string(fast) + ") is needed");
  constexpr std::array<const char*, 8> kinds{"EMA", "SMA",  "WMA",  "HMA",
                                             "RMA", "DEMA", "TEMA", "VWMA"};
  const auto which =
    word(from, "maType", {"EMA", "SMA", "WMA", "HMA", "RMA", "DEMA", "TEMA", "VWMA"});
  const std::string kind{kinds[which.value_or(0)]};
  const auto a = kind + "(" + std::to_string(fast) + ")";
  const auto b = kind + "(" + std::to_string(slow) + ")";
  return {a + " crosses_above " + b, a + " < " + b};
}

preset donchian(fields& from) {
  const auto length = std::to_string(count(from, "length", 1, longest).value_or(20));
  return {"close > DONCHIAN(" + length + ").upper[1]",
          "close < DONCHIAN(" + length + ").lower[1]"};
}

preset supertrend(fields& from) {
  const auto length = std::to_string(count(from, "length", 1, longest).value_or(10));
  const auto factor = number_in(from, "multiplier", {0, 50, true}).value_or(decimal{3});
  const auto line = "SUPERTREND(" + length + ", " + factor.text() + ").direction";
  return {line + " crosses_above 0", line + " < 0"};
}

/// Nothing where the fields hold no preset.
preset read_preset(complaint& out, const value& object, const std::string& path) {
  fields from{
    out, object, path, {"type", "fast", "slow", "maType", "length", "multiplier"}};
  const auto type = word(from, "type", {"ma_cross", "donchian", "supertrend"});
  if (!type) {
    from.fail("type", "is needed: ma_cross, donchian or supertrend");
    return {};
  }
  auto x = *type == 0 ? ma_cross(from) : *type == 1 ? donchian(from) : supertrend(from);
  from.finish();
  return x;
}

/// `entry` and `exit`, each a text or a preset; a preset brings its own exit along.
struct directions {
  std::string entry;
  std::string exit;
};

std::string read_side(fields& from, std::string_view name, directions& into) {
  const auto* x = from.find(name);
  if (x == nullptr)
    return {};
  if (x->is_object()) {
    const auto read = read_preset(from.problems(), *x, from.path_of(name));
    if (name == "entry" && into.exit.empty())
      into.exit = read.exit;
    return name == "entry" ? read.entry : read.exit;
  }
  return from.text(name, max_expression_length).value_or("");
}

directions read_directions(fields& from) {
  directions x;
  x.exit = read_side(from, "exit", x);
  x.entry = read_side(from, "entry", x);
  return x;
}

void ask_directions(fields& from, bot_frame& bot, const directions& x) {
  const auto fire = word(from, "fire", {"edge", "level"});
  const auto frame = bot.into.interval;
  auto& out = from.problems();
  if (!x.entry.empty())
    ask(out, bot, from.path_of("entry"), "entry", x.entry, frame, fire != std::size_t{1});
  // An exit that has become true while the entry was being filled must not be missed.
  if (!x.exit.empty())
    ask(out, bot, from.path_of("exit"), "exit", x.exit, frame, false);
}

void check_risk(const fields& from, const amount_setting& amount,
                const barrier_setting& barrier, decimal atr_stop) {
  if (amount.what == amount_setting::kind::risk_percent && !barrier.stop &&
      !atr_stop.positive())
    from.fail("amount.type", "risk needs a stop that says what is risked: stopLoss, or "
                             "in trend bots atrStop");
}

} // namespace

void read_amount(fields& from, amount_setting& into) {
  const auto* object = from.object("amount");
  if (object == nullptr)
    return from.fail("amount", "is needed: {type, value}");
  fields one{
    from.problems(), *object, from.path_of("amount"), {"type", "value", "multiplier"}};
  const auto type = word(one, "type", {"fixed", "percent", "risk"});
  if (!type)
    one.fail("type", "is needed: fixed, percent or risk");
  using kind = amount_setting::kind;
  into.what = type == std::size_t{1}   ? kind::percent_of_funds
              : type == std::size_t{2} ? kind::risk_percent
                                       : kind::fixed;
  const bool fixed = into.what == kind::fixed;
  into.value = needed_number(one, "value", fixed ? positive() : some_percent());
  put(into.multiplier, number_in(one, "multiplier", {0, 100, true}));
  one.finish();
}

names trend_names() {
  names all{"entry",           "exit",   "fire", "amount", "maxEntries",
            "addAfterPercent", "atrStop"};
  const auto more = barrier_names();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void read_trend(fields& from, bot_frame& bot) {
  trend_settings x;
  const auto sides = read_directions(from);
  if (sides.entry.empty())
    from.fail("entry", "is needed: an expression as text, or a preset such as "
                       "{type:\"ma_cross\", fast:9, slow:21}");
  read_amount(from, x.amount);
  put(x.max_entries, count(from, "maxEntries", 1, most_entries));
  put(x.add_after_percent, number_in(from, "addAfterPercent", percentage()));
  if (const auto* object = from.object("atrStop")) {
    fields one{from.problems(),
               *object,
               from.path_of("atrStop"),
               {"enabled", "multiple", "length"}};
    const bool on = is_on(one);
    const auto multiple = needed_number(one, "multiple", {0, 100, true});
    put(x.atr_length, count(one, "length", 1, longest));
    one.finish();
    if (on)
      x.atr_stop = multiple;
  }
  read_barriers(from, x.barrier);
  check_risk(from, x.amount, x.barrier, x.atr_stop);
  ask_directions(from, bot, sides);
  x.has_exit = !sides.exit.empty();
  bot.into.plan = std::move(x);
}

names signal_names() {
  names all{"entry", "exit", "fire", "amount", "maxEntries", "maxLagSeconds"};
  const auto more = barrier_names();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void read_signal(fields& from, bot_frame& bot) {
  signal_settings x;
  const auto sides = read_directions(from);
  read_amount(from, x.amount);
  put(x.max_entries, count(from, "maxEntries", 1, most_entries));
  if (const auto lag = count(from, "maxLagSeconds", 1, 86'400 * 7))
    x.max_lag_ms = std::int64_t{1'000} * *lag;
  read_barriers(from, x.barrier);
  check_risk(from, x.amount, x.barrier, 0);
  ask_directions(from, bot, sides);
  bot.into.plan = std::move(x);
}

} // namespace tradeeon::json
