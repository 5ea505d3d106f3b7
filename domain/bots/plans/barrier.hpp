// What ends a deal: targets, stops, time. One component for every type of bot.
#pragma once

#include "domain/bots/desk.hpp"

#include <vector>

namespace tradeeon {

/// What a deal's barriers have come to; saved with the deal.
struct barrier_state {
  decimal best;       ///< highest close (at first: price) since the first buy
  decimal follow;     ///< where a moving stop has come to; never falls
  decimal entry_fees; ///< of the buys, at their value in quote currency
  decimal fees_seen;  ///< of the deal, so that each fill's own is known
  bool trailing_armed = false;
  bool break_even = false;
  bool profit_armed = false; ///< the last target has been reached and trails
  std::vector<decimal> sold; ///< by target

  void save(byte_writer& out) const;
  void load(byte_reader& in);
};

/// Price at which a target is offered: `percent` above `reference`, and where it is net
/// of fees so high that the sale pays `entry_fee` (of one coin) and its own fee as well.
[[nodiscard]] decimal target_price(const take_profit_setting& setting, decimal percent,
                                   decimal reference, decimal entry_fee,
                                   const paper_model& paper, const symbol_rules& rules);

/// Keeps a deal's limit sales and its one stop order at the exchange as the setting has
/// them. The stop is the highest of all that apply; it is sent before the one that it
/// replaces is taken back. Works on one deal at a time; holds nothing of its own.
class barrier {
public:
  barrier(desk& at, const barrier_setting& setting) : at_(at), setting_(setting) {}

  /// One of the deal's orders has been filled in part or whole.
  void on_fill(deal& of, barrier_state& state, const order& what, const fill& piece);
  /// A bar has closed. `follow`: a stop of the plan's own (0: none), which never falls.
  void on_bar(deal& of, barrier_state& state, const market_bar& bar, decimal follow = {});
  /// Everything anew, after an edit.
  void renew(deal& of, barrier_state& state);

private:
  struct stop_level {
    decimal price;
    order_role role = order_role::stop_loss;
    stop_kind kind = stop_kind::loss;
  };
  [[nodiscard]] decimal reference(const deal& of, bool from_base) const;
  [[nodiscard]] decimal target(const deal& of, const barrier_state& state,
                               std::size_t i) const;
  void arm(const deal& of, barrier_state& state, const market_bar& bar) const;
  [[nodiscard]] stop_level stop_of(const deal& of, const barrier_state& state,
                                   decimal close) const;
  void offer_targets(deal& of, const barrier_state& state);
  void place_stop(deal& of, const barrier_state& state, decimal close);
  [[nodiscard]] bool out_of_time(const deal& of, const market_bar& bar) const;

  desk& at_;
  const barrier_setting& setting_;
};

} // namespace tradeeon
