#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/subscription.hpp"
#include "domain/bots/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// The owner under which a bot's own alerts are kept: no user has this name, so they
/// are in nobody's lists and quotas.
[[nodiscard]] std::string owner_of_questions(std::string_view bot_id);
[[nodiscard]] bool is_bot_owner(std::string_view user_id) noexcept;

/// A bot's questions as alerts that hand each answer to it, one per question and
/// symbol: `<bot_id>.<name>` (`.<SYMBOL>` behind it for further symbols), with the name
/// as the action's command. Paused; they are active while the bot runs. Their version is
/// the row's revision, so that an edited question is never taken for the one before.
[[nodiscard]] std::vector<alert> alerts_of(const bot& row,
                                           const std::vector<bot_question>& questions);

/// The single conditions of a bot's entry question, as the registry has them.
[[nodiscard]] std::vector<registered_condition>
conditions_of(const bot& row, const std::vector<bot_question>& questions);

} // namespace tradeeon
