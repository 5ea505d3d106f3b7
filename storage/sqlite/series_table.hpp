#pragma once

#include "storage/records.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/store.hpp"

namespace tradeeon::storage::sqlite {

/// The writer's hold on symbols, series, candles, gaps and quarantine.
class series_table {
public:
  series_table(connection& db, retention keep) noexcept : db_(db), keep_(keep) {}

  /// True where the batch's watermark is not newer than the stored one.
  result<bool> repeats(const symbol_commit& batch);

  /// Stores the batch's bars, marks, gaps, quarantine and checkpoint.
  result<void> apply(const symbol_commit& batch);

  /// Fills in everything of the snapshot that is about the symbol's series.
  result<void> load(symbol_snapshot& into);

  /// As store::load_series and store::load_bars.
  result<peer_series> load_series(const std::string& symbol);
  result<std::vector<candle>> load_bars(const std::string& symbol, timeframe base,
                                        time_ms after, time_ms until);

private:
  struct entry {
    std::int64_t id = 0;
    std::int64_t watermark = -1;
    std::int64_t bar_count = 0;
    std::int64_t stored = 0;
  };

  /// All bars of a symbol by timeframe; those of `base` up to `until`.
  result<std::vector<series_bars>> history_of(const std::string& symbol, timeframe base,
                                              time_ms until);
  result<void> load_peers(symbol_snapshot& into);
  result<void> leave_out_quarantined(symbol_snapshot& from);
  result<void> keep_peers(const symbol_commit& batch);
  result<void> add_peer_bars(const peer_series& from);
  result<entry> find(const std::string& symbol, timeframe tf);
  result<entry> find_or_add(const std::string& symbol, timeframe tf);
  result<void> add_bars(entry& to, const std::vector<candle>& bars);
  result<void> forget_old(entry& of);
  result<void> keep_symbol(const symbol_commit& batch);
  result<void> add_oddities(const symbol_commit& batch);

  connection& db_;
  retention keep_;
};

} // namespace tradeeon::storage::sqlite
