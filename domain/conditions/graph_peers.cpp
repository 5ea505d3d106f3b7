// The other symbols that a graph's conditions read.
#include "domain/conditions/graph.hpp"

#include <algorithm>

namespace tradeeon {

std::uint32_t condition_graph::find_market(const std::string& symbol) const {
  for (std::uint32_t i = 1; i < markets_.size(); ++i)
    if (markets_[i].symbol == symbol)
      return i;
  return 0;
}

std::uint32_t condition_graph::ensure_market(const std::string& symbol) {
  if (const auto known = find_market(symbol); known != 0)
    return known;
  if (const auto free = find_market({}); free != 0) {
    markets_[free] = graph::market{symbol, history_};
    return free;
  }
  markets_.emplace_back(symbol, history_);
  return static_cast<std::uint32_t>(markets_.size() - 1);
}

std::vector<condition_graph::peer_state> condition_graph::peers() const {
  std::vector<peer_state> out;
  for (std::size_t i = 1; i < markets_.size(); ++i)
    if (const auto& x = markets_[i]; !x.symbol.empty())
      out.push_back({x.symbol, x.base, x.newest});
  return out;
}

std::optional<condition_graph::peer_state>
condition_graph::peer(const std::string& symbol) const {
  const auto at = find_market(symbol);
  if (at == 0)
    return std::nullopt;
  return peer_state{symbol, markets_[at].base, markets_[at].newest};
}

void condition_graph::hold_peer(const peer_candles& from) {
  hold_peer(from, at_);
}

void condition_graph::hold_peer(const peer_candles& from, time_ms until) {
  auto& to = markets_[ensure_market(from.symbol)];
  if (to.users > 0 || to.base)
    return;
  to.set_base(from.base);
  to.hold(from.bars, until);
}

bool condition_graph::offer(const std::string& peer, timeframe base, const candle& bar) {
  const auto at = find_market(peer);
  if (at == 0)
    return false;
  auto& to = markets_[at];
  if (!to.base)
    to.set_base(base);
  const auto newest = to.waiting.empty() ? to.newest : to.waiting.back().open_time;
  if (*to.base != base || bar.open_time <= newest)
    return false;
  to.waiting.push_back(bar);
  return true;
}

void condition_graph::drop_unread_peers() {
  for (std::size_t i = 1; i < markets_.size(); ++i)
    if (auto& x = markets_[i]; x.users == 0 && !x.symbol.empty())
      x = graph::market{std::string{}, history_};
  while (markets_.size() > 1 && markets_.back().symbol.empty())
    markets_.pop_back();
}

std::string condition_graph::missing_peer(const condition& x) const {
  for (const auto& [symbol, frame] : bars_of(x)) {
    if (symbol.empty())
      continue;
    const auto at = find_market(symbol);
    const auto unfed = "no feed has delivered " + symbol + " yet";
    if (at == 0 || !markets_[at].base)
      return unfed;
    const auto& from = markets_[at];
    const std::string wanted{to_string(frame)};
    if (!divides(*from.base, frame))
      return symbol + " is fed with " + std::string{to_string(*from.base)} +
             " candles; " + wanted + " bars can't be built from those";
    if (from.newest < 0)
      return unfed;
    if (at_ >= 0 && !from.fresh(frame, at_))
      return "the newest " + wanted + " bar of " + symbol +
             " is missing: its feed is late, or has a hole";
  }
  return {};
}

} // namespace tradeeon
