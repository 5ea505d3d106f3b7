#include "app/serve.hpp"

#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "app/serve_check.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace tradeeon {

namespace {

/// Says what was looked at; what is wrong is for standard error too.
int check(const config& settings) {
  auto seen = check_serving(settings);
  seen.insert(seen.begin(), {true, "configuration"});
  for (const auto& line : settings.notices)
    fmt::print("note  {}\n", line);
  for (const auto& each : seen) {
    fmt::print("{}  {}\n", each.good ? "good" : "BAD ", each.text);
    if (!each.good)
      fmt::print(stderr, "tradeeon: {}\n", each.text);
  }
  const bool good =
    std::all_of(seen.begin(), seen.end(), [](const auto& x) { return x.good; });
  return good ? 0 : 2;
}

} // namespace

void add_serve(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand("serve", "Run the engine with its HTTP API");
  auto given = std::make_shared<settings>(*command, std::vector<std::string_view>{});
  auto only_check = std::make_shared<bool>(false);
  command->add_flag("--check", *only_check,
                    "only look at configuration, data directory, database and candle "
                    "file; 0: all good, 2: not");
  command->footer(
    "Every option is also a key of the TOML file (data, http_threads) and a variable\n"
    "(TRADEEON_DATA, TRADEEON_HTTP_THREADS). A flag beats the environment, the\n"
    "environment beats the file. Secrets have no flag, as other users can read those:\n"
    "jwt_secret (SUPABASE_JWT_SECRET), jwt_previous_secrets and webhook_secret\n"
    "(WEBHOOK_SECRET). SIGTERM ends it in order, SIGHUP has it read the file again.\n\n"
    "Example:\n  tradeeon serve --feed demo --http 127.0.0.1:8000 --data "
    "./tradeeon-data");
  command->callback([given, only_check, &chosen] {
    chosen = [given, only_check]() -> result<int> {
      const auto loaded = given->load(true);
      if (!loaded)
        return loaded.error();
      if (*only_check)
        return check(*loaded);
      return run_server(*loaded, [given] { return given->load(true); });
    };
  });
}

} // namespace tradeeon
