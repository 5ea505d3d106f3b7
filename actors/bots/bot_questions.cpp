#include "actors/bots/bot_questions.hpp"

#include "actors/store_jobs.hpp"
#include "domain/bots/questions.hpp"

#include <algorithm>
#include <limits>

namespace tradeeon::bot_jobs {

namespace {

constexpr auto no_quota = std::numeric_limits<std::uint32_t>::max();

/// A problem within a job that has written already must not leave half of it behind.
problem fatal(problem why) {
  why.code = problem_code::internal;
  return why;
}

/// What the row's document asks; nothing where it can't be read any more.
std::vector<bot_question> asked_by(const bot_options& options, const bot& row) {
  auto settings = options.settings_of(row);
  return settings ? std::move(settings->questions) : std::vector<bot_question>{};
}

result<void> remove_question(const site& at, const alert& row) {
  if (auto gone = at.store.delete_alert(row.user_id, row.alert_id); !gone)
    return fatal(std::move(gone).error());
  at.facts.deleted_alerts.push_back(row);
  return {};
}

/// Nothing where it is not there.
result<std::optional<alert>> stored(const site& at, const alert& row) {
  auto known = at.store.alert_of(row.user_id, row.alert_id);
  if (known)
    return std::optional{*std::move(known)};
  if (known.error().code == problem_code::not_found)
    return std::optional<alert>{};
  return std::move(known).error();
}

result<void> put_question(const site& at, const alert& row) {
  auto known = stored(at, row);
  if (!known)
    return fatal(std::move(known).error());
  // Another symbol's evaluator has the one before: it must hear that it is gone.
  if (*known && (*known)->symbol != row.symbol) {
    if (auto gone = remove_question(at, **known); !gone)
      return gone;
    known->reset();
  }
  auto done = *known ? at.store.update_alert(row, (*known)->version, true, no_quota)
                     : at.store.insert_alert(row, no_quota);
  if (!done)
    return fatal(std::move(done).error());
  at.facts.alerts.push_back(row);
  return {};
}

/// Tells it from those that its owner has made by hand.
std::string own_subscription(const bot& row, const registered_condition& x) {
  return row.bot_id + '.' + x.condition_id;
}

} // namespace

result<void> put_questions(const site& at, const std::vector<alert>& questions,
                           alert_status status) {
  for (auto row : questions) {
    row.status = status;
    if (auto done = put_question(at, row); !done)
      return done;
  }
  return {};
}

result<void> rest_questions(const site& at, const bot& row) {
  for (const auto& x : alerts_of(row, asked_by(at.options, row))) {
    auto known = stored(at, x);
    if (!known)
      return fatal(std::move(known).error());
    if (!*known || (*known)->status != alert_status::active)
      continue;
    auto resting = **known;
    resting.status = alert_status::paused;
    if (auto done = at.store.update_alert(resting, resting.version, false, no_quota);
        !done)
      return fatal(std::move(done).error());
    at.facts.alerts.push_back(std::move(resting));
  }
  return {};
}

result<void> drop_questions(const site& at, const bot& row,
                            const std::vector<alert>& kept) {
  for (const auto& x : alerts_of(row, asked_by(at.options, row))) {
    const bool stays = std::any_of(kept.begin(), kept.end(), [&](const alert& other) {
      return other.alert_id == x.alert_id;
    });
    if (stays)
      continue;
    auto known = stored(at, x);
    if (!known)
      return fatal(std::move(known).error());
    if (*known)
      if (auto gone = remove_question(at, **known); !gone)
        return gone;
  }
  return {};
}

result<void> subscribe(const site& at, const bot& row,
                       const std::vector<registered_condition>& conditions) {
  for (const auto& x : conditions) {
    if (auto known = at.store.register_condition(x); !known)
      return fatal(std::move(known).error());
    subscription wanted;
    wanted.subscription_id = own_subscription(row, x);
    wanted.user_id = row.user_id;
    wanted.bot_id = row.bot_id;
    wanted.bot_type = std::string{to_string(row.type)};
    wanted.condition_id = x.condition_id;
    wanted.bot_config = "{}";
    wanted.created_at = at.now;
    auto made = at.store.subscribe(wanted);
    if (!made)
      return fatal(std::move(made).error());
    if (auto noted = note_condition(at.store, made->first.condition_id, at.facts); !noted)
      return fatal(std::move(noted).error());
  }
  return {};
}

result<void> unsubscribe(const site& at, const bot& row,
                         const std::vector<registered_condition>& kept) {
  for (const auto& x : conditions_of(row, asked_by(at.options, row))) {
    const bool stays = std::any_of(kept.begin(), kept.end(), [&](const auto& other) {
      return other.condition_id == x.condition_id;
    });
    if (stays)
      continue;
    auto gone = at.store.unsubscribe(row.user_id, own_subscription(row, x));
    if (!gone && gone.error().code == problem_code::not_found)
      continue; // its owner has ended it, or has one of their own instead
    if (!gone)
      return fatal(std::move(gone).error());
    if (auto noted = note_condition(at.store, gone->condition_id, at.facts); !noted)
      return fatal(std::move(noted).error());
  }
  return {};
}

} // namespace tradeeon::bot_jobs
