#include "actors/bots/bot_runner.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"
#include "storage/bot_rules.hpp"

#include <caf/exit_reason.hpp>
#include <caf/result.hpp>
#include <caf/system_messages.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using runner_ptr = caf::stateful_actor<bot_runner_state>*;
using phase = bot_runner_state::phase;
using promise = bot_runner_state::promise;

constexpr auto patience = 60s;
/// A full disk is waited for; this long, then the run starts over.
constexpr auto commit_patience = 120s;
/// Bars that may be taken in while a commit is under way.
constexpr std::uint32_t most_owed = 512;

void begin(runner_ptr self);
void read_on(runner_ptr self);
void go_on(runner_ptr self);

caf::actor store_of(runner_ptr self) {
  auto store = self->state.context->names->find(role::store);
  if (!store)
    throw std::runtime_error{"the store is restarting"};
  return store;
}

problem restarting() {
  return {problem_code::unavailable, "the bot is being restarted", {}};
}

template <class T>
void answer_all(std::vector<promise> waiting, const T& with) {
  for (auto& x : waiting)
    x.deliver(with);
}

/// The stored state is what counts: a new actor goes on from there.
void crash(runner_ptr self, const caf::error& why) {
  auto& state = self->state;
  answer_all(std::exchange(state.answers, {}), to_error(restarting()));
  self->quit(why);
}

// -- commits -----------------------------------------------------------------------

/// The run is over: nothing more can be asked of it.
void end(runner_ptr self) {
  for (auto& x : self->state.requests)
    x.answer.deliver(
      to_error({problem_code::bad_transition, "the run has ended", "status"}));
  self->state.requests.clear();
  self->quit(caf::exit_reason::user_shutdown);
}

void on_commit(runner_ptr self, const bot_committed& now, std::vector<promise> waiting) {
  auto& state = self->state;
  state.committing = false;
  state.context->count->bot_orders.add(state.drive->stored(now));
  answer_all(std::move(waiting), now.row);
  if (state.drive->over())
    return end(self);
  if (std::exchange(state.page_due, false))
    return read_on(self);
  go_on(self);
}

storage::bot_commit make_commit(runner_ptr self) {
  auto made = self->state.drive->make_commit();
  if (self->state.right.epoch != 0)
    made.right = self->state.right;
  return made;
}

void commit(runner_ptr self) {
  auto& state = self->state;
  state.committing = true;
  const auto waiting = std::exchange(state.answers, {});
  self->request(store_of(self), commit_patience, commit_atom_v, make_commit(self))
    .then([=](const bot_committed& now) { on_commit(self, now, waiting); },
          [=](const caf::error& why) {
            answer_all(waiting, to_error(restarting()));
            crash(self, why);
          });
}

void commit_if_due(runner_ptr self) {
  if (!self->state.committing && self->state.drive->due())
    commit(self);
}

/// With the edit, whole: where it is refused nothing of it has happened.
void commit_edit(runner_ptr self, bot_draft draft, promise answer) {
  auto& state = self->state;
  state.committing = true;
  bot_edit made{std::move(draft), make_commit(self)};
  self->request(store_of(self), commit_patience, commit_atom_v, std::move(made))
    .then([=](const bot_committed& now) { on_commit(self, now, {answer}); },
          [self, answer](const caf::error& why) mutable {
            answer.deliver(why);
            self->state.committing = false;
            begin(self); // what the edit has changed here is not stored
          });
}

// -- requests ----------------------------------------------------------------------

/// What the plan goes by; the questions are asked elsewhere, and not kept here.
result<std::shared_ptr<const bot_settings>> settings_of(runner_ptr self, const bot& row) {
  auto read = self->state.context->bots.settings_of(row);
  if (!read)
    return std::move(read).error();
  read->questions = std::vector<bot_question>{};
  return std::shared_ptr<const bot_settings>{
    std::make_shared<bot_settings>(*std::move(read))};
}

void run_edit(runner_ptr self, bot_runner_state::request x) {
  auto& state = self->state;
  const auto settings = settings_of(self, x.draft.row);
  if (!settings) {
    x.answer.deliver(to_error(settings.error()));
    return;
  }
  if (auto done = state.drive->edit(x.draft.row, *settings, x.to_open_deals); !done) {
    x.answer.deliver(to_error(done.error()));
    return;
  }
  commit_edit(self, std::move(x.draft), x.answer);
}

/// Answered once its effects are durable; what is refused has none.
void run_requests(runner_ptr self) {
  auto& state = self->state;
  while (!state.requests.empty()) {
    const bool edits = state.requests.front().edits;
    if (edits && (state.committing || state.drive->due()))
      return; // a commit of its own
    auto x = std::move(state.requests.front());
    state.requests.pop_front();
    if (edits)
      run_edit(self, std::move(x));
    else if (auto done = state.drive->command(x.command); !done)
      x.answer.deliver(to_error(done.error()));
    else
      state.answers.push_back(x.answer);
  }
}

caf::result<bot> ask(runner_ptr self, bot_runner_state::request x) {
  x.answer = self->make_response_promise<bot>();
  const promise answer = x.answer;
  self->state.requests.push_back(std::move(x));
  go_on(self);
  return answer;
}

// -- the market ----------------------------------------------------------------------

void confirm(runner_ptr self) {
  auto& state = self->state;
  if (++state.unconfirmed < news_per_credit)
    return;
  self->send(state.floor, credit_atom_v, state.bot_id,
             std::exchange(state.unconfirmed, 0));
}

/// Does what can be done now.
void go_on(runner_ptr self) {
  auto& state = self->state;
  if (state.now != phase::live)
    return;
  while (!state.news.empty() &&
         (!state.committing || state.drive->bars_owed() < most_owed)) {
    state.drive->take(state.news.front());
    state.news.pop_front();
    confirm(self);
    commit_if_due(self);
  }
  run_requests(self);
  commit_if_due(self);
}

void on_page(runner_ptr self, const storage::bot_inputs& page) {
  auto& state = self->state;
  state.page_asked = false;
  const bool all = state.drive->catch_up(page);
  commit_if_due(self);
  // What the floor has held back meanwhile this page may not have.
  if (!all || std::exchange(state.stale, false) || state.lagging)
    return read_on(self);
  state.now = phase::live;
  go_on(self);
}

/// Asks for what it has missed, page by page.
void read_on(runner_ptr self) {
  auto& state = self->state;
  if (state.page_asked || state.lagging || state.now == phase::loading)
    return; // it goes on when that is over
  state.page_due = state.committing && state.drive->bars_owed() >= most_owed;
  if (state.page_due)
    return;
  state.page_asked = true;
  self->request(store_of(self), patience, inputs_atom_v, state.drive->behind())
    .then([=](const storage::bot_inputs& page) { on_page(self, page); },
          [=](const caf::error& why) { crash(self, why); });
}

/// The floor holds back what it has for this run, which is in the store as well.
void ask_to_resume(runner_ptr self) {
  auto& state = self->state;
  if (state.now == phase::live)
    state.now = phase::reading;
  state.lagging = true;
  state.news.clear();
  state.unconfirmed = 0;
  self->request(state.floor, patience, resume_atom_v, state.bot_id)
    .then(
      [=](bool) {
        // From here on the floor sends again; what came before is read.
        self->state.lagging = false;
        self->state.stale = self->state.page_asked;
        read_on(self);
      },
      [=](const caf::error& why) { crash(self, why); });
}

// -- the beginning -------------------------------------------------------------------

void on_loaded(runner_ptr self, const bot_loading& from) {
  auto& state = self->state;
  if (!storage::at_work(from.from.row.status))
    return end(self);
  const auto& options = state.context->bots;
  const auto settings = settings_of(self, from.from.row);
  if (!settings)
    throw std::runtime_error{settings.error().text};
  state.drive = std::make_unique<bot_drive>(
    from, *settings, options, state.context->trading->watch(from.from.row.user_id));
  // What a run begins with is stored before anything happens to it.
  commit_if_due(self);
  state.now = phase::reading;
  read_on(self);
}

void begin(runner_ptr self) {
  auto& state = self->state;
  state.drive.reset();
  state.now = phase::loading;
  self->request(store_of(self), patience, load_atom_v, bot_atom_v, state.bot_id)
    .then([=](const bot_loading& from) { on_loaded(self, from); },
          [=](const caf::error& why) {
            if (to_problem(why).code == problem_code::not_found)
              return end(self);
            crash(self, why);
          });
}

} // namespace

caf::behavior bot_runner(runner_ptr self, context_ptr context, std::string bot_id,
                         caf::actor floor, tenure right) {
  follow_house_rules(self, *context->count, "bot " + bot_id);
  auto& state = self->state;
  state.context = std::move(context);
  state.bot_id = std::move(bot_id);
  state.floor = std::move(floor);
  state.right = right;
  self->monitor(state.floor);
  self->set_down_handler(
    [=](const caf::down_msg&) { self->quit(caf::exit_reason::user_shutdown); });
  begin(self);
  return {
    [=](event_atom, const market_news& news) {
      self->state.news.push_back(news);
      go_on(self);
    },
    [=](command_atom, const bot_command& command) {
      bot_runner_state::request x;
      x.command = command;
      return ask(self, std::move(x));
    },
    [=](change_atom, const bot_draft& draft, bool to_open_deals) {
      bot_runner_state::request x;
      x.edits = true;
      x.draft = draft;
      x.to_open_deals = to_open_deals;
      return ask(self, std::move(x));
    },
    [=](lag_atom) { ask_to_resume(self); },
  };
}

} // namespace tradeeon
