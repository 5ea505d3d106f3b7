// Grid bots.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

namespace tradeeon::json {

namespace {

void check_borders(const fields& from, const grid_settings& x) {
  if (x.lower >= x.upper)
    from.fail("upperPrice",
              "a price above lowerPrice (" + x.lower.text() + ") is needed");
  if (x.stop_loss_price >= x.lower)
    from.fail("stopLossPrice",
              "a price below lowerPrice (" + x.lower.text() + ") is needed");
  if (x.take_profit_price.positive() && x.take_profit_price <= x.upper)
    from.fail("takeProfitPrice",
              "a price above upperPrice (" + x.upper.text() + ") is needed");
}

} // namespace

names grid_names() {
  return {"lowerPrice", "upperPrice",   "levels",        "spacing",
          "investment", "triggerPrice", "stopLossPrice", "takeProfitPrice",
          "trailingUp", "trailingDown", "sellOnStop"};
}

void read_grid(fields& from, bot_frame& bot) {
  grid_settings x;
  x.lower = needed_number(from, "lowerPrice", positive());
  x.upper = needed_number(from, "upperPrice", positive());
  const auto levels = count(from, "levels", 2, 500);
  if (!levels)
    from.fail("levels", "is needed: how many prices, 2 to 500");
  put(x.levels, levels);
  x.geometric = word(from, "spacing", {"arithmetic", "geometric"}) == std::size_t{1};
  x.investment = needed_number(from, "investment", positive());
  put(x.trigger_price, number_in(from, "triggerPrice", not_negative()));
  put(x.stop_loss_price, number_in(from, "stopLossPrice", not_negative()));
  put(x.take_profit_price, number_in(from, "takeProfitPrice", not_negative()));
  put(x.trailing_up, from.flag("trailingUp"));
  put(x.trailing_down, from.flag("trailingDown"));
  put(x.sell_on_stop, from.flag("sellOnStop"));
  if (!from.problems().said())
    check_borders(from, x);
  if (bot.row.symbols.size() != 1)
    from.fail("selectedPairs", "a grid is of one pair");
  bot.into.plan = x;
}

} // namespace tradeeon::json
