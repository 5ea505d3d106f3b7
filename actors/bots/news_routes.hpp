#pragma once

#include "actors/batches.hpp"
#include "actors/bots/wire.hpp"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace tradeeon {

/// Who trades what: finds the runs that a commit concerns. Not thread-safe.
class news_routes {
public:
  void add(const bot& row);
  void remove(const std::string& bot_id);

  /// The same news for some runs.
  struct parcel {
    market_news news;
    std::vector<std::string> to; ///< bot ids
  };
  /// What each run has to hear of these facts; at most one parcel for each.
  [[nodiscard]] std::vector<parcel> sort(const committed& facts) const;

private:
  struct reader {
    std::string user_id;
    std::vector<std::string> symbols;
  };
  std::unordered_map<std::string, reader> bots_;
  std::unordered_map<std::string, std::set<std::string>> by_symbol_;
};

} // namespace tradeeon
