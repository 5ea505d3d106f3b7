#include "domain/conditions/graph.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr auto base = timeframe::m5;
constexpr std::size_t history = 60;

using stored_bars = std::map<timeframe, std::vector<candle>>;

void store(const std::vector<bar_step>& steps, stored_bars& into) {
  for (const auto& step : steps)
    for (const auto& x : step.closed)
      into[x.base].push_back(x.bar);
}

/// The newest bars of every timeframe, as a store hands them out.
std::vector<std::pair<timeframe, std::vector<candle>>> newest(const stored_bars& all) {
  std::vector<std::pair<timeframe, std::vector<candle>>> out;
  for (const auto& [tf, bars] : all) {
    const auto n = std::min(bars.size(), history + 30);
    out.emplace_back(tf,
                     std::vector<candle>{bars.end() - static_cast<long>(n), bars.end()});
  }
  return out;
}

struct twins {
  condition_graph one;
  condition_graph other;
  std::map<condition_index, condition_index> same; ///< of one, in other
};

void require_same(const twins& x) {
  for (const auto& [mine, theirs] : x.same) {
    const auto a = x.one.view(mine);
    const auto b = x.other.view(theirs);
    CAPTURE(a.text);
    REQUIRE(a.text == b.text);
    REQUIRE(a.now == b.now);
    const operand_view sides[][2] = {
      {a.left, b.left}, {a.right, b.right}, {a.high, b.high}};
    for (const auto& [left, right] : sides)
      if (left.slot >= 0) {
        const auto& p = x.one.readings()[static_cast<std::size_t>(left.slot)];
        const auto& q = x.other.readings()[static_cast<std::size_t>(right.slot)];
        REQUIRE(same_value(p.now, q.now));
        REQUIRE(same_value(p.previous, q.previous));
        REQUIRE(p.bar_time == q.bar_time);
      }
  }
}

condition_graph fresh() {
  condition_graph out{"BTCUSDT", history};
  out.set_base(base);
  return out;
}

} // namespace

TEST_CASE("a graph that was saved and restored goes on bit for bit") {
  dice random{41};
  for (int run = 0; run < 60; ++run) {
    twins x{fresh(), condition_graph{"BTCUSDT", history}, {}};
    std::map<condition_index, condition> wanted;
    const auto add = [&](condition_graph& to, int n) {
      for (int i = 0; i < n; ++i) {
        const auto what = random_condition(random, {});
        wanted[to.add(what).index] = what;
      }
    };
    add(x.one, 12);
    const auto bars = walk(random, base, 260, run % 2 * 0.05);
    const auto saved_at = 5 + random() % 150;
    const auto crash_at = saved_at + random() % 25;
    stored_bars stored;
    std::string checkpoint;
    std::vector<bar_step> steps;
    for (std::size_t i = 0; i < crash_at; ++i) {
      if (chance(random, 0.05))
        add(x.one, 2); // long before, so that the slabs are in no special order
      if (chance(random, 0.05) && wanted.size() > 4) {
        x.one.release(wanted.begin()->first);
        wanted.erase(wanted.begin());
      }
      const bool quarantined = run % 3 == 0 && chance(random, 0.1);
      steps.clear();
      if (quarantined)
        x.one.pass_over(bars[i].open_time);
      else
        x.one.advance(bars[i], steps);
      store(steps, stored);
      // As the engine does it: a changed structure is saved with the next commit.
      if (i <= saved_at || x.one.structure_changed())
        checkpoint = x.one.save();
    }
    add(x.one, 3); // asked for after the last commit
    const auto restored = x.other.restore(checkpoint, newest(stored));
    const auto why = restored ? std::string{} : restored.error().text;
    CAPTURE(why);
    REQUIRE(restored);
    for (const auto& bar : stored[base])
      if (bar.open_time > x.other.newest())
        x.other.advance(bar, steps);
    if (x.other.newest() < x.one.newest())
      x.other.pass_over(x.one.newest());
    for (const auto& [index, what] : wanted) {
      x.same[index] = x.other.add(what).index;
      x.one.use_intrabar(index);
      x.other.use_intrabar(x.same[index]);
    }
    x.other.prune();
    REQUIRE(x.one.distinct_conditions() == x.other.distinct_conditions());
    CAPTURE(run);
    require_same(x);
    for (auto i = crash_at; i < bars.size(); ++i) {
      auto forming = bars[i];
      forming.close = forming.high;
      const auto p = x.one.preview(forming);
      const auto q = x.other.preview(forming);
      REQUIRE(p.tentative.size() == q.tentative.size());
      std::map<condition_index, truth> would_be;
      for (const auto& change : q.tentative)
        would_be[change.which] = change.now;
      for (const auto& change : p.tentative)
        REQUIRE(would_be[x.same.at(change.which)] == change.now);
      std::vector<bar_step> a;
      std::vector<bar_step> b;
      x.one.advance(bars[i], a);
      x.other.advance(bars[i], b);
      REQUIRE(a.size() == b.size());
      for (std::size_t k = 0; k < a.size(); ++k) {
        REQUIRE(a[k].at == b[k].at);
        REQUIRE(a[k].changes.size() == b[k].changes.size());
        REQUIRE(a[k].closed.size() == b[k].closed.size());
      }
      require_same(x);
    }
  }
}

TEST_CASE("a bar whose last candle was set aside is not held twice after a restart") {
  dice random{44};
  const auto bars = walk(random, base, 40, 0);
  condition what;
  what.symbol = "BTCUSDT";
  what.base = timeframe::m15;
  what.left = price_operand(price_source::close, 1); // says which bar it was read from
  what.right = constant_operand(100);
  for (std::size_t aside = 20; aside < 26; ++aside) {
    twins x{fresh(), condition_graph{"BTCUSDT", history}, {}};
    const auto index = x.one.add(what).index;
    stored_bars stored;
    std::vector<bar_step> steps;
    std::string checkpoint;
    for (std::size_t i = 0; i < 30; ++i) {
      steps.clear();
      if (i == aside) {
        x.one.pass_over(bars[i].open_time);
        checkpoint = x.one.save();
      } else {
        x.one.advance(bars[i], steps);
      }
      store(steps, stored);
      // The restart comes after the first bar that was built from no more candles.
      if (i != aside + 1)
        continue;
      REQUIRE(x.other.restore(checkpoint, newest(stored)));
      for (const auto& bar : stored[base])
        if (bar.open_time > x.other.newest())
          x.other.advance(bar, steps);
      x.same[index] = x.other.add(what).index;
      require_same(x);
      const auto late = price_operand(price_source::close, 2);
      auto newcomer = what;
      newcomer.left = late;
      x.same[x.one.add(newcomer).index] = x.other.add(newcomer).index;
      require_same(x);
      break;
    }
  }
}

TEST_CASE("what is saved right after a restore is what was restored") {
  dice random{42};
  auto graph = fresh();
  for (int i = 0; i < 20; ++i)
    graph.add(random_condition(random, {}));
  stored_bars stored;
  for (const auto& bar : walk(random, base, 100, 0.02)) {
    std::vector<bar_step> steps;
    graph.advance(bar, steps);
    store(steps, stored);
  }
  const auto saved = graph.save();
  CHECK(graph.save() == saved);
  condition_graph copy{"BTCUSDT", history};
  REQUIRE(copy.restore(saved, newest(stored)));
  CHECK_FALSE(copy.structure_changed());
  CHECK(copy.distinct_conditions() == graph.distinct_conditions());
  CHECK(copy.save().size() == saved.size());
  copy.prune();
  CHECK(copy.distinct_conditions() == 0);
}

TEST_CASE("a damaged checkpoint is a problem or a graph that works, never a crash") {
  dice random{43};
  auto graph = fresh();
  for (int i = 0; i < 10; ++i)
    graph.add(random_condition(random, {}));
  stored_bars stored;
  const auto bars = walk(random, base, 80, 0.02);
  for (std::size_t i = 0; i < 70; ++i) {
    std::vector<bar_step> steps;
    graph.advance(bars[i], steps);
    store(steps, stored);
  }
  const auto saved = graph.save();
  const auto bars_held = newest(stored);
  for (std::size_t n = 0; n < saved.size(); ++n) {
    condition_graph copy{"BTCUSDT", history};
    REQUIRE_FALSE(copy.restore(saved.substr(0, n), {}));
  }
  condition_graph longer{"BTCUSDT", history};
  CHECK_FALSE(longer.restore(saved + '\0', {}));
  std::size_t refused = 0;
  constexpr int runs = 4'000;
  for (int run = 0; run < runs; ++run) {
    auto bad = saved;
    for (int n = roll(random, 1, 3); n > 0; --n)
      bad[random() % bad.size()] = static_cast<char>(random() & 0xff);
    condition_graph copy{"BTCUSDT", history};
    if (!copy.restore(bad, bars_held)) {
      ++refused;
      continue;
    }
    if (!copy.base())
      copy.set_base(base);
    std::vector<bar_step> steps;
    for (std::size_t i = 70; i < bars.size(); ++i)
      if (bars[i].open_time > copy.newest())
        copy.advance(bars[i], steps);
    copy.add(random_condition(random, {}));
    copy.prune();
  }
  CHECK(refused > 0);
}
