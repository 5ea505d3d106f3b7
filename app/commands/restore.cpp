#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "app/file_digest.hpp"
#include "app/secrets_file.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

namespace tradeeon {

namespace {

struct restore_request {
  std::string from;
  std::string sha256; ///< empty: not given
  bool force = false;
};

result<std::string> parse_digest(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::size_t length = 64;
  if (text.size() != length ||
      text.find_first_not_of("0123456789abcdef") != std::string::npos)
    return bad_input("--sha256", "64 hex digits are needed, as tradeeon backup and "
                                 "sha256sum print them");
  return text;
}

/// The checks of the copy that need no database: it is what was backed up.
result<void> check_digest(const std::string& path, const restore_request& asked,
                          file_digest& found) {
  auto read = digest_of(path);
  if (!read)
    return std::move(read).error();
  found = *std::move(read);
  if (!asked.sha256.empty() && found.sha256 != asked.sha256)
    return bad_input(asked.from, "this is another file: its SHA-256 is " + found.sha256);
  return {};
}

result<int> put_back(restore_request asked, const settings& given) {
  namespace fs = std::filesystem;
  const auto loaded = given.load(false);
  if (!loaded)
    return loaded.error();
  std::error_code failure;
  if (!fs::is_regular_file(asked.from, failure))
    return bad_input("--from", asked.from + " is no file that can be restored");
  if (!asked.sha256.empty()) {
    auto digest = parse_digest(asked.sha256);
    if (!digest)
      return std::move(digest).error();
    asked.sha256 = *std::move(digest);
  }
  if (auto made = make_data_directory(loaded->data); !made)
    return std::move(made).error();
  const auto to = loaded->data + "/tradeeon.db";
  file_digest found;
  auto done =
    storage::sqlite::restore(asked.from, to, asked.force, [&](const std::string& copy) {
      return check_digest(copy, asked, found);
    });
  if (!done && done.error().code == problem_code::conflict)
    return bad_input(to, "there is a database already; --force replaces it");
  if (!done)
    return std::move(done).error();
  fmt::print("{}  {}\n", found.sha256, asked.from);
  fmt::print(stderr, "restored {} ({} bytes) as {}\n", asked.from, found.bytes, to);
  return 0;
}

} // namespace

void add_restore(CLI::App& root, job& chosen) {
  auto* command =
    root.add_subcommand("restore", "Put a backup in place, while no server runs");
  auto asked = std::make_shared<restore_request>();
  command->add_option("--from", asked->from, "what tradeeon backup has made")
    ->required()
    ->type_name("FILE");
  command->add_option("--sha256", asked->sha256, "what the backup's SHA-256 must be")
    ->type_name("HEX");
  command->add_flag("--force", asked->force, "replace the database that is there");
  auto given =
    std::make_shared<settings>(*command, std::vector<std::string_view>{"data"});
  command->footer(
    "Checks the copy before it takes its place. Secrets are not in backups: keep\n"
    "those of the data directory, or put them back yourself.\n\n"
    "Example:\n  tradeeon restore --from tradeeon-backup.db --data ./tradeeon-data");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return put_back(*asked, *given); }; });
}

} // namespace tradeeon
