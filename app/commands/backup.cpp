#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "app/file_digest.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <fmt/core.h>

#include <filesystem>

namespace tradeeon {

namespace {

result<int> back_up(const std::string& to, const settings& given) {
  namespace fs = std::filesystem;
  const auto loaded = given.load(false);
  if (!loaded)
    return loaded.error();
  std::error_code failure;
  const auto from = loaded->data + "/tradeeon.db";
  if (!fs::is_regular_file(from, failure))
    return bad_input(from, "there is no database here; name its directory with --data");
  if (to.empty())
    return bad_input("--to", "a file that does not exist yet is needed");
  if (fs::exists(fs::symlink_status(to, failure)))
    return bad_input(to, "this file exists; a backup never overwrites one");
  auto done = storage::sqlite::backup(from, to);
  if (!done) {
    if (done.error().code == problem_code::conflict) // made in the meantime
      return bad_input(to, done.error().text);
    return std::move(done).error();
  }
  const auto made = digest_of(to);
  if (!made)
    return made.error();
  fmt::print("{}  {}\n", made->sha256, to); // as sha256sum has it
  fmt::print(stderr, "copied {} to {}: {} bytes\n", from, to, made->bytes);
  return 0;
}

} // namespace

void add_backup(CLI::App& root, job& chosen) {
  auto* command =
    root.add_subcommand("backup", "Copy the database, also while it is in use");
  auto to = std::make_shared<std::string>();
  command->add_option("--to", *to, "the copy; must not exist yet")
    ->required()
    ->type_name("FILE");
  auto given =
    std::make_shared<settings>(*command, std::vector<std::string_view>{"data"});
  command->footer(
    "Checks the copy before it gets its name and prints its SHA-256 as sha256sum\n"
    "does. The secrets in the data directory are not part of it.\n\n"
    "Example:\n  tradeeon backup --to tradeeon-backup.db --data "
    "./tradeeon-data");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return back_up(*to, *given); }; });
}

} // namespace tradeeon
