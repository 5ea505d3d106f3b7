// What the tests of the domain share: random candles and conditions, and a slow
// evaluation that computes everything from scratch for each question.
#pragma once

#include "domain/conditions/condition.hpp"
#include "domain/conditions/expression.hpp"
#include "domain/conditions/truth.hpp"
#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <map>
#include <random>
#include <string>
#include <vector>

namespace tradeeon::test {

using dice = std::mt19937_64;

/// A whole number from `low` to `high`, both included.
int roll(dice& random, int low, int high);
bool chance(dice& random, double probability);

/// Closed candles of a walk in steps of 0.5 around 100, so that equal prices are
/// common and sums are exact; `gaps` of them are followed by a hole.
std::vector<candle> walk(dice& random, timeframe base, std::size_t count, double gaps,
                         time_ms start = 1'700'006'400'000);

/// What a random condition may be made of.
struct condition_limits {
  timeframe base = timeframe::m5;
  std::vector<timeframe> frames{timeframe::m5, timeframe::m15, timeframe::h1};
  bool windowed = false; ///< nothing that remembers more than a window
  int most_offset = 6;
  std::vector<std::string> peers; ///< other symbols that may be read
  bool samples = false;           ///< other timeframes within an operand
};
operand random_operand(dice& random, const condition_limits& limits, bool constants);
condition random_condition(dice& random, const condition_limits& limits);
expression random_expression(dice& random, const condition_limits& limits, int levels,
                             int& leaves);

/// Equal in every field, as written: not only in meaning.
bool same(const series_expression& a, const series_expression& b);
bool same(const operand& a, const operand& b);
bool same(const condition& a, const condition& b);
bool same(const expression& a, const expression& b);

/// True for the same bits, or two absent values.
bool same_value(double a, double b);

/// The bars of `frame` that are complete at `at`, by slicing.
std::vector<candle> bars_at(const std::vector<candle>& base_bars, timeframe base,
                            timeframe frame, time_ms at);

/// What a symbol was fed with.
struct slow_feed {
  timeframe base = timeframe::m5;
  std::vector<candle> bars;
};
using slow_peers = std::map<std::string, slow_feed>;

/// A condition's truth and operands; NaN where there is no value.
struct slow_answer {
  truth now = truth::unknown;
  double left = 0;
  double previous_left = 0;
  double right = 0;
  double previous_right = 0;
  double high = 0;
};

/// Evaluates `what` at the instant `at` from nothing but the base candles closed by
/// then; with `forming` (a base candle that follows them) as if it closed now. What
/// it reads of other symbols is computed anew for each bar from their candles.
slow_answer evaluate_slowly(const condition& what, const std::vector<candle>& base_bars,
                            timeframe base, time_ms at, const candle* forming = nullptr,
                            const slow_peers& peers = {});

/// Truth of an operator, from the specification.
truth compare_slowly(comparison how, double left, double previous_left, double right,
                     double previous_right, double high, double previous_high);

/// Truth of a tree from the truths of its leaves in order.
truth evaluate_tree(const expression& x, const std::vector<truth>& leaves,
                    std::size_t& next);

} // namespace tradeeon::test
