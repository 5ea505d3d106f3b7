#pragma once

#include "domain/conditions/expression.hpp"
#include "domain/conditions/parser.hpp"

#include <set>
#include <string>
#include <vector>

namespace tradeeon {

/// One line of a playbook: an expression, how it joins those before it, and how
/// long it counts as true after it was.
struct playbook_item {
  expression asks;
  timeframe frame = timeframe::m1; ///< its bars are what validity counts
  bool joined_by_or = false;       ///< to the chain before it; else by and
  int validity = 0;                ///< 0: only while it is true; else 1..5000
  bool in_minutes = false;         ///< the unit of validity; else bars of `frame`
};

/// What an alert asks: a plain expression, or a playbook of several, which
/// fires on its chain of connectors or on any of its items.
struct question {
  std::vector<playbook_item> items;
  bool playbook = false; ///< else one item without validity
  bool any = false;      ///< gate ANY; else the chain's result
  bool reset_on_fire = false;
};

[[nodiscard]] question plain_question(expression asks, timeframe home);

/// Every condition of it, normalised, left to right, duplicates once.
[[nodiscard]] std::vector<condition> conditions_of(const question& x);

/// The other symbols that it reads.
[[nodiscard]] std::set<std::string> peers_of(const question& x);

/// Text form, which `parse_question` with the same home reads back:
/// "playbook all reset: (RSI(14, close) < 30) valid 5 bars and (doji)".
[[nodiscard]] std::string print(const question& x, timeframe home);

/// Reads an expression or a playbook. Problems as of `parse_expression`.
result<question> parse_question(std::string_view text, const home& at);

/// Most items of a playbook.
inline constexpr std::size_t max_playbook_items = 32;

} // namespace tradeeon
