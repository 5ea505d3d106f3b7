#include "domain/bots/plans/dca_plan.hpp"

#include "domain/bots/ladder.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

constexpr std::uint32_t atr_length = 14; // of scaling by volatility

const dca_settings& told(const desk& at) {
  return std::get<dca_settings>(at.settings().plan);
}

/// Whether the order has taken part in the bar: it may be too young.
bool has_met(const desk& at, const order& x, const market_bar& bar) {
  return x.created_at + at.settings().paper.latency_ms <= bar.open_time;
}

} // namespace

dca_plan::dca_plan(const bot_settings& settings)
    : ranges_(std::get<dca_settings>(settings.plan).scaling.has_value()) {}

dca_plan::symbol_state& dca_plan::state_of(const std::string& symbol) {
  for (auto& x : symbols_)
    if (x.symbol == symbol)
      return x;
  symbols_.push_back({symbol, {}, market_gauge{atr_length, ranges_}});
  return symbols_.back();
}

void dca_plan::on_interval(desk&, const std::string& symbol, const candle& bar) {
  auto& on = state_of(symbol);
  on.watch.on_interval(bar);
  if (ranges_) // nothing else reads it
    on.measured.take(bar);
  on.bar_of_interval = true;
}

void dca_plan::on_mood(desk&, std::uint32_t index) {
  mood_ = index;
}

// -- each bar -----------------------------------------------------------------------

void dca_plan::on_bar(desk& at, const std::string& symbol, const market_bar& bar,
                      const answers& said) {
  auto& on = state_of(symbol);
  on.watch.on_bar(at, told(at), symbol, bar, said);
  const bool turned = on.may_buy != on.watch.may_buy();
  on.may_buy = on.watch.may_buy();
  if (auto* of = deal_on(at, symbol); of != nullptr) {
    if (turned && !on.may_buy)
      at.cancel_side(of->number, order_side::buy, "buying is stopped");
    if (auto* record = record_of(of->number); turned && record != nullptr)
      record->ladder_due = true;
    care_for(at, *of, on, bar, said);
  }
  const bool waits = told(at).conditional;
  if ((!waits || said.has("entry")) && may_begin(at, on))
    begin(at, on, waits ? "entry" : "");
  on.bar_of_interval = false;
  end_if_over(at);
}

void dca_plan::care_for(desk& at, deal& of, symbol_state& on, const market_bar& bar,
                        const answers& said) {
  auto* record = record_of(of.number);
  if (record == nullptr)
    return;
  if (of.status == deal_status::opening)
    return care_for_entry(at, of, on, bar, said);
  barrier{at, record->terms->barrier}.on_bar(of, record->barrier, bar);
  if (of.status != deal_status::open)
    return;
  if (on.bar_of_interval)
    for (auto& x : at.orders()) // what is left of a first order is not waited for
      if (x.deal == of.number && x.role == order_role::base && x.live() &&
          x.type == order_type::limit && has_met(at, x, bar)) {
        at.cancel(x, "it was good for one bar");
        record->ladder_due = true;
      }
  if (!on.may_buy)
    return;
  climb(at, of, *record);
  add_by_rule(at, of, *record, on, bar, said);
}

/// A first order at a limit is good until a bar of the interval ends that it took part
/// in. Then an unconditional bot asks for the present price; another waits for its next
/// entry.
void dca_plan::care_for_entry(desk& at, deal& of, symbol_state& on, const market_bar& bar,
                              const answers& said) {
  auto& all = at.orders();
  const auto base = std::find_if(all.begin(), all.end(), [&](const order& x) {
    return x.deal == of.number && x.live();
  });
  if (base == all.end())
    return at.abandon(of, "order_canceled");
  if (base->type != order_type::limit || !on.bar_of_interval || !has_met(at, *base, bar))
    return;
  at.cancel(*base, "it was good for one bar");
  const auto* record = record_of(of.number);
  const auto again = limit_buy(at, of, record->first_amount * record->factor);
  const bool wanted = !told(at).conditional || said.has("entry");
  if (!wanted || !on.may_buy || !at.may_open(of.symbol) || at.send(again) == nullptr)
    at.abandon(of, "not_filled");
}

// -- beginning ------------------------------------------------------------------------

decimal dca_plan::scale(const desk& at, const symbol_state& on) const {
  const auto& all = told(at);
  // A share of the equity has grown with it already.
  const bool share = all.base.what == amount_setting::kind::percent_of_funds;
  auto factor = share ? decimal{1} : reinvested(all.reinvest_percent, at);
  if (all.scaling)
    factor = factor * scale_of(*all.scaling, on.measured, at.price(on.symbol), mood_);
  return factor;
}

bool dca_plan::may_begin(desk& at, const symbol_state& on) {
  const auto& all = told(at);
  if (!at.may_open(on.symbol) || on.watch.braked() || deal_on(at, on.symbol) != nullptr)
    return false;
  if (on.watch.regime_paused() &&
      !(all.conditional && all.regime && all.regime->allow_override))
    return false;
  if (on.closed_at >= 0 && at.now() < on.closed_at + all.cooldown_ms)
    return false;
  std::uint32_t active = 0;
  std::uint32_t pending = 0;
  for (const auto& x : at.deals()) {
    active += x.status != deal_status::closed ? 1 : 0;
    pending += x.status == deal_status::opening ? 1 : 0;
  }
  return active < all.max_active &&
         (all.max_deals == 0 || entered_ + pending < all.max_deals) &&
         (all.restart || entered_ + pending == 0);
}

void dca_plan::begin(desk& at, symbol_state& on, std::string_view why) {
  const auto& all = told(at);
  sizing given;
  given.stop_fraction = stop_fraction_of(all.barrier);
  opening how;
  how.plain = amount_for(all.base, given, at);
  how.factor = given.factor = scale(at, on);
  how.amount = amount_for(all.base, given, at);
  how.limit = all.limit_entry;
  if (!how.amount.positive())
    return;
  if (open(at, on.symbol, how) == nullptr)
    return;
  if (on.watch.regime_paused())
    at.note("market_regime_override", "condition", on.symbol,
            "The entry counts although the market is against buying.");
  if (!why.empty())
    tell_entry(at, on.symbol, why, how.amount);
}

void dca_plan::on_signal(desk& at, const std::string& symbol, std::string_view what,
                         time_ms /*made_at*/) {
  auto* of = deal_on(at, symbol);
  if (what == "sell" || what == "exit") {
    if (of != nullptr)
      at.close_deal(*of, "signal", order_role::exit);
    return;
  }
  if (of != nullptr) {
    if (what.substr(0, 3) == "add")
      add_by_signal(at, *of, what.substr(3));
    return;
  }
  if (what != "buy" && what != "entry" && what != "start")
    return;
  auto& on = state_of(symbol);
  if (may_begin(at, on) && at.price(symbol).positive())
    begin(at, on, "signal");
}

/// The next further buy, or (":2") that of one number, from 0, which happens once.
void dca_plan::add_by_signal(desk& at, deal& of, std::string_view number) {
  auto* record = record_of(of.number);
  if (record == nullptr || of.status != deal_status::open)
    return;
  const auto before = record->adds;
  if (!number.empty()) {
    std::uint32_t nth = 0;
    for (const char c : number.substr(1))
      nth = nth * 10 + static_cast<std::uint32_t>(c - '0');
    if (before > nth)
      return;
    record->adds = nth;
  }
  const auto& on = state_of(of.symbol);
  if (!on.may_buy || !has_room(at, *record) || !add_next(at, of, *record, on))
    record->adds = before; // nothing was sent
}

/// A bot whose deals are used up ends; one that is only told to pause does not.
void dca_plan::end_if_over(desk& at) {
  const auto& all = told(at);
  if (entered_ == 0)
    return;
  if (!all.restart)
    at.end("its deal is over, and it does not begin again");
  else if (all.max_deals != 0 && entered_ >= all.max_deals)
    at.end("it has made its " + std::to_string(all.max_deals) + " deals");
}

// -- growing --------------------------------------------------------------------------

void dca_plan::on_bought(desk& at, deal& of, deal_record& record, const order& what,
                         const fill& piece) {
  if (what.role == order_role::base && what.fills == 1 && of.entries == 1)
    ++entered_;
  if (what.role == order_role::safety) {
    const auto i = static_cast<std::size_t>(what.number) - 1;
    if (record.climbed.size() <= i)
      record.climbed.resize(i + 1);
    record.climbed[i] += piece.quantity;
  }
  record.ladder_due = true; // looked at each bar, until the order is over
  if (what.live())
    return;
  if (state_of(of.symbol).may_buy)
    climb(at, of, record);
}

/// Sends every step that is neither open nor bought, from the top, as many as may be
/// open. The ladder begins once the first order is through.
void dca_plan::climb(desk& at, deal& of, deal_record& record) {
  if (!record.ladder_due || of.status != deal_status::open ||
      has_live(at, of.number, order_role::base))
    return;
  record.ladder_due = false;
  auto setting = record.terms->ladder;
  setting.amount = setting.amount * record.factor;
  for (auto& level : setting.levels)
    level.amount = level.amount * record.factor;
  const auto& rules = at.rules(of.symbol);
  std::vector<bool> live;
  std::uint32_t open = 0;
  for (const auto& x : at.orders())
    if (x.deal == of.number && x.role == order_role::safety && x.live()) {
      live.resize(std::max<std::size_t>(live.size(), static_cast<std::size_t>(x.number)));
      live[static_cast<std::size_t>(x.number) - 1] = true;
      ++open;
    }
  for (const auto& step : ladder_of(setting, rules, of.first_price)) {
    if (setting.max_active != 0 && open >= setting.max_active)
      return;
    const auto i = static_cast<std::size_t>(step.number) - 1;
    const auto left =
      step.quantity - (i < record.climbed.size() ? record.climbed[i] : decimal{});
    const bool begun = left < step.quantity;
    if ((i < live.size() && live[i]) || !step.price.positive() || !left.positive() ||
        (begun && left * step.price < rules.min_notional))
      continue;
    order_request x;
    x.deal = of.number;
    x.role = order_role::safety;
    x.number = step.number;
    x.type = order_type::limit;
    x.quantity = left;
    x.limit_price = step.price;
    if (at.send(x) == nullptr) {
      record.ladder_due = true; // when there is money, or trading goes on
      return;
    }
    ++open;
  }
}

bool dca_plan::rule_holds(const dca_rule_setting& rule, const deal& of,
                          const market_bar& bar, const answers& said) {
  const auto fallen = [&](decimal from) {
    return bar.close <= from - percent_of(rule.threshold, from);
  };
  // What selling at the close would make of the deal, fees so far included.
  const auto loss = [&] {
    return of.held.cost() - of.held.quantity() * bar.close - of.profit();
  };
  switch (rule.what) {
  case dca_rule::none:
    return false;
  case dca_rule::down_from_last_entry:
    return fallen(of.last_price);
  case dca_rule::down_from_average:
    return fallen(of.held.average());
  case dca_rule::loss_by_percent:
    return loss() >= percent_of(rule.threshold, of.spent);
  case dca_rule::loss_by_amount:
    return loss() >= rule.threshold;
  case dca_rule::custom:
    return said.has("add");
  }
  return false;
}

bool dca_plan::rested(const dca_rule_setting& rule, const deal_record& record,
                      const symbol_state& on, time_ms now) const {
  if (rule.cooldown == 0 || record.last_add_at < 0)
    return true;
  if (rule.cooldown_in_bars)
    return on.watch.bars() - record.last_add_bar >= rule.cooldown;
  return now - record.last_add_at >= static_cast<time_ms>(rule.cooldown) * 60'000;
}

/// Whether the limits of further buys leave one more.
bool dca_plan::has_room(desk& at, const deal_record& record) {
  const auto& rule = record.terms->rule;
  std::uint32_t all = 0;
  for (const auto& x : at.deals())
    if (const auto* other = record_of(x.number); other != nullptr)
      all += other->adds;
  return (rule.max_per_deal == 0 || record.adds < rule.max_per_deal) &&
         (rule.max_in_all == 0 || all < rule.max_in_all);
}

void dca_plan::add_by_rule(desk& at, deal& of, deal_record& record, symbol_state& on,
                           const market_bar& bar, const answers& said) {
  const auto& rule = record.terms->rule;
  if (!rule_holds(rule, of, bar, said) || !rested(rule, record, on, at.now()) ||
      has_live(at, of.number, order_role::base) ||
      (rule.wait_for_previous && has_live(at, of.number, order_role::add)) ||
      !has_room(at, record))
    return;
  (void)add_next(at, of, record, on);
}

bool dca_plan::add_next(desk& at, deal& of, deal_record& record, const symbol_state& on) {
  sizing given;
  given.nth = record.adds;
  given.first_amount = record.first_amount;
  given.factor = scale(at, on);
  const auto amount = amount_for(record.terms->add, given, at);
  if (!amount.positive() || !add(at, of, record, amount))
    return false;
  record.last_add_bar = on.watch.bars();
  at.note("dca_order_placed", "execution", of.symbol, "One more buy.",
          {{"deal", std::to_string(of.number)},
           {"number", std::to_string(record.adds)},
           {"amount", amount.text()}});
  return true;
}

bool dca_plan::on_add(desk& at, deal& of, decimal amount) {
  if (!deal_plan::on_add(at, of, amount))
    return false;
  record_of(of.number)->last_add_bar = state_of(of.symbol).watch.bars();
  return true;
}

// -- other events -----------------------------------------------------------------------

void dca_plan::on_closed(desk& at, const deal& of) {
  if (of.bought.positive())
    state_of(of.symbol).closed_at = at.now();
  deal_plan::on_closed(at, of);
}

void dca_plan::on_new_terms(desk& at, deal& of, deal_record& record) {
  for (auto& x : at.orders())
    if (x.deal == of.number && x.role == order_role::safety && x.live())
      at.cancel(x, "the bot was edited");
  record.ladder_due = true;
  if (state_of(of.symbol).may_buy)
    climb(at, of, record);
}

void dca_plan::on_edit(desk& at, bool to_open_deals) {
  const bool ranges = told(at).scaling.has_value();
  if (ranges != ranges_) {
    ranges_ = ranges;
    for (auto& x : symbols_)
      x.measured = market_gauge{atr_length, ranges};
  }
  deal_plan::on_edit(at, to_open_deals);
}

void dca_plan::save(byte_writer& out) const {
  deal_plan::save(out);
  out.u8(static_cast<std::uint8_t>((ranges_ ? 1U : 0U) | (mood_ ? 2U : 0U)));
  out.u32(mood_.value_or(0));
  out.u32(entered_);
  out.u32(static_cast<std::uint32_t>(symbols_.size()));
  for (const auto& x : symbols_) {
    out.text(x.symbol);
    out.i64(x.closed_at);
    out.u8(
      static_cast<std::uint8_t>((x.may_buy ? 1U : 0U) | (x.bar_of_interval ? 2U : 0U)));
    x.watch.save(out);
    x.measured.save(out);
  }
}

void dca_plan::load(const desk& at, byte_reader& in) {
  deal_plan::load(at, in);
  const auto flags = in.u8();
  ranges_ = (flags & 1U) != 0;
  const auto mood = in.u32();
  mood_ = (flags & 2U) != 0 ? std::optional{mood} : std::nullopt;
  entered_ = in.u32();
  symbols_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    auto& x = state_of(in.text());
    x.closed_at = in.i64();
    const auto said = in.u8();
    x.may_buy = (said & 1U) != 0;
    x.bar_of_interval = (said & 2U) != 0;
    x.watch.load(in);
    x.measured.load(in);
  }
}

} // namespace tradeeon
