#include "storage/effects.hpp"

#include "domain/support/numbers.hpp"

namespace tradeeon::storage {

delivery delivery_for(const trigger& fact, const action& what, std::size_t n) {
  delivery result;
  result.delivery_id = delivery_id_of(fact.event_id, n);
  result.trigger_seq = fact.seq;
  result.event_id = fact.event_id;
  result.alert_id = fact.subject;
  result.user_id = fact.user_id;
  result.url = what.target;
  result.created_at = fact.triggered_at;
  return result;
}

notification notification_for(const trigger& fact, const std::string& expression,
                              std::size_t n) {
  notification result;
  result.seq = fact.seq;
  result.notification_id = delivery_id_of(fact.event_id, n);
  result.user_id = fact.user_id;
  result.alert_id = fact.subject;
  result.event_id = fact.event_id;
  result.symbol = fact.symbol;
  result.text = fact.symbol + " " + std::string{to_string(fact.base)} + ": " + expression;
  if (has_value(fact.price))
    result.text += " (price " + format_number(fact.price) + ")";
  result.at = fact.triggered_at;
  return result;
}

handoff handoff_for(const trigger& fact, const action& what, std::size_t n) {
  handoff result;
  result.handoff_id = delivery_id_of(fact.event_id, n);
  result.event_id = fact.event_id;
  result.bot_id = what.target;
  result.user_id = fact.user_id;
  result.symbol = fact.symbol;
  result.command = what.command;
  if (what.dca_index >= 0)
    result.command += ":" + std::to_string(what.dca_index);
  result.base = fact.base;
  result.bar_time = fact.bar_time;
  result.price = fact.price;
  result.at = fact.triggered_at;
  return result;
}

handoff handoff_for(const trigger& fact, const subscription& to, time_ms now) {
  handoff result;
  result.handoff_id = fact.event_id + ":" + to.subscription_id;
  result.event_id = fact.event_id;
  result.subscription_id = to.subscription_id;
  result.bot_id = to.bot_id;
  result.user_id = to.user_id;
  result.symbol = fact.symbol;
  result.base = fact.base;
  result.bar_time = fact.bar_time;
  result.price = fact.price;
  result.at = now;
  return result;
}

result<void> still_holds(const tenure& right, std::uint64_t newest) {
  if (right.epoch == newest)
    return {};
  return problem{problem_code::conflict,
                 "the lease of " + std::string{to_string(right.what)} + " shard " +
                   std::to_string(right.shard) + " has moved on to epoch " +
                   std::to_string(newest) + "; this write is of epoch " +
                   std::to_string(right.epoch),
                 "tenure"};
}

} // namespace tradeeon::storage
