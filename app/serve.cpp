#include "app/serve.hpp"

#include "app/announcer.hpp"
#include "app/candle_file.hpp"
#include "app/demo.hpp"
#include "app/engine.hpp"
#include "app/log.hpp"
#include "app/publishing.hpp"
#include "app/secrets_file.hpp"
#include "app/signals.hpp"
#include "http/clients/url_guard.hpp"
#include "http/clients/webhook_sender.hpp"
#include "http/clients/webhook_signature.hpp"
#include "http/json/trigger_codec.hpp"
#include "http/server/server.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <future>
#include <optional>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;

time_ms wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
           std::chrono::system_clock::now().time_since_epoch())
    .count();
}

/// Everything outside the engine that a server runs on.
struct premises {
  secret jwt;
  std::shared_ptr<webhook_key> key;
  std::shared_ptr<storage::queries> queries;
  std::shared_ptr<webhook_sender> sender;
  std::unique_ptr<storage::store> first_store;
  std::optional<publishing> publish;
};

result<secret> configured_or_own(const secret& configured, const std::string& data,
                                 std::string_view file) {
  if (!configured.empty())
    return configured;
  return read_or_create_secret(data, file);
}

result<void> open_storage(const config& settings, premises& into) {
  const auto path = settings.data + "/tradeeon.db";
  const storage::retention keep{settings.history_bars};
  auto store = storage::sqlite::open_store(path, keep);
  if (!store)
    return std::move(store).error();
  into.first_store = *std::move(store);
  auto queries = storage::sqlite::open_queries(path, keep);
  if (!queries)
    return std::move(queries).error();
  into.queries = *std::move(queries);
  return {};
}

result<void> open_webhooks(const config& settings, premises& into) {
  auto text =
    configured_or_own(settings.webhook_secret, settings.data, webhook_secret_file);
  if (!text)
    return std::move(text).error();
  auto key = webhook_key::make(*text);
  if (!key)
    return std::move(key).error();
  into.key = std::make_shared<webhook_key>(*std::move(key));
  webhook_options options;
  options.allow_private = settings.allow_private_webhooks;
  options.total_timeout = settings.webhook_timeout;
  auto sender = webhook_sender::make(options);
  if (!sender)
    return std::move(sender).error();
  into.sender = *std::move(sender);
  return {};
}

result<premises> prepare(const config& settings) {
  premises out;
  if (auto made = make_data_directory(settings.data); !made)
    return std::move(made).error();
  auto jwt = configured_or_own(settings.jwt_secret, settings.data, jwt_secret_file);
  if (!jwt)
    return std::move(jwt).error();
  out.jwt = *std::move(jwt);
  if (auto opened = open_storage(settings, out); !opened)
    return std::move(opened).error();
  if (auto opened = open_webhooks(settings, out); !opened)
    return std::move(opened).error();
  auto publish = publishing_of(settings, out.queries);
  if (!publish)
    return std::move(publish).error();
  out.publish = *std::move(publish);
  return out;
}

/// The first call hands out the store that was opened to see whether it can be;
/// later ones, after a crash of the store keeper, open it again.
auto store_opener(const config& settings, std::unique_ptr<storage::store> first) {
  auto held = std::make_shared<std::unique_ptr<storage::store>>(std::move(first));
  return [held, path = settings.data + "/tradeeon.db",
          keep = storage::retention{
            settings.history_bars}]() -> result<std::unique_ptr<storage::store>> {
    if (*held)
      return std::move(*held);
    return storage::sqlite::open_store(path, keep);
  };
}

std::optional<feed_options> feed_of(const config& settings, const premises& on,
                                    std::shared_future<void> seeded) {
  if (settings.feed == feed_kind::push)
    return std::nullopt;
  if (settings.feed == feed_kind::demo)
    return demo_feed(settings, on.queries, std::move(seeded));
  feed_options out;
  out.name = "replay";
  out.speed = settings.speed;
  out.loop = settings.loop;
  out.open = [path = settings.candles, symbol = settings.symbol,
              base = settings.base]() -> result<std::unique_ptr<candle_source>> {
    auto file = candle_file::open(path, symbol, base);
    if (!file)
      return std::move(file).error();
    return std::unique_ptr<candle_source>{*std::move(file)};
  };
  return out;
}

http::http_server::options web_options(const config& settings, const premises& on) {
  http::http_server::options out;
  out.host = settings.http.host;
  out.port = settings.http.port;
  out.jwt_secret = on.jwt;
  out.cors_origins = settings.cors_origins;
  out.reads_per_minute = settings.rate_limit_per_minute;
  out.writes_per_minute = settings.rate_limit_writes_per_minute;
  out.max_active_alerts = settings.max_active_alerts;
  out.request_threads = settings.http_threads;
  out.streams = settings.max_streams;
  out.now = wall_clock;
  return out;
}

engine_parts parts_of(const config& settings, premises& on,
                      std::shared_future<void> seeded) {
  engine_parts out;
  out.threads = settings.threads;
  out.max_streams = settings.max_streams + 1; // the demo's own among them
  auto& x = out.context;
  x.now = wall_clock;
  x.open_store = store_opener(settings, std::move(on.first_store));
  x.transport = on.sender;
  x.render_webhook = [key = on.key](const delivery& what, const trigger& fact,
                                    time_ms now) {
    webhook_request request;
    request.url = what.url;
    request.body = json::webhook_body(fact);
    request.headers =
      key->headers(request.body, {what.delivery_id, what.event_id, now / 1'000});
    return request;
  };
  x.check_webhook_url =
    [allow = settings.allow_private_webhooks](const std::string& url) -> result<void> {
    auto parsed = parse_webhook_url(url, allow);
    if (!parsed)
      return std::move(parsed).error();
    return {};
  };
  x.publish = on.publish;
  x.history = settings.history_bars;
  x.max_active_alerts = settings.max_active_alerts;
  x.retries.max_attempts = settings.webhook_max_retries + 1;
  if (auto feed = feed_of(settings, on, std::move(seeded)))
    x.feeds.push_back(*std::move(feed));
  const auto count = x.count;
  out.make_server = [options = web_options(settings, on), queries = on.queries,
                     count](engine_api& api) -> std::unique_ptr<web_server> {
    return std::make_unique<http::http_server>(options, api, *queries, *count);
  };
  return out;
}

int fail(const problem& why) {
  fmt::print(stderr, "tradeeon: {}{}{}\n", why.place, why.place.empty() ? "" : ": ",
             why.text);
  return why.code == problem_code::invalid ? 2 : 1;
}

/// Until a signal asks for the end; returns the exit code.
int run_until_told(engine& running, signal_watch& signals) {
  while (!signals.wait(200ms))
    if (running.wait_for_failure(0ms)) {
      fmt::print(stderr, "tradeeon: the engine has given up: {}\n", running.failure());
      return 1;
    }
  spdlog::info("stopping");
  signals.exit_on_next();
  return 0;
}

} // namespace

int run_server(const config& settings) {
  start_log(settings.log_level);
  signal_watch signals; // before any thread starts: they inherit the mask
  for (const auto& line : settings.notices)
    spdlog::warn("{}", line);
  if (settings.feed == feed_kind::replay) {
    // A bad file is the operator's to know now, not a line in the log later.
    auto file = candle_file::open(settings.candles, settings.symbol, settings.base);
    if (!file)
      return fail(file.error());
    if (auto fine = check_candles(**file); !fine)
      return fail(fine.error());
  }
  auto on = prepare(settings);
  if (!on)
    return fail(on.error());
  std::promise<void> seeding;
  auto running = engine::start(parts_of(settings, *on, seeding.get_future().share()));
  if (!running) {
    seeding.set_value();
    return fail(running.error());
  }
  auto port = (*running)->wait_for_port();
  if (!port) {
    seeding.set_value(); // the feed waits for it, and the engine for the feed
    return fail(port.error());
  }
  auto& api = (*running)->api();
  std::optional<announcer> show;
  if (settings.feed == feed_kind::demo) {
    if (auto seeded = seed_demo(settings, api, wall_clock()); !seeded)
      spdlog::error("demo: {}", seeded.error().text);
    show.emplace(api, demo_user);
  }
  seeding.set_value();
  fmt::print("tradeeon ready http={} feed={} data={}\n",
             to_string(endpoint{settings.http.host, *port}), to_string(settings.feed),
             settings.data);
  std::fflush(stdout);
  const int code = run_until_told(**running, signals);
  show.reset();
  (*running)->stop();
  on->sender->stop();
  return code;
}

} // namespace tradeeon
