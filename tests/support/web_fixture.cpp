#include "tests/support/web_fixture.hpp"

#include <algorithm>
#include <stdexcept>

namespace tradeeon::test {

namespace {

const char* const test_key = "a key that only these tests have, long enough";

problem no_data() {
  return {problem_code::internal, "secret table alerts is broken", ""};
}

} // namespace

template <class Use>
auto small_engine::in_transaction(Use use) -> decltype(use()) {
  const std::lock_guard lock(mutex_);
  if (broken)
    return no_data();
  if (auto begun = store_.begin(); !begun)
    return begun.error();
  auto outcome = use();
  if (!outcome) {
    store_.rollback();
    return outcome;
  }
  if (auto done = store_.commit(); !done)
    return done.error();
  return outcome;
}

result<alert> small_engine::create_alert(const alert& row) {
  return in_transaction([&]() -> result<alert> {
    if (auto done = store_.insert_alert(row, max_active); !done)
      return done.error();
    return row;
  });
}

result<alert> small_engine::update_alert(const alert& row, std::uint32_t expected_version,
                                         bool fresh_state) {
  if (conflicts_to_come > 0) {
    --conflicts_to_come;
    return problem{problem_code::conflict, "The alert has changed meanwhile.", ""};
  }
  return in_transaction([&]() -> result<alert> {
    if (auto done = store_.update_alert(row, expected_version, fresh_state, max_active);
        !done)
      return done.error();
    return row;
  });
}

result<void> small_engine::delete_alert(const std::string& user_id,
                                        const std::string& alert_id) {
  return in_transaction([&] { return store_.delete_alert(user_id, alert_id); });
}

result<std::pair<registered_condition, bool>>
small_engine::register_condition(const registered_condition& row) {
  return in_transaction([&] { return store_.register_condition(row); });
}

result<std::pair<subscription, bool>> small_engine::subscribe(const subscription& row) {
  return in_transaction([&] { return store_.subscribe(row); });
}

result<void> small_engine::unsubscribe(const std::string& user_id,
                                       const std::string& subscription_id) {
  return in_transaction([&]() -> result<void> {
    if (auto done = store_.unsubscribe(user_id, subscription_id); !done)
      return done.error();
    return {};
  });
}

result<ingest_receipt> small_engine::ingest(std::vector<tagged_candle> candles) {
  const std::lock_guard one_at_a_time(ingest_mutex_);
  ingest_receipt receipt;
  for (std::uint32_t i = 0; i < candles.size(); ++i) {
    const auto& x = candles[i];
    if (x.bar.high < x.bar.low) {
      receipt.refused.push_back({i, "high is below low"});
      continue;
    }
    auto& mark = watermarks_.try_emplace({x.symbol, x.base}, -1).first->second;
    if (x.bar.open_time <= mark) {
      ++receipt.duplicates;
      continue;
    }
    mark = x.bar.open_time;
    storage::symbol_commit batch;
    batch.symbol = x.symbol;
    batch.base = x.base;
    batch.watermark = x.bar.open_time;
    batch.bars.push_back({x.base, {x.bar}});
    auto done = in_transaction([&] { return store_.apply(batch); });
    if (!done)
      return done.error();
    ++receipt.accepted;
    live_event event;
    event.bar = x;
    publish("", std::move(event));
  }
  return receipt;
}

std::string small_engine::blind_reason(const std::string& symbol, timeframe /*base*/,
                                       const std::string& /*expression*/) {
  if (throws)
    throw std::runtime_error("secret password in an exception");
  return symbol == "NOFEED" ? "no feed delivers NOFEED" : "";
}

result<std::shared_ptr<event_queue>>
small_engine::open_stream(const stream_request& what) {
  const std::lock_guard lock(mutex_);
  auto queue = std::make_shared<event_queue>(queue_capacity);
  listeners_.push_back({what, queue});
  return queue;
}

void small_engine::close_stream(const std::shared_ptr<event_queue>& stream) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(std::remove_if(listeners_.begin(), listeners_.end(),
                                  [&](const auto& x) { return x.queue == stream; }),
                   listeners_.end());
}

result<cluster_view> small_engine::cluster() {
  cluster_view out;
  node_view node;
  node.node = "worker-1";
  node.version = "0.1.0";
  node.roles = {node_role::evaluator};
  node.draining = drained;
  out.nodes.push_back(node);
  out.leases.push_back({{node_role::evaluator, 3, 7}, "worker-1", 1, 1'700'000'000'000});
  out.missing = {node_role::alerts, node_role::notifier};
  return out;
}

result<cluster_view> small_engine::drain_node(const std::string& node, bool on) {
  if (node != "worker-1")
    return problem{problem_code::not_found, "no living node has this name", "node"};
  drained = on;
  return cluster();
}

result<cluster_view> small_engine::move_shard(node_role, std::uint16_t,
                                              const std::string& node) {
  return drain_node(node, drained);
}

std::vector<part_status> small_engine::status() {
  return {{"store", !sick, "a detail about user-1"},
          {"feeds", !behind, behind ? "no candles from demo" : "", part_scope::readiness},
          {"evaluation", !sick, "one symbol of user-1", part_scope::health}};
}

result<void> small_engine::pulse() {
  if (stuck)
    return problem{problem_code::unavailable, "timed out at user-1", ""};
  return {};
}

std::int64_t small_engine::fire(const alert& row, time_ms bar_time) {
  storage::symbol_commit batch;
  batch.symbol = row.symbol;
  batch.base = row.base;
  batch.intrabar = true;
  firing fired;
  fired.fact.event_id = row.alert_id + ":" + std::to_string(bar_time);
  fired.fact.subject = row.alert_id;
  fired.fact.user_id = row.user_id;
  fired.fact.symbol = row.symbol;
  fired.fact.base = row.base;
  fired.fact.bar_time = bar_time;
  fired.fact.price = 101;
  fired.fact.triggered_at = bar_time + 60'000;
  fired.fact.why.bar.close = 101;
  fired.actions = row.actions;
  batch.firings.push_back(fired);
  const auto outcome = in_transaction([&] { return store_.apply(batch); });
  if (!outcome || outcome->triggers.empty())
    return 0;
  live_event event;
  event.what = live_event::kind::trigger;
  event.seq = outcome->triggers.front().seq;
  event.fact = outcome->triggers.front();
  publish(row.user_id, event);
  return event.seq;
}

std::size_t small_engine::streams() const {
  const std::lock_guard lock(mutex_);
  return listeners_.size();
}

void small_engine::publish(const std::string& user, live_event event) {
  const auto shared = std::make_shared<const live_event>(std::move(event));
  const std::lock_guard lock(mutex_);
  for (const auto& x : listeners_) {
    const auto& symbols = x.what.symbols;
    const bool wanted =
      shared->what == live_event::kind::bar
        ? std::find(symbols.begin(), symbols.end(), shared->bar.symbol) != symbols.end()
        : x.what.user_id == user;
    if (wanted)
      x.queue->push(shared);
  }
}

web::options web::calm() {
  options how;
  how.port = 0;
  how.jwt_secret = secret(test_key);
  how.reads_per_minute = 0;
  how.writes_per_minute = 0;
  how.ingest_per_minute = 0;
  how.max_active_alerts = 5;
  how.heartbeat = std::chrono::milliseconds(100);
  return how;
}

web::web(options how)
    : store(*database.open_store()), queries(database.open_queries()), engine(*store),
      bots(*store, engine.guard(), [this] { return now.load(); }) {
  engine.max_active = how.max_active_alerts;
  how.now = [this] { return now.load(); };
  how.bots.bots = &bots;
  server = std::make_unique<http::http_server>(std::move(how), engine, *queries, counts);
  const auto opened = server->start();
  if (!opened)
    throw std::runtime_error(opened.error().text);
  port = *opened;
}

web::~web() {
  server->stop();
}

httplib::Client web::client() const {
  httplib::Client one("127.0.0.1", port);
  one.set_keep_alive(true);
  one.set_tcp_nodelay(true);
  one.set_read_timeout(20);
  return one;
}

std::string web::token(const std::string& user, http::role who,
                       std::int64_t ttl_s) const {
  return *http::mint_token({user, who}, ttl_s, secret(test_key), now / 1000);
}

httplib::Headers web::as(const std::string& user, http::role who) const {
  return {{"Authorization", "Bearer " + token(user, who)}};
}

std::string web::new_alert(const std::string& user) {
  auto made = client().Post("/alerts", as(user), alert_body(), "application/json");
  if (!made || made->status != 200)
    throw std::runtime_error("no alert: " + (made ? made->body : "no answer"));
  const std::string mark = "\"alert_id\":\"";
  return made->body.substr(made->body.find(mark) + mark.size(), 36);
}

void web::put_bars(int count, const std::string& symbol) {
  std::vector<tagged_candle> bars;
  for (int i = 0; i < count; ++i)
    bars.push_back(
      {symbol, timeframe::m1, {i * std::int64_t{60'000}, 100, 102, 99, 101, 5, true, 0}});
  if (auto done = engine.ingest(bars); !done)
    throw std::runtime_error(done.error().text);
}

std::string alert_body() {
  return R"({"symbol":"BTCUSDT","base_timeframe":"1m","conditions":[{"id":"c1",)"
         R"("type":"price","operator":">","compareWith":"value","compareValue":100,)"
         R"("timeframe":"same"}],"logic":"AND","action":{"type":"notify"},)"
         R"("status":"active","fireMode":"per_bar"})";
}

} // namespace tradeeon::test
