#include "domain/conditions/parser.hpp"

#include "domain/conditions/question.hpp"
#include "domain/conditions/series_parser.hpp"
#include "domain/market/symbol.hpp"
#include "domain/support/similar.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tradeeon {

namespace {

constexpr std::array<std::pair<std::string_view, comparison>, 20> operators{{
  {">", comparison::greater},
  {"<", comparison::less},
  {">=", comparison::greater_equal},
  {"<=", comparison::less_equal},
  {"==", comparison::equal},
  {"=", comparison::equal},
  {"!=", comparison::not_equal},
  {"equals", comparison::equal},
  {"not_equal", comparison::not_equal},
  {"crosses_above", comparison::crosses_above},
  {"crosses_below", comparison::crosses_below},
  {"crosses", comparison::crosses},
  {"between", comparison::between},
  {"outside", comparison::outside},
  {"enters", comparison::enters},
  {"exits", comparison::exits},
  {"rising", comparison::rising},
  {"falling", comparison::falling},
  {"moves_up", comparison::moves_up},
  {"moves_down", comparison::moves_down},
}};

const comparison* operator_of(const token& t) {
  if (t.what != token::kind::word && t.what != token::kind::symbol)
    return nullptr;
  for (const auto& [name, how] : operators)
    if (same_word(t.text, name))
      return &how;
  return nullptr;
}

/// Comparisons and what combines them. Every level of the grammar is a function.
class expression_parser : series_parser {
public:
  expression_parser(std::string_view text, const home& at)
      : series_parser(text, at.symbol), home_(at) {}

  result<expression> whole_expression() {
    auto x = sequence(0);
    if (!failed() && at_.at_end())
      verify_tree(x);
    return finish(std::move(x));
  }

  result<question> whole_question() {
    if (!at_.at_word("playbook")) {
      auto x = sequence(0);
      if (!failed() && at_.at_end())
        verify_tree(x);
      return finish(plain_question(std::move(x), home_.base));
    }
    at_.advance();
    question x;
    x.playbook = true;
    x.any = at_.accept_word("any");
    if (!x.any && !at_.accept_word("all"))
      at_.fail("\"all\" or \"any\" is expected after \"playbook\"");
    x.reset_on_fire = at_.accept_word("reset");
    at_.expect(":", "\":\"");
    x.items.push_back(item());
    while (joined(x))
      if (x.items.size() > max_playbook_items)
        at_.fail("a playbook has at most " + std::to_string(max_playbook_items) +
                 " items");
    return finish(std::move(x));
  }

  result<condition> whole_comparison() {
    const auto start = at_.current().column;
    auto x = comparison_at_home();
    if (!failed())
      verify(x, start);
    return finish(std::move(x));
  }

  result<series_expression> whole_series() {
    const auto x = sum();
    if (!failed() && x.constant)
      at_.fail_plainly(1, "a series is expected, not a number");
    else if (!failed() && x.frame)
      at_.fail_plainly(1, "a series of the candles' own timeframe is expected");
    return finish(series_of(x));
  }

private:
  // -- playbooks -----------------------------------------------------------------

  /// "(A) valid 5 bars"
  playbook_item item() {
    playbook_item out;
    at_.expect("(", "an item in brackets, as in (close > 5) valid 3 bars,");
    if (failed())
      return out;
    const auto first = leaves_.size();
    out.asks = sequence(1);
    at_.expect(")", "\")\"");
    if (!failed())
      verify_tree(out.asks, first);
    out.frame = out.asks.what == expression::kind::leaf ? out.asks.leaf.base : home_.base;
    if (!at_.accept_word("valid"))
      return out;
    out.validity = at_.whole_number("how long", 1, longest_lookback);
    out.in_minutes = at_.accept_word("minutes");
    if (!failed() && !out.in_minutes && !at_.accept_word("bars"))
      at_.fail("\"bars\" or \"minutes\" is expected");
    return out;
  }

  /// The connector to the next item, which takes it; false where there is none.
  bool joined(question& x) {
    const bool by_or = at_.at_word("or");
    if (failed() || (!by_or && !at_.at_word("and")))
      return false;
    at_.advance();
    x.items.push_back(item());
    x.items.back().joined_by_or = by_or;
    return true;
  }

  // -- what combines conditions --------------------------------------------------

  /// "A then B within 10": binds loosest of all.
  expression sequence(std::size_t depth) {
    auto x = chain(depth, "or");
    while (at_.accept_word("then")) {
      auto next = chain(depth, "or");
      if (!failed() && !at_.accept_word("within"))
        at_.fail("\"within\" and a number of bars is expected after \"A then B\"");
      const int bars =
        failed() ? 0 : at_.whole_number("the number of bars", 0, longest_lookback);
      at_.accept_word("bars");
      x = then_within(std::move(x), std::move(next), bars);
    }
    return x;
  }

  expression chain(std::size_t depth, std::string_view word) {
    const bool outer = word == "or";
    std::vector<expression> parts;
    do {
      parts.push_back(outer ? chain(depth, "and") : single(depth));
    } while (at_.accept_word(word));
    return combine(outer ? expression::kind::any : expression::kind::all,
                   std::move(parts));
  }

  expression single(std::size_t depth) {
    // Twice the levels of a tree: "not (" takes two steps for one of them.
    if (depth > 2 * max_expression_depth) {
      at_.fail(too_deep());
      return {};
    }
    if (at_.accept_word("not")) {
      std::vector<expression> part;
      part.push_back(single(depth + 1));
      return combine(expression::kind::none, std::move(part));
    }
    if (at_.at_word("at"))
      return at_least_of(depth);
    return at_.at("(") ? bracket(depth) : comparison_leaf();
  }

  /// "at least 2 of (A, B, C)"
  expression at_least_of(std::size_t depth) {
    at_.advance();
    const auto least = at_.accept_word("least");
    const auto where = at_.current().column;
    const int count =
      least ? at_.whole_number("how many of the list", 1, int{max_expression_conditions})
            : 0;
    if (!failed() && (!least || !at_.accept_word("of") || !at_.at("(")))
      at_.fail("\"at least 2 of (A, B, C)\" is expected");
    at_.advance();
    std::vector<expression> parts;
    do {
      parts.push_back(sequence(depth + 1));
    } while (at_.accept(","));
    at_.expect(")", "\",\" or \")\"");
    if (!failed() && static_cast<std::size_t>(count) > parts.size())
      at_.fail_plainly(where, "at least " + std::to_string(count) + " of " +
                                std::to_string(parts.size()) + " can never be");
    return at_least(count, std::move(parts));
  }

  /// "(" opens either a group of conditions or a bracketed operand: tried in
  /// this order; where both fail, the problem that lies further in is the one
  /// that the writer meant.
  expression bracket(std::size_t depth) {
    const auto start = at_.here();
    const auto leaves = leaves_.size();
    at_.advance();
    auto group = sequence(depth + 1);
    at_.expect(")", "\")\" or \"and\" or \"or\"");
    if (at_.accept("@"))
      rehome(group, frame(), leaves);
    if (!failed() && !starts_operand_tail())
      return group;
    const auto attempt = at_.here();
    at_.return_to(start);
    leaves_.resize(leaves);
    auto leaf = comparison_leaf();
    at_.prefer_error_of(attempt);
    return leaf;
  }

  [[nodiscard]] bool starts_operand_tail() const {
    const auto& t = at_.current();
    return t.what == token::kind::symbol
             ? t.text != ")" && t.text != ","
             : t.what == token::kind::word && operator_of(t) != nullptr;
  }

  /// "(a and b) @ 1h": every comparison that named no timeframe of its own. The
  /// leftmost one is the n-th of the text; returns how many there are up to here.
  std::size_t rehome(expression& x, timeframe base, std::size_t n) {
    if (x.what == expression::kind::leaf) {
      if (!std::exchange(leaves_[n].named_frame, true))
        x.leaf.base = base;
      return n + 1;
    }
    for (auto& part : x.parts)
      n = rehome(part, base, n);
    return n;
  }

  // -- one comparison ------------------------------------------------------------

  expression comparison_leaf() {
    leaves_.push_back({at_.current().column, false});
    if (leaves_.size() > max_expression_conditions) {
      at_.fail("more than " + std::to_string(max_expression_conditions) +
               " conditions in one expression");
      return {};
    }
    const auto n = leaves_.size() - 1;
    auto x = comparison_at_home();
    leaves_[n].named_frame = named_frame_;
    return leaf_of(std::move(x));
  }

  condition comparison_at_home() {
    condition x;
    x.symbol = home_.symbol;
    x.base = home_.base;
    named_frame_ = false;
    x.left = sum();
    if (failed())
      return x;
    if (const auto* how = operator_of(at_.current())) {
      x.how = *how;
      at_.advance();
      refuse_turned_operator();
      right_side(x);
    } else if (!x.left.constant && is_truth(x.left.series)) {
      x.how = comparison::holds;
    } else {
      fail_operator();
    }
    if (at_.accept("@")) {
      x.base = frame();
      named_frame_ = true;
    }
    return x;
  }

  /// "=>", "=<" and "<>" come from other languages.
  void refuse_turned_operator() {
    const auto& first = at_.previous();
    const auto& second = at_.current();
    if (second.column != first.column + 1 || second.what != token::kind::symbol)
      return;
    const auto spelt = std::string{first.text} + std::string{second.text};
    for (const auto& [wrong, right] :
         {std::pair{"=>", ">="}, std::pair{"=<", "<="}, std::pair{"<>", "!="}})
      if (spelt == wrong)
        at_.fail_plainly(first.column,
                         "\"" + spelt + "\" is no operator; did you mean " + right + "?");
  }

  void right_side(condition& x) {
    if (x.how == comparison::moves_up || x.how == comparison::moves_down) {
      x.right = sum();
      if (!failed() && !x.right.constant)
        at_.fail("a percentage is expected, as in \"moves_up 5% in 10\"");
      at_.expect("%", "\"%\"");
      if (!failed() && !at_.accept_word("in"))
        at_.fail("\"in\" and a number of bars is expected");
    }
    if (failed())
      return;
    if (takes_bars(x.how)) {
      if (!failed())
        x.bars = at_.whole_number("the number of bars", 1, longest_lookback);
      at_.accept_word("bars");
      return;
    }
    x.right = sum(takes_bounds(x.how));
    if (!failed() && takes_bounds(x.how))
      x.high = sum();
  }

  void fail_operator() {
    std::string text = "an operator is expected, such as <, >=, crosses_above, between "
                       "or rising";
    if (at_.current().what == token::kind::word) {
      std::vector<std::string_view> names;
      for (const auto& entry : operators)
        names.push_back(entry.first);
      if (const auto near = most_similar(at_.current().text, names); !near.empty())
        text += "; did you mean " + std::string{near} + "?";
    }
    at_.fail(text);
  }

  // -- the whole -----------------------------------------------------------------

  /// Only now does every comparison have its final home. The limit on the levels
  /// of the tree is what lets its printed form be read again.
  void verify_tree(const expression& x, std::size_t first = 0) {
    verify_leaves(x, first);
    if (depth_of(x) > max_expression_depth)
      at_.fail_plainly(1, too_deep());
    if (const auto cost = cost_of(x); cost > max_expression_cost)
      at_.fail_plainly(1, "the lengths in it add up to " + std::to_string(cost) +
                            " bars; at most " + std::to_string(max_expression_cost) +
                            " are allowed");
  }

  std::size_t verify_leaves(const expression& x, std::size_t n) {
    if (x.what == expression::kind::leaf) {
      if (!failed())
        verify(x.leaf, leaves_[n].column);
      return n + 1;
    }
    for (const auto& part : x.parts)
      n = verify_leaves(part, n);
    return n;
  }

  void verify(const condition& x, std::size_t start) {
    if (auto fine = check(x); !fine)
      at_.fail_plainly(start, fine.error().text);
  }

  static std::string too_deep() {
    return "brackets and nots are nested deeper than " +
           std::to_string(max_expression_depth) + " levels";
  }

  template <class T>
  result<T> finish(T x) {
    if (!failed() && !at_.at_end())
      at_.fail("\"and\", \"or\", \"then\" or the end is expected");
    if (failed())
      return at_.error();
    return x;
  }

  /// What the tree does not say about a comparison: where it began, and whether
  /// "@" gave it its timeframe.
  struct written {
    std::size_t column;
    bool named_frame;
  };

  const home& home_;
  std::vector<written> leaves_; ///< from left to right
  bool named_frame_ = false;    ///< by the newest comparison
};

} // namespace

result<expression> parse_expression(std::string_view text, const home& at) {
  if (text.size() > max_expression_length)
    return bad_input("column 1", "an expression has at most " +
                                   std::to_string(max_expression_length) + " characters");
  return expression_parser{text, at}.whole_expression();
}

result<question> parse_question(std::string_view text, const home& at) {
  if (text.size() > max_expression_length)
    return bad_input("column 1", "an expression has at most " +
                                   std::to_string(max_expression_length) + " characters");
  return expression_parser{text, at}.whole_question();
}

result<condition> parse_condition(std::string_view text, const home& at) {
  if (text.size() > max_expression_length)
    return bad_input("column 1", "a condition is too long");
  return expression_parser{text, at}.whole_comparison();
}

result<series_expression> parse_series(std::string_view text, const home& at) {
  if (text.size() > max_expression_length)
    return bad_input("column 1", "a series is too long");
  return expression_parser{text, at}.whole_series();
}

result<condition> parse_canonical(std::string_view text) {
  const auto first = text.find(' ');
  const auto second = first == text.npos ? first : text.find(' ', first + 1);
  if (second == text.npos)
    return bad_input("column 1", "a canonical text is \"SYMBOL TIMEFRAME CONDITION\"");
  auto symbol = normalise_symbol(text.substr(0, first));
  if (!symbol)
    return std::move(symbol).error();
  auto base = parse_timeframe(text.substr(first + 1, second - first - 1));
  if (!base)
    return std::move(base).error();
  return parse_condition(text.substr(second + 1), {*std::move(symbol), *base});
}

} // namespace tradeeon
