#include "app/demo.hpp"

#include "domain/conditions/parser.hpp"
#include "domain/market/random_walk.hpp"

#include <chrono>
#include <limits>

namespace tradeeon {

namespace {

constexpr time_ms day = 86'400'000;
constexpr std::size_t past_candles = 600;

time_ms demo_start(const config& settings, time_ms now) {
  return bar_open(settings.base, now - 2 * day);
}

alert demo_alert(const config& settings, const char* id, const char* text, fire_mode mode,
                 time_ms now) {
  alert row;
  row.alert_id = id;
  row.user_id = demo_user;
  row.symbol = settings.symbol;
  row.base = settings.base;
  const home at{row.symbol, row.base};
  row.expression = print(*parse_expression(text, at), row.base);
  row.mode = mode;
  row.actions = {action{}};
  row.created_at = now;
  row.document =
    std::string{R"({"expression":")"} + text + R"(","action":{"type":"notify"}})";
  return row;
}

} // namespace

feed_options demo_feed(const config& settings, std::shared_ptr<storage::queries> queries,
                       std::shared_future<void> ready) {
  feed_options out;
  out.name = "demo";
  out.speed = settings.speed;
  out.live = true;
  out.open = [=]() -> result<std::unique_ptr<candle_source>> {
    ready.wait();
    random_walk_settings walk;
    walk.symbol = settings.symbol;
    walk.base = settings.base;
    walk.seed = settings.demo_seed;
    auto last = queries->klines(settings.symbol, settings.base, 0,
                                std::numeric_limits<time_ms>::max(), 1);
    if (last && !last->empty()) {
      const auto& bar = last->back();
      walk.start_time = bar_close(settings.base, bar.open_time);
      walk.start_price = bar.close;
      // Another stretch of the same market, not the first one over again.
      walk.seed += static_cast<std::uint64_t>(walk.start_time);
    }
    return std::unique_ptr<candle_source>{std::make_unique<random_walk>(walk)};
  };
  return out;
}

result<void> seed_demo(const config& settings, engine_client& api, time_ms now) {
  constexpr const char* seeded = "demo.seeded";
  auto known = api.fact(seeded);
  if (!known)
    return std::move(known).error();
  if (!known->empty())
    return {};
  random_walk_settings walk;
  walk.symbol = settings.symbol;
  walk.base = settings.base;
  walk.seed = settings.demo_seed;
  walk.start_time = demo_start(settings, now);
  random_walk market{walk};
  std::vector<tagged_candle> past;
  while (past.size() < past_candles)
    past.push_back({settings.symbol, settings.base, **market.next()});
  if (auto taken = api.ingest_history(std::move(past)); !taken)
    return std::move(taken).error();
  for (const auto& row :
       {demo_alert(settings, "demo-ema-cross", "close crosses_above EMA(20)",
                   fire_mode::per_close, now),
        demo_alert(settings, "demo-rsi-low", "RSI(14) < 35", fire_mode::per_edge, now)})
    if (auto made = api.create_alert(row);
        !made && made.error().code != problem_code::conflict)
      return std::move(made).error();
  return api.put_fact(seeded, "1");
}

} // namespace tradeeon
