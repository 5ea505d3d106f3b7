#include "domain/market/candle_check.hpp"
#include "domain/market/resampler.hpp"
#include "domain/market/ring.hpp"
#include "domain/market/series_gate.hpp"
#include "domain/market/symbol.hpp"
#include "domain/support/numbers.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <limits>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr time_ms minute = 60'000;
constexpr time_ms day = 1'440 * minute;

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// First days of all months from 1970 to 2199, counted one by one.
const std::vector<time_ms>& month_starts() {
  static const std::vector<time_ms> all = [] {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::vector<time_ms> out;
    time_ms at = 0;
    for (int year = 1970; year < 2200; ++year)
      for (int month = 0; month < 12; ++month) {
        out.push_back(at);
        at += (lengths[month] + (month == 1 && is_leap(year) ? 1 : 0)) * day;
      }
    out.push_back(at);
    return out;
  }();
  return all;
}

/// Minutes of a timeframe, read from its name; 0 for months.
time_ms minutes_of(std::string_view name) {
  time_ms n = 0;
  while (name.front() >= '0' && name.front() <= '9') {
    n = n * 10 + (name.front() - '0');
    name.remove_prefix(1);
  }
  switch (name.front()) {
  case 'm':
    return n;
  case 'h':
    return n * 60;
  case 'd':
    return n * 1'440;
  case 'w':
    return n * 10'080;
  default:
    return 0;
  }
}

struct span {
  time_ms open;
  time_ms close;
};

span bar_around(timeframe tf, time_ms t) {
  const auto name = to_string(tf);
  if (name == "1M") {
    const auto& all = month_starts();
    const auto next = std::upper_bound(all.begin(), all.end(), t);
    return {*(next - 1), *next};
  }
  const auto length = minutes_of(name) * minute;
  // 5 January 1970 was a Monday; the week before it began on 29 December.
  const auto from = name == "1w" ? t + 3 * day : t;
  const auto open = t - from % length;
  return {open, open + length};
}

} // namespace

TEST_CASE("bars are aligned as a calendar counted day by day says") {
  dice random{1};
  const auto last = month_starts().back() - 32 * day;
  for (int i = 0; i < 20'000; ++i) {
    auto t = static_cast<time_ms>(random() % static_cast<std::uint64_t>(last));
    if (chance(random, 0.3)) // the edges are where it goes wrong
      t = month_starts()[1 + random() % 2'700] + roll(random, -1, 1);
    for (const auto tf : all_timeframes()) {
      const auto expected = bar_around(tf, t);
      const auto open = bar_open(tf, t);
      CAPTURE(t);
      CAPTURE(to_string(tf));
      REQUIRE(open == expected.open);
      REQUIRE(bar_close(tf, open) == expected.close);
      REQUIRE(bar_open(tf, bar_close(tf, open)) == expected.close);
    }
  }
}

TEST_CASE("one timeframe divides another if no bar of it ever straddles two") {
  for (const auto part : all_timeframes())
    for (const auto whole : all_timeframes()) {
      bool straddles = part > whole;
      // From 1972 on for two years: every alignment of 3d, weeks and months.
      for (time_ms t = 730 * day; t < 1'460 * day && !straddles; t = bar_close(part, t)) {
        t = bar_open(part, t);
        straddles = bar_close(part, t) > bar_close(whole, bar_open(whole, t));
        if (part < timeframe::h1 && t % day == 0 && t > 740 * day)
          break; // within a day short bars repeat themselves
      }
      CAPTURE(to_string(part));
      CAPTURE(to_string(whole));
      CHECK(divides(part, whole) == !straddles);
    }
}

TEST_CASE("timeframes are read as they are written, and nothing else is") {
  for (const auto tf : all_timeframes())
    CHECK(*parse_timeframe(to_string(tf)) == tf);
  for (const auto* text : {"", "1", "m", "1H", "60m", "1mo", " 1m", "1m ", "2d", "1W"})
    CHECK_FALSE(parse_timeframe(text));
}

TEST_CASE("a resampler gives the bars that slicing gives, gaps or not") {
  dice random{2};
  for (int run = 0; run < 60; ++run) {
    const auto base = run % 2 == 0 ? timeframe::m1 : timeframe::h4;
    const auto target = run % 2 == 0 ? timeframe::m15 : timeframe::w1;
    const auto bars = walk(random, base, 400, run % 3 * 0.1);
    resampler subject{base, target};
    std::vector<candle> got;
    for (const auto& bar : bars) {
      if (auto done = subject.close_before(bar.open_time))
        got.push_back(*done);
      // What peek shows is what would come of the bar if it ended so.
      const auto shown = subject.peek(bar);
      const auto done = subject.add(bar);
      const auto now = done ? *done : *subject.forming();
      REQUIRE(shown.open_time == now.open_time);
      REQUIRE(shown.close == now.close);
      REQUIRE(shown.volume == now.volume);
      if (done)
        got.push_back(*done);
      const auto expected = bars_at(bars, base, target, bar_close(base, bar.open_time));
      REQUIRE(got.size() == expected.size());
    }
    const auto expected = bars_at(bars, base, target, any_time);
    for (std::size_t i = 0; i < got.size(); ++i) {
      REQUIRE(got[i].open_time == expected[i].open_time);
      REQUIRE(got[i].open == expected[i].open);
      REQUIRE(got[i].high == expected[i].high);
      REQUIRE(got[i].low == expected[i].low);
      REQUIRE(got[i].close == expected[i].close);
      REQUIRE(got[i].volume == expected[i].volume);
      REQUIRE(got[i].closed);
    }
  }
}

TEST_CASE("a candle is refused for each thing that can be wrong with it") {
  const candle good{1'700'006'400'000, 10, 12, 9, 11, 5};
  const time_ms now = good.open_time;
  CHECK(refusal(good, timeframe::m1, now).empty());
  const double infinite = std::numeric_limits<double>::infinity();
  double candle::*const fields[] = {&candle::open, &candle::high, &candle::low,
                                    &candle::close, &candle::volume};
  for (auto field : fields)
    for (const double bad : {std::nan(""), infinite, -infinite, -1.0, -1e-300}) {
      auto bar = good;
      bar.*field = bad;
      CHECK_FALSE(refusal(bar, timeframe::m1, now).empty());
    }
  const auto with = [&](double open, double high, double low, double close) {
    return candle{good.open_time, open, high, low, close, 0};
  };
  CHECK(refusal(with(10, 10, 10, 10), timeframe::m1, now).empty());
  CHECK(refusal(with(0, 0, 0, 0), timeframe::m1, now).empty());
  CHECK_FALSE(refusal(with(10, 9, 9, 9), timeframe::m1, now).empty());
  CHECK_FALSE(refusal(with(9, 9, 9, 10), timeframe::m1, now).empty());
  CHECK_FALSE(refusal(with(10, 11, 10.5, 11), timeframe::m1, now).empty());
  CHECK_FALSE(refusal(with(11, 11, 10.5, 10), timeframe::m1, now).empty());
  CHECK_FALSE(refusal(with(10, 8, 9, 8.5), timeframe::m1, now).empty());
  auto at = [&](time_ms t) {
    auto bar = good;
    bar.open_time = t;
    return refusal(bar, timeframe::m1, now);
  };
  CHECK(at(now + minute).empty()); // one bar ahead: clocks differ
  CHECK_FALSE(at(now + 2 * minute).empty());
  CHECK_FALSE(at(now + 1).empty());
  CHECK_FALSE(at(-minute).empty());
  CHECK_FALSE(at(INT64_MAX).empty());
  CHECK_FALSE(at(INT64_MIN).empty());
  auto far = good;
  far.open_time = 253'402'300'740'000;
  CHECK(refusal(far, timeframe::m1, any_time).empty());
  far.open_time = 1'700'006'400'000'000; // microseconds
  CHECK_FALSE(refusal(far, timeframe::m1, any_time).empty());
}

TEST_CASE("a candle follows, repeats or leaves a gap") {
  candle bar;
  bar.open_time = 10 * minute;
  CHECK(classify(bar, timeframe::m1, -1) == arrival::next);
  CHECK(classify(bar, timeframe::m1, 9 * minute) == arrival::next);
  CHECK(classify(bar, timeframe::m1, 8 * minute) == arrival::after_gap);
  CHECK(classify(bar, timeframe::m1, 10 * minute) == arrival::repeated);
  CHECK(classify(bar, timeframe::m1, 11 * minute) == arrival::repeated);
  bar.open_time = 0;
  CHECK(classify(bar, timeframe::m1, 0) == arrival::repeated);
}

TEST_CASE("symbols have one spelling") {
  for (const auto* text : {"BTC/USDT", "btc-usdt", "BTC_USDT", "btc usdt", " BTCUSDT "})
    CHECK(*normalise_symbol(text) == "BTCUSDT");
  CHECK(*normalise_symbol("binance:btc/usdt") == "BINANCE:BTCUSDT");
  CHECK(*normalise_symbol("1000pepe") == "1000PEPE");
  CHECK(*normalise_symbol(std::string(40, 'a')) == std::string(40, 'A'));
  for (const auto& text :
       {std::string{}, std::string{"-"}, std::string{":BTC"}, std::string{"BINANCE:"},
        std::string{"A:B:C"}, std::string{"BTC$"}, std::string{"BTC\0", 4},
        std::string{"B\xc3\x84"}, std::string(41, 'a')}) {
    const auto read = normalise_symbol(text, "where");
    REQUIRE_FALSE(read);
    CHECK(read.error().place == "where");
  }
}

TEST_CASE("a ring holds the newest values, newest first") {
  dice random{3};
  for (std::size_t capacity = 0; capacity < 9; ++capacity) {
    ring<int> subject{capacity};
    std::deque<int> model;
    for (int i = 0; i < 200; ++i) {
      if (chance(random, 0.02)) {
        subject.clear();
        model.clear();
      }
      subject.push(i);
      model.push_front(i);
      model.resize(std::min(model.size(), std::max<std::size_t>(1, capacity)));
      REQUIRE(subject.size() == model.size());
      for (std::size_t n = 0; n < model.size(); ++n)
        REQUIRE(subject[n] == model[n]);
    }
  }
}

TEST_CASE("numbers are read back as they were, and odd texts are not numbers") {
  dice random{4};
  for (int i = 0; i < 50'000; ++i) {
    const auto bits = random();
    double x = 0;
    std::memcpy(&x, &bits, sizeof x);
    if (i % 2 == 0) // the range that prices live in, too
      x = static_cast<double>(roll(random, -1'000'000, 1'000'000)) /
          std::pow(10.0, roll(random, 0, 9));
    if (!std::isfinite(x))
      continue;
    const auto text = format_number(x);
    const auto read = parse_number(text);
    CAPTURE(text);
    REQUIRE(read);
    REQUIRE(*read == x);
    const auto size = std::fabs(x);
    if (x == 0 || (size >= 1e-7 && size < 1e21))
      REQUIRE(text.find('e') == text.npos);
  }
  CHECK(format_number(-0.0) == "0");
  CHECK(*parse_number("3e1") == 30);
  CHECK(*parse_number("+5") == 5);
  for (const auto* text : {"", "+", "-", "+-5", "++5", "--5", " 5", "5 ", "5x", "0x10",
                           "inf", "-inf", "nan", "1e400", "1e", "1,5", "."})
    CHECK_FALSE(parse_number(text));
}
