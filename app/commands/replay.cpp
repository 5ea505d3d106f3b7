#include "app/commands/candle_table.hpp"
#include "app/commands/command.hpp"
#include "app/commands/progress.hpp"
#include "app/commands/text_output.hpp"
#include "app/config.hpp"
#include "domain/alerts/symbol_engine.hpp"
#include "domain/conditions/question.hpp"
#include "domain/market/symbol.hpp"
#include "http/json/alert_codec.hpp"
#include "http/json/trigger_codec.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tradeeon {

namespace {

/// What the command line says.
struct replay_request {
  std::string candles;
  std::string symbol;
  std::string timeframe;
  std::string alerts;
  std::string out = "-";
  bool quiet = false;
  std::vector<std::string> peers;
};

/// What the summary tells.
struct replay_figures {
  std::uint64_t alerts = 0;
  std::uint64_t skipped = 0; ///< paused ones
  std::uint64_t bars = 0;
  std::uint64_t triggers = 0;
  bool interrupted = false;
};

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_to_stop(int) {
  stop_asked = 1;
}

result<std::string> read_text(const std::string& path) {
  constexpr std::uintmax_t largest = 256U << 20U;
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status))
    return bad_input(path, "there is no such file");
  if (std::filesystem::is_directory(status))
    return bad_input(path, "a file is needed, not a directory");
  std::ifstream in{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in.good() && !in.eof())
    return bad_input(path, "it can't be read");
  if (text.size() > largest)
    return bad_input(path, "a file of alerts has at most 256 MiB");
  return text;
}

result<void> add_alerts(symbol_engine& engine, const replay_request& asked,
                        const std::string& symbol, timeframe base,
                        const peer_files& peers, replay_figures& figures) {
  const auto text = read_text(asked.alerts);
  if (!text)
    return text.error();
  const auto rows = json::parse_alert_file(*text);
  if (!rows)
    return bad_input(asked.alerts + (rows.error().place.empty() ? "" : " ") +
                       rows.error().place,
                     rows.error().text);
  for (const auto& row : *rows) {
    const auto place = asked.alerts + " alert " + row.alert_id;
    if (row.symbol != symbol)
      return bad_input(place, "its symbol is " + row.symbol + ", but the candles are " +
                                symbol + "'s");
    if (row.status != alert_status::active) {
      ++figures.skipped;
      continue;
    }
    const auto asks = parse_question(row.expression, {row.symbol, row.base});
    if (!asks)
      return bad_input(place + " " + asks.error().place, asks.error().text);
    auto parts = conditions_of(*asks);
    parts.emplace_back().base = row.base; // its own bars are needed as well
    if (const auto why = why_blind(parts, base); !why.empty())
      fmt::print(stderr, "tradeeon: alert {} never fires: {}\n", row.alert_id, why);
    if (const auto why = peers.missing(peers_of(*asks)); !why.empty())
      fmt::print(stderr, "tradeeon: alert {} can't be known in full: {}\n", row.alert_id,
                 why);
    if (auto done = engine.put(row); !done)
      return bad_input(place + " " + done.error().place, done.error().text);
    ++figures.alerts;
  }
  return {};
}

// The output is opened last of all, and must not be what is read.
result<text_output> open_output(const replay_request& asked) {
  std::error_code failure;
  std::vector<std::string> inputs{asked.candles, asked.alerts};
  for (const auto& peer : asked.peers)
    inputs.push_back(peer.substr(peer.find('=') + 1));
  for (const auto& input : inputs)
    if (asked.out != "-" && !input.empty() &&
        std::filesystem::equivalent(asked.out, input, failure))
      return bad_input("--out", asked.out + " is read by this replay; name another file");
  return text_output::open(asked.out);
}

result<void> run_candles(symbol_engine& engine, candle_file& candles, peer_files& peers,
                         const replay_request& asked, replay_figures& figures) {
  auto out = open_output(asked);
  if (!out)
    return std::move(out).error();
  progress_bar progress{!asked.quiet};
  std::string lines; // kept for its memory
  while (stop_asked == 0) {
    const auto bar = candles.next();
    if (!bar)
      return bar.error();
    if (!*bar)
      break;
    auto handed = peers.hand_on(bar_close(candles.base(), (*bar)->open_time),
                                [&](const std::string& symbol, timeframe base,
                                    const candle& x) { engine.offer(symbol, base, x); });
    if (!handed)
      return handed;
    const auto fired = engine.apply(**bar);
    if (!fired)
      return fired.error();
    lines.clear();
    for (const auto& x : *fired)
      json::append_replay_line(lines, x.fact);
    if (auto done = out->write(lines); !done)
      return done;
    figures.triggers += fired->size();
    progress.show(candles.progress(), ++figures.bars);
  }
  figures.interrupted = stop_asked != 0;
  return out->finish();
}

result<int> run_replay(const replay_request& asked) {
  auto symbol = normalise_symbol(asked.symbol, "--symbol");
  if (!symbol)
    return std::move(symbol).error();
  const auto base = parse_timeframe(asked.timeframe);
  if (!base)
    return bad_input("--timeframe", base.error().text);
  if (asked.out.empty())
    return bad_input("--out", "a file's name or - is needed");
  replay_figures figures;
  symbol_engine engine{*symbol, *base, config{}.history_bars};
  auto peers = peer_files::open(asked.peers, *symbol, *base);
  if (!peers)
    return std::move(peers).error();
  if (!asked.alerts.empty())
    if (auto done = add_alerts(engine, asked, *symbol, *base, *peers, figures); !done)
      return std::move(done).error();
  auto candles = open_checked_candles(asked.candles, *symbol, *base);
  if (!candles)
    return std::move(candles).error();

  std::signal(SIGINT, ask_to_stop);
  const auto started = std::chrono::steady_clock::now();
  auto done = run_candles(engine, **candles, *peers, asked, figures);
  if (!done)
    return std::move(done).error();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (!asked.quiet)
    fmt::print(stderr,
               "{}{} bars, {} alerts ({} paused and skipped), {} triggers, {} condition "
               "evaluations in {:.3f} s ({:.0f} bars/s)\n",
               figures.interrupted ? "interrupted after " : "", figures.bars,
               figures.alerts, figures.skipped, figures.triggers, engine.evaluations(),
               took.count(), static_cast<double>(figures.bars) / took.count());
  return figures.interrupted ? 1 : 0;
}

} // namespace

void add_replay(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand(
    "replay", "Run alerts over a file of candles and print what fires");
  auto asked = std::make_shared<replay_request>();
  command->add_option("--candles", asked->candles, "CSV file of candles")
    ->required()
    ->type_name("FILE");
  command->add_option("--symbol", asked->symbol, "whose candles they are")
    ->required()
    ->type_name("S");
  command->add_option("--timeframe", asked->timeframe, "their bar length: 1m … 1M")
    ->required()
    ->type_name("T");
  command
    ->add_option("--alerts", asked->alerts,
                 "JSON array of alerts as POST /alerts takes them, each with an alert_id")
    ->type_name("FILE");
  command
    ->add_option("--out", asked->out, "where triggers go, one JSON object a line [-]")
    ->type_name("FILE|-");
  add_peer_option(*command, asked->peers);
  command->add_flag("--quiet", asked->quiet, "no summary and no progress bar");
  command->footer("Example:\n  tradeeon replay --candles BTCUSDT-5m.csv --symbol BTCUSDT "
                  "--timeframe 5m --alerts alerts.json");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return run_replay(*asked); }; });
}

} // namespace tradeeon
