#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"
#include "http/json/bot_reader.hpp"
#include "http/json/time_text.hpp"

#include <array>

namespace tradeeon::json {

namespace {

/// What the answer's row shows besides the configuration. All of it may be sent back.
constexpr std::array shown{"status",           "status_reason",    "symbol",
                           "symbols",          "config",           "mode",
                           "required_capital", "invested",         "pnl_24h",
                           "pnl_24h_pct",      "pnl_realized_mtd", "orders_count",
                           "updated_at",       "sparkline",        "run",
                           "run_id",           "figures"};
constexpr std::array fixed{"bot_id", "user_id", "bot_type", "created_at"};

/// Names that mean the same: what is said under one replaces the other.
constexpr std::array<std::pair<const char*, const char*>, 2> twins{
  {{"botName", "name"}, {"interval", "timeframe"}}};

value stored_object(const bot& stored) {
  auto read = parse_document(stored.document);
  return read && read->is_object() ? *std::move(read) : value::object();
}

/// Fields of the server's own: a change of them is a problem.
void check_fixed(complaint& out, const bot& stored, const value& patch) {
  const value row{{"bot_id", stored.bot_id},
                  {"user_id", stored.user_id},
                  {"bot_type", to_string(stored.type)},
                  {"created_at", iso_time(stored.created_at)}};
  for (const std::string name : fixed)
    if (const auto at = patch.find(name);
        at != patch.end() && !at->is_null() && *at != row[name])
      out.say(name, "is set by the server and can't be changed");
  if (const auto at = patch.find("status");
      at != patch.end() && !at->is_null() && *at != to_string(stored.status))
    out.say("status", "can't be edited; use start-paper, pause, resume or stop");
  const auto revision = patch.find("revision");
  if (revision != patch.end() && !revision->is_null() && *revision != stored.revision)
    out.say({problem_code::conflict,
             "the bot has changed meanwhile; it is now at revision " +
               std::to_string(stored.revision),
             "revision"});
}

/// The pair and the list of pairs follow each other.
void replace(value& into, const std::string& name, const value& x) {
  for (const auto& [one, other] : twins) {
    if (name == one)
      into.erase(other);
    if (name == other)
      into.erase(one);
  }
  into[name] = x;
}

/// What the row repeats of the configuration in its own words is no change of it.
void drop_repeated(value& patch, const bot& stored) {
  const value row{{"name", stored.name},
                  {"pair", stored.pair},
                  {"exchange", stored.exchange},
                  {"interval", to_string(stored.interval)}};
  for (const auto& [name, x] : row.items())
    if (const auto at = patch.find(name); at != patch.end() && *at == x)
      patch.erase(name);
}

void merge(value& into, const value& patch) {
  const bool pair = patch.contains("pair") && !patch["pair"].is_null();
  const bool list = patch.contains("selectedPairs") && !patch["selectedPairs"].is_null();
  if (pair && !list)
    into.erase("selectedPairs");
  if (list && !pair)
    into.erase("pair");
  for (const auto& [name, x] : patch.items())
    if (!x.is_null())
      replace(into, name, x);
}

} // namespace

result<bot_edit> parse_bot_edit(const bot& stored, std::string_view body) {
  document_limits limits;
  limits.keep_digits = true;
  auto patch = parse_document(body, limits);
  if (!patch)
    return std::move(patch).error();
  if (!patch->is_object())
    return bad_input("body", "an object is needed");
  complaint out;
  check_fixed(out, stored, *patch);
  bot_edit edit;
  const value own{{"apply_to_open_deals", patch->value("apply_to_open_deals", value{})}};
  fields from{out, own, "", {"apply_to_open_deals"}};
  edit.to_open_deals = from.flag("apply_to_open_deals").value_or(false);
  auto whole = stored_object(stored);
  if (const auto config = patch->find("config");
      config != patch->end() && config->is_object())
    merge(whole, *config);
  for (const auto* const name : shown)
    patch->erase(name);
  for (const auto* const name :
       {"bot_id", "user_id", "created_at", "revision", "apply_to_open_deals"})
    patch->erase(name);
  drop_repeated(*patch, stored);
  merge(whole, *patch);
  if (out.said())
    return out.take();
  // The type is the row's, in whatever way the document says it.
  whole["bot_type"] = to_string(stored.type);
  auto now = parse_bot(text_of(whole));
  if (!now)
    return std::move(now).error();
  edit.now = *std::move(now);
  auto row = stored;
  row.name = edit.now.row.name;
  row.symbols = edit.now.row.symbols;
  row.pair = edit.now.row.pair;
  row.exchange = edit.now.row.exchange;
  row.interval = edit.now.row.interval;
  row.document = edit.now.row.document;
  edit.now.row = std::move(row);
  return edit;
}

} // namespace tradeeon::json
