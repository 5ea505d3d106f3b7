// Leases: who may write, and how a later grant ends it.
#include "tests/unit/storage_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

lease wanted(node_role what, std::uint16_t shard, const std::string& node) {
  lease out;
  out.right = {what, shard, 0};
  out.node = node;
  out.incarnation = 0xffff'ffff'0000'0001U >> 1U;
  out.granted_at = 5;
  return out;
}

template <class Backend>
struct leased {
  Backend backend{retention{100}};
  std::unique_ptr<store> db = good(backend.open_store());

  std::vector<lease> grant(const std::vector<lease>& all) {
    REQUIRE(db->begin().ok());
    auto granted = good(db->grant(all));
    REQUIRE(db->commit().ok());
    return granted;
  }
};

symbol_commit one_bar(time_ms at, std::vector<tenure> rights) {
  symbol_commit out;
  out.rights = std::move(rights);
  out.symbol = "BTCUSDT";
  out.watermark = at;
  out.bars.push_back({timeframe::m1, {{at, 1, 2, 1, 2, 3, true, 0}}});
  return out;
}

} // namespace

TEST_CASE_TEMPLATE("each grant has a higher epoch than all before", Backend,
                   sqlite_backend, memory_backend) {
  leased<Backend> on;
  const auto first =
    on.grant({wanted(node_role::evaluator, 3, "a"), wanted(node_role::alerts, 3, "a")});
  CHECK(first[0].right.epoch == 1);
  CHECK(first[1].right.epoch == 1);
  const auto second = on.grant({wanted(node_role::evaluator, 3, "b")});
  CHECK(second[0].right.epoch == 2);
  const auto all = good(on.db->leases());
  REQUIRE(all.size() == 2);
  CHECK(all[0].right.what == node_role::evaluator);
  CHECK(all[0].node == "b");
  CHECK(all[0].right.epoch == 2);
  CHECK(all[0].incarnation == wanted(node_role::evaluator, 3, "b").incarnation);
  CHECK(all[0].granted_at == 5);
  CHECK(all[1].node == "a");
}

TEST_CASE_TEMPLATE("a write by a lease that has moved on changes nothing", Backend,
                   sqlite_backend, memory_backend) {
  leased<Backend> on;
  const auto old =
    on.grant({wanted(node_role::evaluator, 3, "a"), wanted(node_role::alerts, 3, "a")});
  REQUIRE(on.db->begin().ok());
  CHECK(on.db->apply(one_bar(minute, {old[0].right, old[1].right})).ok());
  REQUIRE(on.db->commit().ok());
  on.grant({wanted(node_role::alerts, 3, "b")});
  REQUIRE(on.db->begin().ok());
  const auto refused = on.db->apply(one_bar(2 * minute, {old[0].right, old[1].right}));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == problem_code::conflict);
  CHECK(refused.error().place == "tenure");
  CHECK(refused.error().text == "the lease of alerts shard 3 has moved on to epoch 2; "
                                "this write is of epoch 1");
  // The transaction goes on for the others in it.
  CHECK(on.db->put_fact("x", "y").ok());
  REQUIRE(on.db->commit().ok());
  CHECK(good(on.db->load_symbol("BTCUSDT")).watermark == minute);
  CHECK(good(on.db->fact("x")) == "y");
}

TEST_CASE_TEMPLATE("a right that was never granted is void", Backend, sqlite_backend,
                   memory_backend) {
  leased<Backend> on;
  CHECK_FALSE(on.db->check({node_role::notifier, 0, 1}).ok());
  const auto granted = on.grant({wanted(node_role::notifier, 0, "a")});
  CHECK(on.db->check(granted[0].right).ok());
  CHECK_FALSE(on.db->check({node_role::notifier, 0, 2}).ok());
}

TEST_CASE_TEMPLATE("a grant that is rolled back was none", Backend, sqlite_backend,
                   memory_backend) {
  leased<Backend> on;
  REQUIRE(on.db->begin().ok());
  CHECK(on.db->grant({wanted(node_role::evaluator, 1, "a")}).ok());
  on.db->rollback();
  CHECK(good(on.db->leases()).empty());
  CHECK(on.grant({wanted(node_role::evaluator, 1, "b")})[0].right.epoch == 1);
}

TEST_CASE("epochs survive the end of the process") {
  sqlite_backend backend{retention{100}};
  for (std::uint64_t n = 1; n <= 3; ++n) {
    auto db = good(backend.open_store());
    REQUIRE(db->begin().ok());
    CHECK(good(db->grant({wanted(node_role::evaluator, 7, "a")}))[0].right.epoch == n);
    REQUIRE(db->commit().ok());
  }
}
