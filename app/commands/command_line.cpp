#include "app/commands/command_line.hpp"

#include "app/commands/command.hpp"
#include "domain/support/similar.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <exception>

namespace tradeeon {

namespace {

constexpr int failed = 1;
constexpr int bad_usage = 2;

void complain(const problem& what) {
  fmt::print(stderr, "tradeeon: {}{}{}\n", what.place, what.place.empty() ? "" : ": ",
             what.text);
}

// True where the first word is no subcommand: CLI11 would only say that it did not
// expect it.
bool refuse_unknown_command(const CLI::App& root, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-')
    return false;
  std::vector<std::string_view> names;
  for (const auto* command : root.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == argv[1])
      return false;
    names.push_back(command->get_name());
  }
  const auto meant = most_similar(argv[1], names);
  const auto hint = meant.empty() ? "use one of " + joined(names)
                                  : "is " + std::string{meant} + " meant?";
  complain(bad_input(argv[1], "there is no such command; " + hint));
  return true;
}

int run(const job& chosen) {
  const auto done = chosen();
  if (done)
    return *done;
  complain(done.error());
  return done.error().code == problem_code::invalid ? bad_usage : failed;
}

int parse_and_run(int argc, char** argv) {
  CLI::App root{"Watches markets and tells its users what they asked for.", "tradeeon"};
  job chosen;
  root.require_subcommand(0, 1);
  root.set_version_flag("--version", "tradeeon " TRADEEON_VERSION);
  root.footer("Each command has its own --help, with an example.");
  for (auto* add : {add_serve, add_replay, add_indicators, add_conditions, add_explain,
                    add_token, add_backup, add_restore, add_config, add_import,
                    add_healthcheck, add_certs, add_cluster, add_version})
    add(root, chosen);
  if (refuse_unknown_command(root, argc, argv))
    return bad_usage;
  try {
    root.parse(argc, argv);
  } catch (const CLI::Success& asked) { // --help, --version
    return root.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    const auto command = root.get_subcommands();
    const auto name = command.empty() ? std::string{} : command.front()->get_name() + " ";
    fmt::print(stderr, "tradeeon: {}\nSee tradeeon {}--help.\n", wrong.what(), name);
    return bad_usage;
  }
  if (!chosen) {
    fmt::print("{}", root.help());
    return 0;
  }
  return run(chosen);
}

} // namespace

int run_command_line(int argc, char** argv) {
  try {
    return parse_and_run(argc, argv);
  } catch (const std::exception& defect) {
    complain({problem_code::internal, defect.what(), "internal error"});
    return failed;
  }
}

} // namespace tradeeon
