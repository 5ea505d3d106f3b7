// Candles that one symbol's conditions read of another.
#include "tests/unit/storage_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

symbol_commit reading(time_ms open_time, std::vector<candle> of_eth, time_ms cursor) {
  auto batch = bar_commit("BTCUSDT", open_time);
  batch.peers.push_back(
    {"ETHUSDT", timeframe::m1, cursor, {{timeframe::m1, std::move(of_eth)}}});
  return batch;
}

} // namespace

STORAGE_CASE("what was read of another symbol comes back up to where it was read") {
  opened<backend> db;
  db.apply(bar_commit("ETHUSDT", 0));
  db.apply(reading(0, {bar_at(0)}, 0));
  db.apply(reading(minute, {bar_at(minute, 7)}, minute));
  db.apply(bar_commit("ETHUSDT", minute));
  db.apply(bar_commit("ETHUSDT", 2 * minute));
  for (int restart = 0; restart < 2; ++restart) {
    const auto read = good(db.writer->load_symbol("BTCUSDT")).peers;
    REQUIRE(read.size() == 1);
    CHECK(read[0].symbol == "ETHUSDT");
    CHECK(read[0].base == timeframe::m1);
    CHECK(read[0].cursor == minute);
    REQUIRE(read[0].history.size() == 1);
    // The first that came stays, and what the reader has not seen is left out.
    CHECK(show(read[0].history[0].bars) ==
          show(std::vector{bar_at(0), bar_at(minute, 7)}));
    db.reopen();
  }
}

STORAGE_CASE("a bar that another symbol has read is still to come for its own") {
  opened<backend> db;
  db.apply(bar_commit("ETHUSDT", 0));
  db.apply(reading(minute, {bar_at(0), bar_at(minute)}, minute));
  auto own = good(db.writer->load_symbol("ETHUSDT"));
  CHECK(own.watermark == 0);
  REQUIRE(own.history.size() == 1);
  CHECK(show(own.history[0].bars) == show(std::vector{bar_at(0)}));
  const auto a = alert_named("a1", "ann", "ETHUSDT");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  CHECK(db.apply(bar_commit("ETHUSDT", minute, {fire(a, minute)})).triggers.size() == 1);
  own = good(db.writer->load_symbol("ETHUSDT"));
  CHECK(own.watermark == minute);
  CHECK(own.history[0].bars.size() == 2);
}

STORAGE_CASE("the list of what is read is replaced, and ends with its readers") {
  opened<backend> db;
  db.apply(reading(0, {bar_at(0)}, 0));
  auto other = bar_commit("BTCUSDT", minute);
  other.peers.push_back({"SOLUSDT", timeframe::m5, -1, {}});
  db.apply(other);
  auto read = good(db.writer->load_symbol("BTCUSDT")).peers;
  REQUIRE(read.size() == 1);
  CHECK(read[0].symbol == "SOLUSDT");
  CHECK(read[0].cursor == -1);
  auto none = bar_commit("BTCUSDT", 2 * minute);
  none.checkpoint = "state"; // the structure has changed
  db.apply(none);
  CHECK(good(db.writer->load_symbol("BTCUSDT")).peers.empty());
}

STORAGE_CASE("a bar that was passed over stays a gap, whoever has read it") {
  opened<backend> db;
  db.apply(bar_commit("ETHUSDT", 0));
  db.apply(reading(0, {bar_at(minute)}, minute));
  symbol_commit passed;
  passed.symbol = "ETHUSDT";
  passed.base = timeframe::m1;
  passed.watermark = minute;
  passed.quarantined.push_back({"ETHUSDT", timeframe::m1, bar_at(minute), "bad", 1});
  db.apply(passed);
  const auto own = good(db.writer->load_symbol("ETHUSDT"));
  REQUIRE(own.history.size() == 1);
  CHECK(show(own.history[0].bars) == show(std::vector{bar_at(0)}));
  CHECK(good(db.writer->load_symbol("BTCUSDT")).peers[0].history[0].bars.size() == 2);
}

STORAGE_CASE("who begins to read a symbol gets all that is stored of it") {
  opened<backend> db;
  CHECK(good(db.writer->load_series("ETHUSDT")).history.empty());
  db.apply(reading(0, {bar_at(0)}, 0)); // only by way of another reader so far
  CHECK(good(db.writer->load_series("ETHUSDT")).cursor == 0);
  auto own = bar_commit("ETHUSDT", minute);
  own.bars.push_back({timeframe::m5, {bar_at(0)}});
  db.apply(own);
  const auto all = good(db.writer->load_series("ETHUSDT"));
  CHECK(all.base == timeframe::m1);
  CHECK(all.cursor == minute);
  CHECK(all.history.size() == 2);
  const auto bars = [&](time_ms after, time_ms until) {
    return good(db.writer->load_bars("ETHUSDT", timeframe::m1, after, until)).size();
  };
  CHECK(bars(-1, minute) == 2);
  CHECK(bars(0, minute) == 1);
  CHECK(bars(0, 0) == 0);
  CHECK(good(db.writer->load_bars("ETHUSDT", timeframe::h1, -1, minute)).empty());
}
