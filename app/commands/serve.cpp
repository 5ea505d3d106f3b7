#include "app/serve.hpp"

#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"

namespace tradeeon {

void add_serve(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand("serve", "Run the engine with its HTTP API");
  auto given = std::make_shared<settings>(*command, std::vector<std::string_view>{});
  command->footer(
    "Every option is also a key of the TOML file (data, http_threads) and a variable\n"
    "(TRADEEON_DATA, TRADEEON_HTTP_THREADS). A flag beats the environment, the\n"
    "environment beats the file. Secrets have no flag, as other users can read those:\n"
    "jwt_secret (SUPABASE_JWT_SECRET) and webhook_secret (WEBHOOK_SECRET).\n\n"
    "Example:\n  tradeeon serve --feed demo --http 127.0.0.1:8000 --data "
    "./tradeeon-data");
  command->callback([given, &chosen] {
    chosen = [given]() -> result<int> {
      const auto loaded = given->load(true);
      if (!loaded)
        return loaded.error();
      return run_server(*loaded);
    };
  });
}

} // namespace tradeeon
