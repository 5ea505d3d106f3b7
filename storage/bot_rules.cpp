#include "storage/bot_rules.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>

namespace tradeeon::storage {

namespace {

problem refused(const std::string& why, std::string place) {
  return {problem_code::conflict, why, std::move(place)};
}

/// What makes an order this order; the rest is what has become of it. The quantity of a
/// buy by amount is known only once it is filled.
bool same_order(const order& a, const order& b) {
  return a.side == b.side && a.type == b.type && a.symbol == b.symbol &&
         a.deal == b.deal && a.role == b.role && a.number == b.number &&
         a.quote_amount == b.quote_amount && a.limit_price == b.limit_price &&
         a.stop_price == b.stop_price &&
         (a.quantity == b.quantity || !a.quote_amount.is_zero());
}

result<void> check_end(const bot_commit& made) {
  if (made.returned.negative())
    return bad_input("returned", "a run returns 0 or more");
  const bool ends = made.status && !at_work(*made.status);
  if (!ends && !made.returned.is_zero())
    return bad_input("returned", "money returns only as the run ends");
  return {};
}

} // namespace

result<void> check_transition(bot_status from, bot_status to) {
  const bool possible =
    at_work(from) && to != bot_status::inactive && !(from == to && at_work(to));
  if (possible)
    return {};
  return problem{problem_code::bad_transition,
                 "a bot that is " + std::string{to_string(from)} + " can't become " +
                   std::string{to_string(to)},
                 "status"};
}

result<void> check_new(const bot& row, std::uint64_t present, std::uint32_t max_bots) {
  if (at_work(row.status))
    return check_transition(bot_status::inactive, row.status);
  if (present < max_bots)
    return {};
  return problem{problem_code::rate_limited,
                 "you have " + std::to_string(present) + " bots, the most allowed is " +
                   std::to_string(max_bots) + ": delete one first",
                 "user"};
}

result<bot> edited(const bot& stored, const bot& wanted,
                   std::uint32_t expected_revision) {
  if (stored.revision != expected_revision)
    return refused("the bot was changed meanwhile", stored.bot_id);
  if (at_work(stored.status) != at_work(wanted.status))
    return problem{problem_code::bad_transition,
                   "an edit can't take a bot from " +
                     std::string{to_string(stored.status)} + " to " +
                     std::string{to_string(wanted.status)},
                   "status"};
  auto row = stored;
  row.name = wanted.name;
  row.document = wanted.document;
  row.symbols = wanted.symbols;
  row.pair = wanted.pair;
  row.exchange = wanted.exchange;
  row.interval = wanted.interval;
  row.required_capital = wanted.required_capital;
  row.status = wanted.status;
  row.status_reason = wanted.status_reason;
  row.updated_at = wanted.updated_at;
  ++row.revision;
  return row;
}

result<void> check_removal(const bot& stored) {
  if (!at_work(stored.status))
    return {};
  return problem{problem_code::bad_transition,
                 "a bot that is " + std::string{to_string(stored.status)} +
                   " can't be deleted: stop it first",
                 "status"};
}

bot moved(bot row, bot_status to, const std::string& reason, time_ms at) {
  row.status = to;
  row.status_reason = reason;
  row.updated_at = std::max(row.updated_at, at);
  ++row.revision;
  return row;
}

result<begun_run> begin_run(const bot& stored, const account& payer,
                            const run_request& asked) {
  if (at_work(stored.status))
    return problem{problem_code::bad_transition,
                   "the bot is " + std::string{to_string(stored.status)} + " already",
                   "status"};
  if (asked.initial_balance.negative())
    return bad_input("initial_balance", "a run begins with 0 or more");
  begun_run out;
  out.payer = payer;
  if (asked.deposit) {
    auto paid = paid_in(payer, asked.initial_balance);
    auto deposited = sum(payer.deposited, asked.initial_balance);
    if (!paid || !deposited)
      return bad_input("initial_balance", "the account can't hold so much");
    out.payer = *paid;
    out.payer.deposited = *deposited;
  }
  if (out.payer.free < asked.initial_balance)
    return refused("your " + std::string{to_string(asked.mode)} + " account has " +
                     out.payer.free.text() + " " + asked.quote + " free, the run needs " +
                     asked.initial_balance.text(),
                   "initial_balance");
  out.payer.free -= asked.initial_balance;
  out.row = moved(stored, bot_status::running, {}, asked.now);
  out.row.mode = asked.mode;
  ++out.row.run;
  out.run = {run_id_of(stored.bot_id, out.row.run),
             stored.bot_id,
             stored.user_id,
             out.row.run,
             asked.mode,
             asked.initial_balance,
             asked.quote,
             asked.now,
             0};
  out.figures.cash = asked.initial_balance;
  out.figures.peak = asked.initial_balance;
  return out;
}

result<account> paid_in(account to, decimal amount) {
  auto free = sum(to.free, amount);
  if (!free)
    return bad_input("returned", "the account can't hold so much");
  to.free = *free;
  return to;
}

result<void> check_commit(const bot_snapshot& stored, const bot_commit& made) {
  const auto run = std::to_string(made.run);
  if (made.run != stored.row.run || made.run == 0)
    return refused("the bot's newest run is " + std::to_string(stored.row.run) +
                     ", this write is of run " + run,
                   "run");
  if (!at_work(stored.row.status))
    return refused("run " + run + " has ended", "run");
  if (made.step != stored.step)
    return refused("the stored state is of step " + std::to_string(stored.step) +
                     ", this write starts from step " + std::to_string(made.step),
                   "step");
  if (made.status && *made.status != stored.row.status)
    if (auto possible = check_transition(stored.row.status, *made.status); !possible)
      return possible;
  // What a run is worth is read often: it must have a sum.
  if (auto worth = sum(made.figures.cash, made.figures.holdings); !worth)
    return bad_input("figures", "the run's worth is beyond all amounts");
  return check_end(made);
}

time_ms end_of(const bot_run& run, time_ms at) noexcept {
  return at > 0 ? at : std::max<time_ms>(run.started_at, 1);
}

time_ms end_of(const bot_run& run, const bot_commit& made) noexcept {
  const auto told = made.events.empty() ? 0 : made.events.back().at;
  return end_of(run, std::max(made.figures.at, told));
}

result<std::vector<account_view>> with_runs(std::vector<account> accounts,
                                            const std::vector<run_with_figures>& open) {
  std::vector<account_view> out;
  for (auto& x : accounts) {
    decimal at_work;
    for (const auto& one : open) {
      if (one.run.mode != x.mode || one.run.quote != x.asset)
        continue;
      auto both = sum(at_work, one.figures.equity());
      if (!both)
        return std::move(both).error();
      at_work = *both;
    }
    out.push_back({std::move(x), at_work});
  }
  return out;
}

result<void> check_orders(const bot_commit& made, const find_order& find) {
  std::map<std::string_view, const order*> seen;
  for (const auto& x : made.orders) {
    auto stored = find(x.client_id);
    if (!stored)
      return std::move(stored).error();
    const auto before = seen.emplace(x.client_id, &x);
    if ((*stored && !same_order(**stored, x)) || !same_order(*before.first->second, x))
      return refused("there is another order with the client id " + x.client_id,
                     "client_id");
  }
  for (const auto& x : made.fills) {
    if (seen.count(x.client_id) != 0)
      continue;
    auto stored = find(x.client_id);
    if (!stored)
      return std::move(stored).error();
    if (!*stored)
      return bad_input("client_id",
                       "a fill of an order that is not known: " + x.client_id);
  }
  return {};
}

std::optional<std::uint32_t> run_number(std::string_view bot_id,
                                        std::string_view run_id) {
  std::uint32_t number = 0;
  if (run_id.size() <= bot_id.size() + 2)
    return std::nullopt;
  const auto* end = run_id.data() + run_id.size();
  const auto read = std::from_chars(run_id.data() + bot_id.size() + 2, end, number);
  if (read.ec != std::errc{} || read.ptr != end ||
      run_id_of(std::string{bot_id}, number) != run_id)
    return std::nullopt;
  return number;
}

result<decimal> sum(decimal a, decimal b) {
  try {
    return a + b;
  } catch (const std::overflow_error& beyond) {
    return problem{problem_code::internal, beyond.what(), {}};
  }
}

} // namespace tradeeon::storage
