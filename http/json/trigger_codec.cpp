#include "http/json/trigger_codec.hpp"

#include "http/json/explanation_writer.hpp"
#include "http/json/line_writer.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon::json {

namespace {

/// The fields of GET /api/v1/triggers.
value trigger_object(const trigger& x) {
  value out{{"seq", x.seq}, {"event_id", x.event_id}};
  out[x.kind == trigger_kind::alert ? "alert_id" : "condition_id"] = x.subject;
  out["symbol"] = x.symbol;
  out["timeframe"] = to_string(x.base);
  out["bar_time"] = x.bar_time;
  out["price"] = number_or_null(x.price);
  out["triggered_at"] = iso_time(x.triggered_at);
  out["late_by"] = x.late_by;
  out["explanation"] = explanation_object(x.why);
  return out;
}

value log_row(const trigger& x) {
  return {{"id", x.seq},
          {"alert_id", x.subject},
          {"triggered_at", iso_time(x.triggered_at)},
          {"payload",
           {{"timeframe", to_string(x.base)},
            {"time", iso_time(x.bar_time)},
            {"price", price_object(x.why.bar)},
            {"indicators", indicator_values(x.why)},
            {"event_id", x.event_id},
            {"symbol", x.symbol},
            {"late_by", x.late_by},
            {"explanation", explanation_object(x.why)}}}};
}

} // namespace

std::string render_triggers(const std::vector<trigger>& rows, std::int64_t after) {
  auto list = value::array();
  for (const auto& x : rows)
    list.push_back(trigger_object(x));
  return text_of({{"triggers", list}, {"next", rows.empty() ? after : rows.back().seq}});
}

std::string render_alert_log(const std::vector<trigger>& rows) {
  auto list = value::array();
  for (const auto& x : rows)
    list.push_back(log_row(x));
  return text_of(list);
}

void append_replay_line(std::string& to, const trigger& x) {
  line_writer out{to};
  out.open('{');
  out.key("event_id");
  out.text(x.event_id);
  out.key("alert_id");
  out.text(x.subject);
  out.key("symbol");
  out.text(x.symbol);
  out.key("timeframe");
  out.text(to_string(x.base));
  out.key("bar_time");
  out.whole(x.bar_time);
  out.key("price");
  out.number(x.price);
  out.key("triggered_at");
  out.text(iso_time(x.triggered_at));
  out.key("explanation");
  write_explanation(out, x.why);
  out.close('}');
  to += '\n';
}

std::string render(const trigger& x) {
  return text_of(trigger_object(x));
}

std::string render(const attempt& x) {
  value out{{"seq", x.seq},
            {"delivery_id", x.delivery_id},
            {"event_id", x.event_id},
            {"alert_id", x.alert_id},
            {"attempt", x.number},
            {"state", to_string(x.state)},
            {"status", x.status == 0 ? value(nullptr) : value(x.status)},
            {"error", x.error.empty() ? value(nullptr) : value(x.error)},
            {"elapsed_ms", x.elapsed_ms},
            {"at", iso_time(x.at)}};
  out["next_at"] =
    x.state == delivery_state::pending ? value(iso_time(x.next_at)) : value(nullptr);
  return text_of(out);
}

std::string render(const handoff& x) {
  value out{{"seq", x.seq},
            {"handoff_id", x.handoff_id},
            {"event_id", x.event_id},
            {"bot_id", x.bot_id},
            {"symbol", x.symbol},
            {"bar_time", x.bar_time},
            {"price", number_or_null(x.price)},
            {"at", iso_time(x.at)}};
  if (!x.subscription_id.empty())
    out["subscription_id"] = x.subscription_id;
  if (!x.command.empty())
    out["command"] = x.command;
  return text_of(out);
}

std::string render(const explanation& x) {
  return text_of(explanation_object(x));
}

std::string render_simulation(const explained_bar& x) {
  auto reasons = value::array();
  for (const auto& part : x.why.parts)
    reasons.push_back(part_object(part));
  value out{{"would_fire", x.fires},
            {"state", truth_value(x.state)},
            {"reasons", reasons},
            {"snapshot",
             {{"time", iso_time(x.why.bar.open_time)},
              {"price", price_object(x.why.bar)},
              {"indicators", indicator_values(x.why)}}}};
  if (!x.reason.empty())
    out["reason"] = x.reason;
  return text_of(out);
}

std::string render_explanation(const alert& row, const explained_bar& x) {
  auto parts = value::array();
  for (const auto& part : x.why.parts) {
    auto one = part_object(part);
    const auto missing = shortfall(part);
    one["missing"] = missing.empty() ? value(nullptr) : value(missing);
    parts.push_back(std::move(one));
  }
  auto bar = price_object(x.why.bar);
  bar["open_time"] = x.why.bar.open_time;
  value out{{"alert_id", row.alert_id},
            {"symbol", row.symbol},
            {"timeframe", to_string(row.base)},
            {"expression", row.expression},
            {"fireMode", to_string(row.mode)},
            {"time", iso_time(x.why.bar.open_time)},
            {"bar", bar},
            {"state", truth_value(x.state)},
            {"fires", x.fires},
            {"conditions", parts}};
  out["reason"] = x.reason.empty() ? value(nullptr) : value(x.reason);
  return text_of(out);
}

std::string webhook_body(const trigger& x) {
  auto conditions = value::array();
  for (const auto& part : x.why.parts)
    conditions.push_back(part_object(part));
  return text_of({{"alert_id", x.subject},
                  {"user_id", x.user_id},
                  {"symbol", x.symbol},
                  {"triggered_at", iso_time(x.triggered_at)},
                  {"conditions", conditions},
                  {"snapshot",
                   {{"timeframe", to_string(x.base)},
                    {"bar_time", x.bar_time},
                    {"price", price_object(x.why.bar)},
                    {"indicators", indicator_values(x.why)},
                    {"late_by", x.late_by}}},
                  {"event_id", x.event_id},
                  {"timestamp", x.triggered_at / 1000},
                  {"version", "1.0"}});
}

} // namespace tradeeon::json
