#include "actors/peer_desk.hpp"

namespace tradeeon {

void peer_desk::take(const std::string& symbol, timeframe base, const candle& bar) {
  auto& to = symbols_.at(symbol);
  if (!to.base)
    to.base = base;
  if (*to.base != base || (!to.bars.empty() && bar.open_time <= to.bars[0].open_time))
    return;
  if (to.bars.empty())
    to.complete_after = bar.open_time - 1;
  else if (to.bars.size() == bars_kept_)
    to.complete_after = to.bars[bars_kept_ - 1].open_time; // it makes room
  to.bars.push(bar);
  to.silent = false;
}

/// A later candle counts as well: what is missing then is a hole.
bool peer_desk::reaches(const kept& of, const peer_ask& asked) {
  return !of.bars.empty() &&
         bar_close(*of.base, of.bars[0].open_time) >= bar_open(*of.base, asked.until);
}

peer_bars peer_desk::answer(const kept& of, const peer_ask& asked) {
  peer_bars out;
  out.symbol = asked.peer;
  out.complete_after = of.complete_after;
  if (!of.base)
    return out;
  out.has_base = true;
  out.base = *of.base;
  for (auto i = of.bars.size(); i-- > 0;)
    if (const auto& bar = of.bars[i];
        bar.open_time > asked.after && bar_close(*of.base, bar.open_time) <= asked.until)
      out.bars.push_back(bar);
  return out;
}

std::optional<peer_bars> peer_desk::ask(std::uint64_t id, const peer_ask& asked) {
  auto& of = symbols_.at(asked.peer);
  // The reader knows from the store what the symbol is fed with.
  if (asked.has_base && of.base != asked.base) {
    of = kept{bars_kept_};
    of.base = asked.base;
  }
  const bool never_seen = of.bars.empty() && !asked.has_base;
  if (!asked.waits || never_seen || of.silent || reaches(of, asked))
    return answer(of, asked);
  waiting_.emplace(id, asked);
  return std::nullopt;
}

std::vector<std::pair<std::uint64_t, peer_bars>>
peer_desk::answered(const std::string& symbol) {
  std::vector<std::pair<std::uint64_t, peer_bars>> out;
  const auto& of = symbols_.at(symbol);
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    if (at->second.peer != symbol || !reaches(of, at->second)) {
      ++at;
      continue;
    }
    out.emplace_back(at->first, answer(of, at->second));
    at = waiting_.erase(at);
  }
  return out;
}

std::optional<peer_bars> peer_desk::give_up(std::uint64_t id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end())
    return std::nullopt;
  auto& of = symbols_.at(found->second.peer);
  of.silent = true;
  auto out = answer(of, found->second);
  waiting_.erase(found);
  return out;
}

} // namespace tradeeon
