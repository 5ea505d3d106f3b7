#include "domain/alerts/fire_policy.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tradeeon;

namespace {

constexpr time_ms minute = 60'000;

/// One moment: y yes, n no, ? unknown; upper case on a closed bar.
struct moment {
  char what;
  time_ms bar;
  time_ms at;
};

truth truth_of(char what) {
  switch (what) {
  case 'y':
  case 'Y':
    return truth::yes;
  case 'n':
  case 'N':
    return truth::no;
  default:
    return truth::unknown;
  }
}

bool is_closed(char what) {
  return what == 'Y' || what == 'N' || what == '!';
}

/// 1 where the mode fires, 0 where it does not. '!' is unknown on a closed bar.
std::string fires_at(fire_mode mode, const std::vector<moment>& moments,
                     alert_state state = {}) {
  std::string out;
  std::uint64_t count = state.trigger_count;
  for (const auto& x : moments) {
    const bool fire =
      fires(mode, truth_of(x.what), {x.bar, x.at, is_closed(x.what)}, state);
    count += fire ? 1 : 0;
    CHECK(state.trigger_count == count);
    if (fire) {
      CHECK(state.fired_bar == x.bar);
      CHECK(state.fired_update == x.at);
    }
    out += fire ? '1' : '0';
  }
  return out;
}

/// Closed 1m bars, one for each character.
std::vector<moment> closed_bars(const std::string& truths) {
  std::vector<moment> out;
  for (const char c : truths) {
    const auto bar = static_cast<time_ms>(out.size()) * minute;
    out.push_back({c, bar, bar + minute});
  }
  return out;
}

} // namespace

TEST_CASE("on closed bars each mode fires where the table says") {
  struct row {
    fire_mode mode;
    truth known;
    std::string truths;
    std::string fires;
  };
  const auto unknown = truth::unknown;
  const std::vector<row> table{
    {fire_mode::once, unknown, "!NYYNY", "001000"},
    {fire_mode::per_bar, unknown, "!NYYNY", "001101"},
    {fire_mode::per_close, unknown, "!NYYNY!Y", "00110101"},
    {fire_mode::per_minute, unknown, "!NYYNY", "001101"},
    {fire_mode::per_tick, unknown, "!NYYNY", "001101"},
    {fire_mode::per_edge, unknown, "!NYYNY", "001001"},
    // Already true when first known: not until it has been false once.
    {fire_mode::per_edge, unknown, "YYNY", "0001"},
    {fire_mode::per_edge, unknown, "!!YNY", "00001"},
    {fire_mode::per_edge, truth::yes, "YNY", "001"},
    {fire_mode::per_edge, truth::no, "YNY", "101"},
    // Unknown in between is no edge, and does not forget one either.
    {fire_mode::per_edge, truth::yes, "Y!YN!Y", "000001"},
    {fire_mode::per_edge, truth::no, "!!Y!Y", "00100"},
  };
  for (const auto& x : table) {
    CAPTURE(to_string(x.mode));
    CAPTURE(x.truths);
    alert_state state;
    state.known = x.known;
    CHECK(fires_at(x.mode, closed_bars(x.truths), state) == x.fires);
  }
}

TEST_CASE("while a bar forms each mode fires where the table says") {
  // Two bars of five minutes with updates in them; the first closes true.
  const std::vector<moment> moments{
    {'n', 0, 1'000},         {'y', 0, 2'000},         {'y', 0, 59'999},
    {'y', 0, 60'000},        {'?', 0, 61'000},        {'y', 0, 62'000},
    {'Y', 0, 300'000},       {'y', 300'000, 300'001}, {'n', 300'000, 301'000},
    {'y', 300'000, 400'000}, {'N', 300'000, 600'000}, {'y', 600'000, 600'500},
    {'Y', 600'000, 900'000}};
  CHECK(fires_at(fire_mode::once, moments) == "0100000000000");
  CHECK(fires_at(fire_mode::per_bar, moments) == "0100000100010");
  CHECK(fires_at(fire_mode::per_close, moments) == "0000001000001");
  CHECK(fires_at(fire_mode::per_minute, moments) == "0101001001011");
  CHECK(fires_at(fire_mode::per_tick, moments) == "0111011101011");
  // What a bar shows while it forms is no memory of an edge mode.
  CHECK(fires_at(fire_mode::per_edge, moments) == "0000000000001");
}

TEST_CASE("a moment that is looked at again decides as it did, given the state before") {
  for (int mode = 0; mode < 6; ++mode) {
    alert_state before;
    before.known = truth::no;
    auto once = before;
    auto again = before;
    const alert_moment when{0, minute, true};
    const auto how = static_cast<fire_mode>(mode);
    CHECK(fires(how, truth::yes, when, once) == fires(how, truth::yes, when, again));
    CHECK(once.fired_update == again.fired_update);
  }
}

TEST_CASE("modes that look at forming bars are the four that say so") {
  CHECK(is_intrabar(fire_mode::once));
  CHECK(is_intrabar(fire_mode::per_bar));
  CHECK_FALSE(is_intrabar(fire_mode::per_close));
  CHECK_FALSE(is_intrabar(fire_mode::per_edge));
  CHECK(is_intrabar(fire_mode::per_minute));
  CHECK(is_intrabar(fire_mode::per_tick));
  for (int mode = 0; mode < 6; ++mode)
    CHECK(*parse_fire_mode(to_string(static_cast<fire_mode>(mode))) ==
          static_cast<fire_mode>(mode));
  CHECK_FALSE(parse_fire_mode("perBar"));
}
