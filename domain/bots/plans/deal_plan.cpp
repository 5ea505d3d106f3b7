#include "domain/bots/plans/deal_plan.hpp"

#include <algorithm>

namespace tradeeon {

deal_record* deal_plan::record_of(std::uint32_t number) {
  for (auto& x : records_)
    if (x.number == number)
      return &x;
  return nullptr;
}

deal* deal_plan::deal_on(desk& at, std::string_view symbol) {
  for (auto& x : at.deals())
    if (x.symbol == symbol && x.status != deal_status::closed)
      return &x;
  return nullptr;
}

bool deal_plan::has_live(desk& at, std::uint32_t deal, order_role role) {
  const auto& all = at.orders();
  return std::any_of(all.begin(), all.end(), [&](const order& x) {
    return x.deal == deal && x.role == role && x.live();
  });
}

namespace {

/// What a deal's barriers have come to must not outlive the parts that it belongs to.
void forget_edited(const deal_terms& now, barrier_state& x) {
  const auto& told = now.barrier;
  x.trailing_armed = x.trailing_armed && told.trailing;
  x.break_even = x.break_even && told.stop && told.stop->breakeven_percent.positive();
  x.profit_armed = x.profit_armed && !told.profit.targets.empty() &&
                   told.profit.trailing_percent.positive();
  if (!told.trailing && now.atr_stop.is_zero())
    x.follow = {};
}

} // namespace

std::shared_ptr<const deal_terms> deal_plan::terms_now(const desk& at) {
  auto now = terms_.lock();
  if (!now)
    terms_ = now = terms_of(at.settings());
  return now;
}

deal* deal_plan::open(desk& at, const std::string& symbol, const opening& how) {
  auto& of = at.open_deal(symbol);
  deal_record record;
  record.number = of.number;
  record.terms = terms_now(at);
  record.first_amount = how.plain;
  record.factor = how.factor;
  records_.push_back(std::move(record));
  const auto* sent = how.limit ? at.send(limit_buy(at, of, how.amount))
                               : buy_at_market(at, of, order_role::base, 0, how.amount);
  if (sent != nullptr)
    return &of;
  at.abandon(of, "refused");
  return nullptr;
}

void deal_plan::tell_entry(desk& at, const std::string& symbol, std::string_view by,
                           decimal amount) {
  at.note("entry_condition_met", "condition", symbol, "A deal is opened.",
          {{"by", std::string{by}}, {"amount", amount.text()}});
}

void deal_plan::open_for(desk& at, const std::string& symbol,
                         const amount_setting& setting, const sizing& given,
                         std::string_view by) {
  opening how;
  how.amount = how.plain = amount_for(setting, given, at);
  if (how.amount.positive() && open(at, symbol, how) != nullptr)
    tell_entry(at, symbol, by, how.amount);
}

bool deal_plan::may_grow(const deal& of, const deal_record* record) {
  return record != nullptr && of.status == deal_status::open &&
         record->adds + 1 < record->terms->max_entries;
}

void deal_plan::grow(desk& at, deal& of, deal_record& record, sizing given) {
  given.nth = record.adds + 1;
  given.first_amount = record.first_amount;
  if (const auto amount = amount_for(record.terms->add, given, at); amount.positive())
    (void)add(at, of, record, amount);
}

bool deal_plan::add(desk& at, deal& of, deal_record& record, decimal amount) {
  const auto number = static_cast<std::int32_t>(record.adds) + 1;
  if (buy_at_market(at, of, order_role::add, number, amount) == nullptr)
    return false;
  ++record.adds;
  record.last_add_at = at.now();
  return true;
}

bool deal_plan::on_add(desk& at, deal& of, decimal amount) {
  auto* record = record_of(of.number);
  if (record == nullptr || of.status != deal_status::open)
    return false;
  return add(at, of, *record,
             amount.is_zero() ? record->first_amount * record->factor : amount);
}

void deal_plan::on_fill(desk& at, deal& of, order& what, const fill& piece) {
  auto* record = record_of(of.number);
  if (record == nullptr)
    return;
  barrier{at, record->terms->barrier}.on_fill(of, record->barrier, what, piece);
  if (what.side == order_side::buy)
    on_bought(at, of, *record, what, piece);
}

void deal_plan::on_closed(desk&, const deal& of) {
  records_.erase(std::remove_if(records_.begin(), records_.end(),
                                [&](const auto& x) { return x.number == of.number; }),
                 records_.end());
}

void deal_plan::on_edit(desk& at, bool to_open_deals) {
  terms_.reset();
  if (!to_open_deals)
    return;
  for (auto& of : at.deals()) {
    auto* record = record_of(of.number);
    if (record == nullptr)
      continue;
    record->terms = terms_now(at);
    record->barrier.sold.clear(); // of targets that are gone
    forget_edited(*record->terms, record->barrier);
    barrier{at, record->terms->barrier}.renew(of, record->barrier);
    on_new_terms(at, of, *record);
  }
}

void deal_plan::save(byte_writer& out) const {
  const auto now = terms_.lock();
  out.u32(static_cast<std::uint32_t>(records_.size()));
  for (const auto& x : records_) {
    out.u32(x.number);
    // Most deals go by the settings of their bot.
    const bool own = x.terms != now;
    out.u8(static_cast<std::uint8_t>((own ? 1U : 0U) | (x.ladder_due ? 2U : 0U)));
    if (own)
      tradeeon::save(out, *x.terms);
    x.barrier.save(out);
    tradeeon::save(out, x.first_amount);
    tradeeon::save(out, x.factor);
    out.u32(x.adds);
    out.i64(x.last_add_at);
    out.i64(x.last_add_bar);
    out.u32(static_cast<std::uint32_t>(x.climbed.size()));
    for (const auto& bought : x.climbed)
      tradeeon::save(out, bought);
  }
}

void deal_plan::load(const desk& at, byte_reader& in) {
  records_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    deal_record x;
    x.number = in.u32();
    const auto flags = in.u8();
    x.ladder_due = (flags & 2U) != 0;
    x.terms = (flags & 1U) != 0 ? std::make_shared<const deal_terms>(load_terms(in))
                                : terms_now(at);
    x.barrier.load(in);
    x.first_amount = load_decimal(in);
    x.factor = load_decimal(in);
    x.adds = in.u32();
    x.last_add_at = in.i64();
    x.last_add_bar = in.i64();
    for (auto steps = in.u32(); steps > 0 && in.ok(); --steps)
      x.climbed.push_back(load_decimal(in));
    records_.push_back(std::move(x));
  }
}

} // namespace tradeeon
