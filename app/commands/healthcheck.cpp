#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "http/clients/health_probe.hpp"

#include <fmt/core.h>

#include <chrono>

namespace tradeeon {

namespace {

result<int> check_health(const settings& given, bool ready) {
  const auto loaded = given.load(false);
  if (!loaded)
    return loaded.error();
  if (loaded->http.port == 0)
    return bad_input("--http", "a port is needed to ask at, such as 127.0.0.1:8000");
  constexpr std::chrono::seconds patience{3};
  const auto answer = probe_health(loaded->http.host, loaded->http.port,
                                   ready ? "/readyz" : "/livez", patience);
  if (!answer)
    return answer.error();
  fmt::print("{}\n", *answer);
  return 0;
}

} // namespace

void add_healthcheck(CLI::App& root, job& chosen) {
  auto* command =
    root.add_subcommand("healthcheck", "Ask a running engine whether it lives");
  auto given =
    std::make_shared<settings>(*command, std::vector<std::string_view>{"http"});
  auto ready = std::make_shared<bool>(false);
  command->add_flag("--ready", *ready,
                    "ask whether clients should be sent to it (GET /readyz)");
  command->footer("Prints what GET /livez answers. Exit code 0: it answered within 3 "
                  "seconds that all\nis well; 1: not.\n\n"
                  "Example:\n  tradeeon healthcheck --http 127.0.0.1:8000");
  command->callback([=, &chosen] {
    chosen = [=]() -> result<int> { return check_health(*given, *ready); };
  });
}

} // namespace tradeeon
