#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "app/config_print.hpp"

#include <fmt/core.h>

namespace tradeeon {

namespace {

result<int> show(const settings& given) {
  const auto loaded = given.load(false);
  if (!loaded)
    return loaded.error();
  for (const auto& line : loaded->notices)
    fmt::print(stderr, "tradeeon: {}\n", line);
  fmt::print("{}", print_config(*loaded));
  return 0;
}

} // namespace

void add_config(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand(
    "config", "Print the configuration in force, and where each value comes from");
  auto given = std::make_shared<settings>(*command, std::vector<std::string_view>{});
  command->footer("Takes what serve takes, and prints TOML; secrets are shown as ***.\n\n"
                  "Example:\n  tradeeon config --config configs/tradeeon.toml");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return show(*given); }; });
}

} // namespace tradeeon
