#include "http/json/inbox_codec.hpp"

#include "http/json/document.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon::json {

namespace {

value row(const inbox_line& x) {
  return {
    {"seq", x.seq},           {"notification_id", x.notification_id},
    {"alert_id", x.alert_id}, {"event_id", x.event_id},
    {"symbol", x.symbol},     {"text", x.text},
    {"at", iso_time(x.at)},
  };
}

value row(const delivery& x) {
  value out{
    {"delivery_id", x.delivery_id},
    {"trigger_seq", x.trigger_seq},
    {"event_id", x.event_id},
    {"alert_id", x.alert_id},
    {"url", x.url},
    {"state", std::string(to_string(x.state))},
    {"attempts", x.attempts},
  };
  out["last_status"] = x.last_status != 0 ? value(x.last_status) : value(nullptr);
  out["last_error"] = x.last_error.empty() ? value(nullptr) : value(x.last_error);
  out["next_at"] =
    x.state == delivery_state::pending ? value(iso_time(x.next_at)) : value(nullptr);
  out["created_at"] = iso_time(x.created_at);
  return out;
}

} // namespace

std::string render_inbox(const std::vector<inbox_line>& rows, bool more) {
  value list = value::array();
  for (const auto& x : rows)
    list.push_back(row(x));
  value out{{"notifications", std::move(list)}, {"count", rows.size()}};
  out["next"] = more && !rows.empty() ? value(rows.back().seq) : value(nullptr);
  return text_of(out);
}

std::string render_deliveries(const std::vector<delivery>& rows) {
  value list = value::array();
  for (const auto& x : rows)
    list.push_back(row(x));
  return text_of(value{{"deliveries", std::move(list)}, {"count", rows.size()}});
}

} // namespace tradeeon::json
