#include "app/replay/bot_replay.hpp"

#include "domain/bots/questions.hpp"
#include "storage/effects.hpp"

#include <algorithm>
#include <exception>

namespace tradeeon {

namespace {

bool by_id(const std::unique_ptr<replayed_bot>& a, const std::string& id) {
  return a->row.bot_id < id;
}

run_identity identity_of(const bot& row, decimal initial_balance) {
  return {run_id_of(row.bot_id, row.run), row.symbols, row.interval, initial_balance};
}

} // namespace

replayed_bot::replayed_bot(bot what, std::shared_ptr<const bot_settings> settings,
                           decimal initial_balance, const rule_book& rules)
    : row(std::move(what)), run_id(run_id_of(row.bot_id, row.run)),
      questions(settings->questions),
      session(row.bot_id, identity_of(row, initial_balance), settings, rules),
      report(initial_balance) {}

bot_replay::bot_replay(std::string symbol, timeframe base, rule_book rules)
    : symbol_(std::move(symbol)), base_(base), rules_(std::move(rules)) {}

result<void> bot_replay::add(bot row, bot_settings settings, decimal initial_balance) {
  const auto& all = row.symbols;
  if (std::find(all.begin(), all.end(), symbol_) == all.end())
    return bad_input("pair", "the bot trades " + all.front() + ", but the candles are " +
                               symbol_ + "'s");
  row.run = 1;
  row.status = bot_status::running;
  const auto place = std::lower_bound(bots_.begin(), bots_.end(), row.bot_id, by_id);
  bots_.insert(place, std::make_unique<replayed_bot>(
                        std::move(row),
                        std::make_shared<const bot_settings>(std::move(settings)),
                        initial_balance, rules_));
  return {};
}

std::vector<alert> bot_replay::questions() const {
  std::vector<alert> out;
  for (const auto& x : bots_)
    for (auto& asked : alerts_of(x->row, x->questions))
      if (asked.symbol == symbol_) {
        asked.status = alert_status::active;
        out.push_back(std::move(asked));
      }
  return out;
}

/// Numbers triggers and handoffs as the store's log does.
void bot_replay::hand_over(const std::vector<firing>& fired) {
  for (const auto& x : fired) {
    ++seq_;
    for (std::size_t n = 0; n < x.actions.size(); ++n) {
      const auto& what = x.actions[n];
      if (what.kind != action_kind::bot)
        continue;
      ++seq_;
      const auto found = std::lower_bound(bots_.begin(), bots_.end(), what.target, by_id);
      if (found == bots_.end() || (*found)->row.bot_id != what.target)
        continue;
      auto handed = storage::handoff_for(x.fact, what, n);
      handed.seq = seq_;
      (*found)->handed.push_back(std::move(handed));
    }
  }
}

void bot_replay::advance(replayed_bot& x, const candle& bar) {
  if (!x.handed.empty()) {
    x.session.take(x.handed);
    x.handed.clear();
  }
  x.session.take(symbol_, base_, bar);
  x.session.settle();
  const auto& machine = x.session.machine();
  x.effects = x.session.machine().take_effects();
  for (const auto& changed : x.effects.deals)
    if (changed.status == deal_status::closed)
      x.report.on_deal(changed);
  x.report.on_bar(bar_close(base_, bar.open_time), bar.close, machine.figures(),
                  machine.open_deals());
}

result<void> bot_replay::advance(const std::vector<firing>& fired, const candle& bar) {
  hand_over(fired);
  for (auto& x : bots_) {
    try {
      advance(*x, bar);
    } catch (const std::exception& failure) {
      return problem{problem_code::internal,
                     "it failed on the bar of " + std::to_string(bar.open_time) + ": " +
                       failure.what(),
                     "bot " + x->row.bot_id};
    }
  }
  return {};
}

} // namespace tradeeon
