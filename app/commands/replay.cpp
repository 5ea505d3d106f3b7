#include "app/commands/candle_table.hpp"
#include "app/commands/command.hpp"
#include "app/commands/progress.hpp"
#include "app/commands/text_output.hpp"
#include "app/config.hpp"
#include "app/replay/inputs.hpp"
#include "app/replay/lines.hpp"
#include "app/replay/outcome_table.hpp"
#include "app/trading_rules.hpp"
#include "domain/bots/questions.hpp"
#include "domain/market/symbol.hpp"
#include "http/json/trigger_codec.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>

namespace tradeeon {

namespace {

/// What the command line says.
struct replay_request {
  std::string candles;
  std::string symbol;
  std::string timeframe;
  std::string alerts;
  std::string bots;
  std::string out = "-";
  std::string report;
  bool diary = false;
  bool quiet = false;
  std::vector<std::string> peers;
  std::vector<std::string> symbol_rules;
};

/// What the summary tells.
struct replay_figures {
  std::uint64_t bars = 0;
  std::uint64_t triggers = 0;
  line_counts bots;
  bool interrupted = false;
};

/// What is run over the candles.
struct replay_parts {
  symbol_engine& engine;
  bot_replay& bots;
  candle_file& candles;
  peer_files& peers;
  const rule_book& rules;
};

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_to_stop(int) {
  stop_asked = 1;
}

// What is written must not be what is read.
result<void> check_output(std::string_view option, const std::string& path,
                          const replay_request& asked) {
  std::error_code failure;
  std::vector<std::string> inputs{asked.candles, asked.alerts, asked.bots};
  for (const auto& peer : asked.peers)
    inputs.push_back(peer.substr(peer.find('=') + 1));
  for (const auto& input : inputs)
    if (path != "-" && !input.empty() &&
        std::filesystem::equivalent(path, input, failure))
      return bad_input(std::string{option},
                       path + " is read by this replay; name another file");
  return {};
}

result<void> check_outputs(const replay_request& asked) {
  if (asked.out.empty())
    return bad_input("--out", "a file's name or - is needed");
  if (auto done = check_output("--out", asked.out, asked); !done)
    return done;
  if (asked.report.empty())
    return {};
  if (asked.bots.empty())
    return bad_input("--report", "it tells how bots went; give them with --bots");
  if (asked.report == asked.out)
    return bad_input("--report", asked.out + " is where --out goes; name another file");
  return check_output("--report", asked.report, asked);
}

/// One bar's lines. The bots' own questions are nobody else's triggers.
void append_lines(std::string& lines, const std::vector<firing>& fired,
                  const bot_replay& bots, bot_lines& about_bots,
                  replay_figures& figures) {
  for (const auto& x : fired) {
    if (is_bot_owner(x.fact.user_id))
      continue;
    json::append_replay_line(lines, x.fact);
    ++figures.triggers;
  }
  for (const auto& x : bots.bots())
    about_bots.append(lines, *x);
}

result<void> run_candles(replay_parts& parts, const replay_request& asked,
                         text_output& out, replay_figures& figures) {
  progress_bar progress{!asked.quiet};
  bot_lines about_bots{asked.diary};
  std::string lines; // kept for its memory
  while (stop_asked == 0) {
    const auto bar = parts.candles.next();
    if (!bar)
      return bar.error();
    if (!*bar)
      break;
    auto handed =
      parts.peers.hand_on(bar_close(parts.candles.base(), (*bar)->open_time),
                          [&](const std::string& symbol, timeframe base,
                              const candle& x) { parts.engine.offer(symbol, base, x); });
    if (!handed)
      return handed;
    const auto fired = parts.engine.apply(**bar);
    if (!fired)
      return fired.error();
    if (auto done = parts.bots.advance(*fired, **bar); !done)
      return done;
    lines.clear();
    append_lines(lines, *fired, parts.bots, about_bots, figures);
    if (auto done = out.write(lines); !done)
      return done;
    progress.show(parts.candles.progress(), ++figures.bars);
  }
  figures.interrupted = stop_asked != 0;
  figures.bots = about_bots.counts();
  lines.clear();
  for (const auto& x : parts.bots.bots())
    bot_lines::append_outcome(lines, *x, parts.candles.symbol());
  if (auto done = out.write(lines); !done)
    return done;
  return out.finish();
}

void print_summary(const replay_figures& figures, const replay_inputs& inputs,
                   const replay_parts& parts, double seconds) {
  std::string of_bots;
  if (!parts.bots.bots().empty())
    of_bots =
      fmt::format(", {} bots, {} fills, {} closed deals", parts.bots.bots().size(),
                  figures.bots.fills, figures.bots.deals);
  fmt::print(stderr,
             "{}{} bars, {} alerts ({} paused and skipped), {} triggers{}, {} condition "
             "evaluations in {:.3f} s ({:.0f} bars/s)\n",
             figures.interrupted ? "interrupted after " : "", figures.bars,
             inputs.alerts(), inputs.skipped(), figures.triggers, of_bots,
             parts.engine.evaluations(), seconds,
             static_cast<double>(figures.bars) / seconds);
  if (!parts.bots.bots().empty())
    fmt::print(stderr, "{}", outcome_table(parts.bots));
}

/// The price at the end of a file's first candle; 0 where it has none.
result<double> first_price(candle_file& candles) {
  const auto bar = candles.next();
  if (!bar)
    return bar.error();
  candles.rewind();
  return *bar ? (*bar)->close : 0;
}

result<void> read_inputs(replay_inputs& inputs, const replay_request& asked,
                         replay_parts& parts) {
  if (!asked.alerts.empty())
    if (auto done = inputs.read_alerts(asked.alerts, parts.engine); !done)
      return done;
  if (asked.bots.empty())
    return {};
  const auto price = first_price(parts.candles);
  if (!price)
    return price.error();
  return inputs.read_bots(asked.bots, parts.rules, *price, parts.engine, parts.bots);
}

result<int> run_replay(const replay_request& asked) {
  auto symbol = normalise_symbol(asked.symbol, "--symbol");
  if (!symbol)
    return std::move(symbol).error();
  const auto base = parse_timeframe(asked.timeframe);
  if (!base)
    return bad_input("--timeframe", base.error().text);
  if (auto done = check_outputs(asked); !done)
    return std::move(done).error();
  symbol_engine engine{*symbol, *base, config{}.history_bars};
  rule_book rules;
  for (const auto& text : asked.symbol_rules) {
    auto read = parse_trading_rules(text);
    if (!read)
      return bad_input("--symbol-rules", read.error().text);
    rules.put(*std::move(read));
  }
  bot_replay bots{*symbol, *base, rules};
  auto peers = peer_files::open(asked.peers, *symbol, *base);
  if (!peers)
    return std::move(peers).error();
  auto candles = open_checked_candles(asked.candles, *symbol, *base);
  if (!candles)
    return std::move(candles).error();
  const replay_market market{*symbol, *base};
  replay_parts parts{engine, bots, **candles, *peers, rules};
  replay_inputs inputs{market, *peers};
  if (auto done = read_inputs(inputs, asked, parts); !done)
    return std::move(done).error();

  // Outputs are opened last of all: what is wrong is known by now.
  std::optional<text_output> page;
  if (!asked.report.empty()) {
    auto opened = text_output::open(asked.report);
    if (!opened)
      return std::move(opened).error();
    page = *std::move(opened);
  }
  auto out = text_output::open(asked.out);
  if (!out)
    return std::move(out).error();
  std::signal(SIGINT, ask_to_stop);
  replay_figures figures;
  const auto started = std::chrono::steady_clock::now();
  if (auto done = run_candles(parts, asked, *out, figures); !done)
    return std::move(done).error();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (page) {
    (void)page->write(render_page(market, bots)); // a failure shows below
    if (auto done = page->finish(); !done)
      return std::move(done).error();
  }
  if (!asked.quiet)
    print_summary(figures, inputs, parts, took.count());
  return figures.interrupted ? 1 : 0;
}

} // namespace

void add_replay(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand(
    "replay", "Run alerts and bots over a file of candles and print what they do");
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
    ->add_option("--bots", asked->bots,
                 "JSON array of bots as POST /api/v1/bots takes them, each with a bot_id")
    ->type_name("FILE");
  command
    ->add_option("--out", asked->out,
                 "where triggers, orders, fills and deals go, one JSON object a line [-]")
    ->type_name("FILE|-");
  command
    ->add_option("--report", asked->report,
                 "how the bots went, as an HTML page with curves and all deals")
    ->type_name("FILE");
  command
    ->add_option("--symbol-rules", asked->symbol_rules,
                 "what an exchange accepts: \"BTCUSDT tick=0.01 lot=0.00001 "
                 "min_notional=5\"")
    ->type_name("TEXT")
    ->allow_extra_args(false)
    ->take_all();
  command->add_flag("--diary", asked->diary, "print what the bots note down as well");
  add_peer_option(*command, asked->peers);
  command->add_flag("--quiet", asked->quiet, "no summary and no progress bar");
  command->footer("Example:\n  tradeeon replay --candles BTCUSDT-5m.csv --symbol BTCUSDT "
                  "--timeframe 5m --bots bots.json --report report.html");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return run_replay(*asked); }; });
}

} // namespace tradeeon
