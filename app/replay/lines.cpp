#include "app/replay/lines.hpp"

#include "http/json/replay_writer.hpp"

namespace tradeeon {

namespace {

const order* find_order(const std::vector<order>& all, const std::string& client_id) {
  for (const auto& x : all)
    if (x.client_id == client_id)
      return &x;
  return nullptr;
}

} // namespace

void bot_lines::append(std::string& to, const replayed_bot& x) {
  const auto& made = x.effects;
  if (made.empty())
    return;
  const auto& bot_id = x.row.bot_id;
  auto& last = numbers_[bot_id];
  for (const auto& one : made.orders)
    json::append_replay_line(to, json::order_view{bot_id, x.run_id, one});
  for (const auto& one : made.fills) {
    // A filled order is among those that have changed.
    const auto* of = find_order(made.orders, one.client_id);
    if (of == nullptr)
      continue;
    ++counts_.fills;
    json::append_replay_line(
      to, json::fill_view{++last.fill, bot_id, x.run_id, of->symbol, of->side, one});
  }
  for (const auto& one : made.deals) {
    if (one.status != deal_status::closed)
      continue;
    ++counts_.deals;
    json::append_replay_line(to, json::deal_view{bot_id, x.run_id, one});
  }
  if (!diary_)
    return;
  for (auto one : made.events) {
    one.seq = ++last.event;
    json::append_replay_line(to, json::event_view{bot_id, x.run_id, x.row.user_id, one});
  }
}

void bot_lines::append_outcome(std::string& to, const replayed_bot& x,
                               const std::string& symbol) {
  json::append_replay_line(
    to, json::outcome_view{x.row, x.run_id, symbol, x.report.outcome()});
}

} // namespace tradeeon
