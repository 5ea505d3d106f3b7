// An engine inside another program: candles in, triggers out, no sockets, no files.
#include "app/engine.hpp"
#include "storage/memory/memory_store.hpp"

#include <cstdio>

using namespace tradeeon;

int main() {
  storage::memory::memory_database database;
  engine_parts parts;
  time_ms clock = 1'700'000'040'000; // the program's own time
  parts.context.now = [&] { return clock; };
  parts.context.open_store = [&] { return database.open_store(); };
  auto running = engine::start(std::move(parts));
  if (!running)
    return 1;
  auto& api = (*running)->api();

  alert row;
  row.alert_id = "breakout";
  row.user_id = "me";
  row.symbol = "BTCUSDT";
  row.base = timeframe::m1;
  row.expression = "close crosses_above 100";
  row.mode = fire_mode::per_close;
  if (!api.create_alert(row))
    return 1;

  for (const double price : {99.0, 101.0, 102.0, 98.0, 105.0}) {
    const candle bar{bar_open(timeframe::m1, clock), price, price, price, price, 1.0};
    clock = bar_close(timeframe::m1, bar.open_time);
    if (!api.ingest({{"BTCUSDT", timeframe::m1, bar}})) // durable when it returns
      return 1;
  }
  storage::queries::trigger_filter mine;
  mine.user_id = "me";
  const auto fired = database.open_queries()->triggers(mine);
  for (const auto& x : *fired)
    std::printf("%s at %g\n", x.event_id.c_str(), x.price);
  return fired->size() == 2 ? 0 : 1;
}
