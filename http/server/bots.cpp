// Bots as such: made, changed, looked at.
#include "domain/bots/preview.hpp"
#include "domain/bots/questions.hpp"
#include "http/json/answers.hpp"
#include "http/json/bot_reader.hpp"
#include "http/server/bot_views.hpp"
#include "http/server/random_id.hpp"
#include "http/server/routes.hpp"

#include <stdexcept>
#include <variant>

namespace tradeeon::http::bots {

namespace {

/// Where nothing is stored of a symbol a plan is looked at from a price that fits it.
decimal assumed_price(const bot_settings& settings) {
  if (const auto* grid = std::get_if<grid_settings>(&settings.plan))
    return (grid->lower + grid->upper) / 2;
  return 100;
}

result<bot_preview> look_ahead(const call& c, const bot& row,
                               const bot_settings& settings,
                               std::optional<decimal> price) {
  const auto& symbol = row.symbols.front();
  if (!price) {
    const auto known = last_prices(c);
    if (!known)
      return known.error();
    const auto at = known->find(symbol);
    price = at != known->end() ? at->second.price : assumed_price(settings);
  }
  try {
    return tradeeon::preview(settings, c.on.desk.rules.of(symbol), *price);
  } catch (const std::overflow_error&) {
    return bad_input("", "some amount of this plan is beyond all that can be traded");
  }
}

/// Refuses what can't work and says what a run needs.
result<void> appraise(const call& c, bot& row, const bot_settings& settings) {
  if (!has_fixed_amounts(settings))
    return {}; // shares of the equity need what a run has
  const auto plan = look_ahead(c, row, settings, std::nullopt);
  if (!plan)
    return plan.error();
  row.required_capital = plan->required_capital;
  return {};
}

/// The row with all that is stored beside it. `revision`: what it will be then.
bot_draft draft_of(bot row, const std::vector<bot_question>& questions,
                   std::uint32_t revision) {
  bot_draft out;
  auto then = row;
  then.revision = revision;
  out.questions = alerts_of(then, questions);
  out.conditions = conditions_of(then, questions);
  out.row = std::move(row);
  return out;
}

reply answer_bot(const call& c, const std::string& bot_id) {
  const auto there = c.on.queries.bots().bot_of(c.user(), bot_id);
  if (!there)
    return failed(there.error());
  return answered(json::render(view_of(*there)));
}

reply made(const call& c, result<json::bot_input> read) {
  if (!read)
    return failed(std::move(read).error());
  const auto api = bots_of(c);
  if (!api)
    return failed(api.error());
  auto id = new_uuid();
  if (!id)
    return failed(std::move(id).error());
  auto& row = read->row;
  row.bot_id = *std::move(id);
  row.user_id = c.user();
  row.created_at = c.on.now();
  row.updated_at = row.created_at;
  if (const auto fine = appraise(c, row, read->settings); !fine)
    return failed(fine.error());
  const auto bot_id = row.bot_id;
  const auto done =
    (*api)->create_bot(draft_of(std::move(row), read->settings.questions, 1));
  if (!done)
    return failed(done.error());
  return answer_bot(c, bot_id);
}

} // namespace

reply create_dca(const call& c) {
  return made(c, json::parse_dca_bot(c.body));
}

reply create(const call& c) {
  return made(c, json::parse_bot(c.body));
}

reply list(const call& c) {
  std::optional<bot_status> status;
  if (const auto text = c.query("status"); !text.empty()) {
    const auto read = parse_bot_status(text);
    if (!read)
      return failed(bad_input("status", read.error().text));
    status = *read;
  }
  const auto rows = c.on.queries.bots().bots_of(c.user(), status);
  if (!rows)
    return failed(rows.error());
  std::vector<json::bot_view> views;
  views.reserve(rows->size());
  for (const auto& x : *rows)
    views.push_back(view_of(x));
  return answered(json::render(views));
}

reply one(const call& c) {
  return answer_bot(c, c.ids[0]);
}

reply change(const call& c) {
  for (int attempt = 0;; ++attempt) {
    const auto stored = c.on.queries.bots().bot_of(c.user(), c.ids[0]);
    if (!stored)
      return failed(stored.error());
    auto edit = json::parse_bot_edit(stored->row, c.body);
    if (!edit)
      return failed(std::move(edit).error());
    const auto api = bots_of(c);
    if (!api)
      return failed(api.error());
    auto& row = edit->now.row;
    row.updated_at = c.on.now();
    if (const auto fine = appraise(c, row, edit->now.settings); !fine)
      return failed(fine.error());
    const auto next = row.revision + 1;
    const auto done = (*api)->edit_bot(
      draft_of(std::move(row), edit->now.settings.questions, next), edit->to_open_deals);
    // Somebody else was quicker: their change is merged with once.
    if (!done && done.error().code == problem_code::conflict && attempt == 0)
      continue;
    if (!done)
      return failed(done.error());
    return answer_bot(c, c.ids[0]);
  }
}

reply remove(const call& c) {
  const auto api = bots_of(c);
  if (!api)
    return failed(api.error());
  const auto there = c.on.queries.bots().bot_of(c.user(), c.ids[0]);
  if (!there)
    return failed(there.error());
  const auto done = (*api)->delete_bot(c.user(), c.ids[0]);
  if (!done)
    return failed(done.error());
  return answered(json::removal_answer("The bot has been deleted.", c.ids[0]));
}

reply preview(const call& c) {
  const auto read = json::parse_bot_preview(c.body);
  if (!read)
    return failed(read.error());
  if (const auto api = bots_of(c); !api)
    return failed(api.error());
  const auto plan = look_ahead(c, read->bot.row, read->bot.settings, read->price);
  if (!plan)
    return failed(plan.error());
  return answered(json::render(*plan));
}

} // namespace tradeeon::http::bots
