// Figures as people read them.
#include "app/replay/axes.hpp"
#include "app/replay/shown.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

using namespace tradeeon;
using namespace tradeeon::test;

TEST_CASE("amounts have commas between thousands and are rounded") {
  CHECK(grouped(d("1234567.895"), 2) == "1,234,567.90");
  CHECK(grouped(d("-1234.5"), 0) == "-1,235");
  CHECK(grouped(d("999"), 0) == "999");
  CHECK(grouped(d("-0.001"), 2) == "0.00");
  CHECK(money(d("0.00042")) == "0.00042");
  CHECK(money(d("12")) == "12.00");
  CHECK(price(d("16727.333333333333333333")) == "16,727.33");
  CHECK(price(d("0.000012345")) == "0.00001235");
  CHECK(signed_money(d("3.5")) == "+3.50");
  CHECK(signed_percent(d("-2")) == "-2.00 %");
  CHECK(percent({}) == absent_text);
  CHECK(ratio(std::optional<double>{}) == absent_text);
}

TEST_CASE("times and lengths are short") {
  CHECK(minute_text(1'700'000'100'000) == "2023-11-14 22:15");
  CHECK(duration_text(59'000) == "0 min");
  CHECK(duration_text(3'900'000) == "1 h 5 min");
  CHECK(duration_text(2 * 86'400'000) == "2 d");
}

TEST_CASE("an axis has round lines around its values") {
  const auto axis = value_axis::around(9'870, 10'420, 5);
  CHECK(axis.step == 200);
  CHECK(axis.lines() == std::vector<double>{10'000, 10'200, 10'400});
  CHECK(axis.label(10'200) == "10,200");
  CHECK(axis.place(axis.high) == 0);
  CHECK(axis.place(axis.low) == 1);
  const auto flat = value_axis::around(0, 0, 5);
  CHECK(flat.high > flat.low);
  CHECK(value_axis::around(-0.021, 0, 10).label(-0.0125) == "-0.0125");
}

TEST_CASE("time marks are few, round and named by what changes") {
  constexpr time_ms hour = 3'600'000, day = 24 * hour;
  const auto labels = [](time_ms from, time_ms to) {
    std::string out;
    for (const auto& x : time_marks(from, to, 6)) {
      CHECK(x.place >= 0);
      CHECK(x.place <= 1);
      out += x.label + "|";
    }
    return out;
  };
  constexpr time_ms new_year = 1'672'531'200'000; // 2023
  CHECK(labels(new_year, new_year + 4 * hour) == "1 Jan|01:00|02:00|03:00|04:00|");
  CHECK(labels(new_year + 1, new_year + 3 * day) ==
        "12:00|2 Jan|12:00|3 Jan|12:00|4 Jan|");
  CHECK(labels(new_year, new_year + 364 * day) ==
        "Jan 2023|Mar 2023|May 2023|Jul 2023|Sep 2023|Nov 2023|");
  CHECK(labels(new_year, new_year + 2'000 * day) == "2023|2024|2025|2026|2027|2028|");
  CHECK(labels(5, 5).empty());
}
