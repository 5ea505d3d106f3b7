#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "tests/unit/indicators_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

struct variant {
  std::string name;
  std::vector<double> parameters;
};

/// Each indicator at its defaults, its smallest and some odd lengths.
std::vector<variant> variants() {
  std::vector<variant> result;
  for (const auto& info : all_indicators())
    result.push_back({std::string{info.name}, *complete_parameters(info, {})});
  for (const char* name : {"SMA", "EMA", "ATR"}) {
    result.push_back({name, {1}});
    result.push_back({name, {2}});
    result.push_back({name, {37}});
  }
  result.push_back({"RSI", {2}});
  result.push_back({"RSI", {31}});
  result.push_back({"MACD", {1, 2, 1}});
  result.push_back({"MACD", {5, 13, 4}});
  result.push_back({"BBANDS", {2, 1}});
  result.push_back({"BBANDS", {33, 2.5}});
  for (const char* name :
       {"WMA",           "TRIMA",        "HMA",     "VWMA",   "RMA",    "DEMA",
        "TEMA",          "ZLEMA",        "HIGHEST", "LOWEST", "SUM",    "STDDEV",
        "STDDEV_SAMPLE", "VAR",          "ZSCORE",  "LINREG", "CORREL", "CCI",
        "CMO",           "MFI",          "ROC",     "MOM",    "WILLR",  "DONCHIAN",
        "ADX",           "ADXR",         "PLUS_DI", "AROON",  "VORTEX", "CHOP",
        "CMF",           "ROLLING_VWAP", "DPO",     "FISHER", "TRIX"})
    for (const double length : {3., 8., 29.})
      result.push_back({name, {length}});
  for (const char* name : {"SUM", "HIGHEST", "WMA", "RMA", "CCI", "DONCHIAN", "WILLR"})
    result.push_back({name, {1}});
  result.push_back({"STOCH", {5, 1, 1}});
  result.push_back({"STOCHRSI", {5, 7, 2, 4}});
  result.push_back({"KELTNER", {5, 9, 1.5}});
  result.push_back({"SUPERTREND", {3, 1}});
  result.push_back({"PSAR", {0.1, 0.3}});
  result.push_back({"KAMA", {4, 3, 11}});
  result.push_back({"ULTOSC", {3, 2, 9}});
  result.push_back({"ICHIMOKU", {3, 7, 5}});
  result.push_back({"DIVERGENCE", {2, 1, 20}});
  result.push_back({"DIVERGENCE", {1, 3, 9}});
  result.push_back({"T3", {4, 0.5}});
  return result;
}

std::string label(const variant& v) {
  std::string result = v.name;
  for (const double x : v.parameters)
    result += " " + format_number(x);
  return result;
}

std::size_t outputs_of(const variant& v) {
  return find_indicator(v.name)->outputs.size();
}

bool same_bits(const output_values& a, const output_values& b) {
  return std::memcmp(a.data(), b.data(), sizeof a) == 0;
}

/// The largest value of an output: the scale that its errors are measured by.
double largest(const std::vector<output_values>& rows, std::size_t output) {
  double result = 0;
  for (const auto& row : rows)
    if (has_value(row[output]))
      result = std::max(result, std::fabs(row[output]));
  return result;
}

/// Counts the places where `got` is further than `tolerance` from `want`,
/// relative to the largest value of the output, or has a value too many or few.
int mismatches(const variant& v, const std::vector<output_values>& got,
               const std::vector<output_values>& want, double tolerance) {
  int result = 0;
  for (std::size_t k = 0; k < outputs_of(v); ++k) {
    // A place in the bands and a relative width magnify the last digits of the
    // bands by price / width.
    // So does every place within a range that may be a few ticks wide.
    static const std::set<std::string> ratios{
      "STOCH", "STOCHF",   "STOCHRSI", "CCI",    "ZSCORE", "CORREL", "LINREG", "FISHER",
      "CHOP",  "WILLR",    "CMO",      "VORTEX", "ADX",    "ADXR",   "DX",     "PLUS_DI",
      "TSI",   "MINUS_DI", "KAMA",     "ULTOSC", "MFI",    "CMF",    "TRIX",   "VAR"};
    const bool ratio = (v.name == "BBANDS" && k >= 3) || ratios.count(v.name) > 0;
    const double magnified = ratio ? 1e4 : 1;
    const double scale = std::max(largest(want, k), 1e-300) * magnified;
    for (std::size_t i = 0; i < got.size(); ++i) {
      const bool both = has_value(got[i][k]) && has_value(want[i][k]);
      const bool neither = !has_value(got[i][k]) && !has_value(want[i][k]);
      if (neither || (both && std::fabs(got[i][k] - want[i][k]) <= tolerance * scale))
        continue;
      if (result++ == 0)
        MESSAGE(label(v) << " output " << k << " bar " << i << ": got " << got[i][k]
                         << ", want " << want[i][k]);
    }
  }
  return result;
}

} // namespace

TEST_CASE("every indicator agrees with a slow reference on random walks") {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    const double tick = seed % 2 == 0 ? 1e-8 : 0.01;
    const auto bars = random_walk(seed, 800, 0.3, tick);
    const auto closes = series(bars);
    for (const auto& v : variants()) {
      CAPTURE(label(v));
      const auto subject = make(v.name, v.parameters);
      const auto got = committed(*subject, closes, bars);
      CHECK(mismatches(v, got, reference(v.name, v.parameters, closes, bars), 1e-12) ==
            0);
    }
  }
}

TEST_CASE("every indicator takes any series, also one that changes its sign") {
  const auto bars = random_walk(6, 600);
  auto values = series(bars);
  for (double& x : values)
    x -= 100;
  for (const auto& v : variants()) {
    // Ratios to something that is about 0 here.
    static const std::set<std::string> ratios{"BBANDS", "ROC", "PPO", "TRIX",
                                              "NVI",    "PVI", "MFI", "VWMA"};
    if (ratios.count(v.name) > 0)
      continue;
    const auto subject = make(v.name, v.parameters);
    const auto got = committed(*subject, values, bars);
    CHECK(mismatches(v, got, reference(v.name, v.parameters, values, bars), 1e-12) == 0);
  }
}

TEST_CASE("an output has its first value after the warm-up it announces") {
  const auto bars = random_walk(7, 300, 0);
  for (const auto& v : variants()) {
    const auto got = committed(*make(v.name, v.parameters), series(bars), bars);
    for (std::size_t k = 0; k < max_outputs; ++k) {
      CAPTURE(label(v));
      CAPTURE(k);
      const auto first = std::find_if(
        got.begin(), got.end(), [&](const output_values& x) { return has_value(x[k]); });
      if (v.name.substr(0, 6) == "PIVOTS") // at the latest: the day may begin sooner
        CHECK((first == got.end()) == (k >= outputs_of(v)));
      else if (k < outputs_of(v))
        CHECK(first - got.begin() + 1 ==
              find_indicator(v.name)->warm_up(v.parameters, k));
      else
        CHECK(first == got.end());
    }
  }
}

TEST_CASE("histories of different length agree once an indicator has settled") {
  const auto bars = random_walk(12, 9'000, 0);
  const auto closes = series(bars);
  constexpr std::size_t later = 1'100;
  const std::vector<candle> late_bars(bars.begin() + later, bars.end());
  const std::vector<double> late(closes.begin() + later, closes.end());
  for (const auto& v : variants()) {
    CAPTURE(label(v));
    const auto& info = *find_indicator(v.name);
    const int settles = info.settles == nullptr ? 0 : info.settles(v.parameters);
    if (settles == never_settles)
      continue;
    const auto whole = committed(*make(v.name, v.parameters), closes, bars);
    const auto part = committed(*make(v.name, v.parameters), late, late_bars);
    for (std::size_t k = 0; k < outputs_of(v); ++k) {
      CAPTURE(k);
      const auto from =
        static_cast<std::size_t>(std::max(settles, info.warm_up(v.parameters, k)));
      REQUIRE(from < part.size());
      const double scale = largest(whole, k);
      int far = 0;
      for (std::size_t i = from - 1; i < part.size(); ++i) {
        const double a = whole[i + later][k], b = part[i][k];
        if (has_value(a) != has_value(b) ||
            (has_value(a) && std::fabs(a - b) > 1e-9 * scale))
          ++far;
      }
      CHECK(far == 0);
    }
  }
}

TEST_CASE("a peek changes nothing and shows what a commit would give") {
  const auto bars = random_walk(8, 200);
  const auto other = random_walk(9, 200);
  for (const auto& v : variants()) {
    CAPTURE(label(v));
    const auto subject = make(v.name, v.parameters);
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const auto before = state_of(*subject);
      subject->peek({other[i].close, other[i].volume}, other[i]);
      const auto peeked = subject->peek({bars[i].close, bars[i].volume}, bars[i]);
      REQUIRE(state_of(*subject) == before);
      REQUIRE(
        same_bits(subject->commit({bars[i].close, bars[i].volume}, bars[i]), peeked));
    }
  }
}

TEST_CASE("a restored indicator goes on bit for bit like one that never stopped") {
  const auto bars = random_walk(10, 200);
  for (const auto& v : variants()) {
    CAPTURE(label(v));
    const auto original = make(v.name, v.parameters);
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const auto saved = state_of(*original);
      const auto restored = make(v.name, v.parameters);
      restored->commit({1e6, 1e6}, bars[0]); // whatever was there is replaced
      byte_reader in{saved};
      restored->load(in);
      REQUIRE(in.ok());
      REQUIRE(in.at_end());
      REQUIRE(state_of(*restored) == saved);
      for (std::size_t k = i; k < std::min(i + 3, bars.size()); ++k)
        restored->commit({bars[k].close, bars[k].volume}, bars[k]);
      for (std::size_t k = i; k < std::min(i + 3, bars.size()); ++k)
        original->commit({bars[k].close, bars[k].volume}, bars[k]);
      REQUIRE(state_of(*restored) == state_of(*original));
      byte_reader back{saved};
      original->load(back);
      original->commit({bars[i].close, bars[i].volume}, bars[i]);
    }
  }
}

TEST_CASE("a state that is cut short or of another length is refused") {
  const auto bars = random_walk(11, 50);
  for (const auto& v : variants()) {
    CAPTURE(label(v));
    const auto subject = make(v.name, v.parameters);
    committed(*subject, series(bars), bars);
    const auto saved = state_of(*subject);
    for (std::size_t size = 0; size < saved.size(); ++size) {
      byte_reader in{std::string_view{saved}.substr(0, size)};
      make(v.name, v.parameters)->load(in);
      REQUIRE_FALSE(in.ok());
    }
  }
  const auto longer = make("SMA", {21});
  committed(*longer, series(bars), bars);
  const auto saved = state_of(*longer);
  byte_reader in{saved};
  const auto shorter = make("SMA", {20});
  shorter->load(in);
  CHECK_FALSE(in.ok());
  shorter->commit({1, 1}, bars[0]); // unspecified, but within bounds
}

TEST_CASE("a million bars and a price shock leave no drift behind") {
  auto bars = random_walk(13, 1'000'000, 0.05);
  for (std::size_t i = 500'000; i < 500'040; ++i)
    bars[i].close *= 1e9;
  const auto closes = series(bars);
  const std::vector<candle> tail_bars(bars.end() - 200, bars.end());
  const std::vector<double> tail(closes.end() - 200, closes.end());
  for (const variant& v : {variant{"SMA", {20}}, variant{"SMA", {137}},
                           variant{"BBANDS", {20, 2}}, variant{"BBANDS", {137, 2}}}) {
    auto got = committed(*make(v.name, v.parameters), closes, bars);
    got.erase(got.begin(), got.end() - 200);
    const auto n = static_cast<std::ptrdiff_t>(v.parameters[0]);
    got.erase(got.begin(), got.begin() + n - 1);
    auto want = reference(v.name, v.parameters, tail, tail_bars);
    want.erase(want.begin(), want.begin() + n - 1);
    CHECK(mismatches(v, got, want, 1e-15) == 0);
  }
}
