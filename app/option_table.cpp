#include "app/option_table.hpp"

#include "app/option_kinds.hpp"
#include "app/option_values.hpp"
#include "app/trading_rules.hpp"
#include "domain/market/symbol.hpp"
#include "domain/support/numbers.hpp"
#include "storage/redis/redis_url.hpp"

#include <limits>

namespace tradeeon {

namespace {

using list = std::vector<std::string>;

std::string with_commas(const list& parts) {
  std::string out;
  for (const auto& part : parts)
    out.append(out.empty() ? "" : ",").append(part);
  return out;
}

// -- options with a type of their own -----------------------------------------------

option_info roles_option() {
  option_info info;
  info.name = "roles";
  info.shape = option_shape::list;
  info.metavar = "ROLE,...";
  info.help = "parts that run here: all, or some of store, api, evaluator, alerts, "
              "notifier";
  info.set = [](config& to, std::string_view value) -> result<void> {
    auto roles = parse_node_roles(parse_list(value));
    if (!roles)
      return std::move(roles).error();
    to.roles = *std::move(roles);
    return {};
  };
  info.get = [](const config& from) {
    if (from.roles.size() == all_node_roles.size())
      return std::string{"all"};
    list names;
    for (const auto role : from.roles)
      names.emplace_back(to_string(role));
    return with_commas(names);
  };
  return info;
}

/// A place in the cluster's network; empty where there is none.
option_info place_option(std::string_view name, endpoint config::*member,
                         std::string_view help) {
  option_info info;
  info.name = name;
  info.metavar = "HOST:PORT";
  info.help = help;
  info.set = [member](config& to, std::string_view value) -> result<void> {
    if (value.empty()) {
      to.*member = {};
      return {};
    }
    auto place = parse_endpoint(value);
    if (!place)
      return std::move(place).error();
    if (place->port == 0)
      return bad_input({}, "a port of the cluster is from 1 to 65535, such as 7600");
    to.*member = *std::move(place);
    return {};
  };
  info.get = [member](const config& from) {
    const auto& place = from.*member;
    return place.port == 0 ? std::string{} : to_string(place);
  };
  return info;
}

option_info feed_option() {
  option_info info;
  info.name = "feed";
  info.metavar = "demo|push|replay";
  info.help = "where candles come from";
  info.set = option::setter(&config::feed, parse_feed);
  info.get = [](const config& from) { return std::string{to_string(from.feed)}; };
  return info;
}

option_info timeframe_option() {
  option_info info;
  info.name = "timeframe";
  info.metavar = "T";
  info.help = "bar length of the feeds demo and replay: 1m … 1M";
  info.set = option::setter(&config::base, parse_timeframe);
  info.get = [](const config& from) { return std::string{to_string(from.base)}; };
  return info;
}

option_info speed_option() {
  option_info info;
  info.name = "speed";
  info.shape = option_shape::number_or_text;
  info.metavar = "N|max";
  info.help = "market time per real time in the feeds demo and replay";
  info.set = option::setter(&config::speed, parse_speed);
  info.get = [](const config& from) {
    return from.speed == 0 ? std::string{"max"} : format_number(from.speed);
  };
  return info;
}

option_info seed_option() {
  option_info info;
  info.name = "demo_seed";
  info.shape = option_shape::number;
  info.metavar = "N";
  info.help = "which made-up market the feed demo shows";
  info.set = option::setter(&config::demo_seed, [](std::string_view value) {
    return parse_whole(value, 0, std::numeric_limits<std::int64_t>::max());
  });
  info.get = [](const config& from) { return std::to_string(from.demo_seed); };
  return info;
}

option_info http_option() {
  option_info info;
  info.name = "http";
  info.metavar = "HOST:PORT";
  info.help = "where the API listens; port 0: any free one";
  info.set = option::setter(&config::http, parse_endpoint);
  info.get = [](const config& from) { return to_string(from.http); };
  return info;
}

option_info origins_option() {
  option_info info;
  info.name = "cors_origins";
  info.shape = option_shape::list;
  info.environment = {"CORS_ORIGINS"};
  info.metavar = "ORIGIN,...";
  info.help = "pages that may call the API";
  info.set = [](config& to, std::string_view value) -> result<void> {
    list origins;
    for (const auto& part : parse_list(value)) {
      auto origin = parse_origin(part);
      if (!origin)
        return origin.error();
      origins.push_back(std::move(*origin));
    }
    to.cors_origins = std::move(origins);
    return {};
  };
  info.get = [](const config& from) { return with_commas(from.cors_origins); };
  return info;
}

option_info previous_secrets_option() {
  option_info info;
  info.name = "jwt_previous_secrets";
  info.shape = option_shape::list;
  info.confidential = true;
  info.metavar = "TEXT,...";
  info.help = "check tokens too, but sign none; without commas";
  info.set = [](config& to, std::string_view value) -> result<void> {
    constexpr std::size_t longest = 1'024;
    constexpr std::size_t most = 8; // each costs a check per bad token
    std::vector<secret> given;
    for (auto& part : parse_list(value)) {
      if (part.size() > longest)
        return bad_input({}, "a secret has at most 1024 characters");
      given.emplace_back(std::move(part));
    }
    if (given.size() > most)
      return bad_input({}, "at most 8 previous secrets can be kept");
    to.jwt_previous_secrets = std::move(given);
    return {};
  };
  info.get = [](const config& from) {
    list parts;
    for (const auto& each : from.jwt_previous_secrets)
      parts.push_back(each.reveal());
    return with_commas(parts);
  };
  return info;
}

option_info symbol_rules_option() {
  option_info info;
  info.name = "symbol_rules";
  info.shape = option_shape::list;
  info.metavar = "RULES,...";
  info.help = "what exchanges accept: BTCUSDT tick=0.01 lot=0.00001 min_notional=5";
  info.set = [](config& to, std::string_view value) -> result<void> {
    std::vector<symbol_rules> all;
    for (const auto& part : parse_list(value)) {
      auto rules = parse_trading_rules(part);
      if (!rules)
        return std::move(rules).error();
      for (const auto& other : all)
        if (other.symbol == rules->symbol)
          return bad_input({}, rules->symbol + " is there twice");
      all.push_back(*std::move(rules));
    }
    to.symbol_rules = std::move(all);
    return {};
  };
  info.get = [](const config& from) {
    list parts;
    for (const auto& x : from.symbol_rules)
      parts.push_back(to_string(x));
    return with_commas(parts);
  };
  return info;
}

/// An empty text, and with it an empty variable, means that there is none.
option_info redis_url_option() {
  auto info = option::confidential(
    "redis_url", &config::redis_url,
    "Redis that triggers are published to: redis://[user:password@]host:port/database");
  info.metavar = "URL";
  info.set =
    option::setter(&config::redis_url, [](std::string_view value) -> result<secret> {
      if (!value.empty())
        if (auto read = storage::redis::parse_redis_url(value); !read)
          return std::move(read).error();
      return secret{std::string{value}};
    });
  return info;
}

std::vector<option_info> make_options() {
  using namespace option;
  using c = config;
  return {
    text("data", &c::data, "DIR", "everything the process writes", parse_data),
    roles_option(),
    reloadable(
      also_called(text("log_level", &c::log_level, "LEVEL",
                       "trace, debug, info, warn, error, critical or off", parse_level),
                  "LOG_LEVEL")),
    text("log_format", &c::log_format, "auto|text|json",
         "how log lines look; auto: text on a terminal, else JSON",
         [](std::string_view value) {
           return parse_word(value, {"auto", "text", "json"});
         }),
    reloadable(seconds("drain_delay", &c::drain_delay, 0, 60,
                       "how long /readyz answers 503 before requests are refused")),
    whole("threads", &c::threads, 0, 256, "threads that evaluate; 0: one per core"),
    feed_option(),
    text("candles", &c::candles, "FILE", "CSV file of the feed replay", parse_path),
    text("symbol", &c::symbol, "S", "symbol of the feeds demo and replay",
         [](std::string_view value) { return normalise_symbol(value, {}); }),
    timeframe_option(),
    speed_option(),
    yes_no("loop", &c::loop, "the feed replay starts again at the end of its file"),
    seed_option(),
    whole("history_bars", &c::history_bars, 100, 1'000'000,
          "closed bars kept per series"),
    http_option(),
    whole("http_threads", &c::http_threads, 2, 256, "requests worked on at once"),
    whole("max_streams", &c::max_streams, 0, 1'000, "event streams open at once"),
    reloadable(origins_option()),
    reloadable(also_called(
      confidential("jwt_secret", &c::jwt_secret,
                   "signs and checks tokens; empty: made in the data directory"),
      "SUPABASE_JWT_SECRET")),
    reloadable(previous_secrets_option()),
    reloadable(also_called(whole("rate_limit_per_minute", &c::rate_limit_per_minute, 0,
                                 1'000'000, "requests per user; 0: no limit"),
                           "RATE_LIMIT_PER_MINUTE")),
    reloadable(
      also_called(whole("rate_limit_writes_per_minute", &c::rate_limit_writes_per_minute,
                        0, 1'000'000, "changing requests per user; 0: no limit"),
                  "RATE_LIMIT_WRITES_PER_MINUTE")),
    reloadable(also_called(whole("max_active_alerts", &c::max_active_alerts, 1, 1'000'000,
                                 "active alerts per user"),
                           "MAX_ACTIVE_ALERTS")),
    also_called(confidential("webhook_secret", &c::webhook_secret,
                             "signs webhooks; empty: made in the data directory"),
                "WEBHOOK_SECRET"),
    reloadable(also_called(seconds("webhook_timeout", &c::webhook_timeout, 0.1, 120,
                                   "how long one attempt at a webhook may take"),
                           "WEBHOOK_TIMEOUT")),
    reloadable(also_called(whole("webhook_max_retries", &c::webhook_max_retries, 0, 100,
                                 "attempts after the first"),
                           "WEBHOOK_MAX_RETRIES")),
    reloadable(yes_no("allow_private_webhooks", &c::allow_private_webhooks,
                      "webhooks to loopback and private addresses")),
    whole("max_bots", &c::max_bots, 1, 1'000'000, "bots per user, running or not"),
    symbol_rules_option(),
    also_called(redis_url_option(), "REDIS_URL"),
    whole("redis_stream_keep", &c::redis_stream_keep, 1, 10'000'000,
          "triggers that stay on the stream in Redis at least"),
    text("node", &c::node, "NAME", "this node's name in a cluster; empty: the host's",
         parse_name),
    text("cluster_name", &c::cluster_name, "NAME", "nodes of other clusters are refused",
         parse_name),
    place_option("cluster_listen", &c::cluster_listen,
                 "store node: where the other nodes find it"),
    place_option("cluster_join", &c::cluster_join,
                 "other nodes: where the store node is"),
    text("cluster_tls", &c::cluster_tls, "DIR",
         "certificates from `tradeeon certs node`; empty: loopback only", parse_path),
  };
}

} // namespace

std::string option_info::flag() const {
  std::string out = "--" + std::string{name};
  for (auto& c : out)
    if (c == '_')
      c = '-';
  return out;
}

std::string option_info::variable() const {
  std::string out = "TRADEEON_" + std::string{name};
  for (auto& c : out)
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  return out;
}

const std::vector<option_info>& all_options() {
  static const auto options = make_options();
  return options;
}

const std::vector<retired_variable>& retired_variables() {
  static const std::vector<retired_variable> variables{
    {"EVALUATOR_INTERVAL_SECONDS", "conditions are evaluated when a candle arrives"},
    {"EVALUATOR_TIMEFRAMES", "every timeframe that a condition names is evaluated"},
    {"ALERT_RUNNER_POLL_MS", "alerts are looked at when a candle arrives"},
    {"ALERT_MAX_ALERTS_PER_SYMBOL", "the alerts of a symbol are not limited"},
    {"ENCRYPTION_KEY", "this version stores no exchange keys"},
    {"SUPABASE_URL", "the database is a file in the data directory"},
    {"SUPABASE_SERVICE_ROLE_KEY", "the database is a file in the data directory"},
  };
  return variables;
}

} // namespace tradeeon
