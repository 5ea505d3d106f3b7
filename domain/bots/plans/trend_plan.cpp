#include "domain/bots/plans/follow_plan.hpp"

namespace tradeeon {

namespace {

const trend_settings& told(const desk& at) {
  return std::get<trend_settings>(at.settings().plan);
}

} // namespace

trend_plan::trend_plan(const bot_settings& settings)
    : atr_length_(std::get<trend_settings>(settings.plan).atr_length) {}

trend_plan::symbol_state& trend_plan::state_of(const std::string& symbol) {
  for (auto& x : symbols_)
    if (x.symbol == symbol)
      return x;
  symbols_.push_back({symbol, market_gauge{atr_length_, false}});
  return symbols_.back();
}

void trend_plan::on_interval(desk&, const std::string& symbol, const candle& bar) {
  state_of(symbol).measured.take(bar);
}

void trend_plan::on_bar(desk& at, const std::string& symbol, const market_bar& bar,
                        const answers& said) {
  const bool leave = said.has("exit");
  auto* of = deal_on(at, symbol);
  if (of != nullptr && of->status == deal_status::open) {
    auto* record = record_of(of->number);
    if (leave && at.close_deal(*of, "signal", order_role::exit))
      return;
    if (record == nullptr)
      return;
    decimal follow;
    const auto atr = state_of(symbol).measured.atr();
    if (const auto times = record->terms->atr_stop; times.positive() && atr.positive())
      follow = std::max(record->barrier.best, bar.close) - times * atr;
    barrier{at, record->terms->barrier}.on_bar(*of, record->barrier, bar, follow);
  }
  if (leave)
    return;
  // A trend that goes on pays for the next buy, where that is what is waited for.
  const bool rises = of != nullptr && told(at).add_after_percent.positive();
  if (said.has("entry") || rises)
    enter(at, symbol, said.has("entry"));
}

void trend_plan::enter(desk& at, const std::string& symbol, bool asked) {
  const auto& all = told(at);
  auto* of = deal_on(at, symbol);
  const auto price = at.price(symbol);
  if (!price.positive() || !at.may_open(symbol))
    return;
  sizing given;
  given.stop_fraction = stop_fraction_of(all.barrier);
  if (!all.barrier.stop && all.atr_stop.positive())
    given.stop_fraction = all.atr_stop * state_of(symbol).measured.atr() / price;
  if (of == nullptr) {
    if (asked)
      open_for(at, symbol, all.amount, given, "entry");
    return;
  }
  auto* record = record_of(of->number);
  if (!may_grow(*of, record) || has_live(at, of->number, order_role::add) ||
      has_live(at, of->number, order_role::base))
    return;
  const auto least = record->terms->add_after_percent;
  if (least.positive() && price < of->last_price + percent_of(least, of->last_price))
    return;
  grow(at, *of, *record, given);
}

void trend_plan::on_signal(desk& at, const std::string& symbol, std::string_view what,
                           time_ms /*made_at*/) {
  auto* of = deal_on(at, symbol);
  if ((what == "sell" || what == "exit") && of != nullptr)
    at.close_deal(*of, "signal", order_role::exit);
  const bool add = what.substr(0, 3) == "add";
  if (what == "buy" || what == "entry" || add)
    enter(at, symbol, !add);
}

void trend_plan::on_edit(desk& at, bool to_open_deals) {
  if (const auto length = told(at).atr_length; length != atr_length_) {
    atr_length_ = length;
    for (auto& x : symbols_)
      x.measured = market_gauge{length, false};
  }
  deal_plan::on_edit(at, to_open_deals);
}

void trend_plan::save(byte_writer& out) const {
  deal_plan::save(out);
  out.u32(atr_length_);
  out.u32(static_cast<std::uint32_t>(symbols_.size()));
  for (const auto& x : symbols_) {
    out.text(x.symbol);
    x.measured.save(out);
  }
}

void trend_plan::load(const desk& at, byte_reader& in) {
  deal_plan::load(at, in);
  atr_length_ = in.u32();
  if (atr_length_ == 0 || atr_length_ > 5'000)
    return in.fail();
  symbols_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n)
    state_of(in.text()).measured.load(in);
}

} // namespace tradeeon
