// Where shards go as nodes come and go.
#include "actors/cluster/placement_book.hpp"
#include "domain/policies/shards.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace tradeeon;

namespace {

std::map<std::string, std::size_t> loads_of(const shard_map& shards) {
  std::map<std::string, std::size_t> out;
  for (const auto& node : shards)
    ++out[node];
  return out;
}

std::size_t moved(const shard_map& a, const shard_map& b) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < shard_count; ++i)
    n += a[i] != b[i] ? 1 : 0;
  return n;
}

std::vector<std::string> named(std::size_t count, unsigned seed) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back("worker-" + std::to_string(seed) + "-" + std::to_string(i));
  return out;
}

hello node(const std::string& name, std::vector<node_role> roles,
           std::uint64_t incarnation = 1) {
  hello out;
  out.cluster = "c";
  out.node = name;
  out.incarnation = incarnation;
  out.roles = std::move(roles);
  return out;
}

/// Grants what is due, with epochs as a store would give them.
std::vector<lease> grant(placement_book& book) {
  static std::uint64_t epoch = 0;
  auto due = book.due();
  for (auto& x : due)
    x.right.epoch = ++epoch;
  book.note(due);
  return due;
}

std::map<std::string, std::size_t> held(const placement_book& book, node_role role) {
  std::map<std::string, std::size_t> out;
  for (std::uint16_t shard = 0; shard < shard_count; ++shard)
    if (const auto x = book.holder(role, shard))
      ++out[x->node];
  return out;
}

constexpr auto evaluator = node_role::evaluator;
constexpr auto alerts = node_role::alerts;
constexpr auto notifier = node_role::notifier;

} // namespace

TEST_CASE("a symbol's shard never changes") {
  CHECK(shard_of("BTCUSDT") == shard_of("BTCUSDT"));
  // Written down, since nodes of different builds must agree.
  CHECK(shard_of("BTCUSDT") == 50);
  CHECK(shard_of("ETHUSDT") == 43);
  CHECK(shard_of("BINANCE:BTCUSDT") == 24);
  CHECK(shard_of("") == 18);
}

TEST_CASE("symbols spread over all shards") {
  std::map<std::uint16_t, int> seen;
  for (int i = 0; i < 6'400; ++i)
    ++seen[shard_of("SYMBOL" + std::to_string(i) + "USDT")];
  CHECK(seen.size() == shard_count);
  for (const auto& [shard, count] : seen) {
    CHECK(count > 50);
    CHECK(count < 160);
  }
}

TEST_CASE("shards are spread evenly, whatever the nodes are called") {
  for (unsigned seed = 0; seed < 50; ++seed)
    for (std::size_t count = 1; count <= 9; ++count) {
      const auto shards = placed({}, named(count, seed));
      const auto load = loads_of(shards);
      REQUIRE(load.size() == count);
      for (const auto& [name, n] : load) {
        CHECK(n >= shard_count / count);
        CHECK(n <= shard_count / count + 1);
      }
    }
}

TEST_CASE("a node that joins takes its share and nothing else moves") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    shard_map now;
    for (std::size_t count = 1; count <= 8; ++count) {
      const auto nodes = named(count, seed);
      const auto next = placed(now, nodes);
      if (count > 1) {
        CHECK(moved(now, next) <= shard_count / count + 1);
        for (std::size_t i = 0; i < shard_count; ++i)
          if (now[i] != next[i])
            CHECK(next[i] == nodes.back());
      }
      now = next;
    }
  }
}

TEST_CASE("only the shards of a node that leaves move") {
  std::mt19937 random{7};
  for (unsigned seed = 0; seed < 50; ++seed) {
    auto nodes = named(5, seed);
    const auto before = placed({}, nodes);
    const auto gone = nodes[random() % nodes.size()];
    nodes.erase(std::find(nodes.begin(), nodes.end(), gone));
    const auto after = placed(before, nodes);
    for (std::size_t i = 0; i < shard_count; ++i)
      if (before[i] != gone)
        CHECK(after[i] == before[i]);
    for (const auto& [name, n] : loads_of(after))
      CHECK(n == 16);
  }
}

TEST_CASE("the order in which nodes are named does not matter") {
  auto nodes = named(4, 1);
  const auto one = placed({}, nodes);
  std::reverse(nodes.begin(), nodes.end());
  CHECK(placed({}, nodes) == one);
}

TEST_CASE("a pinned shard stays on its node, and the rest is level around it") {
  const auto nodes = named(3, 2);
  shard_pins pins;
  for (std::uint16_t i = 0; i < 30; ++i)
    pins[i] = nodes[1];
  const auto shards = placed({}, nodes, pins);
  for (std::uint16_t i = 0; i < 30; ++i)
    CHECK(shards[i] == nodes[1]);
  const auto load = loads_of(shards);
  CHECK(load.at(nodes[1]) == 30);
  CHECK(load.at(nodes[0]) == 17);
  CHECK(load.at(nodes[2]) == 17);
  pins[0] = "gone";
  CHECK(placed({}, nodes, pins)[0] != "gone");
}

TEST_CASE("without nodes nobody has a shard") {
  for (const auto& name : placed({}, {}))
    CHECK(name.empty());
}

TEST_CASE("nothing is granted while a role has no node") {
  placement_book book;
  book.join(node("a", {evaluator}), 0);
  grant(book);
  CHECK(held(book, evaluator).at("a") == shard_count);
  CHECK(held(book, alerts).empty());
  const auto seen = book.view(0);
  CHECK(seen.missing == std::vector<node_role>{alerts, notifier});
}

TEST_CASE("whoever evaluates a symbol runs its alerts where it can") {
  placement_book book;
  book.join(node("a", {evaluator, alerts, notifier}), 0);
  book.join(node("b", {evaluator, alerts}), 0);
  grant(book);
  for (std::uint16_t shard = 0; shard < shard_count; ++shard)
    CHECK(book.holder(evaluator, shard)->node == book.holder(alerts, shard)->node);
  CHECK(book.holder(notifier, 0)->node == "a");
}

TEST_CASE("roles on nodes of their own are placed each for itself") {
  placement_book book;
  for (const auto* name : {"e1", "e2", "e3"})
    book.join(node(name, {evaluator}), 0);
  book.join(node("r", {alerts}), 0);
  book.join(node("n", {notifier}), 0);
  grant(book);
  CHECK(held(book, evaluator).size() == 3);
  CHECK(held(book, alerts).at("r") == shard_count);
  CHECK(book.view(0).missing.empty());
}

TEST_CASE("a node that comes back as another process holds nothing of before") {
  placement_book book;
  book.join(node("a", {evaluator, alerts, notifier}, 1), 0);
  grant(book);
  const auto before = book.holder(evaluator, 5)->right.epoch;
  book.join(node("a", {evaluator, alerts, notifier}, 2), 0);
  CHECK_FALSE(book.holder(evaluator, 5).has_value());
  grant(book);
  CHECK(book.holder(evaluator, 5)->right.epoch > before);
  // What the old process says about itself is no longer of interest.
  CHECK_FALSE(book.renew("a", 1, 10));
  book.leave("a", 1);
  CHECK(book.find("a") != nullptr);
}

TEST_CASE("the leases of a lost node go to the others") {
  placement_book book;
  for (const auto* name : {"a", "b", "c"})
    book.join(node(name, {evaluator, alerts, notifier}), 0);
  grant(book);
  const auto worked = book.holder(notifier, 0)->node;
  const auto keeps = worked == "a" ? "b" : "a";
  const auto kept = held(book, evaluator).at(keeps);
  book.leave(worked, 1);
  const auto moved = grant(book);
  CHECK(held(book, evaluator).size() == 2);
  CHECK(held(book, evaluator).at(keeps) >= kept);
  CHECK(book.holder(notifier, 0)->node != worked);
  for (const auto& x : moved)
    CHECK(x.node != worked);
}

TEST_CASE("a draining node gives everything away, unless nobody else is there") {
  placement_book book;
  book.join(node("a", {evaluator, alerts, notifier}), 0);
  grant(book);
  CHECK(book.drain("a", true));
  CHECK(grant(book).empty());
  CHECK(held(book, evaluator).at("a") == shard_count);
  book.join(node("b", {evaluator, alerts, notifier}), 0);
  grant(book);
  CHECK(held(book, evaluator).at("b") == shard_count);
  CHECK(book.holder(notifier, 0)->node == "b");
  CHECK(book.drain("a", false));
  grant(book);
  CHECK(held(book, evaluator).at("a") == shard_count / 2);
  CHECK_FALSE(book.drain("nobody", true));
}

TEST_CASE("an operator moves a shard, within what makes sense") {
  placement_book book;
  book.join(node("a", {evaluator, alerts, notifier}), 0);
  book.join(node("b", {evaluator}), 0);
  grant(book);
  const std::string other = book.holder(evaluator, 9)->node == "a" ? "b" : "a";
  REQUIRE(book.pin(evaluator, 9, other).ok());
  const auto done = grant(book);
  CHECK(std::any_of(done.begin(), done.end(),
                    [](const lease& x) { return x.right.shard == 9; }));
  CHECK(book.holder(evaluator, 9)->node == other);
  CHECK(book.pin(evaluator, 64, "a").error().place == "shard");
  CHECK(book.pin(notifier, 1, "a").error().text ==
        "the role notifier has the shards 0 to 0");
  CHECK(book.pin(alerts, 1, "b").error().text ==
        "the node does not have the role alerts");
  CHECK(book.pin(evaluator, 1, "x").error().code == problem_code::not_found);
  CHECK(book.pin(node_role::api, 1, "a").error().place == "role");
}

TEST_CASE("nodes that do not renew are found") {
  placement_book book;
  book.join(node("a", {evaluator}), 0);
  book.join(node("b", {evaluator}), 0);
  CHECK(book.renew("a", 1, 4'000));
  const auto silent = book.silent(5'500, 5'000);
  REQUIRE(silent.size() == 1);
  CHECK(silent.front().node == "b");
}

TEST_CASE("after a restart of the store nodes find their shards again") {
  placement_book before;
  for (const auto* name : {"a", "b", "c"})
    before.join(node(name, {evaluator, alerts, notifier}), 0);
  grant(before);
  placement_book after;
  after.restore(before.view(0).leases);
  CHECK_FALSE(after.all_back());
  for (const auto* name : {"c", "a", "b"})
    after.join(node(name, {evaluator, alerts, notifier}, 2), 0);
  CHECK(after.all_back());
  const auto granted = grant(after);
  CHECK(granted.size() == 2 * shard_count + 1); // by new processes: all anew …
  for (std::uint16_t shard = 0; shard < shard_count; ++shard)
    CHECK(after.holder(evaluator, shard)->node == before.holder(evaluator, shard)->node);
  placement_book fresh;
  CHECK_FALSE(fresh.all_back()); // … and where there was nothing, nobody is back
}
