// How a run went, against figures that were worked out by hand.
#include "domain/bots/run_report.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr time_ms day = 86'400'000;

/// A run that is worth so much in cash.
run_figures worth(std::string_view equity) {
  run_figures x;
  x.cash = d(equity);
  return x;
}

/// A deal that bought and sold one unit.
deal closed_deal(std::uint32_t number, std::string_view spent, std::string_view received,
                 std::string_view fees = "0") {
  deal x;
  x.number = number;
  x.symbol = "BTCUSDT";
  x.status = deal_status::closed;
  x.bought = x.sold = 1;
  x.spent = d(spent);
  x.received = d(received);
  x.realised = x.received - x.spent;
  x.fees = d(fees);
  x.entries = 1;
  x.opened_at = 1;
  x.closed_at = 2;
  return x;
}

deal_list holding() {
  deal x;
  x.status = deal_status::open;
  x.held.add(1, 100);
  return {x};
}

/// The equity at the ends of days, from day 1 on; the price follows it at a tenth.
run_outcome over_days(const std::vector<const char*>& equities) {
  run_report report{1'000};
  time_ms at = 0;
  for (const auto* x : equities)
    report.on_bar(at += day, d(x).to_double() / 10, worth(x), {});
  return report.outcome();
}

} // namespace

TEST_CASE("a run without bars says nothing that it can't know") {
  const auto x = run_report{500}.outcome();
  CHECK(x.bars == 0);
  CHECK(x.equity == d("500"));
  CHECK_FALSE(x.return_percent);
  CHECK_FALSE(x.hold_percent);
  CHECK_FALSE(x.drawdown);
  CHECK_FALSE(x.drawdown_percent);
  CHECK_FALSE(x.win_rate);
  CHECK_FALSE(x.profit_factor);
  CHECK_FALSE(x.average_deal);
  CHECK_FALSE(x.exposure_percent);
  CHECK_FALSE(x.sharpe);
}

TEST_CASE("return, holding and drawdown are those of the closes") {
  run_report report{1'000};
  report.on_bar(60'000, 50, worth("1000"), {});
  report.on_bar(120'000, 60, worth("1200"), holding());
  report.on_bar(180'000, 45, worth("900"), holding());  // 300 and 25 % below 1200
  report.on_bar(240'000, 80, worth("2000"), holding()); // a new highest
  report.on_bar(300'000, 70, worth("1600"), {});        // 400, but 20 %
  const auto x = report.outcome();
  CHECK(x.from == 60'000);
  CHECK(x.to == 300'000);
  CHECK(x.bars == 5);
  CHECK(x.equity == d("1600"));
  CHECK(x.return_percent == d("60"));
  CHECK(x.hold_percent == d("40"));
  CHECK(x.drawdown == d("400"));
  CHECK(x.drawdown_percent == d("25"));
  CHECK(x.exposure_percent == d("60")); // 3 bars of 5
  CHECK_FALSE(x.sharpe);                // all within one day
}

TEST_CASE("a run that only falls is below what it began with") {
  run_report report{300};
  report.on_bar(60'000, 3, worth("200"), {});
  const auto x = report.outcome();
  CHECK(x.return_percent == d("-33.3333"));
  CHECK(x.drawdown == d("100"));
  CHECK(x.drawdown_percent == d("33.3333"));
  CHECK(x.hold_percent == d("0"));
}

TEST_CASE("deals are won, lost or neither, net of fees") {
  run_report report{1'000};
  report.on_deal(closed_deal(1, "100", "110", "0.5"));   // +9.5
  report.on_deal(closed_deal(2, "100", "100.5", "0.5")); // 0
  report.on_deal(closed_deal(3, "200", "195", "1"));     // -6
  report.on_deal(closed_deal(4, "50", "54"));            // +4
  deal nothing;
  nothing.status = deal_status::closed;
  report.on_deal(nothing);
  report.on_bar(60'000, 1, worth("1007.5"), {});
  const auto x = report.outcome();
  CHECK(x.deals_closed == 4);
  CHECK(x.deals_won == 2);
  CHECK(x.deals_lost == 1);
  CHECK(x.win_rate == d("50"));
  CHECK(x.profit_factor == d("2.25")); // 13.5 / 6
  CHECK(x.average_deal == d("1.875")); // 7.5 / 4
  REQUIRE(report.deals().size() == 4);
  CHECK(report.deals().front().profit_percent == d("9.5"));
  CHECK(report.deals()[2].exit_price == d("195"));
}

TEST_CASE("without a loss there is no profit factor") {
  run_report report{1'000};
  report.on_deal(closed_deal(1, "100", "110"));
  CHECK_FALSE(report.outcome().profit_factor);
  CHECK(report.outcome().win_rate == d("100"));
}

TEST_CASE("the Sharpe ratio is that of daily changes") {
  // Changes: +10 %, 0, +10 %, 0: mean 0.05, sample deviation √(4 · 0.05² / 3) =
  // 0.057735…; 0.05 / 0.057735 · √365 = 16.5454 (0.8660254 · 19.1049732).
  const auto x = over_days({"1100", "1100", "1210", "1210"});
  REQUIRE(x.sharpe);
  CHECK(*x.sharpe == doctest::Approx(16.5454).epsilon(1e-5));
  // -10 %, +20 %, -10 %: mean 0, so the ratio is 0, which is a value.
  const auto flat = over_days({"900", "1080", "972"});
  REQUIRE(flat.sharpe);
  CHECK(*flat.sharpe == doctest::Approx(0).epsilon(1e-9));
  CHECK_FALSE(over_days({"1100", "1210"}).sharpe);
  CHECK_FALSE(over_days({"1100", "1210", "1331", "1464.1"}).sharpe); // all the same
  CHECK_FALSE(over_days({"1000", "1000", "1000"}).sharpe);
}

TEST_CASE("a bar that ends at midnight is the last of its day") {
  run_report one{1'000};
  run_report other{1'000};
  for (int n = 1; n <= 4; ++n) {
    const auto* x = n % 2 == 0 ? "1010" : "1000";
    one.on_bar(n * day, 1, worth(x), {});
    other.on_bar(n * day - 60'000, 1, worth("123"), {});
    other.on_bar(n * day, 1, worth(x), {});
  }
  CHECK(one.outcome().sharpe == other.outcome().sharpe);
}

TEST_CASE("orders and fees are the run's") {
  run_report report{100};
  auto now = worth("99");
  now.orders = 7;
  now.fees = d("0.25");
  report.on_bar(1, 1, now, holding());
  CHECK(report.outcome().orders == 7);
  CHECK(report.outcome().fees == d("0.25"));
  CHECK(report.outcome().deals_open == 1);
}

TEST_CASE("only the newest deals are kept for a table, but all are counted") {
  run_report report{1'000};
  const auto many = static_cast<std::uint32_t>(run_report::most_deals) + 5;
  for (std::uint32_t n = 1; n <= many; ++n)
    report.on_deal(closed_deal(n, "100", "101"));
  CHECK(report.outcome().deals_closed == many);
  CHECK(report.deals().size() == run_report::most_deals);
  CHECK(report.deals().front().number == 6);
}

TEST_CASE("a thinned curve keeps its ends and every spike, in little memory") {
  for (const std::size_t count : {1U, 2U, 747U, 748U, 749U, 1'497U, 100'003U}) {
    CAPTURE(count);
    thinned_curve curve;
    for (std::size_t n = 0; n < count; ++n) {
      double value = static_cast<double>(n % 100);
      value = n == count / 3 ? 1e6 : n == count / 2 ? -1e6 : value;
      curve.add(static_cast<time_ms>(n), value);
    }
    const auto points = curve.points();
    CHECK(points.size() <= 1'498);
    CHECK(points.size() >= std::min<std::size_t>(count, 370));
    CHECK(points.front().at == 0);
    CHECK(points.back().at == static_cast<time_ms>(count - 1));
    CHECK(std::is_sorted(points.begin(), points.end(),
                         [](const auto& a, const auto& b) { return a.at < b.at; }));
    const auto has = [&](double value) {
      return std::any_of(points.begin(), points.end(),
                         [&](const auto& x) { return x.value == value; });
    };
    CHECK(has(count / 2 == count / 3 ? 1e6 : -1e6));
    CHECK(has(1e6));
  }
}
