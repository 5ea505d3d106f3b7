#include "app/commands/candle_table.hpp"
#include "app/commands/command.hpp"
#include "domain/alerts/explain_at.hpp"
#include "domain/conditions/question.hpp"
#include "domain/support/numbers.hpp"
#include "http/json/time_text.hpp"
#include "http/json/trigger_codec.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace tradeeon {

namespace {

struct explain_request {
  std::string candles;
  std::string timeframe;
  std::string condition;
  std::string at;
  std::string mode = "per_edge";
  bool as_json = false;
  std::vector<std::string> peers;
};

result<time_ms> asked_time(const std::string& text) {
  if (const auto number = parse_number(text);
      number && *number >= 0 && *number < 1e15 &&
      text.find_first_not_of("0123456789") == std::string::npos)
    return static_cast<time_ms>(*number);
  return json::parse_iso_time(text, "--at");
}

std::string shown(double x) {
  return has_value(x) ? format_number(x) : "-";
}

void print_text(const alert& row, const explained_bar& x) {
  fmt::print("{} {}: {}\n", to_string(row.base), json::iso_time(x.why.bar.open_time),
             x.fires ? "fires" : "does not fire");
  fmt::print("  {} ({})\n", row.expression, to_string(row.mode));
  fmt::print("  open {}, high {}, low {}, close {}, volume {}\n", shown(x.why.bar.open),
             shown(x.why.bar.high), shown(x.why.bar.low), shown(x.why.bar.close),
             shown(x.why.bar.volume));
  for (const auto& part : x.why.parts) {
    const char* state = part.state == truth::yes  ? "yes"
                        : part.state == truth::no ? "no"
                                                  : "unknown";
    const auto rest = part.text.find(' ', part.text.find(' ') + 1);
    fmt::print("  {:<8}{}\n", state, part.text.substr(rest + 1));
    fmt::print("          left {} (before {}, bar {})", shown(part.left),
               shown(part.previous_left), json::iso_time(part.left_bar));
    if (has_value(part.right))
      fmt::print(", right {} (before {})", shown(part.right), shown(part.previous_right));
    fmt::print("\n");
  }
  if (!x.reason.empty())
    fmt::print("  why not: {}\n", x.reason);
}

result<int> explain_bar(const explain_request& asked) {
  const auto base = parse_timeframe(asked.timeframe);
  if (!base)
    return bad_input("--timeframe", base.error().text);
  alert row;
  row.alert_id = "explained";
  row.symbol = std::string{file_symbol};
  row.base = *base;
  const auto mode = parse_fire_mode(asked.mode);
  if (!mode)
    return bad_input("--mode", mode.error().text);
  row.mode = *mode;
  const auto asks = parse_question(asked.condition, {row.symbol, *base});
  if (!asks)
    return bad_input("--condition " + asks.error().place, asks.error().text);
  row.expression = print(*asks, *base);
  auto candles = open_checked_candles(asked.candles, row.symbol, *base);
  if (!candles)
    return std::move(candles).error();
  std::vector<candle> bars;
  while (true) {
    const auto bar = (*candles)->next();
    if (!bar)
      return bar.error();
    if (!*bar)
      break;
    bars.push_back(**bar);
  }
  if (bars.empty())
    return bad_input("--candles", asked.candles + " holds no candle");
  time_ms at = bars.back().open_time;
  if (!asked.at.empty()) {
    const auto given = asked_time(asked.at);
    if (!given)
      return bad_input("--at", "milliseconds since the epoch, or a time such as "
                               "2026-01-31T12:00:00Z, are needed");
    at = *given;
  }
  auto files = peer_files::open(asked.peers, row.symbol, *base);
  if (!files)
    return std::move(files).error();
  if (const auto why = files->missing(peers_of(*asks)); !why.empty())
    fmt::print(stderr, "tradeeon: something has no value: {}\n", why);
  const auto peers = files->all();
  if (!peers)
    return peers.error();
  const auto seen = explain_at(row, *base, {{*base, std::move(bars)}}, at, *peers);
  if (!seen)
    return bad_input("--at", "no candle of " + asked.candles + " contains this time");
  if (asked.as_json)
    fmt::print("{}\n", json::render_explanation(row, *seen));
  else
    print_text(row, *seen);
  return 0;
}

} // namespace

void add_explain(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand(
    "explain", "Show what a condition read on one candle, and what it lacked to fire");
  auto asked = std::make_shared<explain_request>();
  command->add_option("--candles", asked->candles, "CSV file of candles")
    ->required()
    ->type_name("FILE");
  command->add_option("--timeframe", asked->timeframe, "their bar length: 1m … 1M")
    ->required()
    ->type_name("T");
  command
    ->add_option("--condition", asked->condition,
                 "an expression or playbook in text form")
    ->required()
    ->type_name("TEXT");
  add_peer_option(*command, asked->peers);
  command
    ->add_option("--at", asked->at, "a time within the candle: ms or ISO 8601 [the last]")
    ->type_name("TIME");
  command->add_option("--mode", asked->mode, "fire mode [per_edge]")->type_name("MODE");
  command->add_flag("--json", asked->as_json, "as GET /alerts/{id}/explain answers");
  command->footer("Example:\n  tradeeon explain --candles BTCUSDT-5m.csv --timeframe 5m "
                  "--condition 'RSI(14) < 30' --at 2026-01-31T12:00:00Z");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return explain_bar(*asked); }; });
}

} // namespace tradeeon
