#include "app/config.hpp"

#include "app/config_text.hpp"
#include "app/option_table.hpp"
#include "app/option_values.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace tradeeon {

namespace {

/// What the sources say so far.
struct progress {
  config so_far;

  result<void> take(const option_info& option, std::string_view text, std::string place) {
    auto done = option.set(so_far, text);
    if (!done)
      return bad_input(std::move(place), done.error().text);
    so_far.sources[std::string{option.name}] = std::move(place);
    return {};
  }
};

// Not ours: the development script's own variables, and the name of the file.
bool is_other_variable(std::string_view name) {
  constexpr std::string_view others[] = {"TRADEEON_CONFIG", "TRADEEON_JOBS",
                                         "TRADEEON_SHARED_DATA", "TRADEEON_NO_INSTALL",
                                         "TRADEEON_FIXED_LAYOUT"};
  return std::find(std::begin(others), std::end(others), name) != std::end(others);
}

result<void> take_file(progress& to, const config_sources& from) {
  auto settings = parse_config_text(from.file_text, from.file_name);
  if (!settings)
    return settings.error();
  for (const auto& setting : *settings)
    if (auto done = to.take(*setting.option, setting.text, setting.place); !done)
      return done;
  return {};
}

// Where compose files pass variables through, an empty one means that it is unset.
result<void> take_environment(progress& to, const config_sources& from) {
  const auto& variables = from.environment;
  std::set<std::string> known;
  for (const auto& option : all_options()) {
    std::vector<std::string> names{option.environment.begin(), option.environment.end()};
    names.push_back(option.variable()); // the last one counts
    for (const auto& name : names) {
      known.insert(name);
      const auto found = variables.find(name);
      if (found == variables.end() || found->second.empty())
        continue;
      if (auto done = to.take(option, found->second, "environment " + name); !done)
        return done;
    }
  }
  for (const auto& [name, value] : variables)
    if (name.rfind("TRADEEON_", 0) == 0 && !value.empty() && known.count(name) == 0 &&
        !is_other_variable(name))
      to.so_far.notices.push_back(name + " is ignored: there is no such option");
  for (const auto& retired : retired_variables()) {
    const auto found = variables.find(std::string{retired.name});
    if (found != variables.end() && !found->second.empty())
      to.so_far.notices.push_back(
        std::string{retired.name} +
        " is accepted but changes nothing: " + std::string{retired.reason});
  }
  return {};
}

result<void> take_flags(progress& to, const config_sources& from) {
  for (const auto& flag : from.flags) {
    const auto& name = flag.first;
    const auto& options = all_options();
    const auto option = std::find_if(options.begin(), options.end(),
                                     [&](const auto& x) { return x.name == name; });
    if (option == options.end())
      return bad_input(name, "there is no such option");
    if (auto done = to.take(*option, flag.second, option->flag()); !done)
      return done;
  }
  return {};
}

bool is_loopback(const endpoint& at) {
  return at.host == "localhost" || at.host == "::1" || at.host.rfind("127.", 0) == 0;
}

/// Which roles make sense together, and what a cluster needs of its nodes.
result<void> check_cluster(progress& all) {
  const auto& x = all.so_far;
  const auto has = [&](node_role role) { return x.roles.count(role) != 0; };
  if (has(node_role::api) && !x.is_store())
    return bad_input("--roles", "api reads the database: it needs the role store on the "
                                "same node");
  if (x.is_store() && x.cluster_join.port != 0)
    return bad_input("--cluster-join", "a node with the role store is what others join: "
                                       "it needs cluster_listen instead");
  if (!x.is_store() && x.cluster_join.port == 0)
    return bad_input("--cluster-join", "a node without the role store needs HOST:PORT of "
                                       "the store node");
  if (!x.is_store() && x.cluster_listen.port != 0)
    return bad_input("--cluster-listen", "only a node with the role store is joined by "
                                         "others");
  for (const auto role : leased_roles)
    if (x.is_store() && !has(role) && x.cluster_listen.port == 0)
      return bad_input("--roles", "nobody would do the work of " +
                                    std::string{to_string(role)} +
                                    ": add it, or set cluster_listen so that other nodes "
                                    "can join");
  if (!x.is_store() && has(node_role::notifier) && x.webhook_secret.empty() &&
      x.cluster_tls.empty())
    return bad_input("environment WEBHOOK_SECRET",
                     "a notifier away from the store signs with a secret that it is "
                     "given: set it here, or name a folder of `tradeeon certs` with "
                     "cluster_tls");
  const auto& place = x.is_store() ? x.cluster_listen : x.cluster_join;
  if (x.is_clustered() && x.cluster_tls.empty() && !is_loopback(place))
    return bad_input(x.is_store() ? "--cluster-listen" : "--cluster-join",
                     "beyond this machine the nodes of a cluster speak TLS: make "
                     "certificates with `tradeeon certs` and set cluster_tls, or use "
                     "127.0.0.1");
  return {};
}

// A file's market is not to be guessed: wrong bars would look like right ones.
result<void> check_together(progress& all) {
  auto& x = all.so_far;
  if (auto fine = check_cluster(all); !fine)
    return fine;
  if (x.feed == feed_kind::replay) {
    if (x.candles.empty())
      return bad_input("--candles", "the feed replay needs a CSV file of candles");
    for (const auto* name : {"symbol", "timeframe"})
      if (x.sources.count(name) == 0)
        return bad_input("--" + std::string{name}, "the feed replay needs the " +
                                                     std::string{name} +
                                                     " of its file to be named");
  } else if (!x.candles.empty()) {
    x.notices.emplace_back("candles changes nothing: only the feed replay reads a file");
  }
  // Replayed for ever at full speed would keep a processor busy with nothing new.
  if (x.feed == feed_kind::replay && x.loop && x.speed == 0)
    return bad_input("--loop", "a looping replay needs a speed other than max");
  constexpr std::size_t hs256_key = 32;
  if (!x.jwt_secret.empty() && x.jwt_secret.reveal().size() < hs256_key)
    x.notices.emplace_back("jwt_secret is shorter than the 32 bytes that HS256 asks for");
  for (const auto& previous : x.jwt_previous_secrets)
    if (previous.reveal().size() < hs256_key)
      x.notices.emplace_back(
        "one of jwt_previous_secrets is shorter than the 32 bytes that HS256 asks for");
  return {};
}

} // namespace

config::config() = default;

result<config> load_config(const config_sources& from) {
  progress all;
  for (auto* step : {take_file, take_environment, take_flags})
    if (auto done = step(all, from); !done)
      return done.error();
  if (from.serving)
    if (auto done = check_together(all); !done)
      return done.error();
  return std::move(all.so_far);
}

result<config> load_config_file(config_sources from) {
  constexpr std::uintmax_t largest = 1'048'576;
  if (!from.file_name.empty()) {
    std::error_code failure;
    const auto status = std::filesystem::status(from.file_name, failure);
    if (!std::filesystem::exists(status))
      return bad_input(from.file_name, "there is no such configuration file");
    if (std::filesystem::is_directory(status))
      return bad_input(from.file_name, "a configuration file is needed, not a directory");
    std::ifstream in{from.file_name, std::ios::binary};
    if (!in)
      return bad_input(from.file_name, "the configuration file can't be opened: " +
                                         std::generic_category().message(errno));
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (in.bad() || text.size() > largest)
      return bad_input(from.file_name, "a configuration file has at most 1 MiB");
    from.file_text = std::move(text);
  }
  return load_config(from);
}

} // namespace tradeeon
