#include "http/json/alert_row.hpp"

#include "http/json/action_reader.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon::json {

namespace {

value time_or_null(time_ms t) {
  return t == 0 ? value(nullptr) : value(iso_time(t));
}

} // namespace

value document_of(const alert& row) {
  if (auto read = parse_document(row.document); read && read->is_object())
    return *std::move(read);
  value out = value::object();
  out["expression"] = row.expression;
  for (const auto& x : row.actions)
    out["actions"].push_back(action_object(x));
  return out;
}

value alert_object(const alert& row) {
  const auto said = document_of(row);
  value out = value::object();
  out["alert_id"] = row.alert_id;
  out["user_id"] = row.user_id;
  out["symbol"] = row.symbol;
  out["base_timeframe"] = to_string(row.base);
  out["conditions"] = said.value("conditions", value::array());
  out["logic"] = said.value("logic", value("AND"));
  if (said.contains("conditionConfig"))
    out["conditionConfig"] = said["conditionConfig"];
  out["expression"] = row.expression;
  if (said.contains("actions"))
    out["action"] = said["actions"].empty() ? action_object({}) : said["actions"].front();
  else
    out["action"] = said.value("action", action_object({}));
  if (said.contains("actions"))
    out["actions"] = said["actions"];
  out["status"] = to_string(row.status);
  if (!row.status_reason.empty())
    out["status_reason"] = row.status_reason;
  out["fireMode"] = to_string(row.mode);
  out["version"] = row.version;
  out["created_at"] = iso_time(row.created_at);
  out["last_triggered_at"] = time_or_null(row.last_triggered_at);
  return out;
}

} // namespace tradeeon::json
