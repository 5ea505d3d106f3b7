#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "app/import/importer.hpp"
#include "app/import/user_map.hpp"
#include "app/secrets_file.hpp"
#include "app/text_file.hpp"
#include "http/clients/url_guard.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>

namespace tradeeon {

namespace {

using json::export_table;

/// What the command line says.
struct import_request {
  std::vector<std::string> files;
  std::vector<std::string> of_table[3];
  std::string users;
  bool skip_bad = false;
  bool dry_run = false;
};

result<std::string> read_text(const std::string& path) {
  return read_text_file(path, 1U << 30U, "a file has at most 1 GiB; split it");
}

/// A database that is gone with the object, for looking what would happen.
class throwaway_folder {
public:
  throwaway_folder() {
    auto name = (std::filesystem::temp_directory_path() / "tradeeon-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr)
      path_ = name;
  }
  throwaway_folder(const throwaway_folder&) = delete;
  throwaway_folder& operator=(const throwaway_folder&) = delete;
  ~throwaway_folder() {
    std::error_code ignored;
    if (!path_.empty())
      std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
  std::string path_;
};

result<importer> read_all(const import_request& asked, const config& loaded) {
  std::map<std::string, std::string> users;
  if (!asked.users.empty()) {
    const auto text = read_text(asked.users);
    if (!text)
      return text.error();
    auto read = read_user_map(*text);
    if (!read)
      return bad_input(asked.users + " " + read.error().place, read.error().text);
    users = *std::move(read);
  }
  importer out{
    std::move(users),
    [allow = loaded.allow_private_webhooks](const std::string& url) -> result<void> {
      auto parsed = parse_webhook_url(url, allow);
      if (!parsed)
        return std::move(parsed).error();
      return {};
    }};
  const auto read = [&](const std::string& file,
                        std::optional<export_table> table) -> result<void> {
    const auto text = read_text(file);
    if (!text)
      return text.error();
    return out.read(file, *text, table);
  };
  for (const auto& file : asked.files)
    if (auto done = read(file, std::nullopt); !done)
      return std::move(done).error();
  for (const auto table :
       {export_table::alerts, export_table::conditions, export_table::subscriptions})
    for (const auto& file : asked.of_table[static_cast<std::size_t>(table)])
      if (auto done = read(file, table); !done)
        return std::move(done).error();
  return out;
}

/// Writes and, where that is wanted and nothing stands against it, commits.
result<bool> write_all(importer& from, storage::store& to, const import_request& asked) {
  if (auto begun = to.begin(); !begun)
    return std::move(begun).error();
  if (auto done = from.write(to); !done) {
    to.rollback();
    return std::move(done).error();
  }
  const bool fine = from.complaints().empty() || asked.skip_bad;
  if (!fine || asked.dry_run) {
    to.rollback();
    return fine;
  }
  if (auto done = to.commit(); !done)
    return std::move(done).error();
  return true;
}

void print_outcome(const importer& done, bool dry_run) {
  for (const auto table :
       {export_table::alerts, export_table::conditions, export_table::subscriptions}) {
    const auto& x = done.figures(table);
    std::string more;
    if (x.inactive > 0)
      more += fmt::format(", {} inactive", x.inactive);
    if (x.refused > 0)
      more += fmt::format(", {} refused", x.refused);
    fmt::print("{}: {} {}, {} existing{}\n", json::to_string(table), x.imported,
               dry_run ? "would be imported" : "imported", x.existing, more);
  }
  for (const auto& [former, present] : done.renamed())
    fmt::print("condition {} is now {}\n", former, present);
}

result<int> import_all(const import_request& asked, const settings& given) {
  const auto loaded = given.load(false);
  if (!loaded)
    return loaded.error();
  auto from = read_all(asked, *loaded);
  if (!from)
    return std::move(from).error();
  throwaway_folder elsewhere;
  auto folder = loaded->data;
  // A dry run makes no database, nor the directory of one.
  if (asked.dry_run && !std::filesystem::exists(folder + "/tradeeon.db"))
    folder = elsewhere.path();
  else if (auto made = make_data_directory(folder); !made)
    return std::move(made).error();
  auto store = storage::sqlite::open_store(folder + "/tradeeon.db",
                                           storage::retention{loaded->history_bars});
  if (!store)
    return std::move(store).error();
  const auto fine = write_all(*from, **store, asked);
  if (!fine)
    return fine.error();
  for (const auto& x : from->notes())
    fmt::print(stderr, "note: {}\n", x);
  for (const auto& x : from->complaints())
    fmt::print(stderr, "{}: {}\n", x.place, x.text);
  if (!*fine)
    return bad_input({}, fmt::format("nothing was imported: {} rows can't be taken; "
                                     "correct them, or leave them out with --skip-bad",
                                     from->complaints().size()));
  print_outcome(*from, asked.dry_run);
  return 0;
}

} // namespace

void add_import(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand(
    "import", "Take over alerts, conditions and subscriptions of the former database");
  auto asked = std::make_shared<import_request>();
  const auto files = [&](const char* name, std::vector<std::string>& into,
                         const char* help) {
    command->add_option(name, into, help)->type_name("FILE");
  };
  files("files", asked->files, "exports; their columns tell the table");
  files("--alerts", asked->of_table[0], "an export of the table alerts");
  files("--conditions", asked->of_table[1], "of condition_registry");
  files("--subscriptions", asked->of_table[2], "of user_condition_subscriptions");
  command->add_option("--user-map", asked->users, "CSV: former,present user id a line")
    ->type_name("FILE");
  command->add_flag("--skip-bad", asked->skip_bad,
                    "import the other rows where some can't be taken");
  command->add_flag("--dry-run", asked->dry_run, "say what would happen, write nothing");
  auto given = std::make_shared<settings>(
    *command, std::vector<std::string_view>{"data", "allow_private_webhooks"});
  command->footer(
    "Files are CSV with a header, or JSON: a list of rows or one row after the other.\n"
    "No server may run on the data directory. Doing it twice changes nothing.\n\n"
    "Example:\n  tradeeon import --data ./tradeeon-data alerts.csv conditions.csv "
    "subscriptions.csv");
  command->callback([=, &chosen] {
    chosen = [=]() -> result<int> {
      bool any = !asked->files.empty();
      for (const auto& list : asked->of_table)
        any = any || !list.empty();
      if (!any)
        return bad_input("import", "at least one file is needed");
      return import_all(*asked, *given);
    };
  });
}

} // namespace tradeeon
