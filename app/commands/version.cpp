#include "app/commands/command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace tradeeon {

void add_version(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand("version", "Print the version");
  command->footer("Example:\n  tradeeon version");
  command->callback([&chosen] {
    chosen = []() -> result<int> {
      fmt::print("tradeeon {}\n", TRADEEON_VERSION);
      return 0;
    };
  });
}

} // namespace tradeeon
