#include "http/json/alert_codec.hpp"

#include "http/json/alert_reader.hpp"
#include "http/json/alert_row.hpp"
#include "http/json/time_text.hpp"

#include <set>

namespace tradeeon::json {

namespace {

constexpr std::size_t longest_id = 128;

/// One entry of an alert file.
alert read_entry(complaint& out, const value& object, const std::string& path) {
  fields from{out, object, path, all_alert_field_names()};
  const auto id = from.needed_text("alert_id", "a name for the alert", longest_id);
  const auto user = from.text("user_id", longest_id);
  const auto version = from.whole("version", 1, 0xffffffff);
  const auto created = from.text("created_at");
  for (const auto name : {"last_triggered_at", "status_reason", "health"})
    from.find(name);
  auto x = read_alert(from, status_rule::any);
  x.alert_id = id.value_or("");
  x.user_id = user.value_or("");
  x.version = static_cast<std::uint32_t>(version.value_or(1));
  if (created) {
    const auto at = parse_iso_time(*created, from.path_of("created_at"));
    if (at)
      x.created_at = *at;
    else
      out.say(at.error());
  }
  return x;
}

} // namespace

result<alert> parse_alert(std::string_view body) {
  const auto document = parse_document(body);
  if (!document)
    return document.error();
  complaint out;
  fields from{out, *document, "", alert_field_names()};
  auto x = read_alert(from, status_rule::settable);
  if (out.said())
    return out.take();
  return x;
}

std::string render(const alert& row) {
  return text_of(alert_object(row));
}

std::string render(const std::vector<alert>& rows) {
  auto out = value::array();
  for (const auto& row : rows)
    out.push_back(alert_object(row));
  return text_of(out);
}

std::string render_quota(std::uint64_t active, std::uint64_t most) {
  return text_of({{"active_alerts", active},
                  {"max_alerts", most},
                  {"remaining", most > active ? most - active : 0}});
}

result<std::vector<alert>> parse_alert_file(std::string_view text) {
  constexpr document_limits limits{64 * 1024 * 1024, 32, 4'000'000};
  const auto document = parse_document(text, limits);
  if (!document)
    return document.error();
  if (!document->is_array())
    return bad_input("body", "a list of alerts is needed: [{...}, ...]");
  complaint out;
  std::vector<alert> rows;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < document->size() && !out.said(); ++i) {
    const auto path = "[" + std::to_string(i) + "]";
    rows.push_back(read_entry(out, (*document)[i], path));
    if (!out.said() && !ids.insert(rows.back().alert_id).second)
      out.say(path + ".alert_id", "appears twice; each alert has its own");
  }
  if (out.said())
    return out.take();
  return rows;
}

} // namespace tradeeon::json
