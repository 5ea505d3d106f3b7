#include "domain/bots/plans/follow_plan.hpp"

namespace tradeeon {

namespace {

const signal_settings& told(const desk& at) {
  return std::get<signal_settings>(at.settings().plan);
}

} // namespace

void signal_plan::on_bar(desk& at, const std::string& symbol, const market_bar& bar,
                         const answers& said) {
  if (auto* of = deal_on(at, symbol); of != nullptr)
    if (auto* record = record_of(of->number); record != nullptr)
      barrier{at, record->terms->barrier}.on_bar(*of, record->barrier, bar);
  if (said.has("exit"))
    follow(at, symbol, false, "exit");
  else if (said.has("entry"))
    follow(at, symbol, true, "entry");
}

void signal_plan::on_signal(desk& at, const std::string& symbol, std::string_view what,
                            time_ms made_at) {
  const bool buy =
    what == "buy" || what == "entry" || what == "long" || what.substr(0, 3) == "add";
  if (!buy && what != "sell" && what != "exit")
    return at.note("signal_ignored", "condition", symbol,
                   "A signal is buy or sell; this one is not.",
                   {{"signal", std::string{what.substr(0, 64)}}});
  if (const auto late = at.now() - made_at; late > told(at).max_lag_ms)
    return at.note("signal_ignored", "condition", symbol, "The signal came too late.",
                   {{"signal", std::string{what}}, {"late_ms", std::to_string(late)}});
  follow(at, symbol, buy, "signal");
}

void signal_plan::follow(desk& at, const std::string& symbol, bool buy,
                         std::string_view by) {
  auto* of = deal_on(at, symbol);
  if (!buy) {
    if (of != nullptr)
      at.close_deal(*of, "signal", order_role::exit);
    return;
  }
  const auto& all = told(at);
  if (!at.price(symbol).positive() || !at.may_open(symbol))
    return;
  sizing given;
  given.stop_fraction = stop_fraction_of(all.barrier);
  if (of == nullptr)
    return open_for(at, symbol, all.amount, given, by);
  if (auto* record = record_of(of->number); may_grow(*of, record))
    grow(at, *of, *record, given);
}

} // namespace tradeeon
