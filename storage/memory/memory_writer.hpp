#pragma once

#include "storage/memory/tables.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tradeeon::storage::memory {

/// Applies changes to the working side.
class memory_writer {
public:
  memory_writer(tables& data, counters& numbers, retention keep) noexcept
      : data_(data), numbers_(numbers), keep_(keep) {}

  commit_outcome apply(const symbol_commit& batch);
  result<attempt> record_attempt(const attempt& made);
  std::pair<std::vector<handoff>, bool> hand_over(std::size_t limit, time_ms now);

private:
  [[nodiscard]] bool repeats(const symbol_commit& batch) const;
  void add_series(const symbol_commit& batch);
  void add_bars(series_entry& to, const std::vector<candle>& bars);
  void add_peer_bars(const peer_series& from);
  void forget_old(series_entry& of);
  series_entry series_of(const std::string& symbol, timeframe tf);
  void add_oddities(const symbol_commit& batch);
  void record(const firing& fired, commit_outcome& into);
  void act(const trigger& fact, const std::vector<action>& actions,
           const std::string& expression, commit_outcome& into);
  void note_trigger(const trigger& fact);
  void save(const alert_state& state);

  tables& data_;
  counters& numbers_;
  retention keep_;
};

} // namespace tradeeon::storage::memory
