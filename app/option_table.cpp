#include "app/option_table.hpp"

#include "app/option_kinds.hpp"
#include "app/option_values.hpp"
#include "domain/market/symbol.hpp"
#include "domain/support/numbers.hpp"
#include "storage/redis/redis_url.hpp"

#include <cmath>
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
  info.help = "parts that run here; this version runs all of them in one process";
  info.set = [](config& to, std::string_view value) -> result<void> {
    const auto given = parse_list(value);
    for (const auto& role : given)
      if (role != "all")
        return bad_input({}, "the role " + quoted(role) +
                               " can't run on its own in this version; use all");
    if (given.empty())
      return bad_input({}, "at least one role is needed; use all");
    to.roles = {"all"};
    return {};
  };
  info.get = [](const config& from) {
    return with_commas({from.roles.begin(), from.roles.end()});
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

option_info timeout_option() {
  option_info info;
  info.name = "webhook_timeout";
  info.shape = option_shape::number;
  info.environment = {"WEBHOOK_TIMEOUT"};
  info.metavar = "SECONDS";
  info.help = "how long one attempt at a webhook may take";
  info.set = [](config& to, std::string_view value) -> result<void> {
    const auto seconds = parse_real(value, 0.1, 120, "seconds");
    if (!seconds)
      return seconds.error();
    to.webhook_timeout = std::chrono::milliseconds{std::lround(*seconds * 1000)};
    return {};
  };
  info.get = [](const config& from) {
    return format_number(static_cast<double>(from.webhook_timeout.count()) / 1000);
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
    also_called(text("log_level", &c::log_level, "LEVEL",
                     "trace, debug, info, warn, error, critical or off", parse_level),
                "LOG_LEVEL"),
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
    origins_option(),
    also_called(
      confidential("jwt_secret", &c::jwt_secret,
                   "signs and checks tokens; empty: made in the data directory"),
      "SUPABASE_JWT_SECRET"),
    also_called(whole("rate_limit_per_minute", &c::rate_limit_per_minute, 0, 1'000'000,
                      "requests per user; 0: no limit"),
                "RATE_LIMIT_PER_MINUTE"),
    also_called(whole("rate_limit_writes_per_minute", &c::rate_limit_writes_per_minute, 0,
                      1'000'000, "changing requests per user; 0: no limit"),
                "RATE_LIMIT_WRITES_PER_MINUTE"),
    also_called(whole("max_active_alerts", &c::max_active_alerts, 1, 1'000'000,
                      "active alerts per user"),
                "MAX_ACTIVE_ALERTS"),
    also_called(confidential("webhook_secret", &c::webhook_secret,
                             "signs webhooks; empty: made in the data directory"),
                "WEBHOOK_SECRET"),
    timeout_option(),
    also_called(whole("webhook_max_retries", &c::webhook_max_retries, 0, 100,
                      "attempts after the first"),
                "WEBHOOK_MAX_RETRIES"),
    yes_no("allow_private_webhooks", &c::allow_private_webhooks,
           "webhooks to loopback and private addresses"),
    also_called(redis_url_option(), "REDIS_URL"),
    whole("redis_stream_keep", &c::redis_stream_keep, 1, 10'000'000,
          "triggers that stay on the stream in Redis at least"),
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
