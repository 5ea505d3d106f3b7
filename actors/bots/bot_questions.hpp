// A bot's questions and its entry's subscriptions as rows of the store.
#pragma once

#include "actors/bots/bot_jobs.hpp"

#include <vector>

namespace tradeeon::bot_jobs {

/// Stores the questions, in place of those of the same names.
result<void> put_questions(const site& at, const std::vector<alert>& questions,
                           alert_status status);
/// The bot's stored questions rest; what they have answered stays.
result<void> rest_questions(const site& at, const bot& row);
/// Takes away those that are not among `kept`.
result<void> drop_questions(const site& at, const bot& row,
                            const std::vector<alert>& kept);

/// Registers the conditions and subscribes the bot to them, for its owner to see.
result<void> subscribe(const site& at, const bot& row,
                       const std::vector<registered_condition>& conditions);
/// Ends the bot's own subscriptions but for those to `kept`.
result<void> unsubscribe(const site& at, const bot& row,
                         const std::vector<registered_condition>& kept);

} // namespace tradeeon::bot_jobs
