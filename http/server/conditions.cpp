#include "domain/conditions/parser.hpp"
#include "http/json/answers.hpp"
#include "http/json/subscription_codec.hpp"
#include "http/server/random_id.hpp"
#include "http/server/routes.hpp"

#include <algorithm>

namespace tradeeon::http::conditions {

namespace {

/// Far more than a person's bots need; few enough to list in one answer.
constexpr std::size_t max_subscriptions = 1'000;

} // namespace

reply register_one(const call& c) {
  auto row = json::parse_registration(c.body);
  if (!row)
    return failed(std::move(row).error());
  row->created_at = c.on.now();
  const auto there = c.on.engine.register_condition(*row);
  if (!there)
    return failed(there.error());
  return answered(json::render_registration(there->first, there->second));
}

reply subscribe(const call& c) {
  auto row = json::parse_subscription(c.body);
  if (!row)
    return failed(std::move(row).error());
  const auto mine = c.on.queries.subscriptions_of(c.user());
  if (!mine)
    return failed(mine.error());
  const bool known = std::any_of(mine->begin(), mine->end(), [&](const auto& x) {
    return x.first.bot_id == row->bot_id && x.first.condition_id == row->condition_id;
  });
  if (!known && mine->size() >= max_subscriptions)
    return failed({problem_code::rate_limited,
                   "You have " + std::to_string(max_subscriptions) +
                     " subscriptions, which is as many as there may be.",
                   ""});
  auto id = new_uuid();
  if (!id)
    return failed(std::move(id).error());
  row->subscription_id = *std::move(id);
  row->user_id = c.user();
  row->created_at = c.on.now();
  const auto there = c.on.engine.subscribe(*row);
  if (!there)
    return failed(there.error());
  if (there->first.level != row->level)
    return failed({problem_code::conflict,
                   std::string("You are subscribed already, with bot_config.fire ") +
                     (there->first.level ? "level" : "edge") +
                     "; unsubscribe first to change it.",
                   "bot_config.fire"});
  return answered(json::render_subscription(there->first, there->second));
}

reply unsubscribe(const call& c) {
  auto done = c.on.engine.unsubscribe(c.user(), c.ids[0]);
  if (!done)
    return failed(std::move(done).error());
  return answered(json::message_answer("Unsubscribed"));
}

reply status(const call& c) {
  const auto row = c.on.queries.condition(c.ids[0]);
  if (!row)
    return failed(row.error());
  const auto count = c.on.queries.subscriber_count(c.ids[0]);
  if (!count)
    return failed(count.error());
  const auto what = parse_canonical(row->text);
  return answered(json::render_condition_status(
    *row, *count,
    c.on.engine.blind_reason(row->symbol, row->base, what ? print(*what) : "")));
}

reply subscriptions(const call& c) {
  const auto rows = c.on.queries.subscriptions_of(c.user());
  if (!rows)
    return failed(rows.error());
  return answered(json::render(*rows));
}

reply stats(const call& c) {
  const auto figures = c.on.queries.condition_figures();
  if (!figures)
    return failed(figures.error());
  return answered(
    json::render_condition_stats(figures->conditions, figures->subscriptions));
}

} // namespace tradeeon::http::conditions
