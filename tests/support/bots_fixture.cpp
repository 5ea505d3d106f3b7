#include "tests/support/bots_fixture.hpp"

#include "domain/bots/questions.hpp"
#include "http/json/bot_reader.hpp"

#include <algorithm>

namespace tradeeon::test {

void bots_fixture::begin(const std::function<void(engine_context&)>& tune) {
  start([&](engine_context& x) {
    x.bots.settings_of = json::settings_of;
    if (tune)
      tune(x);
  });
}

void bots_fixture::afresh(const std::function<void(engine_context&)>& tune) {
  stop();
  database = storage::memory::memory_database{};
  queries = database.open_queries();
  begin(tune);
}

bot_draft bots_fixture::draft(const std::string& bot_id, const std::string& config,
                              const std::string& user) const {
  auto read = json::parse_bot(config);
  REQUIRE_MESSAGE(read.ok(), (read ? "" : read.error().place + ": " + read.error().text));
  bot_draft out;
  out.row = read->row;
  out.row.bot_id = bot_id;
  out.row.user_id = user;
  out.row.created_at = out.row.updated_at = now();
  out.questions = alerts_of(out.row, read->settings.questions);
  out.conditions = conditions_of(out.row, read->settings.questions);
  return out;
}

bot bots_fixture::make(const std::string& bot_id, const std::string& config,
                       const std::string& user) {
  return ask<bot>(find(role::store), create_atom_v, draft(bot_id, config, user));
}

bot_run bots_fixture::run(const std::string& bot_id, const std::string& user) {
  bot_start asked;
  asked.user_id = user;
  asked.bot_id = bot_id;
  asked.initial_balance = 10'000;
  auto begun = ask<bot_run>(find(role::store), start_atom_v, asked);
  settle();
  return begun;
}

bot bots_fixture::command(const std::string& bot_id, bot_command::kind what,
                          const std::string& user) {
  bot_command x;
  x.what = what;
  return ask<bot>(find(role::trading), command_atom_v, user, bot_id, x);
}

void bots_fixture::set_state(const std::string& user, trading_state to, bool flatten) {
  storage::trading_switch x;
  x.user_id = user;
  x.state = to;
  CHECK(ask<bool>(find(role::trading), halt_atom_v, x, flatten));
}

bot bots_fixture::row(const std::string& bot_id, const std::string& user) {
  const auto found = queries->bots().bot_of(user, bot_id);
  REQUIRE(found.ok());
  return found->row;
}

std::size_t bots_fixture::orders(const std::string& bot_id, const std::string& user) {
  const auto found = queries->bots().orders({user, bot_id, "", 1, 0}, std::nullopt);
  REQUIRE(found.ok());
  return found->total;
}

std::vector<std::string> bots_fixture::books(const std::string& bot_id,
                                             const std::string& user) {
  auto& from = queries->bots();
  const storage::history_filter all{user, bot_id, "", 1'000, 0};
  std::vector<std::string> out;
  const auto orders = from.orders(all, std::nullopt);
  const auto fills = from.fills(all, 0);
  const auto deals = from.deals(all);
  const auto now = from.bot_of(user, bot_id);
  REQUIRE((orders.ok() && fills.ok() && deals.ok() && now.ok()));
  for (const auto& x : orders->rows)
    out.push_back("order " + x.row.client_id + ' ' + x.row.quantity.text() + ' ' +
                  x.row.limit_price.text() + ' ' + std::string{to_string(x.row.status)} +
                  ' ' + x.row.filled_quote.text());
  for (const auto& x : *fills)
    out.push_back("fill " + x.row.client_id + ' ' + x.row.piece.quantity.text() + ' ' +
                  x.row.piece.price.text() + ' ' + std::to_string(x.row.piece.at));
  for (const auto& x : deals->rows)
    out.push_back("deal " + std::to_string(x.row.number) + ' ' +
                  std::string{to_string(x.row.status)} + ' ' + x.row.close_reason + ' ' +
                  x.row.profit().text());
  out.push_back("cash " + now->figures.cash.text() + " orders " +
                std::to_string(now->figures.orders));
  return out;
}

std::vector<std::string> bots_fixture::diary(const std::string& bot_id,
                                             const std::string& user) {
  const auto found = queries->bots().bot_events({user, bot_id, "", 1'000, 0}, "", "");
  REQUIRE(found.ok());
  std::vector<std::string> out;
  for (const auto& x : found->rows)
    out.push_back(x.row.type);
  std::reverse(out.begin(), out.end());
  return out;
}

} // namespace tradeeon::test
