#include "actors/bots/bot_drive.hpp"

#include "domain/bots/questions.hpp"
#include "storage/bot_rules.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <tuple>

namespace tradeeon {

namespace {

constexpr auto any_time = std::numeric_limits<time_ms>::max();

run_identity identity_of(const storage::bot_snapshot& from) {
  return {from.run.run_id, from.row.symbols, from.row.interval, from.run.initial_balance};
}

rule_book rules_of(const bot_loading& from) {
  rule_book out;
  for (const auto& each : from.rules)
    out.put(each);
  return out;
}

bot_command mood_of(std::uint32_t index) {
  bot_command out;
  out.what = bot_command::kind::mood;
  out.amount = std::int64_t{index};
  return out;
}

} // namespace

bot_drive::bot_drive(const bot_loading& from,
                     std::shared_ptr<const bot_settings> settings,
                     const bot_options& options, std::function<trading_state()> state)
    : stored_status_(from.from.row.status), revision_(from.from.row.revision),
      run_(from.from.run.number), step_(from.from.step), start_(from.from.cursor),
      commit_every_(options.commit_every), before_bar_(options.before_bar),
      session_(from.from.row.bot_id, identity_of(from.from), std::move(settings),
               rules_of(from), std::move(state)) {
  if (from.from.state.empty()) {
    // Always the same bars, however often this is begun: the cursor says which.
    for (const auto& x : from.past)
      session_.warm(x.symbol, x.base, x.bars);
    session_.start_at(start_.handoff);
    must_ = true;
  } else if (!session_.load(from.from.state)) {
    throw std::runtime_error{"the stored state of " + from.from.run.run_id +
                             " can't be read"};
  }
  orders_stored_ = session_.machine().figures().orders;
  if (from.has_mood)
    (void)session_.on_command(mood_of(from.mood));
}

// -- inputs ------------------------------------------------------------------------

storage::inputs_request bot_drive::behind() const {
  storage::inputs_request out;
  out.bot_id = session_.bot_id();
  out.asks_as = owner_of_questions(out.bot_id);
  for (const auto& [symbol, start] : start_.bars)
    out.after.bars.emplace_back(symbol, std::max(start, session_.newest_bar(symbol)));
  out.after.handoff = session_.newest_handoff();
  return out;
}

bool bot_drive::catch_up(const storage::bot_inputs& page) {
  const storage::inputs_request limits;
  session_.take(page.handoffs);
  // An answer may belong to any of these bars: all of them are taken first.
  if (page.handoffs.size() >= limits.max_handoffs)
    return false;
  auto until = any_time;
  for (const auto& x : page.bars)
    if (x.bars.size() >= limits.max_bars)
      until = std::min(until, bar_close(x.base, x.bars.back().open_time));
  take_bars(page.bars, until);
  if (page.more)
    return false;
  session_.settle();
  return true;
}

void bot_drive::take(const market_news& news) {
  session_.take(news.handoffs);
  take_bars(news.bars, any_time);
  session_.settle();
}

void bot_drive::take_bars(const std::vector<storage::driving_bars>& bars, time_ms until) {
  if (bars.size() == 1) {
    for (const auto& bar : bars.front().bars)
      take_bar(bars.front().symbol, bars.front().base, bar);
    return;
  }
  struct entry {
    time_ms close;
    std::ptrdiff_t place; ///< of its symbol among the bot's
    const storage::driving_bars* of;
    const candle* bar;
  };
  const auto& symbols = session_.machine().symbols();
  std::vector<entry> all;
  for (const auto& x : bars)
    for (const auto& bar : x.bars) {
      const auto place =
        std::find(symbols.begin(), symbols.end(), x.symbol) - symbols.begin();
      const auto close = bar_close(x.base, bar.open_time);
      if (close <= until)
        all.push_back({close, place, &x, &bar});
    }
  std::stable_sort(all.begin(), all.end(), [](const entry& a, const entry& b) {
    return std::tie(a.close, a.place) < std::tie(b.close, b.place);
  });
  for (const auto& x : all)
    take_bar(x.of->symbol, x.of->base, *x.bar);
}

void bot_drive::take_bar(const std::string& symbol, timeframe base, const candle& bar) {
  const auto known = std::find_if(start_.bars.begin(), start_.bars.end(),
                                  [&](const auto& x) { return x.first == symbol; });
  if (known == start_.bars.end() || session_.machine().ended() ||
      bar.open_time <= std::max(known->second, session_.newest_bar(symbol)))
    return;
  if (before_bar_)
    before_bar_(session_.bot_id(), bar);
  session_.take(symbol, base, bar);
  ++owed_;
}

// -- commands ----------------------------------------------------------------------

result<void> bot_drive::command(const bot_command& asked) {
  auto done = session_.on_command(asked);
  if (done)
    must_ = true;
  return done;
}

result<void> bot_drive::edit(const bot& wanted,
                             std::shared_ptr<const bot_settings> settings,
                             bool to_open_deals) {
  const auto& machine = session_.machine();
  if (wanted.revision != revision_)
    return problem{problem_code::conflict, "the bot was changed meanwhile", {}};
  if (wanted.symbols != machine.symbols() || wanted.interval != machine.interval())
    return problem{problem_code::bad_transition,
                   "what a bot trades, and on which interval, can be changed only while "
                   "it is stopped",
                   "pair"};
  session_.on_edit(std::move(settings), to_open_deals);
  must_ = true;
  return {};
}

// -- commits -----------------------------------------------------------------------

bot_status bot_drive::status() const {
  const auto& machine = session_.machine();
  if (machine.ended())
    return bot_status::stopped;
  return machine.paused() ? bot_status::paused : bot_status::running;
}

bool bot_drive::due() const {
  return !over() && (must_ || owed_ >= commit_every_ ||
                     session_.machine().has_effects() || status() != stored_status_);
}

bool bot_drive::over() const noexcept {
  return !storage::at_work(stored_status_);
}

storage::bot_commit bot_drive::make_commit() {
  storage::bot_commit out;
  out.bot_id = session_.bot_id();
  out.run = run_;
  out.step = step_;
  out.cursor = behind().after;
  out.figures = session_.machine().figures();
  auto effects = session_.machine().take_effects();
  out.orders = std::move(effects.orders);
  out.fills = std::move(effects.fills);
  out.deals = std::move(effects.deals);
  out.events = std::move(effects.events);
  out.state = session_.save();
  if (status() != stored_status_)
    out.status = status();
  if (session_.machine().ended()) {
    out.returned = out.figures.cash;
    out.coins = session_.machine().coins();
  }
  orders_asked_ = out.figures.orders;
  owed_ = 0;
  must_ = false;
  return out;
}

std::uint32_t bot_drive::stored(const bot_committed& now) {
  stored_status_ = now.row.status;
  revision_ = now.row.revision;
  step_ = now.step;
  return orders_asked_ - std::exchange(orders_stored_, orders_asked_);
}

} // namespace tradeeon
