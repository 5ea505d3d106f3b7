#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "app/option_values.hpp"
#include "app/secrets_file.hpp"
#include "http/server/jwt.hpp"

#include <fmt/core.h>

#include <chrono>

namespace tradeeon {

namespace {

/// What the command line says.
struct token_request {
  std::string user;
  std::string role = "user";
  std::string ttl = "24h";
};

// "90s", "15m", "24h", "30d", up to ten years.
result<std::int64_t> parse_ttl(std::string_view text) {
  constexpr std::int64_t longest = std::int64_t{3'650} * 86'400;
  std::int64_t unit = 0;
  switch (text.empty() ? '\0' : text.back()) {
  case 's':
    unit = 1;
    break;
  case 'm':
    unit = 60;
    break;
  case 'h':
    unit = 3'600;
    break;
  case 'd':
    unit = 86'400;
    break;
  default:
    break;
  }
  if (unit > 0)
    if (const auto count = parse_whole(text.substr(0, text.size() - 1), 1,
                                       static_cast<std::uint64_t>(longest / unit)))
      return static_cast<std::int64_t>(*count) * unit;
  return bad_input("--ttl", quoted(text) +
                              " is not a time to live: a whole number from 1 "
                              "and s, m, h or d, up to 3650d, such as 24h");
}

result<int> mint(const token_request& asked, const settings& given) {
  const auto role = http::parse_role(asked.role);
  if (!role)
    return bad_input("--role", role.error().text);
  const auto ttl = parse_ttl(asked.ttl);
  if (!ttl)
    return ttl.error();
  if (asked.user.empty())
    return bad_input("--user", "a user's name is needed");
  const auto loaded = given.load(false);
  if (!loaded)
    return loaded.error();
  auto key = loaded->jwt_secret;
  if (key.empty()) {
    auto kept = read_or_create_secret(loaded->data, jwt_secret_file);
    if (!kept)
      return std::move(kept).error();
    key = *std::move(kept);
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto token =
    http::mint_token({asked.user, *role}, *ttl, key,
                     std::chrono::duration_cast<std::chrono::seconds>(now).count());
  if (!token)
    return token.error();
  fmt::print("{}\n", *token);
  return 0;
}

} // namespace

void add_token(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand("token", "Mint a token for the HTTP API");
  auto asked = std::make_shared<token_request>();
  command->add_option("--user", asked->user, "whose token")
    ->required()
    ->type_name("NAME");
  command->add_option("--role", asked->role, "user, ingest or admin [user]")
    ->type_name("ROLE");
  command->add_option("--ttl", asked->ttl, "how long it is good for: 90s, 15m, 24h, 30d")
    ->type_name("TIME");
  auto given =
    std::make_shared<settings>(*command, std::vector<std::string_view>{"data"});
  command->footer(
    "Signs with SUPABASE_JWT_SECRET where that is set, else with the secret "
    "in the data\ndirectory.\n\n"
    "Example:\n  tradeeon token --user ada --ttl 12h --data ./tradeeon-data");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return mint(*asked, *given); }; });
}

} // namespace tradeeon
