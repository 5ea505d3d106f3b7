#include "app/serve_check.hpp"

#include "app/candle_file.hpp"
#include "app/secrets_file.hpp"
#include "http/clients/webhook_signature.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <unistd.h>

#include <filesystem>

namespace tradeeon {

namespace {

namespace fs = std::filesystem;

checked_thing bad(const std::string& what, const problem& why) {
  return {false, what + ": " +
                   (why.place.empty() || why.place == what ? "" : why.place + ": ") +
                   why.text};
}

bool may_write(const fs::path& where) {
  return ::access(where.c_str(), W_OK | X_OK) == 0;
}

/// The directory itself, or where it is missing the one that it would be made in.
checked_thing check_directory(const std::string& data) {
  const auto what = "data directory " + data;
  std::error_code failure;
  auto at = fs::absolute(data, failure);
  const bool there = fs::exists(at, failure);
  while (!fs::exists(at, failure) && at.has_parent_path() && at != at.parent_path())
    at = at.parent_path();
  if (!fs::is_directory(at, failure))
    return {false, what + ": " + at.string() + " is not a directory"};
  if (!may_write(at))
    return {false, what + ": " + at.string() + " can't be written by this user"};
  return {true, what + (there ? "" : ", to be made")};
}

/// Configured, kept in the directory, or to be made there.
checked_thing check_secret(const secret& configured, const std::string& data,
                           std::string_view file) {
  const auto what = "secret " + std::string{file};
  if (!configured.empty())
    return {true, what + ", from the configuration instead"};
  const auto found = find_secret(data, file);
  if (!found)
    return bad(what, found.error());
  return {true, what + (found->has_value() ? "" : ", to be made")};
}

checked_thing check_signing(const config& settings) {
  auto key = settings.webhook_secret;
  if (key.empty())
    if (const auto found = find_secret(settings.data, webhook_secret_file);
        found && found->has_value())
      key = **found;
  if (!key.empty())
    if (const auto made = webhook_key::make(key); !made)
      return bad("key of webhooks", made.error());
  return {true, "key of webhooks"};
}

checked_thing check_candle_file(const config& settings) {
  const auto what = "candles " + settings.candles;
  auto file = candle_file::open(settings.candles, settings.symbol, settings.base);
  if (!file)
    return bad(what, file.error());
  const auto count = check_candles(**file);
  if (!count)
    return bad(what, count.error());
  return {true, what + ", " + std::to_string(*count) + " of them"};
}

checked_thing check_database(const std::string& data) {
  const auto path = data + "/tradeeon.db";
  const auto what = "database " + path;
  std::error_code failure;
  if (!fs::exists(path, failure))
    return {true, what + ", to be made"};
  const auto found = storage::sqlite::inspect(path);
  if (!found)
    return bad(what, found.error());
  const auto schema = ", schema " + std::to_string(found->schema);
  if (found->schema == found->newest_schema)
    return {true, what + schema};
  return {true,
          what + schema + ", to be moved to " + std::to_string(found->newest_schema)};
}

} // namespace

std::vector<checked_thing> check_serving(const config& settings) {
  std::vector<checked_thing> out;
  out.push_back(check_directory(settings.data));
  out.push_back(check_secret(settings.jwt_secret, settings.data, jwt_secret_file));
  out.push_back(
    check_secret(settings.webhook_secret, settings.data, webhook_secret_file));
  out.push_back(check_signing(settings));
  out.push_back(check_database(settings.data));
  if (settings.feed == feed_kind::replay)
    out.push_back(check_candle_file(settings));
  return out;
}

} // namespace tradeeon
