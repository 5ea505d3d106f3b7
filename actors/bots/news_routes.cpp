#include "actors/bots/news_routes.hpp"

#include "domain/bots/questions.hpp"

#include <algorithm>
#include <map>

namespace tradeeon {

namespace {

using bars_by_symbol = std::map<std::string, std::vector<storage::driving_bars>>;

bars_by_symbol sorted(const std::vector<tagged_candle>& bars) {
  bars_by_symbol out;
  for (const auto& x : bars) {
    auto& series = out[x.symbol];
    if (series.empty() || series.back().base != x.base)
      series.push_back({x.symbol, x.base, {}});
    series.back().bars.push_back(x.bar);
  }
  return out;
}

} // namespace

void news_routes::add(const bot& row) {
  remove(row.bot_id);
  bots_[row.bot_id] = {row.user_id, row.symbols};
  for (const auto& symbol : row.symbols)
    by_symbol_[symbol].insert(row.bot_id);
}

void news_routes::remove(const std::string& bot_id) {
  const auto found = bots_.find(bot_id);
  if (found == bots_.end())
    return;
  for (const auto& symbol : found->second.symbols) {
    auto& readers = by_symbol_[symbol];
    readers.erase(bot_id);
    if (readers.empty())
      by_symbol_.erase(symbol);
  }
  bots_.erase(found);
}

std::vector<news_routes::parcel> news_routes::sort(const committed& facts) const {
  std::vector<parcel> out;
  const auto bars = sorted(facts.bars);
  // Those that hear of more than one symbol's bars get a parcel of their own.
  std::map<std::string, market_news> own;
  for (const auto& x : facts.handoffs) {
    const auto known = bots_.find(x.bot_id);
    if (known == bots_.end())
      continue;
    // What another user aims at a bot's id is none of its business.
    if (x.user_id == known->second.user_id || x.user_id == owner_of_questions(x.bot_id))
      own[x.bot_id].handoffs.push_back(x);
  }
  const auto moved = [&](const std::string& symbol) { return bars.count(symbol) != 0; };
  for (const auto& [symbol, series] : bars) {
    const auto readers = by_symbol_.find(symbol);
    if (readers == by_symbol_.end())
      continue;
    parcel shared{{series, {}}, {}};
    for (const auto& bot_id : readers->second) {
      const auto& symbols = bots_.at(bot_id).symbols;
      const bool alone = std::count_if(symbols.begin(), symbols.end(), moved) == 1;
      if (alone && own.count(bot_id) == 0) {
        shared.to.push_back(bot_id);
        continue;
      }
      auto& mine = own[bot_id].bars;
      mine.insert(mine.end(), series.begin(), series.end());
    }
    if (!shared.to.empty())
      out.push_back(std::move(shared));
  }
  for (auto& [bot_id, news] : own)
    out.push_back({std::move(news), {bot_id}});
  return out;
}

} // namespace tradeeon
