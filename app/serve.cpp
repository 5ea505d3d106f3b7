#include "app/serve.hpp"

#include "actors/journal.hpp"
#include "app/announcer.hpp"
#include "app/candle_file.hpp"
#include "app/cluster_setup.hpp"
#include "app/demo.hpp"
#include "app/engine.hpp"
#include "app/log.hpp"
#include "app/publishing.hpp"
#include "app/reload.hpp"
#include "app/secrets_file.hpp"
#include "app/signals.hpp"
#include "http/clients/url_guard.hpp"
#include "http/clients/webhook_sender.hpp"
#include "http/clients/webhook_signature.hpp"
#include "http/json/bot_reader.hpp"
#include "http/json/trigger_codec.hpp"
#include "http/server/random_id.hpp"
#include "http/server/server.hpp"
#include "storage/memory/memory_store.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <future>
#include <optional>
#include <thread>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;

/// After this the process ends with what is still under way, which is as safe as a
/// crash: nothing that was acknowledged is lost.
constexpr auto longest_end = 10s;

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
  // In a cluster whoever notifies signs with the same secret.
  const auto& folder =
    settings.cluster_tls.empty() ? settings.data : settings.cluster_tls;
  auto text = secret_or_own(settings.webhook_secret, folder, webhook_secret_file);
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

/// A node without the store writes nothing. Nobody it answers needs a token.
result<premises> prepare_worker(config settings) {
  premises out;
  const secret unused{http::new_hex(32)};
  out.jwt = unused;
  // Without the role notifier nothing is signed.
  if (settings.roles.count(node_role::notifier) == 0)
    settings.webhook_secret = unused;
  storage::memory::memory_database nothing;
  out.queries = nothing.open_queries();
  if (auto opened = open_webhooks(settings, out); !opened)
    return std::move(opened).error();
  return out;
}

result<premises> prepare(const config& settings) {
  if (!settings.is_store())
    return prepare_worker(settings);
  premises out;
  if (auto made = make_data_directory(settings.data); !made)
    return std::move(made).error();
  auto jwt = secret_or_own(settings.jwt_secret, settings.data, jwt_secret_file);
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
  if (settings.feed == feed_kind::push || !settings.is_store())
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

http::http_server::options web_options(const config& settings,
                                       const live_settings& changing) {
  http::http_server::options out;
  out.host = settings.http.host;
  out.port = settings.http.port;
  out.policy = changing.requests();
  out.request_threads = settings.http_threads;
  out.streams = settings.max_streams;
  out.without_store = settings.roles.count(node_role::api) == 0;
  out.now = wall_clock;
  return out;
}

result<engine_parts> parts_of(const config& settings, premises& on,
                              const live_settings& changing,
                              std::shared_future<void> seeded) {
  engine_parts out;
  auto cluster = cluster_of(settings);
  if (!cluster)
    return std::move(cluster).error();
  out.context.cluster = *std::move(cluster);
  out.certificates = settings.cluster_tls;
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
    [allow = changing.private_webhooks()](const std::string& url) -> result<void> {
    auto parsed = parse_webhook_url(url, allow->load());
    if (!parsed)
      return std::move(parsed).error();
    return {};
  };
  x.publish = on.publish;
  x.history = settings.history_bars;
  x.limits = changing.limits();
  if (auto feed = feed_of(settings, on, std::move(seeded)))
    x.feeds.push_back(*std::move(feed));
  x.bots.settings_of = json::settings_of;
  const auto count = x.count;
  x.bots.max_bots = settings.max_bots;
  for (const auto& each : settings.symbol_rules)
    x.bots.rules.put(each);
  const auto rules = x.bots.rules;
  out.make_server = [options = web_options(settings, changing), queries = on.queries,
                     count, rules, with_bots = settings.is_store()](
                      engine_api& api, bot_api& bots) -> std::unique_ptr<web_server> {
    auto how = options;
    how.bots.rules = rules;
    if (with_bots)
      how.bots.bots = &bots;
    return std::make_unique<http::http_server>(how, api, *queries, *count);
  };
  return out;
}

int fail(const problem& why) {
  if (journal::wants(journal::level::err))
    journal::error("node.failed", why.text, {{"place", why.place}});
  else // whoever starts it by hand must see more than an exit code
    fmt::print(stderr, "tradeeon: {}{}{}\n", why.place, why.place.empty() ? "" : ": ",
               why.text);
  return why.code == problem_code::invalid ? 2 : 1;
}

/// Until a signal asks for the end; returns the exit code.
int run_until_told(engine& running, signal_watch& signals, reloader& reloads) {
  for (;;) {
    const auto what = signals.wait(200ms);
    if (what == asked::end)
      return 0;
    if (what == asked::reload)
      reloads.run();
    if (running.wait_for_failure(0ms))
      return fail(
        {problem_code::internal, "the engine has given up: " + running.failure(), {}});
  }
}

/// What balancers see first comes first. Ends at once where it takes too long.
void end(engine& running, webhook_sender& sender, signal_watch& signals,
         std::chrono::milliseconds delay) {
  journal::info("node.draining", "stopping", {{"delay_ms", delay.count()}});
  signals.end_within(delay + longest_end);
  running.begin_drain();
  std::this_thread::sleep_for(delay);
  running.stop();
  sender.stop();
}

/// The one line that scripts wait for.
void tell_ready(const config& settings, const std::string& at) {
  if (settings.is_store())
    fmt::print("tradeeon ready http={} feed={} data={}", at, to_string(settings.feed),
               settings.data);
  else
    fmt::print("tradeeon ready http={} store={}", at, to_string(settings.cluster_join));
  if (settings.is_clustered()) {
    std::string roles;
    for (const auto x : settings.roles)
      roles.append(roles.empty() ? "" : ",").append(to_string(x));
    fmt::print(" roles={}", roles);
  }
  fmt::print("\n");
  std::fflush(stdout);
}

} // namespace

int run_server(const config& settings, std::function<result<config>()> read_again) {
  start_log(settings.log_level, settings.log_format);
  signal_watch signals; // before any thread starts: they inherit the mask
  for (const auto& line : settings.notices)
    journal::warn("config.notice", line);
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
  live_settings changing{settings, on->jwt};
  std::promise<void> seeding;
  auto parts = parts_of(settings, *on, changing, seeding.get_future().share());
  if (!parts)
    return fail(parts.error());
  const auto count = parts->context.count;
  auto running = engine::start(*std::move(parts));
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
  if (settings.feed == feed_kind::demo && settings.is_store()) {
    if (auto seeded = seed_demo(settings, api, wall_clock()); !seeded)
      journal::error("demo.not_seeded", seeded.error().text);
    show.emplace(api, demo_user);
  }
  seeding.set_value();
  reloader reloads{settings, std::move(read_again), changing, *on->sender, *count};
  signals.begin();
  const auto at = to_string(endpoint{settings.http.host, *port});
  tell_ready(settings, at);
  journal::info("node.ready", "ready",
                {{"http", at}, {"data", settings.data}, {"version", TRADEEON_VERSION}});
  const int code = run_until_told(**running, signals, reloads);
  show.reset();
  end(**running, *on->sender, signals, code == 0 ? reloads.now().drain_delay : 0ms);
  journal::info("node.ended", "stopped");
  finish_log();
  return code;
}

} // namespace tradeeon
