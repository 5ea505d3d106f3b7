// Bots in a cluster, in virtual time: where they live, and what moves with them.
#include "actors/bots/trading_flags.hpp"
#include "tests/support/cluster_fixture.hpp"

#include <set>

using namespace tradeeon;
using namespace std::chrono_literals;
using test::cluster_fixture;
using kind = bot_command::kind;

namespace {

const std::set<node_role> without_leases{node_role::store, node_role::api};

std::string eager_on(const std::string& pair) {
  return R"({"bot_type":"dca","name":"eager","pair":")" + pair +
         R"(","interval":"1m","baseOrderSize":100,"takeProfit":{"percent":1},
            "safetyOrders":{"count":2,"size":100,"deviation":1}})";
}

struct bots_in_cluster : cluster_fixture {
  /// The next n bars of two symbols.
  void market(std::size_t n) {
    for (const auto last = next + n; next < last; ++next) {
      const double close = 100 + static_cast<double>(next * 37 % 11) - 5;
      push(bars({close}, next));
      push(bars({close / 2}, next, "ETHUSDT"));
    }
  }
  std::vector<std::string> all_books() {
    auto out = books("b");
    const auto more = books("e");
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  void make_both() {
    make("b", eager_on("BTC/USDT"));
    make("e", eager_on("ETH/USDT"));
    run("b");
    run("e");
  }
  std::size_t next = 0; ///< minute
  std::uint64_t fenced() { return context->count->fenced_writes.get(); }
};

} // namespace

TEST_CASE_FIXTURE(bots_in_cluster, "bots do the same wherever they live") {
  begin();
  market(3);
  make_both();
  market(120);
  const auto alone = all_books();
  REQUIRE(alone.size() > 40);
  stop();
  next = 0;
  database = storage::memory::memory_database{};
  queries = database.open_queries();

  SUBCASE("on the store node") {
    start_store();
    market(3);
    make_both();
    market(120);
  }
  SUBCASE("on nodes that come and go") {
    start_store(without_leases);
    auto first = join("w1", 1, test::all_leased, apart());
    advance(1s);
    market(3);
    make_both();
    market(20);
    CHECK(works("b"));
    auto second = join("w2", 1, test::all_leased, apart());
    advance(1s);
    market(30);
    lose(first);
    advance(1s);
    market(20);
    first = join("w1", 2, test::all_leased, apart());
    advance(1s);
    market(20);
    lose(second);
    advance(1s);
    market(30);
    CHECK(works("e"));
    lose(first);
  }
  CHECK(all_books() == alone);
  // That a node has gone is no crash of a bot.
  CHECK(context->count->bot_restarts.get() == 0);
}

TEST_CASE_FIXTURE(bots_in_cluster, "a shard that is moved takes its runs along") {
  start_store(without_leases);
  const auto one = apart();
  const auto two = apart();
  auto first = join("w1", 1, test::all_leased, one);
  auto second = join("w2", 1, test::all_leased, two);
  advance(1s);
  market(2);
  make_both();
  const auto shard = shard_of("BTCUSDT");
  for (const auto* node : {"w1", "w2", "w1"}) {
    ask<cluster_view>(find(role::coordinator), move_atom_v,
                      static_cast<std::uint8_t>(node_role::alerts), shard,
                      std::string{node});
    advance(1s);
    const auto& here = std::string{node} == "w1" ? one : two;
    const auto before = here->count->bot_orders.get();
    market(12);
    CHECK_MESSAGE(here->count->bot_orders.get() > before, node);
  }
  lose(first);
  lose(second);
}

TEST_CASE_FIXTURE(bots_in_cluster, "without a node for it a bot waits") {
  start_store(without_leases);
  make_both();
  CHECK_FALSE(works("b"));
  bot_command pause;
  pause.what = kind::pause;
  CHECK(refused<bot>(find(role::trading), command_atom_v, std::string{"u"},
                     std::string{"b"}, pause) == problem_code::unavailable);
  auto node = join("w1");
  advance(1s);
  CHECK(works("b"));
  CHECK(command("b", kind::pause).status == bot_status::paused);
  CHECK(command("b", kind::stop).status == bot_status::stopped);
  CHECK_FALSE(works("b"));
  lose(node);
}

TEST_CASE_FIXTURE(bots_in_cluster, "a halt reaches every node before it is answered") {
  start_store(without_leases);
  const auto far = apart();
  auto node = join("w1", 1, test::all_leased, far);
  advance(1s);
  market(2);
  make_both();
  market(2);
  set_state("u", trading_state::halted);
  CHECK(far->trading->of("u") == trading_state::halted);
  CHECK(far->trading->of("v") == trading_state::active);
  const auto before = orders("b");
  market(30);
  CHECK(orders("b") == before);
  // A node that comes later knows it with the first run that it gets.
  lose(node);
  const auto later = apart();
  node = join("w2", 1, test::all_leased, later);
  advance(1s);
  REQUIRE(works("b"));
  CHECK(later->trading->of("u") == trading_state::halted);
  market(10);
  CHECK(orders("b") == before);
  set_state("u", trading_state::active);
  CHECK(later->trading->of("u") == trading_state::active);
  market(30);
  CHECK(orders("b") > before);
  lose(node);
}

TEST_CASE_FIXTURE(bots_in_cluster, "what a run stores by an older lease is refused") {
  start_store(without_leases);
  auto node = join("w1", 1, test::all_leased, apart());
  advance(1s);
  market(2);
  make_both();
  market(10);
  const auto known = database.open_queries()->bots().bot_of("u", "b");
  REQUIRE(known.ok());
  storage::bot_commit late;
  late.bot_id = "b";
  late.run = known->row.run;
  late.right = tenure{node_role::alerts, shard_of("BTCUSDT"), 0};
  const auto before = fenced();
  CHECK(refused<bot_committed>(find(role::store), commit_atom_v, late) ==
        problem_code::conflict);
  CHECK(fenced() == before + 1);
  lose(node);
}
