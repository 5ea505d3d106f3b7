// The contract's marketRegime and emergencyBrake: a bot's looks at the whole market.
#include "domain/market/symbol.hpp"
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

#include <algorithm>

namespace tradeeon::json {

namespace {

constexpr std::int64_t hour = 3'600'000;

std::string both(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + " and " + b;
}

/// "close < SMA(200) and RSI(14) < 30", or one of the two.
std::string pause_text(complaint& out, const value& object, const std::string& path,
                       std::uint32_t& consecutive) {
  fields from{out,
              object,
              path,
              {"belowMovingAverage", "maPeriod", "rsiThreshold", "consecutivePeriods"}};
  const bool below = from.flag("belowMovingAverage").value_or(false);
  const auto length = count(from, "maPeriod", 1, 5'000).value_or(200);
  const auto rsi = number_in(from, "rsiThreshold", percentage());
  put(consecutive, count(from, "consecutivePeriods", 1, 1'000));
  from.finish();
  if (!below && !rsi)
    from.fail("belowMovingAverage", "true, or an rsiThreshold, is needed to pause on");
  return both(below ? "close < SMA(" + std::to_string(length) + ")" : std::string{},
              rsi ? "RSI(14) < " + rsi->text() : std::string{});
}

/// Quiet volume and a narrow range, or one of the two; empty where neither is asked for.
std::string resume_text(complaint& out, const value& object, const std::string& path) {
  fields from{out,
              object,
              path,
              {"volumeDecreaseThreshold", "consolidationPeriods", "priceRangePercent"}};
  const auto drop = number_in(from, "volumeDecreaseThreshold", percentage());
  const auto length =
    std::to_string(count(from, "consolidationPeriods", 2, 5'000).value_or(20));
  const auto range = number_in(from, "priceRangePercent", {0, 1'000, true});
  from.finish();
  const auto factor = drop ? ((decimal{100} - *drop) / 100).text() : std::string{};
  return both(drop ? "volume < SMA(" + length + ", volume) * " + factor : std::string{},
              range ? "(HIGHEST(" + length + ", high) - LOWEST(" + length +
                        ", low)) / close * 100 <= " + range->text()
                    : std::string{});
}

struct crash {
  bool on = false;
  decimal correlation;
  decimal drop;
  std::string reference = "BTCUSDT";
};

crash read_crash(complaint& out, const value& object, const std::string& path) {
  fields from{
    out,
    object,
    path,
    {"enabled", "correlationThreshold", "marketDropPercent", "referenceSymbol"}};
  crash x;
  x.on = is_on(from);
  x.correlation = number_in(from, "correlationThreshold", {0, 1}).value_or(decimal{});
  x.drop = needed_number(from, "marketDropPercent", some_percent());
  if (const auto symbol = from.text("referenceSymbol", 64)) {
    const auto read = normalise_symbol(*symbol);
    if (read)
      x.reference = *read;
    else
      from.fail("referenceSymbol", read.error().text);
  }
  from.finish();
  return x;
}

/// The reference's fall within an hour, and that the bot's symbol goes with it. A bot on
/// the reference itself need not be told that it does.
std::string crash_text(const crash& x, const bot_frame& bot) {
  const auto length = bar_close(bot.into.interval, 0);
  const auto bars = std::to_string(std::max<std::int64_t>(1, hour / length));
  const auto price = "close(" + x.reference + ")";
  auto text = price + " moves_down " + x.drop.text() + "% in " + bars;
  const auto& own = bot.row.symbols;
  if (own.size() == 1 && own.front() == x.reference)
    return text;
  return text + " and CORREL(50, close, " + price + ") >= " + x.correlation.text();
}

void read_breaker(complaint& out, const value& object, const std::string& path,
                  brake_setting& into) {
  fields from{out, object, path, {"enabled", "flashCrashPercent", "timeWindowMinutes"}};
  const bool on = is_on(from);
  const auto percent = needed_number(from, "flashCrashPercent", {0, 99, true});
  put(into.window_minutes, count(from, "timeWindowMinutes", 1, 1'440));
  from.finish();
  if (on)
    into.crash_percent = percent;
}

void read_recovery(complaint& out, const value& object, const std::string& path,
                   brake_setting& into) {
  fields from{
    out, object, path, {"enabled", "stabilizationBars", "resumeAfterStabilized"}};
  const bool on = is_on(from);
  put(into.stable_bars, count(from, "stabilizationBars", 1, 100'000));
  const bool resumes = from.flag("resumeAfterStabilized").value_or(true);
  from.finish();
  into.recovers = on && resumes;
}

} // namespace

void read_regime(complaint& out, const value& object, const std::string& path,
                 bot_frame& bot, dca_settings& into) {
  fields from{out,
              object,
              path,
              {"enabled", "allowEntryOverride", "regimeTimeframe", "pauseConditions",
               "resumeConditions"}};
  const bool on = is_on(from);
  regime_setting x;
  x.allow_override = from.flag("allowEntryOverride").value_or(false);
  if (const auto frame = from.text("regimeTimeframe")) {
    const auto read = parse_timeframe(*frame);
    if (read)
      x.frame = *read;
    else
      from.fail("regimeTimeframe", read.error().text);
  }
  std::string pause;
  std::string resume;
  if (const auto* part = from.object("pauseConditions"))
    pause = pause_text(out, *part, from.path_of("pauseConditions"), x.consecutive);
  else
    from.fail("pauseConditions", "is needed: what the bot pauses on");
  if (const auto* part = from.object("resumeConditions"))
    resume = resume_text(out, *part, from.path_of("resumeConditions"));
  from.finish();
  if (!on || out.said())
    return;
  into.regime = x;
  // Where nothing is said of it, the bot goes on when the reason to pause is gone.
  if (resume.empty())
    resume = "not (" + pause + ")";
  ask(out, bot, from.path_of("pauseConditions"), "regime_pause", pause, x.frame, false);
  ask(out, bot, from.path_of("resumeConditions"), "regime_resume", resume, x.frame,
      false);
}

void read_brake(complaint& out, const value& object, const std::string& path,
                bot_frame& bot, dca_settings& into) {
  fields from{out,
              object,
              path,
              {"enabled", "circuitBreaker", "marketWideCrashDetection", "recoveryMode"}};
  const bool on = is_on(from);
  brake_setting x;
  crash market;
  if (const auto* part = from.object("circuitBreaker"))
    read_breaker(out, *part, from.path_of("circuitBreaker"), x);
  if (const auto* part = from.object("marketWideCrashDetection"))
    market = read_crash(out, *part, from.path_of("marketWideCrashDetection"));
  if (const auto* part = from.object("recoveryMode"))
    read_recovery(out, *part, from.path_of("recoveryMode"), x);
  from.finish();
  x.market_wide = market.on;
  if (!on || out.said() || (!x.market_wide && x.crash_percent.is_zero()))
    return;
  if (x.market_wide)
    ask(out, bot, from.path_of("marketWideCrashDetection"), "market_crash",
        crash_text(market, bot), bot.into.interval, false);
  into.brake = x;
}

} // namespace tradeeon::json
