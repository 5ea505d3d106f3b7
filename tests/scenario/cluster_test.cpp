// A cluster in virtual time: the store node with nodes beside it, all in one process.
#include "actors/cluster/gatekeeper.hpp"
#include "actors/failure.hpp"
#include "tests/support/cluster_fixture.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/response_promise.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <functional>

using namespace tradeeon;
using namespace std::chrono_literals;
using test::all_leased;
using test::cluster_fixture;

namespace {

using ids = std::vector<std::string>;

std::string event(const std::string& alert_id, const tagged_candle& bar) {
  return alert_id + ':' + std::to_string(bar.bar.open_time);
}

problem refusal(cluster_fixture& on, const caf::actor& gate, const hello& who,
                const std::string& nonce, const std::string& proof) {
  problem out;
  auto pending = on.self->request(gate, caf::infinite, enter_atom_v, who, nonce, proof,
                                  caf::actor{on.self});
  on.settle();
  pending.receive([](const welcome&) { FAIL("it was let in"); },
                  [&](const caf::error& why) { out = to_problem(why); });
  return out;
}

} // namespace

TEST_CASE_FIXTURE(cluster_fixture, "a store node with all roles does all the work") {
  start_store();
  CHECK(shards_of("store") == shard_count);
  CHECK(shards_of("store", node_role::notifier) == 1);
  add_alert("a", "close crosses_above 100", fire_mode::per_close, "BTCUSDT",
            timeframe::m1, {{action_kind::webhook, "http://sink.test/", {}, -1}});
  const auto candles = bars({99, 101, 102, 99, 103});
  CHECK(push(candles).accepted == 5);
  CHECK(log() == ids{event("a", candles[1]), event("a", candles[4])});
  CHECK(transport->requests.size() == 2);
}

TEST_CASE_FIXTURE(cluster_fixture, "a node that joins takes half, and results agree") {
  start_store();
  for (int i = 0; i < 20; ++i)
    add_alert("a" + std::to_string(i), "close crosses_above 100", fire_mode::per_close,
              "COIN" + std::to_string(i));
  const auto half = [&](std::size_t first, const std::vector<double>& closes) {
    for (int i = 0; i < 20; ++i)
      push(bars(closes, first, "COIN" + std::to_string(i)));
  };
  half(0, {99, 98});
  const auto host = join("worker");
  CHECK(shards_of("worker") == shard_count / 2);
  half(2, {101, 99, 102});
  CHECK(log().size() == 40); // also the crossing that lies across the move
  lose(host);
  CHECK(shards_of("worker") == 0);
  half(5, {99, 103});
  CHECK(log().size() == 60);
}

TEST_CASE_FIXTURE(cluster_fixture, "without a node for a role candles wait") {
  start_store({node_role::store, node_role::api});
  add_alert("a", "close > 100", fire_mode::per_close);
  CHECK(view().missing == all_leased);
  send_candles(bars({101}));
  advance(3s);
  CHECK(log().empty());
  join("e", 1, {node_role::evaluator});
  advance(1s);
  CHECK(log().empty());
  join("r", 1, {node_role::alerts});
  advance(2s);
  CHECK(log().size() == 1);
  CHECK(view().missing == std::vector<node_role>{node_role::notifier});
}

TEST_CASE_FIXTURE(cluster_fixture,
                  "a node that can't renew gives up before another may") {
  start_store({node_role::store, node_role::api});
  join("a");
  join("b");
  CHECK(shards_of("a") + shards_of("b") == shard_count);
  // The machine slept: by the boot clock more than three seconds have passed at once.
  boot_jump += 3'500;
  advance(1100ms);
  CHECK(context->count->self_fences.get() == 2);
  CHECK(view().nodes.empty());
}

TEST_CASE_FIXTURE(cluster_fixture, "a node comes back as another incarnation") {
  start_store({node_role::store, node_role::api});
  add_alert("a", "close > 100", fire_mode::per_close);
  const auto first = join("a", 1);
  CHECK(push(bars({101})).accepted == 1);
  const auto before = view().leases.front().right.epoch;
  join("a", 2); // the end of the first was not seen
  CHECK(view().nodes.size() == 1);
  CHECK(view().leases.front().right.epoch > before);
  CHECK(push(bars({102}, 1)).accepted == 1);
  CHECK(log().size() == 2);
  // The first is told with its next renewal, and ends.
  advance(1100ms);
  CHECK(view().nodes.front().incarnation == 2);
  lose(first);
  CHECK(push(bars({103}, 2)).accepted == 1);
}

TEST_CASE_FIXTURE(cluster_fixture, "a write by a lease that has moved on is refused") {
  start_store({node_role::store, node_role::api});
  join("a");
  const auto shard = shard_of("BTCUSDT");
  storage::symbol_commit late;
  late.symbol = "BTCUSDT";
  late.watermark = bars({1})[0].bar.open_time;
  for (const auto& x : view().leases)
    if (x.right.shard == shard && x.right.what != node_role::notifier)
      late.rights.push_back(x.right);
  REQUIRE(late.rights.size() == 2);
  join("b");
  for (const auto* to : {"a", "b"})
    ask<cluster_view>(find(role::coordinator), move_atom_v,
                      static_cast<std::uint8_t>(node_role::evaluator), shard,
                      std::string{to});
  auto pending = self->request(find(role::store), caf::infinite, commit_atom_v, late,
                               ingest_receipt{});
  settle();
  problem why;
  pending.receive([](const ingest_receipt&) { FAIL("it was committed"); },
                  [&](const caf::error& x) { why = to_problem(x); });
  CHECK(why.place == "tenure");
  CHECK(context->count->fenced_writes.get() == 1);
  late.rights.clear();
  auto nameless = self->request(find(role::store), caf::infinite, commit_atom_v, late,
                                ingest_receipt{});
  settle();
  nameless.receive([](const ingest_receipt&) { FAIL("it was committed"); },
                   [&](const caf::error& x) { why = to_problem(x); });
  CHECK(why.text == "a write in a cluster names its lease");
  CHECK(view().fenced_writes == 2);
}

TEST_CASE_FIXTURE(cluster_fixture, "a node lost while it was asked is not waited for") {
  start_store({node_role::store, node_role::api});
  add_alert("a", "close > 100", fire_mode::per_close);
  const auto cut_off = sys.spawn([](caf::event_based_actor* own) -> caf::behavior {
    const auto asked = std::make_shared<std::vector<caf::response_promise>>();
    own->set_default_handler([=](caf::scheduled_actor*, caf::message_view&) {
      asked->push_back(own->make_response_promise());
      return caf::result<caf::message>{caf::delegated<caf::message>{}};
    });
    return {[](caf::unit_t) {}};
  });
  const auto who = introduction("cut-off");
  ask<welcome>(find(role::coordinator), enter_atom_v, who, cut_off);
  send_candles(bars({101}));
  advance(500ms);
  join("b");
  lose(cut_off);
  advance(500ms);
  CHECK(log().size() == 1);
}

TEST_CASE_FIXTURE(cluster_fixture,
                  "a drained node is left with nothing, and loses none") {
  start_store({node_role::store, node_role::api});
  add_alert("a", "close > 100", fire_mode::per_close);
  join("a");
  CHECK(push(bars({101})).accepted == 1);
  join("b");
  ask<cluster_view>(find(role::coordinator), drain_atom_v, std::string{"a"}, true);
  CHECK(shards_of("a") == 0);
  CHECK(shards_of("b") == shard_count);
  CHECK(push(bars({102}, 1)).accepted == 1);
  CHECK(log().size() == 2);
}

TEST_CASE_FIXTURE(cluster_fixture, "the notifier's work goes on elsewhere") {
  start_store({node_role::store, node_role::api});
  add_alert("a", "close > 100", fire_mode::per_close, "BTCUSDT", timeframe::m1,
            {{action_kind::webhook, "http://sink.test/", {}, -1}});
  const auto first = join("a");
  push(bars({101}));
  REQUIRE(transport->requests.size() == 1);
  const auto id = transport->requests[0].request.headers.front().second;
  join("b");
  lose(first); // before the answer came: the other sends it again, under the same id
  REQUIRE(transport->requests.size() == 2);
  CHECK(transport->requests[1].request.headers.front().second == id);
  transport->answer(webhook_answer{attempt_class::delivered, 200, -1, {}, 1});
  transport->answer(webhook_answer{attempt_class::delivered, 200, -1, {}, 1});
  settle();
  push(bars({102}, 1));
  CHECK(transport->requests.size() == 1);
}

TEST_CASE_FIXTURE(cluster_fixture, "the gate lets in who proves to belong, nobody else") {
  start_store();
  const auto gate = sys.spawn(gatekeeper, context);
  const auto key = context->cluster->key;
  const auto nonce = [&](const hello& who) {
    return ask<std::string>(gate, hello_atom_v, who);
  };
  const auto good = introduction("worker");
  SUBCASE("wrong key") {
    const auto n = nonce(good);
    CHECK(refusal(*this, gate, good, n, proof_of(good, n, secret{"another key"})).place ==
          "proof");
  }
  SUBCASE("a greeting is used once") {
    const auto n = nonce(good);
    const auto proof = proof_of(good, n, key);
    CHECK(refusal(*this, gate, good, n, "wrong").place == "proof");
    CHECK(refusal(*this, gate, good, n, proof).place == "nonce");
    CHECK(refusal(*this, gate, good, "made up", proof_of(good, "made up", key)).place ==
          "nonce");
  }
  SUBCASE("a proof is for what was said") {
    const auto n = nonce(good);
    auto other = good;
    other.node = "somebody-else";
    CHECK(refusal(*this, gate, other, n, proof_of(good, n, key)).place == "proof");
  }
  SUBCASE("another cluster") {
    auto who = good;
    who.cluster = "production";
    CHECK(refusal(*this, gate, who, "", "").text == "this is the cluster test");
  }
  SUBCASE("another version") {
    auto who = good;
    ++who.wire;
    who.version = "9.9.9";
    const auto why = refusal(*this, gate, who, "", "");
    CHECK(why.place == "version");
    CHECK(why.text.find("tradeeon 9.9.9") != std::string::npos);
  }
  SUBCASE("the store node's own name") {
    CHECK(refusal(*this, gate, introduction("store"), "", "").place == "node");
  }
  SUBCASE("an exit message does not end it, and the right proof opens") {
    caf::anon_send_exit(gate, caf::exit_reason::user_shutdown);
    settle();
    const auto host = sys.spawn(node_host, context, good);
    const auto n = nonce(good);
    const auto given =
      ask<welcome>(gate, enter_atom_v, good, n, proof_of(good, n, key), host);
    CHECK(given.store == find(role::store));
    lose(host);
  }
  caf::anon_send_exit(gate, caf::exit_reason::kill);
}
