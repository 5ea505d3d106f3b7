#include "domain/bots/plans/sizing.hpp"

#include "domain/trading/paper_broker.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

const decimal cent_of_a_cent = decimal::from_units(10'000'000'000); // 10⁻⁸

/// Far above all that anybody owns, far below what a decimal holds.
const decimal too_much = 1'000'000'000'000'000;

} // namespace

decimal amount_for(const amount_setting& setting, const sizing& given, const desk& at) {
  using kind = amount_setting::kind;
  decimal x = setting.value;
  const bool share =
    setting.what == kind::percent_of_funds || setting.what == kind::risk_percent;
  if (setting.what == kind::percent_of_base)
    x = percent_of(setting.value, given.first_amount);
  else if (setting.what == kind::percent_of_funds)
    x = percent_of(setting.value, at.equity());
  else if (setting.what == kind::risk_percent)
    x = given.stop_fraction.positive()
          ? percent_of(setting.value, at.equity()) / given.stop_fraction
          : decimal{};
  x = x * given.factor;
  for (std::uint32_t i = 0; i < given.nth && x < too_much; ++i)
    x = x * setting.multiplier;
  if (share) {
    // The most whose fee can still be paid.
    const auto unit = decimal{1} + fee_reserve(at.settings().paper, 1, false);
    x = std::min(x, at.free_cash() / unit);
  }
  return x.floor_to(cent_of_a_cent);
}

decimal stop_fraction_of(const barrier_setting& setting) {
  return setting.stop ? setting.stop->percent / 100 : decimal{};
}

order_request limit_buy(const desk& at, const deal& of, decimal amount) {
  const auto& rules = at.rules(of.symbol);
  order_request x;
  x.deal = of.number;
  x.type = order_type::limit;
  x.limit_price = rules.buy_price(at.price(of.symbol));
  if (x.limit_price.positive())
    x.quantity = rules.quantity(amount / x.limit_price);
  return x;
}

decimal reinvested(decimal percent, const desk& at) {
  if (percent.is_zero() || !at.profits().positive() || !at.initial().positive())
    return 1;
  return decimal{1} + decimal::scaled(percent_of(percent, at.profits()), 1, at.initial());
}

order* buy_at_market(desk& at, const deal& of, order_role role, std::int32_t number,
                     decimal amount) {
  order_request x;
  x.deal = of.number;
  x.role = role;
  x.number = number;
  x.quote_amount = amount;
  return at.send(x);
}

} // namespace tradeeon
