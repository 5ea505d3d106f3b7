#include "storage/sqlite/rows.hpp"

#include "domain/support/bytes.hpp"

#include <utility>

namespace tradeeon::storage::sqlite {

namespace {

constexpr std::uint8_t actions_version = 1;

} // namespace

std::string encode(const std::vector<action>& actions) {
  byte_writer out;
  out.u8(actions_version);
  out.u32(static_cast<std::uint32_t>(actions.size()));
  for (const auto& x : actions) {
    out.u8(static_cast<std::uint8_t>(x.kind));
    out.text(x.target);
    out.text(x.command);
    out.u32(static_cast<std::uint32_t>(x.dca_index));
  }
  return out.take();
}

result<std::vector<action>> decode_actions(std::string_view bytes) {
  byte_reader in{bytes};
  const auto version = in.u8();
  const auto count = in.u32();
  std::vector<action> actions;
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    action x;
    x.kind = static_cast<action_kind>(in.u8());
    x.target = in.text();
    x.command = in.text();
    x.dca_index = static_cast<std::int32_t>(in.u32());
    actions.push_back(std::move(x));
  }
  if (version != actions_version || !in.ok() || !in.at_end())
    return problem{problem_code::internal, "an alert's stored actions are unreadable",
                   "actions"};
  return actions;
}

result<alert> read_alert(const row& from) {
  alert result;
  result.alert_id = from.text(0);
  result.user_id = from.text(1);
  result.symbol = from.text(2);
  result.base = from.as<timeframe>(3);
  result.expression = from.text(4);
  result.mode = from.as<fire_mode>(5);
  result.status = from.as<alert_status>(6);
  result.status_reason = from.text(7);
  auto actions = decode_actions(from.view(8));
  if (!actions)
    return std::move(actions).error();
  result.actions = *std::move(actions);
  result.version = from.as<std::uint32_t>(9);
  result.created_at = from.integer(10);
  result.document = from.text(11);
  result.last_triggered_at = from.integer(12);
  return {std::move(result)};
}

result<trigger> read_trigger(const row& from) {
  trigger result;
  result.seq = from.integer(0);
  result.event_id = from.text(1);
  result.kind = from.as<trigger_kind>(2);
  result.subject = from.text(3);
  result.user_id = from.text(4);
  result.symbol = from.text(5);
  result.base = from.as<timeframe>(6);
  result.bar_time = from.integer(7);
  result.price = from.real(8);
  result.triggered_at = from.integer(9);
  result.late_by = from.integer(10);
  result.edge = from.integer(11) != 0;
  auto why = decode_explanation(from.view(12));
  if (!why)
    return std::move(why).error();
  result.why = *std::move(why);
  return {std::move(result)};
}

delivery read_delivery(const row& from) {
  delivery result;
  result.delivery_id = from.text(0);
  result.trigger_seq = from.integer(1);
  result.event_id = from.text(2);
  result.alert_id = from.text(3);
  result.user_id = from.text(4);
  result.url = from.text(5);
  result.state = from.as<delivery_state>(6);
  result.attempts = from.as<std::uint32_t>(7);
  result.next_at = from.integer(8);
  result.last_status = from.as<std::int32_t>(9);
  result.last_error = from.text(10);
  result.created_at = from.integer(11);
  return result;
}

attempt read_attempt(const row& from) {
  attempt result;
  result.seq = from.integer(0);
  result.delivery_id = from.text(1);
  result.event_id = from.text(2);
  result.alert_id = from.text(3);
  result.user_id = from.text(4);
  result.number = from.as<std::uint32_t>(5);
  result.status = from.as<std::int32_t>(6);
  result.error = from.text(7);
  result.elapsed_ms = from.integer(8);
  result.at = from.integer(9);
  result.state = from.as<delivery_state>(10);
  result.next_at = from.integer(11);
  return result;
}

handoff read_handoff(const row& from) {
  handoff result;
  result.seq = from.integer(0);
  result.handoff_id = from.text(1);
  result.event_id = from.text(2);
  result.subscription_id = from.text(3);
  result.bot_id = from.text(4);
  result.user_id = from.text(5);
  result.symbol = from.text(6);
  result.command = from.text(7);
  result.base = from.as<timeframe>(8);
  result.bar_time = from.integer(9);
  result.price = from.real(10);
  result.at = from.integer(11);
  return result;
}

notification read_notification(const row& from) {
  notification result;
  result.seq = from.integer(0);
  result.notification_id = from.text(1);
  result.user_id = from.text(2);
  result.alert_id = from.text(3);
  result.event_id = from.text(4);
  result.symbol = from.text(5);
  result.text = from.text(6);
  result.at = from.integer(7);
  return result;
}

subscription read_subscription(const row& from) {
  subscription result;
  result.subscription_id = from.text(0);
  result.user_id = from.text(1);
  result.bot_id = from.text(2);
  result.bot_type = from.text(3);
  result.condition_id = from.text(4);
  result.bot_config = from.text(5);
  result.level = from.integer(6) != 0;
  result.created_at = from.integer(7);
  result.last_triggered_at = from.integer(8);
  return result;
}

registered_condition read_condition(const row& from, int first) {
  registered_condition result;
  result.condition_id = from.text(first);
  result.type = from.text(first + 1);
  result.symbol = from.text(first + 2);
  result.base = from.as<timeframe>(first + 3);
  result.text = from.text(first + 4);
  result.document = from.text(first + 5);
  result.created_at = from.integer(first + 6);
  const auto subscribers = from.integer(first + 7);
  const auto counting_from = from.integer(first + 8);
  result.evaluation_count = from.as<std::uint64_t>(first + 9);
  result.last_evaluated_at = from.integer(first + 10);
  result.trigger_count = from.as<std::uint64_t>(first + 11);
  result.last_triggered_at = from.integer(first + 12);
  const auto bar_count = from.integer(first + 13);
  const auto watermark = from.integer(first + 14);
  if (subscribers > 0 && bar_count > counting_from) {
    result.evaluation_count += static_cast<std::uint64_t>(bar_count - counting_from);
    result.last_evaluated_at = bar_close(result.base, watermark);
  }
  return result;
}

candle read_candle(const row& from, int first) {
  candle result;
  result.open_time = from.integer(first);
  result.open = from.real(first + 1);
  result.high = from.real(first + 2);
  result.low = from.real(first + 3);
  result.close = from.real(first + 4);
  result.volume = from.real(first + 5);
  return result;
}

} // namespace tradeeon::storage::sqlite
