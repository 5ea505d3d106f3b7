#include "actors/bots/bot_jobs.hpp"

#include "actors/bots/bot_drive.hpp"
#include "actors/bots/bot_questions.hpp"
#include "domain/bots/questions.hpp"
#include "domain/support/numbers.hpp"
#include "storage/bot_rules.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>

namespace tradeeon::bot_jobs {

namespace {

constexpr const char* mood_fact = "bots.mood";
/// Base bars of one symbol that a run begins with, at most.
constexpr time_ms most_past = 10'000;

problem no_such_bot(const std::string& bot_id) {
  return {problem_code::not_found, "no such bot", bot_id};
}

result<void> tell(const site& at, const bot& row, const std::string& type,
                  const std::string& message,
                  std::vector<std::pair<std::string, std::string>> details = {}) {
  storage::logged_bot_event line;
  line.bot_id = row.bot_id;
  line.run_id = row.run == 0 ? "" : run_id_of(row.bot_id, row.run);
  line.user_id = row.user_id;
  line.row.type = type;
  line.row.category = "system";
  line.row.message = message;
  line.row.details = std::move(details);
  line.row.at = at.now;
  auto kept = at.store.bots().insert_bot_event(line);
  if (!kept)
    return std::move(kept).error();
  at.facts.bot_lines.push_back(*std::move(kept));
  return {};
}

/// The caller's bot.
result<storage::bot_snapshot> find(const site& at, const std::string& user_id,
                                   const std::string& bot_id) {
  auto known = at.store.bots().load_bot(bot_id);
  if (known && known->row.user_id != user_id)
    return no_such_bot(bot_id);
  return known;
}

result<void> replace_parts(const site& at, const bot& before, const bot& now,
                           const bot_draft& draft) {
  const auto status =
    storage::at_work(now.status) ? alert_status::active : alert_status::paused;
  auto done = drop_questions(at, before, draft.questions);
  if (done)
    done = put_questions(at, draft.questions, status);
  if (done)
    done = unsubscribe(at, before, draft.conditions);
  if (done)
    done = subscribe(at, now, draft.conditions);
  return done;
}

/// The bars of one symbol up to and including the cursor's.
result<storage::driving_bars> past_of(storage::store& store, const bot_options& options,
                                      const storage::bot_snapshot& from,
                                      const std::pair<std::string, time_ms>& at) {
  storage::inputs_request first;
  first.bot_id = from.row.bot_id;
  first.after.bars = {{at.first, -1}};
  first.after.handoff = from.cursor.handoff;
  first.max_bars = 1;
  first.max_handoffs = 1;
  auto found = store.bots().inputs_of(first);
  if (!found)
    return std::move(found).error();
  auto out = std::move(found->bars.front());
  const auto base = bar_close(out.base, 0);
  const auto wanted = bar_close(from.row.interval, 0) * time_ms{options.warm_bars};
  const auto after = at.second - std::min(std::max(wanted, base), base * most_past);
  auto bars = store.load_bars(at.first, out.base, after, at.second);
  if (!bars)
    return std::move(bars).error();
  out.bars = *std::move(bars);
  return out;
}

} // namespace

result<bot> create(const site& at, const bot_draft& draft) {
  if (auto added = at.store.bots().insert_bot(draft.row, at.options.max_bots); !added)
    return std::move(added).error();
  auto done = put_questions(at, draft.questions, alert_status::paused);
  if (done)
    done = subscribe(at, draft.row, draft.conditions);
  if (done)
    done = tell(at, draft.row, "bot_created", "The bot has been created.");
  if (!done)
    return std::move(done).error();
  return draft.row;
}

result<bot> edit(const site& at, const bot_draft& draft) {
  auto before = find(at, draft.row.user_id, draft.row.bot_id);
  if (!before)
    return std::move(before).error();
  if (storage::at_work(before->row.status))
    return problem{problem_code::conflict, "the bot was started meanwhile", {}};
  auto now = at.store.bots().update_bot(draft.row, draft.row.revision);
  if (!now)
    return now;
  auto done = replace_parts(at, before->row, *now, draft);
  if (done)
    done = tell(at, *now, "bot_edited", "The bot's settings were changed.");
  if (!done)
    return std::move(done).error();
  return now;
}

result<bot> remove(const site& at, const std::string& user_id,
                   const std::string& bot_id) {
  auto gone = at.store.bots().delete_bot(user_id, bot_id);
  if (!gone)
    return gone;
  auto done = drop_questions(at, *gone, {});
  if (done)
    done = unsubscribe(at, *gone, {});
  if (done)
    done = tell(at, *gone, "bot_deleted", "The bot has been deleted.");
  if (!done)
    return std::move(done).error();
  return gone;
}

result<bot_run> start(const site& at, const bot_start& asked) {
  auto known = find(at, asked.user_id, asked.bot_id);
  if (!known)
    return std::move(known).error();
  if (known->row.status == bot_status::running)
    return std::move(known->run);
  auto settings = at.options.settings_of(known->row);
  if (!settings)
    return std::move(settings).error();
  storage::run_request request;
  request.user_id = asked.user_id;
  request.bot_id = asked.bot_id;
  request.mode = asked.mode;
  request.deposit = !asked.initial_balance.is_zero();
  request.initial_balance =
    request.deposit ? asked.initial_balance : known->row.required_capital;
  request.quote = at.options.rules.of(known->row.symbols.front()).quote;
  request.now = at.now;
  auto begun = at.store.bots().start_run(request);
  if (!begun)
    return std::move(begun).error();
  auto done =
    put_questions(at, alerts_of(begun->row, settings->questions), alert_status::active);
  if (done)
    done = tell(at, begun->row, "bot_started", "A run of the bot has begun.",
                {{"initial_balance", request.initial_balance.text()},
                 {"mode", std::string{to_string(request.mode)}}});
  if (!done)
    return std::move(done).error();
  at.facts.bots.push_back(begun->row);
  return std::move(begun->run);
}

result<bot_committed> apply(const site& at, const storage::bot_commit& made) {
  auto outcome = at.store.bots().apply_bot(made);
  if (!outcome)
    return std::move(outcome).error();
  std::move(outcome->events.begin(), outcome->events.end(),
            std::back_inserter(at.facts.bot_lines));
  if (!storage::at_work(outcome->row.status)) {
    if (auto rests = rest_questions(at, outcome->row); !rests)
      return std::move(rests).error();
    at.facts.bots.push_back(outcome->row);
  }
  return bot_committed{std::move(outcome->row), outcome->step};
}

result<bot_committed> apply_edit(const site& at, const bot_edit& made) {
  const auto& wanted = made.draft.row;
  auto before = find(at, wanted.user_id, wanted.bot_id);
  if (!before)
    return std::move(before).error();
  if (before->row.revision != wanted.revision)
    return problem{problem_code::conflict, "the bot was changed meanwhile", {}};
  auto applied = apply(at, made.effects);
  if (!applied)
    return applied;
  // Nothing below can be refused any more, as far as the row is concerned.
  auto row = wanted;
  row.status = before->row.status;
  auto now = at.store.bots().update_bot(row, wanted.revision);
  if (!now)
    return problem{problem_code::internal, now.error().text, now.error().place};
  if (auto done = replace_parts(at, before->row, *now, made.draft); !done)
    return std::move(done).error();
  return bot_committed{*std::move(now), applied->step};
}

namespace {

/// How the run of a bot that can't go on ends where its stored state allows it: as if it
/// had been stopped, so that no order stays open and what it holds is given back. The
/// state may be what it crashes by; then nothing.
std::optional<storage::bot_commit> last_commit(const site& at,
                                               const std::string& bot_id) {
  try {
    const auto from = load(at.store, at.options, bot_id);
    if (!from)
      return std::nullopt;
    auto settings = at.options.settings_of(from->from.row);
    if (!settings)
      return std::nullopt;
    bot_drive drive{*from, std::make_shared<const bot_settings>(*std::move(settings)),
                    at.options, [] { return trading_state::active; }};
    bot_command stop;
    stop.what = bot_command::kind::stop;
    if (!drive.command(stop))
      return std::nullopt;
    return drive.make_commit();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

/// By the run's last commit, or without it by its row and cash alone; the questions rest.
result<bot> end_run(const site& at, const bot& row, const std::string& reason) {
  if (auto last = last_commit(at, row.bot_id)) {
    last->status = bot_status::error;
    last->status_reason = reason;
    if (auto done = apply(at, *last))
      return std::move(done->row);
  }
  auto ended = at.store.bots().set_bot_status(row.user_id, row.bot_id, bot_status::error,
                                              reason, at.now);
  if (!ended)
    return ended;
  if (auto rests = rest_questions(at, *ended); !rests)
    return std::move(rests).error();
  at.facts.bots.push_back(*ended);
  return ended;
}

/// The newest line of the diary comes into its owner's inbox too.
result<void> notice(const site& at, const bot& row, const std::string& text) {
  const auto& line = at.facts.bot_lines.back();
  storage::notification out;
  out.seq = line.row.seq;
  out.notification_id = run_id_of(row.bot_id, row.run) + ":" + line.row.type;
  out.user_id = row.user_id;
  out.symbol = row.symbols.front();
  out.text = text;
  out.at = at.now;
  return at.store.bots().insert_notice(out);
}

} // namespace

result<bot> fail(const site& at, const std::string& bot_id, const std::string& reason) {
  auto known = at.store.bots().load_bot(bot_id);
  if (!known)
    return std::move(known).error();
  auto row = end_run(at, known->row, reason);
  if (!row)
    return row;
  auto done = tell(at, *row, "bot_failed", "The bot has failed and trades no longer.",
                   {{"reason", reason}});
  if (done)
    done = notice(at, *row,
                  "Bot \"" + row->name + "\" has failed and trades no longer: " + reason);
  if (!done)
    return std::move(done).error();
  return row;
}

result<bot_loading> load(storage::store& store, const bot_options& options,
                         const std::string& bot_id) {
  auto from = store.bots().load_bot(bot_id);
  if (!from)
    return std::move(from).error();
  bot_loading out;
  out.from = *std::move(from);
  for (const auto& symbol : out.from.row.symbols)
    out.rules.push_back(options.rules.of(symbol));
  auto mood = store.fact(mood_fact);
  if (!mood)
    return std::move(mood).error();
  if (const auto index = parse_number(*mood)) {
    out.has_mood = true;
    out.mood = static_cast<std::uint32_t>(*index);
  }
  if (!out.from.state.empty())
    return out;
  for (const auto& x : out.from.cursor.bars) {
    if (x.second < 0)
      continue; // nothing has come of it yet
    auto past = past_of(store, options, out.from, x);
    if (!past)
      return std::move(past).error();
    out.past.push_back(*std::move(past));
  }
  return out;
}

problem idle(storage::store& store, const std::string& user_id,
             const std::string& bot_id) {
  const auto known = store.bots().load_bot(bot_id);
  if (!known)
    return known.error();
  if (known->row.user_id != user_id)
    return no_such_bot(bot_id);
  if (storage::at_work(known->row.status))
    return {problem_code::unavailable, "the bot is being started", {}};
  return {problem_code::bad_transition,
          "the bot is " + std::string{to_string(known->row.status)} + ": start it first",
          "status"};
}

result<void> put_mood(storage::store& store, std::uint32_t index) {
  return store.put_fact(mood_fact, std::to_string(index));
}

} // namespace tradeeon::bot_jobs
