#include "actors/engine_client.hpp"

#include "actors/blocking.hpp"
#include "actors/messages.hpp"

#include <chrono>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;
constexpr auto ingest_patience = 30s;
constexpr auto settle_patience = 3s;
constexpr auto health_patience = 1s;
constexpr auto pulse_patience = 500ms; // two of them within a second

} // namespace

void engine_client::settle(const std::string& symbol) {
  // Whether it has settled changes nothing about what is durable.
  (void)ask_and_wait<settle_atom>(system_, context_->names->find(role::evaluation),
                                  settle_patience, settle_atom_v, symbol);
}

result<void> engine_client::check_actions(const alert& row) const {
  for (const auto& x : row.actions) {
    if (x.kind != action_kind::webhook)
      continue;
    if (!context_->check_webhook_url)
      return bad_input("action.type", "this engine sends no webhooks; use notify or bot");
    if (auto fine = context_->check_webhook_url(x.target); !fine)
      return bad_input("action.url", fine.error().text);
  }
  return {};
}

result<alert> engine_client::create_alert(const alert& row) {
  if (auto fine = check_actions(row); !fine)
    return std::move(fine).error();
  auto made = ask_and_wait<alert>(system_, context_->names->find(role::store), patience,
                                  create_atom_v, row);
  if (made && row.status == alert_status::active)
    settle(row.symbol);
  return made;
}

result<alert> engine_client::update_alert(const alert& row,
                                          std::uint32_t expected_version,
                                          bool fresh_state) {
  if (auto fine = check_actions(row); !fine)
    return std::move(fine).error();
  auto made = ask_and_wait<alert>(system_, context_->names->find(role::store), patience,
                                  change_atom_v, row, expected_version, fresh_state);
  if (made)
    settle(row.symbol);
  return made;
}

result<void> engine_client::delete_alert(const std::string& user_id,
                                         const std::string& alert_id) {
  auto gone = ask_and_wait<std::string>(system_, context_->names->find(role::store),
                                        patience, remove_atom_v, user_id, alert_id);
  if (!gone)
    return std::move(gone).error();
  return {};
}

result<std::pair<registered_condition, bool>>
engine_client::register_condition(const registered_condition& row) {
  auto made = ask_and_wait<registration>(system_, context_->names->find(role::store),
                                         patience, register_atom_v, row);
  if (!made)
    return std::move(made).error();
  return std::pair{std::move(made->row), made->fresh};
}

result<std::pair<subscription, bool>> engine_client::subscribe(const subscription& row) {
  const auto store = context_->names->find(role::store);
  auto made = ask_and_wait<enrolment>(system_, store, patience, subscr_atom_v, row);
  if (!made)
    return std::move(made).error();
  // Its condition is watched from the next bar on, like an alert.
  if (auto what = ask_and_wait<registered_condition>(system_, store, patience,
                                                     condition_atom_v, row.condition_id))
    settle(what->symbol);
  return std::pair{std::move(made->row), made->fresh};
}

result<void> engine_client::unsubscribe(const std::string& user_id,
                                        const std::string& subscription_id) {
  auto gone =
    ask_and_wait<std::string>(system_, context_->names->find(role::store), patience,
                              unsubscr_atom_v, user_id, subscription_id);
  if (!gone)
    return std::move(gone).error();
  return {};
}

result<ingest_receipt> engine_client::ingest(std::vector<tagged_candle> candles) {
  return ask_and_wait<ingest_receipt>(system_, context_->names->find(role::router),
                                      ingest_patience, ingest_atom_v, std::move(candles),
                                      context_->now());
}

result<ingest_receipt> engine_client::ingest_history(std::vector<tagged_candle> candles) {
  return ask_and_wait<ingest_receipt>(system_, context_->names->find(role::router),
                                      ingest_patience, ingest_atom_v, std::move(candles),
                                      time_ms{0});
}

std::string engine_client::blind_reason(const std::string& symbol, timeframe base,
                                        const std::string& expression) {
  auto answer = ask_and_wait<std::string>(
    system_, context_->names->find(role::evaluation), settle_patience, blind_atom_v,
    symbol, static_cast<std::uint8_t>(base), expression);
  return answer ? *std::move(answer) : answer.error().text;
}

result<std::shared_ptr<event_queue>>
engine_client::open_stream(const stream_request& what) {
  return context_->streams->open(what);
}

void engine_client::close_stream(const std::shared_ptr<event_queue>& stream) {
  context_->streams->close(stream);
}

std::vector<part_status> engine_client::status() {
  std::vector<part_status> parts;
  if (context_->cluster && !context_->cluster->is_store()) {
    parts.push_back({"cluster", true, why_no_member(), part_scope::readiness});
    parts.back().healthy = parts.back().detail.empty();
    return parts;
  }
  const auto store = ask_and_wait<std::string>(
    system_, context_->names->find(role::store), health_patience, fact_atom_v, "health");
  parts.push_back({"store", store.ok(), store ? "" : store.error().text});
  const auto failed = ask_and_wait<std::vector<std::string>>(
    system_, context_->names->find(role::evaluation), health_patience, status_atom_v);
  parts.push_back({"evaluation", failed && failed->empty(), ""});
  if (!failed)
    parts.back().detail = failed.error().text;
  else if (!failed->empty())
    parts.back() = {"evaluation", false,
                    std::to_string(failed->size()) + " symbols have failed",
                    part_scope::health};
  std::vector<std::pair<const char*, role>> others{{"market", role::router},
                                                   {"hub", role::hub}};
  if (!context_->cluster) // else they may be on another node
    others.insert(others.end(),
                  {{"dispatcher", role::dispatcher}, {"notifier", role::notifier}});
  for (const auto& [name, who] : others)
    parts.push_back({name, context_->names->find(who) != nullptr, ""});
  if (context_->publish) {
    const auto& count = *context_->count;
    // Alerts fire without it, and triggers wait in the log: never unhealthy.
    parts.push_back({"redis", true,
                     count.redis_up.get() == 1
                       ? ""
                       : "not reachable; " + std::to_string(count.redis_lag.get()) +
                           " triggers wait for it"});
  }
  add_readiness(parts);
  return parts;
}

/// Empty while this node without the store is a member of its cluster.
std::string engine_client::why_no_member() {
  const auto said = ask_and_wait<std::string>(
    system_, context_->names->find(role::membership), pulse_patience, status_atom_v);
  return said ? *said : said.error().text;
}

namespace {

problem alone() {
  return {problem_code::not_found, "this node is on its own: there is no cluster", {}};
}

} // namespace

result<cluster_view> engine_client::cluster() {
  if (!context_->cluster)
    return alone();
  return ask_and_wait<cluster_view>(system_, context_->names->find(role::coordinator),
                                    patience, cluster_atom_v);
}

result<cluster_view> engine_client::drain_node(const std::string& node, bool on) {
  if (!context_->cluster)
    return alone();
  return ask_and_wait<cluster_view>(system_, context_->names->find(role::coordinator),
                                    patience, drain_atom_v, node, on);
}

result<cluster_view> engine_client::move_shard(node_role what, std::uint16_t shard,
                                               const std::string& node) {
  if (!context_->cluster)
    return alone();
  return ask_and_wait<cluster_view>(system_, context_->names->find(role::coordinator),
                                    patience, move_atom_v,
                                    static_cast<std::uint8_t>(what), shard, node);
}

void engine_client::add_readiness(std::vector<part_status>& parts) {
  const auto add = [&](const char* name, std::string wrong) {
    const bool fine = wrong.empty();
    parts.push_back({name, fine, std::move(wrong), part_scope::readiness});
  };
  // Only a write tells whether writing works again where it did not.
  auto writes = context_->count->store_refuses.get() == 0
                  ? result<void>{}
                  : put_fact("health.probe", std::to_string(context_->now()));
  add("writes", writes ? "" : writes.error().text);
  const auto stale = context_->feed_times->stale(context_->now());
  add("feeds", stale.empty() ? "" : "no candles from " + stale.front());
  const auto dispatcher = context_->names->find(role::dispatcher);
  if (dispatcher || !context_->cluster) {
    const auto outbox =
      ask_and_wait<std::string>(system_, dispatcher, health_patience, status_atom_v);
    add("outbox", outbox ? *outbox : outbox.error().text);
  }
  if (!context_->cluster)
    return;
  const auto seen = cluster();
  std::string wrong = seen ? "" : seen.error().text;
  if (seen)
    for (const auto x : seen->missing)
      wrong.append(wrong.empty() ? "no node has the role " : ", ").append(to_string(x));
  add("cluster", std::move(wrong));
}

result<void> engine_client::pulse() {
  if (context_->cluster && !context_->cluster->is_store()) {
    const auto said = ask_and_wait<std::string>(
      system_, context_->names->find(role::membership), pulse_patience, status_atom_v);
    return said ? result<void>{} : said.error();
  }
  const auto store = ask_and_wait<std::string>(
    system_, context_->names->find(role::store), pulse_patience, fact_atom_v, "health");
  if (!store)
    return store.error();
  const auto actors = ask_and_wait<std::vector<std::string>>(
    system_, context_->names->find(role::evaluation), pulse_patience, status_atom_v);
  if (!actors)
    return actors.error();
  return {};
}

bool engine_client::draining() const {
  return context_->draining->load();
}

result<std::string> engine_client::fact(const std::string& name) {
  return ask_and_wait<std::string>(system_, context_->names->find(role::store), patience,
                                   fact_atom_v, name);
}

result<void> engine_client::put_fact(const std::string& name, const std::string& value) {
  auto done = ask_and_wait<std::string>(system_, context_->names->find(role::store),
                                        patience, fact_atom_v, name, value);
  if (!done)
    return std::move(done).error();
  return {};
}

} // namespace tradeeon
