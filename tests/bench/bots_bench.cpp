// Bars per second of a replay of bots: one symbol, one-minute candles, on one core.
#include "app/replay/bot_replay.hpp"
#include "app/replay/lines.hpp"
#include "domain/alerts/symbol_engine.hpp"
#include "http/json/bot_reader.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/made_up_candles.hpp"

#include <string>
#include <vector>

namespace {

using namespace tradeeon;

constexpr std::size_t bars = 300'000; // some seven months of minutes
constexpr double target = 100'000;

/// Evaluating, trading, measuring and writing the lines; best of three.
void run(const char* what, const std::vector<candle>& feed, const std::string& config,
         double least) {
  const auto read = json::parse_bot(config);
  if (!read)
    bench::cannot(read.error().text.c_str());
  double best = 0;
  run_outcome went;
  std::size_t bytes = 0;
  for (int round = 0; round < 3; ++round) {
    symbol_engine engine{"BTCUSDT", timeframe::m1, 5'000};
    bot_replay replay{"BTCUSDT", timeframe::m1};
    auto row = read->row;
    row.bot_id = "bench";
    if (!replay.add(row, read->settings, 100'000))
      bench::cannot("the bot is refused");
    for (const auto& asked : replay.questions())
      if (!engine.put(asked))
        bench::cannot("a question is refused");
    bot_lines lines{false};
    std::string text;
    bytes = 0;
    const auto started = bench::cpu_seconds();
    for (const auto& bar : feed) {
      const auto fired = engine.apply(bar);
      if (!fired || !replay.advance(*fired, bar))
        bench::cannot("a bar is refused");
      text.clear();
      lines.append(text, *replay.bots().front());
      bytes += text.size();
    }
    best = std::max(best, static_cast<double>(bars) / (bench::cpu_seconds() - started));
    went = replay.bots().front()->report.outcome();
  }
  if (least > 0)
    bench::report_at_least(what, best, "bars/s", least);
  else
    bench::report(what, best, "bars/s");
  std::printf("    %u orders, %u deals, %zu bytes of lines\n", went.orders,
              went.deals_closed, bytes);
}

} // namespace

int main() {
  const auto feed = bench::made_up_candles(bars);
  run("replay, a DCA bot with 5 safety orders", feed,
      R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m","baseOrderSize":500,
      "entryConditions":{"entryType":"conditional","expression":"RSI(14) crosses_above 35"},
      "safetyOrders":{"count":5,"size":500,"deviation":1,"volumeScale":1.4,"stepScale":1.2},
      "takeProfit":{"percent":1.2,"netOfFees":true},
      "stopLoss":{"percent":9,"from":"base"}})",
      target);
  run("replay, a DCA bot that is always in a deal", feed,
      R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m","baseOrderSize":500,
      "safetyOrders":{"count":5,"size":500,"deviation":1},
      "takeProfit":{"percent":1,"trailing":0.3}})",
      target);
  run("replay, a trend bot", feed,
      R"({"bot_type":"trend","pair":"BTC/USDT","interval":"15m",
      "entry":{"type":"ma_cross","fast":9,"slow":21},
      "amount":{"type":"percent","value":50}})",
      0);
}
