#include "domain/bots/machine.hpp"

#include "domain/support/digest.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace tradeeon {

namespace {

/// How many of a run's signals are known again.
constexpr std::size_t most_signal_ids = 64;

/// Reads a list of texts in place of what is there.
void load_texts(byte_reader& in, std::vector<std::string>& into) {
  into.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n)
    into.push_back(in.text());
}

void save_texts(byte_writer& out, const std::vector<std::string>& texts) {
  out.u32(static_cast<std::uint32_t>(texts.size()));
  for (const auto& x : texts)
    out.text(x);
}

} // namespace

bot_machine::bot_machine(run_identity who, std::shared_ptr<const bot_settings> settings,
                         std::unique_ptr<plan> what, const rule_book& rules,
                         std::function<trading_state()> state)
    : who_(std::move(who)), settings_(std::move(settings)), state_(std::move(state)),
      hash_(sha256_hex(who_.run_id).substr(0, 12)), plan_(std::move(what)),
      gate_(settings_->limits) {
  for (const auto& symbol : who_.symbols)
    markets_.push_back({symbol, rules.of(symbol), {}, -1, -1, {}});
  quote_ = markets_.front().rules.quote;
  money_.deposit(quote_, who_.initial_balance);
  if (const auto& paper = settings_->paper; paper.fees == fee_source::other)
    money_.deposit(paper.fee_asset, paper.fee_asset_balance);
  figures_.cash = figures_.peak = who_.initial_balance;
}

bot_machine::~bot_machine() = default;

// -- events ----------------------------------------------------------------------

bot_machine::market* bot_machine::find_market(std::string_view symbol) {
  for (auto& x : markets_)
    if (x.symbol == symbol)
      return &x;
  return nullptr;
}

bot_machine::market& bot_machine::market_of(std::string_view symbol) {
  if (auto* found = find_market(symbol); found != nullptr)
    return *found;
  throw std::logic_error{"the run does not trade " + std::string{symbol}};
}

const bot_machine::market& bot_machine::market_of(std::string_view symbol) const {
  return const_cast<bot_machine*>(this)->market_of(symbol); // NOLINT: reads only
}

std::vector<std::pair<std::string, decimal>> bot_machine::coins() const {
  std::vector<std::pair<std::string, decimal>> out;
  for (const auto& x : markets_)
    if (const auto held = money_.total(x.rules.base); held.positive())
      out.emplace_back(x.rules.base, held);
  return out;
}

time_ms bot_machine::newest_bar(std::string_view symbol) const {
  const auto* found = const_cast<bot_machine*>(this)->find_market(symbol); // NOLINT
  return found == nullptr ? -1 : found->last_open;
}

time_ms bot_machine::newest_close(std::string_view symbol) const {
  const auto* found = const_cast<bot_machine*>(this)->find_market(symbol); // NOLINT
  return found == nullptr ? -1 : found->last_close;
}

void bot_machine::warm(const std::string& symbol, timeframe base,
                       const std::vector<candle>& bars) {
  auto& where = market_of(symbol);
  for (const auto& bar : bars) {
    if (who_.interval == base) {
      plan_->on_interval(*this, symbol, bar);
      continue;
    }
    resample(where, base, bar);
  }
}

/// Hands on the bars of the interval that a bar of the feed ends.
void bot_machine::resample(market& where, timeframe base, const candle& bar) {
  if (!where.bars) {
    where.bars.emplace(base, who_.interval);
    where.base = base;
  }
  if (const auto whole = where.bars->close_before(bar.open_time))
    plan_->on_interval(*this, where.symbol, *whole);
  if (const auto whole = where.bars->add(bar))
    plan_->on_interval(*this, where.symbol, *whole);
}

void bot_machine::on_bar(const std::string& symbol, timeframe base, const candle& closed,
                         const answers& said) {
  auto& where = market_of(symbol);
  if (ended_ || closed.open_time <= where.last_open)
    return;
  const auto bar = to_market_bar(closed, base);
  now_ = std::max(now_, bar.close_time);
  where.last_open = bar.open_time;
  if (!bar.low.positive())
    return; // nothing can be traded at that, nor reckoned with it
  where.last_close = bar.close_time;
  meet(where, bar);
  where.last = bar.close;
  measure();
  look_after_guards();
  if (who_.interval == base) {
    plan_->on_interval(*this, symbol, closed);
  } else {
    resample(where, base, closed);
  }
  plan_->on_bar(*this, symbol, bar, said);
  if (settings_->paper.fill_on_signal_close) {
    meet_close(where, bar);
    measure();
  }
  sweep();
  end_if_done();
}

void bot_machine::on_signal(const std::string& symbol, std::string_view what,
                            time_ms at) {
  const auto* where = find_market(symbol);
  if (ended_ || where == nullptr)
    return;
  now_ = std::max(now_, at);
  plan_->on_signal(*this, symbol, what, at);
  if (settings_->paper.fill_on_signal_close && where->last_close == now_)
    meet_at_last_prices();
  sweep();
}

/// Market orders of this moment, at the prices that are known.
void bot_machine::meet_at_last_prices() {
  for (auto& where : markets_)
    if (where.last.positive())
      meet_close(where, {now_, now_, where.last, where.last, where.last, where.last, {}});
  measure();
}

result<void> bot_machine::on_command(const bot_command& command) {
  using kind = bot_command::kind;
  if (ended_)
    return problem{problem_code::bad_transition, "the run has ended", "status"};
  switch (command.what) {
  case kind::pause:
  case kind::resume: {
    const bool wanted = command.what == kind::pause;
    if (paused_ == wanted)
      return problem{problem_code::bad_transition,
                     wanted ? "the bot is paused already" : "the bot is not paused",
                     "status"};
    paused_ = wanted;
    note(wanted ? "bot_paused" : "bot_resumed", "system", {},
         wanted ? "The bot opens nothing until it is resumed." : "The bot goes on.", {});
    return {};
  }
  case kind::add:
  case kind::close: {
    if (command.what == kind::add && command.deal == 0)
      return problem{problem_code::invalid, "which deal is needed", "deal"};
    bool sold = false;
    std::vector<deal*> chosen;
    for (auto& x : deals_)
      if ((command.deal == 0 && command.what == kind::close) || x.number == command.deal)
        chosen.push_back(&x);
    if (chosen.empty() && command.deal != 0)
      return problem{problem_code::not_found,
                     "deal " + std::to_string(command.deal) + " is not open", "deal"};
    for (auto* x : chosen) {
      if (command.what == kind::close)
        sold = close_deal(*x, "manual", order_role::exit) || sold;
      else if (!plan_->on_add(*this, *x, command.amount))
        return problem{problem_code::conflict,
                       "nothing could be bought" +
                         (refused_.empty() ? std::string{} : ": " + refused_.back()),
                       "deal"};
    }
    if (command.what == kind::close && !sold && !chosen.empty())
      return problem{problem_code::conflict, "trading is halted: nothing may be sold",
                     "deal"};
    break;
  }
  case kind::signal: {
    const auto& symbol = command.symbol.empty() ? who_.symbols.front() : command.symbol;
    if (find_market(symbol) == nullptr)
      return problem{problem_code::invalid, "the bot does not trade " + symbol, "symbol"};
    if (!command.signal_id.empty()) {
      if (std::find(signals_.begin(), signals_.end(), command.signal_id) !=
          signals_.end())
        return {};
      if (signals_.size() == most_signal_ids)
        signals_.erase(signals_.begin());
      signals_.push_back(command.signal_id);
    }
    plan_->on_signal(*this, symbol, command.text,
                     command.signal_at == 0 ? now_ : command.signal_at);
    break;
  }
  case kind::mood:
    plan_->on_mood(*this, static_cast<std::uint32_t>(command.amount.to_double()));
    break;
  case kind::panic:
    note("panic", "risk", {}, "All orders are canceled and all that is held is sold.",
         {});
    paused_ = true; // first: what a sale brings back is not to be spent again
    for (auto& x : deals_)
      if (!close_deal(x, "panic", order_role::exit))
        note("panic_incomplete", "risk", x.symbol,
             "Deal " + std::to_string(x.number) + " may not be sold now.",
             {{"deal", std::to_string(x.number)}});
    break;
  case kind::stop:
    ended_ = true; // first, for the same reason
    if (command.sell || plan_->sells_on_stop(*this)) {
      for (auto& x : deals_)
        close_deal(x, "stopped", order_role::exit);
      meet_at_last_prices();
    }
    for (auto& x : orders_)
      if (x.live())
        cancel(x, "the bot is stopped");
    for (auto& x : deals_)
      if (x.status == deal_status::opening)
        abandon(x, "stopped");
    note("bot_stopped", "system", {}, "The run has ended.", {});
    measure();
    break;
  case kind::settings:
    return problem{problem_code::internal, "settings are taken in by on_edit", {}};
  }
  sweep();
  return {};
}

void bot_machine::on_edit(std::shared_ptr<const bot_settings> settings,
                          bool to_open_deals) {
  if (settings->plan.index() != settings_->plan.index())
    return; // a bot never changes its type
  settings_ = std::move(settings);
  gate_.set_limits(settings_->limits);
  ending_ = false; // there may be more to do; else the plan says so again
  plan_->on_edit(*this, to_open_deals);
  note("bot_edited", "system", {}, "The bot's settings were changed.",
       {{"to_open_deals", to_open_deals ? "true" : "false"}});
  sweep();
}

bot_effects bot_machine::take_effects() {
  return std::exchange(effects_, {});
}

// -- what the plan sees -------------------------------------------------------------

decimal bot_machine::price(std::string_view symbol) const {
  return market_of(symbol).last;
}

const symbol_rules& bot_machine::rules(std::string_view symbol) const {
  return market_of(symbol).rules;
}

decimal bot_machine::equity() const {
  auto out = money_.total(quote_);
  for (const auto& x : markets_)
    out += money_.total(x.rules.base) * x.last;
  return out - foreign_fees_;
}

bool bot_machine::may_open(std::string_view symbol) const {
  return !paused_ && !ended_ && guards_.locked(symbol, now_) == nullptr &&
         (!state_ || state_() == trading_state::active);
}

void bot_machine::end(std::string_view reason) {
  if (ending_)
    return;
  ending_ = true;
  note("bot_finished", "system", {}, "The bot is done: " + std::string{reason} + ".", {});
}

void bot_machine::end_if_done() {
  if (!ending_ || ended_ || !deals_.empty())
    return;
  ended_ = true;
  note("bot_stopped", "system", {}, "The run has ended.", {});
}

deal& bot_machine::open_deal(const std::string& symbol) {
  deal x;
  x.number = ++deals_opened_;
  x.symbol = symbol;
  x.held = position{settings_->basis};
  x.opened_at = now_;
  deals_.push_back(std::move(x));
  return deals_.back();
}

deal* bot_machine::find_deal(std::uint32_t number) {
  for (auto& x : deals_)
    if (x.number == number && x.status != deal_status::closed)
      return &x;
  return nullptr;
}

void bot_machine::note(std::string_view type, std::string_view category,
                       std::string_view symbol, std::string message,
                       std::vector<std::pair<std::string, std::string>> details) {
  effects_.events.push_back({0, std::string{type}, std::string{category},
                             std::string{symbol}, std::move(message), std::move(details),
                             now_});
}

// -- figures ------------------------------------------------------------------------

void bot_machine::measure() {
  auto& x = figures_;
  x.cash = money_.total(quote_);
  x.holdings = equity() - x.cash;
  x.invested = {};
  for (const auto& each : deals_)
    x.invested += each.held.cost();
  x.realised = realised_ - x.fees;
  x.at = now_;
  const auto now = x.equity();
  x.peak = std::max(x.peak, now);
  x.drawdown = std::max(x.drawdown, x.peak - now);
}

void bot_machine::look_after_guards() {
  const auto fallen = guards_.on_equity(settings_->guards, figures_.equity(), now_);
  if (!fallen)
    return;
  note("protection_locked", "risk", fallen->symbol,
       "Equity has fallen too far below its peak: nothing is opened for a while.",
       {{"rule", fallen->reason}, {"until", std::to_string(fallen->until)}});
  if (settings_->guards.drawdown.close_all)
    for (auto& x : deals_)
      close_deal(x, "max_drawdown", order_role::exit);
}

void bot_machine::touched(const deal& x) {
  for (auto& known : effects_.deals)
    if (known.number == x.number) {
      known = x;
      return;
    }
  effects_.deals.push_back(x);
}

void bot_machine::record(const order& x) {
  for (auto& known : effects_.orders)
    if (known.client_id == x.client_id) {
      known = x;
      return;
    }
  effects_.orders.push_back(x);
}

/// Forgets what is over: the store has it.
void bot_machine::sweep() {
  orders_.remove_if([](const order& x) { return !x.live(); });
  deals_.remove_if([](const deal& x) { return x.status == deal_status::closed; });
}

// -- state --------------------------------------------------------------------------

namespace {

constexpr std::uint8_t state_version = 1;

} // namespace

std::string bot_machine::save() const {
  byte_writer out;
  out.u8(state_version);
  out.u8(static_cast<std::uint8_t>((paused_ ? 1U : 0U) | (ended_ ? 2U : 0U) |
                                   (ending_ ? 4U : 0U)));
  out.i64(now_);
  out.u32(placements_);
  out.u32(deals_opened_);
  for (const auto& amount : {realised_, closed_profit_, foreign_fees_, figures_.fees,
                             figures_.peak, figures_.drawdown})
    tradeeon::save(out, amount);
  out.u32(figures_.orders);
  out.u32(figures_.deals_closed);
  out.u32(figures_.deals_won);
  save_texts(out, refused_);
  save_texts(out, signals_);
  for (const auto& x : markets_) {
    tradeeon::save(out, x.last);
    out.i64(x.last_open);
    out.i64(x.last_close);
    const bool forms = x.bars && x.bars->forming();
    out.u8(static_cast<std::uint8_t>((x.bars ? 1U : 0U) | (forms ? 2U : 0U)));
    out.u8(static_cast<std::uint8_t>(x.base));
    if (forms) {
      const auto& bar = *x.bars->forming();
      out.i64(bar.open_time);
      for (const auto part : {bar.open, bar.high, bar.low, bar.close, bar.volume})
        out.f64(part);
    }
  }
  money_.save(out);
  gate_.save(out);
  guards_.save(out);
  out.u32(static_cast<std::uint32_t>(orders_.size()));
  for (const auto& x : orders_)
    tradeeon::save(out, x);
  out.u32(static_cast<std::uint32_t>(deals_.size()));
  for (const auto& x : deals_)
    tradeeon::save(out, x);
  plan_->save(out);
  return out.take();
}

bool bot_machine::load(std::string_view bytes) {
  byte_reader in{bytes};
  if (in.u8() != state_version)
    return false;
  const auto flags = in.u8();
  paused_ = (flags & 1U) != 0;
  ended_ = (flags & 2U) != 0;
  ending_ = (flags & 4U) != 0;
  now_ = in.i64();
  placements_ = in.u32();
  deals_opened_ = in.u32();
  for (auto* amount : {&realised_, &closed_profit_, &foreign_fees_, &figures_.fees,
                       &figures_.peak, &figures_.drawdown})
    *amount = load_decimal(in);
  figures_.orders = in.u32();
  figures_.deals_closed = in.u32();
  figures_.deals_won = in.u32();
  load_texts(in, refused_);
  load_texts(in, signals_);
  for (auto& x : markets_) {
    x.last = load_decimal(in);
    x.last_open = in.i64();
    x.last_close = in.i64();
    const auto bars = in.u8();
    x.base = static_cast<timeframe>(in.u8());
    if ((bars & 1U) != 0)
      x.bars.emplace(x.base, who_.interval);
    if ((bars & 2U) == 0)
      continue;
    candle bar;
    bar.open_time = in.i64();
    for (auto* part : {&bar.open, &bar.high, &bar.low, &bar.close, &bar.volume})
      *part = in.f64();
    x.bars->restore(bar);
  }
  money_.load(in);
  gate_.load(in);
  guards_.load(in);
  orders_.clear();
  deals_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n)
    orders_.push_back(load_order(in));
  for (auto n = in.u32(); n > 0 && in.ok(); --n)
    deals_.push_back(load_deal(in));
  plan_->load(*this, in);
  if (!in.ok() || !in.at_end())
    return false;
  measure();
  return true;
}

} // namespace tradeeon
