#include "domain/bots/session.hpp"

#include "domain/bots/plans/make_plan.hpp"
#include "domain/bots/questions.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

constexpr std::uint8_t session_version = 1;

/// The contract's words in the plans' own; an alert that says nothing else opens.
std::string meaning_of(const std::string& command) {
  constexpr std::string_view add = "execute_dca";
  if (command.empty())
    return "buy";
  if (command == "execute_entry")
    return "entry";
  if (command.compare(0, add.size(), add) == 0)
    return "add" + command.substr(add.size());
  return command;
}

} // namespace

bot_session::bot_session(std::string bot_id, run_identity who,
                         std::shared_ptr<const bot_settings> settings,
                         const rule_book& rules, std::function<trading_state()> state)
    : bot_id_(std::move(bot_id)),
      machine_(std::move(who), settings, make_plan(*settings), rules, std::move(state)) {}

bool bot_session::trades(std::string_view symbol) const {
  const auto& all = machine_.symbols();
  return std::find(all.begin(), all.end(), symbol) != all.end();
}

void bot_session::take(const std::vector<handoff>& handed) {
  for (const auto& x : handed) {
    if (x.seq <= newest_)
      continue;
    newest_ = x.seq;
    // Its entry's conditions are subscribed for its owner to see; the question answers.
    const bool shown_only =
      x.subscription_id.compare(0, bot_id_.size() + 1, bot_id_ + '.') == 0;
    if (shown_only)
      continue;
    waiting w;
    w.symbol = trades(x.symbol) ? x.symbol : machine_.symbols().front();
    w.about = w.symbol;
    w.what = meaning_of(x.command);
    w.own = is_bot_owner(x.user_id);
    w.due = bar_close(x.base, x.bar_time);
    waiting_.push_back(std::move(w));
  }
}

void bot_session::take(const std::string& symbol, timeframe base, const candle& bar) {
  if (bar.open_time <= machine_.newest_bar(symbol) || !trades(symbol))
    return;
  if (waiting_.empty())
    return machine_.on_bar(symbol, base, bar, answers{});
  const auto close = bar_close(base, bar.open_time);
  const auto due = [&](const waiting& x) { return x.symbol == symbol && x.due <= close; };
  std::vector<std::string_view> said;
  for (const auto& x : waiting_)
    if (x.own && due(x))
      said.push_back(x.what);
  machine_.on_bar(symbol, base, bar, answers{std::move(said)});
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    if (!waiting_[i].own && due(waiting_[i]))
      act(waiting_[i]);
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(), due), waiting_.end());
}

void bot_session::settle() {
  for (std::size_t i = 0; i < waiting_.size();) {
    const auto last = machine_.newest_close(waiting_[i].symbol);
    if (last < 0 || waiting_[i].due > last) {
      ++i;
      continue;
    }
    const auto x = std::move(waiting_[i]);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    act(x);
  }
}

void bot_session::act(const waiting& x) {
  using kind = bot_command::kind;
  bot_command command;
  command.symbol = x.about;
  if (x.what == "pause")
    command.what = kind::pause;
  else if (x.what == "resume")
    command.what = kind::resume;
  else if (x.what == "stop")
    command.what = kind::stop;
  else if (x.what == "close")
    command.what = kind::close;
  else if (x.what == "panic")
    command.what = kind::panic;
  else
    return machine_.on_signal(x.about, x.what, x.due);
  (void)machine_.on_command(command); // paused already, or over: then so be it
}

std::string bot_session::save() const {
  byte_writer out;
  out.u8(session_version);
  out.i64(newest_);
  out.u32(static_cast<std::uint32_t>(waiting_.size()));
  for (const auto& x : waiting_) {
    out.text(x.symbol);
    out.text(x.what);
    out.text(x.about);
    out.u8(x.own ? 1 : 0);
    out.i64(x.due);
  }
  out.text(machine_.save());
  return out.take();
}

bool bot_session::load(std::string_view bytes) {
  byte_reader in{bytes};
  if (in.u8() != session_version)
    return false;
  newest_ = in.i64();
  waiting_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    waiting x;
    x.symbol = in.text();
    x.what = in.text();
    x.about = in.text();
    x.own = in.u8() != 0;
    x.due = in.i64();
    waiting_.push_back(std::move(x));
  }
  const auto state = in.text();
  return in.ok() && in.at_end() && machine_.load(state);
}

} // namespace tradeeon
