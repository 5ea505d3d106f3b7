#include "http/json/alert_codec.hpp"
#include "http/json/alert_reader.hpp"
#include "http/json/alert_row.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon::json {

namespace {

/// Fields that only the server sets may be repeated, not changed. A time of the
/// last trigger may be an older reading; an older version is a conflict.
void check_server_fields(fields& from, const alert& stored) {
  const auto row = alert_object(stored);
  for (const std::string_view name : {"alert_id", "user_id", "created_at"}) {
    const auto* x = from.find(name);
    if (x != nullptr && *x != row[std::string{name}])
      from.fail(name, "is set by the server and can't be changed");
  }
  if (const auto at = from.text("last_triggered_at")) {
    const auto read = parse_iso_time(*at, "");
    if (!read || *read > stored.last_triggered_at)
      from.fail("last_triggered_at", "is set by the server and can't be changed");
  }
  if (const auto version = from.whole("version", 1, 0xffffffff);
      version && *version != stored.version)
    from.problems().say({problem_code::conflict,
                         "the alert has changed meanwhile; it is now at version " +
                           std::to_string(stored.version),
                         from.path_of("version")});
  from.find("status_reason");
  from.find("health");
}

/// The question as it will be: the patch's where it has one. A part of it that
/// only repeats the row does not count.
void merge_question(value& into, fields& patch, const value& said, const value& row) {
  const auto* conditions = patch.find("conditions");
  const auto* text = patch.find("expression");
  if (conditions != nullptr && text != nullptr) {
    if (*text == row["expression"])
      text = nullptr;
    else if (*conditions == row["conditions"])
      conditions = nullptr;
  }
  if (text == nullptr && conditions != nullptr && conditions->empty() &&
      !said.contains("conditions"))
    conditions = nullptr;
  const auto* playbook = patch.find("conditionConfig");
  if (playbook != nullptr && row.contains("conditionConfig") &&
      *playbook == row["conditionConfig"])
    playbook = nullptr;
  // A playbook's row shows its text and an empty list beside it.
  if (said.contains("conditionConfig") && conditions != nullptr && conditions->empty())
    conditions = nullptr;
  if (said.contains("conditionConfig") && text != nullptr && *text == row["expression"])
    text = nullptr;
  if (conditions != nullptr || text != nullptr || playbook != nullptr) {
    into.erase("conditions");
    into.erase("expression");
    into.erase("conditionConfig");
  }
  if (text != nullptr || playbook != nullptr)
    into.erase("logic");
  if (conditions != nullptr)
    into["conditions"] = *conditions;
  if (text != nullptr)
    into["expression"] = *text;
  if (const auto* logic = patch.find("logic"); logic != nullptr && *logic != row["logic"])
    into["logic"] = *logic;
  if (playbook != nullptr)
    into["conditionConfig"] = *playbook;
}

void merge_actions(value& into, fields& patch) {
  const auto* one = patch.find("action");
  const auto* list = patch.find("actions");
  if (one == nullptr && list == nullptr)
    return;
  into.erase("action");
  into.erase("actions");
  if (one != nullptr)
    into["action"] = *one;
  if (list != nullptr)
    into["actions"] = *list;
}

value merged_object(const alert& stored, fields& patch) {
  const auto row = alert_object(stored);
  auto into = document_of(stored);
  const auto said = into;
  merge_question(into, patch, said, row);
  merge_actions(into, patch);
  for (const std::string name : {"symbol", "base_timeframe", "status", "fireMode"}) {
    const auto* x = patch.find(name);
    into[name] = x != nullptr ? *x : row[name];
  }
  return into;
}

bool is_ended(alert_status status) {
  return status != alert_status::active && status != alert_status::paused;
}

alert_change compare(const alert& stored, alert now) {
  now.alert_id = stored.alert_id;
  now.user_id = stored.user_id;
  now.created_at = stored.created_at;
  now.last_triggered_at = stored.last_triggered_at;
  now.version = stored.version;
  if (now.status == stored.status)
    now.status_reason = stored.status_reason;
  const bool asks_anew = now.expression != stored.expression ||
                         now.symbol != stored.symbol || now.base != stored.base;
  if (asks_anew)
    ++now.version;
  // What was true while nobody looked must not count as seen before.
  const bool resumed =
    now.status == alert_status::active && stored.status != alert_status::active;
  const bool revived = resumed || (is_ended(stored.status) && !is_ended(now.status));
  const bool fresh = asks_anew || now.mode != stored.mode || revived;
  return {std::move(now), fresh};
}

} // namespace

result<alert_change> merge_alert(const alert& stored, std::string_view body) {
  const auto document = parse_document(body);
  if (!document)
    return document.error();
  complaint out;
  fields patch{out, *document, "", all_alert_field_names()};
  check_server_fields(patch, stored);
  if (out.said())
    return out.take();
  const auto whole = merged_object(stored, patch);
  const bool same_status = whole["status"] == to_string(stored.status);
  fields from{out, whole, "", alert_field_names()};
  auto now = read_alert(from, same_status ? status_rule::any : status_rule::settable);
  if (out.said())
    return out.take();
  return compare(stored, std::move(now));
}

} // namespace tradeeon::json
