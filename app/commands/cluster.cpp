#include "app/commands/command.hpp"
#include "app/commands/settings.hpp"
#include "app/option_values.hpp"
#include "app/secrets_file.hpp"
#include "domain/policies/shards.hpp"
#include "http/clients/api_call.hpp"
#include "http/server/jwt.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>

namespace tradeeon {

namespace {

using json_value = nlohmann::json;

struct cluster_request {
  std::string node;
  std::string role;
  std::string shard;
  bool undo = false;
  bool as_json = false;
};

/// The token in TRADEEON_TOKEN, else one of the role admin, good for a minute, signed
/// with the secret that is configured or in the data directory.
result<secret> admin_token(const config& settings) {
  if (const char* given = std::getenv("TRADEEON_TOKEN"); given != nullptr && *given != 0)
    return secret{given};
  auto key = settings.jwt_secret;
  if (key.empty()) {
    auto kept = read_or_create_secret(settings.data, jwt_secret_file);
    if (!kept)
      return std::move(kept).error();
    key = *std::move(kept);
  }
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                     std::chrono::system_clock::now().time_since_epoch())
                     .count();
  auto token = http::mint_token({"operator", http::role::admin}, 60, key, now);
  if (!token)
    return std::move(token).error();
  return secret{*std::move(token)};
}

result<std::string> ask(const settings& given, const std::string& path,
                        const std::string& body) {
  const auto loaded = given.load(false);
  if (!loaded)
    return loaded.error();
  auto token = admin_token(*loaded);
  if (!token)
    return std::move(token).error();
  constexpr std::chrono::seconds patience{12};
  return call_api({loaded->http.host, loaded->http.port, path, body, *std::move(token)},
                  patience);
}

std::string words(const json_value& list) {
  std::string out;
  for (const auto& x : list)
    out.append(out.empty() ? "" : ",").append(x.get<std::string>());
  return out.empty() ? "-" : out;
}

std::string shards_of(const json_value& held) {
  std::string out;
  for (const auto& [role, count] : held.items())
    out.append(out.empty() ? "" : " ")
      .append(role)
      .append("=")
      .append(std::to_string(count.get<int>()));
  return out.empty() ? "-" : out;
}

void show(const json_value& seen) {
  fmt::print("{:<24} {:<10} {:<9} {:<28} {}\n", "NODE", "VERSION", "STATUS", "ROLES",
             "SHARDS");
  for (const auto& x : seen.at("nodes"))
    fmt::print("{:<24} {:<10} {:<9} {:<28} {}\n", x.at("node").get<std::string>(),
               x.at("version").get<std::string>(), x.at("status").get<std::string>(),
               words(x.at("roles")), shards_of(x.at("shards")));
  if (!seen.at("missing_roles").empty())
    fmt::print("\nNo living node has the role {}: its work waits.\n",
               words(seen.at("missing_roles")));
  fmt::print("\nwrites refused for a lease that had moved on: {}\n",
             seen.at("fenced_writes").get<std::uint64_t>());
}

result<int> print(result<std::string> answer, bool as_json) {
  if (!answer)
    return std::move(answer).error();
  const auto seen = json_value::parse(*answer, nullptr, false);
  if (seen.is_discarded() || !seen.contains("nodes"))
    return problem{problem_code::unavailable, "what answers there is not tradeeon", {}};
  if (as_json)
    fmt::print("{}\n", *answer);
  else
    show(seen);
  return 0;
}

CLI::App* add_verb(CLI::App& command, const char* name, const char* help,
                   const std::shared_ptr<cluster_request>& asked) {
  auto* verb = command.add_subcommand(name, help);
  verb->add_flag("--json", asked->as_json, "the answer as the API gives it");
  // --http and --data are the command's, and are written after the verb as well.
  verb->fallthrough();
  return verb;
}

} // namespace

void add_cluster(CLI::App& root, job& chosen) {
  auto* command =
    root.add_subcommand("cluster", "See a cluster's nodes, and move work between them");
  command->require_subcommand(1);
  auto asked = std::make_shared<cluster_request>();
  auto given =
    std::make_shared<settings>(*command, std::vector<std::string_view>{"http", "data"});
  auto* status = add_verb(*command, "status", "Nodes, roles and shards", asked);
  status->callback([=, &chosen] {
    chosen = [=] { return print(ask(*given, "/api/v1/cluster", {}), asked->as_json); };
  });
  auto* drain =
    add_verb(*command, "drain", "Take all work off a node, before it is replaced", asked);
  drain->add_option("node", asked->node, "the node")->required()->type_name("NODE");
  drain->add_flag("--undo", asked->undo, "let it have work again");
  drain->callback([=, &chosen] {
    chosen = [=] {
      const json_value body{{"node", asked->node}, {"on", !asked->undo}};
      return print(ask(*given, "/api/v1/cluster/drain", body.dump()), asked->as_json);
    };
  });
  auto* move = add_verb(*command, "move", "Put one shard on a node", asked);
  move->add_option("role", asked->role, "evaluator, alerts or notifier")
    ->required()
    ->type_name("ROLE");
  move->add_option("shard", asked->shard, "0 to 63")->required()->type_name("SHARD");
  move->add_option("node", asked->node, "the node")->required()->type_name("NODE");
  move->callback([=, &chosen] {
    chosen = [=]() -> result<int> {
      const auto shard = parse_whole(asked->shard, 0, shard_count - 1);
      if (!shard)
        return bad_input("SHARD", shard.error().text);
      const json_value body{
        {"role", asked->role}, {"shard", *shard}, {"node", asked->node}};
      return print(ask(*given, "/api/v1/cluster/move", body.dump()), asked->as_json);
    };
  });
  command->footer("Asks the store node's API (--http) with the admin token in "
                  "TRADEEON_TOKEN, or with one signed\nby the secret in the data "
                  "directory.\n\n"
                  "Example:\n  tradeeon cluster status --data ./tradeeon-data\n"
                  "  tradeeon cluster drain worker-1 --data ./tradeeon-data");
}

} // namespace tradeeon
