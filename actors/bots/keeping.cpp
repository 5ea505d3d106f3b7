#include "actors/bots/keeping.hpp"

#include "actors/bots/bot_jobs.hpp"
#include "actors/store_jobs.hpp"

#include <utility>

namespace tradeeon {

namespace {

/// Queues a job of bots; `run` gets the site and returns a result<T>.
template <class T, class Run>
caf::result<T> bot_job(keeper_ptr self, bool patient, Run run) {
  auto context = self->state.context;
  return later<T>(
    self, patient, [=](storage::store& s, committed& facts, T& answer) -> result<void> {
      auto made = run(bot_jobs::site{s, facts, context->bots, context->now()});
      if (!made)
        return std::move(made).error();
      answer = *std::move(made);
      return {};
    });
}

/// A bot's commit, named as refused where its lease has moved on.
template <class Made>
caf::result<bot_committed>
commit_bot(keeper_ptr self, const Made& made,
           result<bot_committed> (*apply)(const bot_jobs::site&, const Made&)) {
  auto context = self->state.context;
  return bot_job<bot_committed>(self, true,
                                [=](const bot_jobs::site& at) -> result<bot_committed> {
                                  auto done = apply(at, made);
                                  if (!done)
                                    return fenced(*context, std::move(done).error());
                                  context->count->bot_commits.add();
                                  return done;
                                });
}

caf::message_handler writing_bots(keeper_ptr self) {
  using bot_jobs::site;
  return {
    [=](create_atom, const bot_draft& draft) {
      return bot_job<bot>(self, false,
                          [=](const site& at) { return bot_jobs::create(at, draft); });
    },
    [=](change_atom, const bot_draft& draft) {
      return bot_job<bot>(self, false,
                          [=](const site& at) { return bot_jobs::edit(at, draft); });
    },
    [=](remove_atom, bot_atom, const std::string& user, const std::string& id) {
      return bot_job<std::string>(self, false,
                                  [=](const site& at) -> result<std::string> {
                                    auto gone = bot_jobs::remove(at, user, id);
                                    if (!gone)
                                      return std::move(gone).error();
                                    return id;
                                  });
    },
    [=](start_atom, const bot_start& asked) {
      return bot_job<bot_run>(self, false,
                              [=](const site& at) { return bot_jobs::start(at, asked); });
    },
    [=](commit_atom, const storage::bot_commit& made) {
      return commit_bot(self, made, bot_jobs::apply);
    },
    [=](commit_atom, const bot_edit& made) {
      return commit_bot(self, made, bot_jobs::apply_edit);
    },
    [=](fail_atom, const std::string& bot_id, const std::string& reason) {
      return bot_job<bot>(
        self, true, [=](const site& at) { return bot_jobs::fail(at, bot_id, reason); });
    },
    [=](halt_atom, const storage::trading_switch& row) {
      return bot_job<storage::trading_switch>(
        self, false, [=](const site& at) -> result<storage::trading_switch> {
          auto stored = row;
          stored.at = at.now;
          if (auto done = at.store.bots().put_trading_state(stored); !done)
            return std::move(done).error();
          return stored;
        });
    },
    [=](mood_atom, std::uint32_t index) {
      return bot_job<std::uint32_t>(self, false,
                                    [=](const site& at) -> result<std::uint32_t> {
                                      auto done = bot_jobs::put_mood(at.store, index);
                                      if (!done)
                                        return std::move(done).error();
                                      return index;
                                    });
    },
  };
}

caf::message_handler reading_bots(keeper_ptr self) {
  const auto store = [=]() -> storage::store& { return *self->state.store; };
  return {
    [=](load_atom, bot_atom, const std::string& bot_id) {
      return answer(bot_jobs::load(store(), self->state.context->bots, bot_id));
    },
    [=](inputs_atom, const storage::inputs_request& asked) {
      return answer(store().bots().inputs_of(asked));
    },
    [=](bot_atom) { return answer(store().bots().running_bots()); },
    [=](command_atom, const std::string& user, const std::string& bot_id)
      -> caf::result<bot> { return to_error(bot_jobs::idle(store(), user, bot_id)); },
    [=](halt_atom) { return answer(store().bots().trading_states()); },
  };
}

} // namespace

caf::message_handler keeping_bots(keeper_ptr self) {
  return writing_bots(self).or_else(reading_bots(self));
}

} // namespace tradeeon
