// What bots are told: to start, to stop, to buy, to sell.
#include "http/json/bot_command_codec.hpp"
#include "http/server/bot_views.hpp"
#include "http/server/routes.hpp"

namespace tradeeon::http::bots {

namespace {

/// What a paper run starts with where nobody says: enough to try a bot.
constexpr std::int64_t usual_balance = 10'000;

reply commanded(const call& c, const bot_command& command, std::string_view message) {
  const auto api = bots_of(c);
  if (!api)
    return failed(api.error());
  const auto row = (*api)->command_bot(c.user(), c.ids[0], command);
  if (!row)
    return failed(row.error());
  return answered(json::render_command(*row, message));
}

reply commanded(const call& c, bot_command::kind what, std::string_view message) {
  bot_command command;
  command.what = what;
  return commanded(c, command, message);
}

} // namespace

reply start_paper(const call& c) {
  const auto balance = json::parse_bot_start(c.body);
  if (!balance)
    return failed(balance.error());
  const auto api = bots_of(c);
  if (!api)
    return failed(api.error());
  const auto there = c.on.queries.bots().bot_of(c.user(), c.ids[0]);
  if (!there)
    return failed(there.error());
  const bool running = there->row.status == bot_status::running;
  bot_start asked;
  asked.user_id = c.user();
  asked.bot_id = c.ids[0];
  asked.initial_balance = balance->value_or(decimal{usual_balance});
  const auto run = (*api)->start_bot(asked);
  if (!run)
    return failed(run.error());
  return answered(json::render_start(*run, running ? "The bot is running already."
                                                   : "The bot has been started."));
}

reply start_live(const call& c) {
  const auto there = c.on.queries.bots().bot_of(c.user(), c.ids[0]);
  if (!there)
    return failed(there.error());
  auto answer = failed({problem_code::unavailable,
                        "No exchange connection is configured, so that no bot can trade "
                        "live. Use start-paper.",
                        ""});
  answer.headers.emplace_back("Retry-After", "3600");
  return answer;
}

reply pause(const call& c) {
  return commanded(c, bot_command::kind::pause, "The bot has been paused.");
}

reply resume(const call& c) {
  return commanded(c, bot_command::kind::resume, "The bot goes on.");
}

reply stop(const call& c) {
  const auto sell = json::parse_bot_stop(c.body);
  if (!sell)
    return failed(sell.error());
  bot_command command;
  command.what = bot_command::kind::stop;
  command.sell = *sell;
  return commanded(c, command, "The bot has been stopped.");
}

reply panic(const call& c) {
  if (const auto read = json::parse_panic(c.body); !read)
    return failed(read.error());
  return commanded(c, bot_command::kind::panic,
                   "All orders are canceled and all that is held is sold.");
}

reply signal(const call& c) {
  const auto command = json::parse_bot_signal(c.body);
  if (!command)
    return failed(command.error());
  return commanded(c, *command, "The signal has been taken.");
}

reply add(const call& c) {
  const auto number = deal_number(c);
  if (!number)
    return failed(number.error());
  const auto amount = json::parse_deal_add(c.body);
  if (!amount)
    return failed(amount.error());
  bot_command command;
  command.what = bot_command::kind::add;
  command.deal = *number;
  command.amount = *amount;
  return commanded(c, command, "The bot buys more for the deal.");
}

reply close(const call& c) {
  const auto number = deal_number(c);
  if (!number)
    return failed(number.error());
  bot_command command;
  command.what = bot_command::kind::close;
  command.deal = *number;
  return commanded(c, command, "The deal is being sold.");
}

} // namespace tradeeon::http::bots
