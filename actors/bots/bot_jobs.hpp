// What the store keeper does for bots within its transactions. A problem that is not
// fatal has changed nothing.
#pragma once

#include "actors/batches.hpp"
#include "actors/bots/options.hpp"
#include "actors/bots/wire.hpp"
#include "storage/store.hpp"

#include <string>

namespace tradeeon::bot_jobs {

/// Where a job is done and what it may need there.
struct site {
  storage::store& store;
  committed& facts; ///< what is to be told once it is durable
  const bot_options& options;
  time_ms now = 0;
};

/// The bot with its questions and its entry's conditions.
result<bot> create(const site& at, const bot_draft& draft);
/// Of a bot that is not at work; `conflict` where it is.
result<bot> edit(const site& at, const bot_draft& draft);
/// With all that was made for it.
result<bot> remove(const site& at, const std::string& user_id, const std::string& bot_id);
/// Begins a run and puts the bot's questions; a running bot's present run as it is.
result<bot_run> start(const site& at, const bot_start& asked);
/// Effects of a run; where it ends its questions rest.
result<bot_committed> apply(const site& at, const storage::bot_commit& made);
/// Both or neither.
result<bot_committed> apply_edit(const site& at, const bot_edit& made);
/// Ends the run of a bot that can't go on: open orders are canceled, what it held is its
/// owner's again, who gets a notice.
result<bot> fail(const site& at, const std::string& bot_id, const std::string& reason);
result<bot_loading> load(storage::store& store, const bot_options& options,
                         const std::string& bot_id);
/// Why a bot that nobody works on can't take a command.
problem idle(storage::store& store, const std::string& user_id,
             const std::string& bot_id);
/// The newest mood of the market, for runs that begin later.
result<void> put_mood(storage::store& store, std::uint32_t index);

} // namespace tradeeon::bot_jobs
