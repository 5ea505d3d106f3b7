#include "http/json/export_table.hpp"

#include "domain/support/numbers.hpp"
#include "http/json/time_text.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon::json {

namespace {

using names = std::vector<std::string_view>;

/// The columns that rows are made from, as the API spells them.
const names& columns_of(export_table table) {
  static const names alerts{
    "alert_id", "user_id",         "symbol",     "base_timeframe",   "conditions",
    "logic",    "conditionConfig", "expression", "action",           "actions",
    "fireMode", "status",          "created_at", "last_triggered_at"};
  static const names conditions{
    "condition_id",      "condition_type",   "symbol",
    "timeframe",         "indicator_config", "created_at",
    "last_evaluated_at", "evaluation_count", "last_triggered_at",
    "trigger_count"};
  static const names subscriptions{"subscription_id", "user_id",    "bot_id",
                                   "condition_id",    "bot_type",   "bot_config",
                                   "active",          "created_at", "last_triggered_at"};
  return table == export_table::alerts       ? alerts
         : table == export_table::conditions ? conditions
                                             : subscriptions;
}

/// "fire_mode", "fireMode" and "FIREMODE" are one name.
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c != '_' && c != ' ' && c != '-')
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// Whether a column of a file is the API's `name`. The primary keys of alerts and
/// subscriptions may be called id.
bool means(export_table table, const std::string& column, std::string_view name) {
  const auto spelt = plain(column);
  if (spelt == plain(name))
    return true;
  if (spelt == "id")
    return (table == export_table::alerts && name == "alert_id") ||
           (table == export_table::subscriptions && name == "subscription_id");
  return spelt == "timeframe" && table == export_table::alerts &&
         name == "base_timeframe";
}

bool has(const std::vector<std::string>& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const auto& x) { return plain(x) == plain(name); });
}

} // namespace

std::optional<export_table> table_with(const std::vector<std::string>& columns) {
  const bool alerts = has(columns, "base_timeframe") ||
                      (has(columns, "alert_id") && has(columns, "symbol"));
  const bool conditions = has(columns, "indicator_config");
  const bool subscriptions = has(columns, "bot_id") && has(columns, "condition_id");
  if (int{alerts} + int{conditions} + int{subscriptions} != 1)
    return std::nullopt;
  return alerts       ? export_table::alerts
         : conditions ? export_table::conditions
                      : export_table::subscriptions;
}

std::vector<std::string> columns_left_out(export_table table,
                                          const std::vector<std::string>& columns) {
  const auto& known = columns_of(table);
  std::vector<std::string> out;
  for (const auto& x : columns)
    if (std::none_of(known.begin(), known.end(),
                     [&](auto name) { return means(table, x, name); }))
      out.push_back(x);
  return out;
}

const export_cell* row_reader::find(std::string_view name) const {
  for (const auto& x : row_)
    if (means(table_, x.column, name))
      return &x;
  return nullptr;
}

std::string row_reader::spelt(std::string_view name) const {
  const auto* cell = find(name);
  return cell == nullptr ? std::string{name} : cell->column;
}

void row_reader::fail(std::string_view name, std::string text) {
  out_.say(std::string{name}, std::move(text));
}

problem row_reader::in_columns(problem what) const {
  const auto end = std::min(what.place.find_first_of(".["), what.place.size());
  what.place = spelt(what.place.substr(0, end)) + what.place.substr(end);
  return what;
}

problem row_reader::inside(std::string_view name, const names& others,
                           problem what) const {
  const auto own = what.place.substr(0, what.place.find_first_of(".["));
  if (name.empty() || std::find(others.begin(), others.end(), own) != others.end())
    return in_columns(std::move(what));
  what.place = join_path(spelt(name), what.place);
  return what;
}

std::optional<std::string> row_reader::text(std::string_view name, std::size_t most) {
  const auto* cell = find(name);
  if (cell == nullptr || !cell->text)
    return std::nullopt;
  if (cell->text->size() > most)
    fail(name, "a text of at most " + std::to_string(most) + " bytes is needed");
  return *cell->text;
}

std::string row_reader::needed(std::string_view name, std::string_view accepted,
                               std::size_t most) {
  const auto found = text(name, most);
  const bool odd = found && std::any_of(found->begin(), found->end(), [](char c) {
                     return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                   });
  if (!found || found->empty())
    fail(name, "is needed: " + std::string{accepted});
  else if (odd)
    fail(name, "a text without control characters is needed");
  return found.value_or("");
}

value row_reader::json(std::string_view name) {
  const auto* cell = find(name);
  if (cell == nullptr || !cell->text)
    return nullptr;
  auto read = parse_document(*cell->text);
  if (read && read->is_string())
    read = parse_document(read->get<std::string>());
  if (read)
    return *std::move(read);
  fail(name, read.error().text);
  return nullptr;
}

time_ms row_reader::time(std::string_view name) {
  const auto found = text(name, 64);
  if (!found || found->empty())
    return 0;
  const auto read = parse_export_time(*found);
  if (!read)
    fail(name, read.error().text);
  return read ? *read : 0;
}

time_ms row_reader::needed_time(std::string_view name) {
  const auto found = text(name, 64);
  if (!found || found->empty())
    fail(name, "is needed: a time such as 2026-01-31 12:00:00+00");
  return time(name);
}

std::uint64_t row_reader::count(std::string_view name) {
  const auto found = text(name, 64);
  if (!found || found->empty())
    return 0;
  constexpr double most = 9e15;
  const auto read = parse_number(*found);
  if (read && *read >= 0 && *read <= most && *read == std::floor(*read))
    return static_cast<std::uint64_t>(*read);
  fail(name, "a whole number that is not negative is needed");
  return 0;
}

bool row_reader::flag(std::string_view name, bool otherwise) {
  const auto found = text(name, 64);
  if (!found || found->empty())
    return otherwise;
  const auto word = plain(*found);
  if (word == "t" || word == "true" || word == "1")
    return true;
  if (word != "f" && word != "false" && word != "0")
    fail(name, "t or f is needed, or true or false");
  return false;
}

result<time_ms> parse_export_time(std::string_view text) {
  std::string iso{text};
  const auto zone = iso.find_first_of("Z+-", std::min<std::size_t>(iso.size(), 11));
  if (zone == std::string::npos)
    iso += 'Z'; // timestamps without a zone are the server's, which was UTC
  else if (iso.size() == zone + 3)
    iso += ":00"; // PostgreSQL leaves full hours bare: +00
  else if (iso.size() == zone + 5)
    iso.insert(zone + 3, ":");
  auto read = parse_iso_time(iso, {});
  if (!read)
    return bad_input({}, "a time such as 2026-01-31 12:00:00.123456+00 is needed");
  return read;
}

} // namespace tradeeon::json
