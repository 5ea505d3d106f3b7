#include "domain/conditions/parser.hpp"

#include "domain/conditions/lexer.hpp"
#include "domain/indicators/registry.hpp"
#include "domain/market/symbol.hpp"
#include "domain/support/numbers.hpp"
#include "domain/support/similar.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tradeeon {

namespace {

constexpr std::array<std::pair<std::string_view, price_source>, 9> sources{{
  {"open", price_source::open},
  {"high", price_source::high},
  {"low", price_source::low},
  {"close", price_source::close},
  {"volume", price_source::volume},
  {"hl2", price_source::hl2},
  {"hlc3", price_source::hlc3},
  {"ohlc4", price_source::ohlc4},
  {"hlcc4", price_source::hlcc4},
}};

constexpr std::array<std::pair<std::string_view, comparison>, 18> operators{{
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
}};

bool is_keyword(const token& t, std::string_view word) {
  return t.what == token::kind::word && same_word(t.text, word);
}

/// Recursive descent over the tokens. A failed step leaves the first problem in
/// `error_`; callers stop as soon as `failed()`.
class parser {
public:
  parser(std::string_view text, const home& at) : at_(at), tokens_(tokenise(text)) {}

  result<expression> whole_expression() {
    if (tokens_.size() > max_expression_length)
      return bad_input("column 1", "the expression is too long");
    auto x = alternatives(0);
    if (!failed() && current().what == token::kind::end)
      verify_tree(x);
    return finish(std::move(x));
  }

  result<condition> whole_comparison() {
    const auto start = current().column;
    auto x = comparison_at_home();
    if (!failed())
      verify(x, start);
    return finish(std::move(x));
  }

  result<series_expression> whole_series() {
    auto x = series(0);
    return finish(std::move(x));
  }

private:
  // -- boolean structure -------------------------------------------------------

  expression alternatives(std::size_t depth) { return chain(depth, "or"); }

  expression chain(std::size_t depth, std::string_view word) {
    const bool outer = word == "or";
    std::vector<expression> parts;
    do {
      parts.push_back(outer ? chain(depth, "and") : negation(depth));
    } while (!failed() && accept_word(word));
    return combine(outer ? expression::kind::any : expression::kind::all,
                   std::move(parts));
  }

  expression negation(std::size_t depth) {
    // Twice the levels of a tree: "not (" takes two steps for one of them.
    if (depth > 2 * max_expression_depth) {
      fail(too_deep());
      return {};
    }
    if (accept_word("not"))
      return combine(expression::kind::none, one(negation(depth + 1)));
    if (!at("("))
      return comparison_leaf();
    return bracket(depth);
  }

  /// "(" opens either a group of conditions or a bracketed operand: tried in
  /// this order; where both fail, the problem that lies further in is the one
  /// that the writer meant.
  expression bracket(std::size_t depth) {
    const auto start = position_;
    const auto leaves = leaves_.size();
    advance();
    auto group = alternatives(depth + 1);
    if (!failed())
      expect(")", "\")\" or \"and\" or \"or\"");
    if (!failed() && accept("@"))
      rehome(group, frame(), leaves);
    if (!failed() && !starts_operand_tail())
      return group;
    const auto group_error = failed() ? error_ : problem{};
    const auto group_column = failed() ? error_column_ : 0;
    position_ = start;
    leaves_.resize(leaves);
    clear_error();
    auto leaf = comparison_leaf();
    if (failed() && group_column > error_column_) {
      error_ = group_error;
      error_column_ = group_column;
    }
    return leaf;
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

  /// Only now does every comparison have its final home. The limit on the levels
  /// of the tree is what lets its printed form be read again.
  void verify_tree(const expression& x) {
    verify_leaves(x, 0);
    if (!failed() && levels(x) > max_expression_depth) {
      error_column_ = 1;
      error_ = bad_input(column(1), too_deep());
    }
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
    if (auto fine = check(x); !fine) {
      error_column_ = start;
      error_ = bad_input(column(start), fine.error().text);
    }
  }

  static std::size_t levels(const expression& x) {
    std::size_t most = 0;
    for (const auto& part : x.parts)
      most = std::max(most, levels(part));
    return x.what == expression::kind::leaf ? 0 : most + 1;
  }

  static std::string too_deep() {
    return "brackets and nots are nested deeper than " +
           std::to_string(max_expression_depth) + " levels";
  }

  [[nodiscard]] bool starts_operand_tail() const {
    const auto& t = current();
    return t.what == token::kind::symbol
             ? t.text != ")"
             : t.what == token::kind::word && operator_of(t) != nullptr;
  }

  expression comparison_leaf() {
    leaves_.push_back({current().column, false});
    if (leaves_.size() > max_expression_conditions) {
      fail("more than " + std::to_string(max_expression_conditions) +
           " conditions in one expression");
      return {};
    }
    const auto n = leaves_.size() - 1;
    auto x = comparison_at_home();
    leaves_[n].named_frame = named_frame_;
    return leaf_of(std::move(x));
  }

  static std::vector<expression> one(expression x) {
    std::vector<expression> parts;
    parts.push_back(std::move(x));
    return parts;
  }

  // -- one comparison ----------------------------------------------------------

  condition comparison_at_home() {
    condition x;
    x.symbol = at_.symbol;
    x.base = at_.base;
    named_frame_ = false;
    x.left = sum();
    if (failed())
      return x;
    const auto* how = operator_of(current());
    if (how == nullptr) {
      fail_operator();
      return x;
    }
    x.how = *how;
    advance();
    right_side(x);
    if (!failed() && accept("@")) {
      x.base = frame();
      named_frame_ = true;
    }
    return x;
  }

  void right_side(condition& x) {
    if (x.how >= comparison::rising) {
      x.bars = whole_number("the number of bars");
      return;
    }
    const bool bounds = x.how >= comparison::between;
    x.right = sum(bounds);
    if (!failed() && bounds)
      x.high = sum();
  }

  [[nodiscard]] static const comparison* operator_of(const token& t) {
    if (t.what != token::kind::word && t.what != token::kind::symbol)
      return nullptr;
    for (const auto& [name, how] : operators)
      if (same_word(t.text, name))
        return &how;
    return nullptr;
  }

  void fail_operator() {
    std::string text = "an operator is expected, such as <, >=, crosses_above, between "
                       "or rising";
    if (current().what == token::kind::word) {
      std::vector<std::string_view> names;
      for (const auto& entry : operators)
        names.push_back(entry.first);
      if (const auto near = most_similar(current().text, names); !near.empty())
        text += "; did you mean " + std::string{near} + "?";
    }
    fail(text);
  }

  // -- operands: one series at most, scaled and shifted ----------------------------

  /// Between bounds "lo -5" are two numbers, while "lo - 5" is one.
  operand sum(bool lower_bound = false) {
    auto x = product();
    while (!failed() && (at("+") || at("-"))) {
      if (lower_bound && starts_negative_number())
        break;
      const bool minus = at("-");
      const auto where = current().column;
      advance();
      auto y = product();
      if (failed())
        break;
      if (minus)
        y = scaled(y, -1);
      if (x.constant && y.constant) {
        x.number += y.number;
      } else if (y.constant) {
        x.shift += y.number;
      } else if (x.constant) {
        y.shift += x.number;
        x = std::move(y);
      } else {
        fail_at(where, "an operand may hold one series; compare the two instead");
      }
    }
    return x;
  }

  [[nodiscard]] bool starts_negative_number() const {
    const auto& before = tokens_[position_ - 1];
    const auto& after = tokens_[position_ + 1];
    return at("-") && after.what == token::kind::number &&
           before.column + before.text.size() < current().column &&
           after.column == current().column + 1;
  }

  operand product() {
    auto x = factor();
    while (!failed() && (at("*") || at("/"))) {
      const bool divide = at("/");
      const auto where = current().column;
      advance();
      auto y = factor();
      if (failed())
        break;
      if (divide && (!y.constant || y.number == 0))
        fail_at(where, "a series can be divided by a number other than 0 only");
      else if (divide)
        x = scaled(x, 1 / y.number);
      else if (y.constant)
        x = scaled(x, y.number);
      else if (x.constant)
        x = scaled(y, x.number);
      else
        fail_at(where, "two series can't be multiplied; scale a series by a number");
    }
    return x;
  }

  static operand scaled(operand x, double by) {
    if (x.constant) {
      x.number *= by;
    } else {
      x.scale *= by;
      x.shift *= by;
    }
    return x;
  }

  operand factor() {
    double sign = 1;
    while (accept("-")) // a loop: thousands of signs must not exhaust the stack
      sign = -sign;
    auto x = unsigned_factor();
    return sign < 0 ? scaled(std::move(x), sign) : x;
  }

  operand unsigned_factor() {
    if (current().what == token::kind::number) {
      auto x = constant_operand(current().number);
      advance();
      return x;
    }
    if (!at("("))
      return series_operand();
    if (++operand_depth_ > max_expression_depth) {
      fail("brackets are nested deeper than " + std::to_string(max_expression_depth) +
           " levels");
      return {};
    }
    advance();
    auto x = sum();
    if (!failed() && at("@")) {
      if (x.constant || x.scale != 1 || x.shift != 0)
        fail("only a series can be put on another timeframe; scale it outside the "
             "brackets");
      else if (x.frame)
        fail("the series is on another timeframe already");
      advance();
      if (!failed())
        x.frame = frame();
    }
    expect(")", "\")\"");
    --operand_depth_;
    return x;
  }

  operand series_operand() {
    operand x;
    x.series = series(0);
    if (failed() || !accept("["))
      return x;
    x.offset = whole_number("how many bars ago");
    expect("]", "\"]\"");
    return x;
  }

  // -- series ------------------------------------------------------------------

  series_expression series(std::size_t depth) {
    series_expression x;
    const auto name = current();
    if (name.what != token::kind::word) {
      fail("a number, a price (close, hl2, volume …) or an indicator such as RSI(14) is "
           "expected");
      return x;
    }
    if (depth > 8) {
      fail("indicators are nested deeper than 8 levels");
      return x;
    }
    for (const auto& [text, source] : sources)
      if (same_word(name.text, text)) {
        advance();
        x.source = source;
        if (at("(") && current().column == name.column + name.text.size())
          fail("a price of another symbol can't be read here; use the condition's own "
               "symbol");
        return x;
      }
    const auto* info = find_indicator(name.text);
    if (info == nullptr) {
      fail_series(name.text);
      return x;
    }
    advance();
    x.call = call(*info, name, depth);
    return x;
  }

  indicator_call call(const indicator_info& info, const token& name, std::size_t depth) {
    indicator_call out;
    out.name = std::string{info.name};
    std::vector<double> given;
    if (accept("(") && !accept(")"))
      arguments(info, depth, given, out);
    if (failed())
      return out;
    auto complete = complete_parameters(info, std::move(given));
    if (!complete) {
      fail_at(name.column, complete.error().text);
      return out;
    }
    out.parameters = *std::move(complete);
    if (!info.sources.empty() && !out.source) {
      series_expression source;
      source.source = info.sources.front();
      out.source = std::make_shared<const series_expression>(std::move(source));
    }
    if (accept("."))
      output(info, out);
    return out;
  }

  void arguments(const indicator_info& info, std::size_t depth,
                 std::vector<double>& given, indicator_call& out) {
    do {
      const bool negative = accept("-");
      if (current().what == token::kind::number) {
        given.push_back(negative ? -current().number : current().number);
        advance();
        continue;
      }
      const auto where = current().column;
      auto source = series(depth + 1);
      if (failed())
        return;
      if (info.sources.empty() || out.source || negative)
        return fail_at(where, std::string{info.name} +
                                (!info.sources.empty() ? " takes one source"
                                                   : " is computed from the bar itself "
                                                     "and takes numbers only"));
      out.source = std::make_shared<const series_expression>(std::move(source));
    } while (accept(","));
    expect(")", "\",\" or \")\"");
  }

  void output(const indicator_info& info, indicator_call& out) {
    if (current().what != token::kind::word)
      return fail("the name of an output is expected");
    auto index = find_output(info, current().text);
    if (!index)
      return fail(index.error().text);
    out.output = *index;
    advance();
  }

  void fail_series(std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& entry : sources)
      names.push_back(entry.first);
    for (const auto& info : all_indicators())
      names.push_back(info.name);
    std::string text =
      "\"" + std::string{name.substr(0, 40)} + "\" is neither a price nor an indicator";
    if (const auto near = most_similar(name, names); !near.empty())
      text += "; did you mean " + std::string{near} + "?";
    else
      text += "; known are " + joined(names);
    fail(text);
  }

  // -- small pieces --------------------------------------------------------------

  timeframe frame() {
    const auto& t = current();
    // "1h" reads as one token: a number glued to a word.
    auto parsed = parse_timeframe(t.text);
    if (!parsed) {
      fail(parsed.error().text);
      return timeframe::m1;
    }
    advance();
    return *parsed;
  }

  int whole_number(const char* what) {
    const auto& t = current();
    if (t.what != token::kind::number || t.number < 0 || t.number > 1e6 ||
        t.number != static_cast<int>(t.number)) {
      fail(std::string{what} + " is expected, a whole number");
      return 0;
    }
    const int x = static_cast<int>(t.number);
    advance();
    return x;
  }

  [[nodiscard]] const token& current() const { return tokens_[position_]; }
  void advance() {
    if (position_ + 1 < tokens_.size())
      ++position_;
  }
  [[nodiscard]] bool at(std::string_view symbol) const {
    return current().what == token::kind::symbol && current().text == symbol;
  }
  bool accept(std::string_view symbol) {
    const bool found = !failed() && at(symbol);
    if (found)
      advance();
    return found;
  }
  bool accept_word(std::string_view word) {
    const bool found = is_keyword(current(), word);
    if (found)
      advance();
    return found;
  }
  void expect(std::string_view symbol, const char* name) {
    if (!failed() && !accept(symbol))
      fail(std::string{name} + " is expected");
  }

  static std::string column(std::size_t n) { return "column " + std::to_string(n); }
  void fail(std::string text) { fail_at(current().column, std::move(text)); }
  void fail_at(std::size_t where, std::string text) {
    if (failed())
      return;
    if (current().what == token::kind::bad && where == current().column)
      text = "unexpected character " + std::string{current().text};
    else if (current().what == token::kind::end && where == current().column)
      text += ", but the text ends here";
    error_column_ = where;
    error_ = bad_input(column(where), std::move(text));
  }
  [[nodiscard]] bool failed() const { return error_column_ != 0; }
  void clear_error() {
    error_column_ = 0;
    error_ = {};
  }

  template <class T>
  result<T> finish(T x) {
    if (!failed() && current().what != token::kind::end)
      fail("\"and\", \"or\" or the end is expected");
    if (failed())
      return error_;
    return x;
  }

  /// What the tree does not say about a comparison: where it began, and whether
  /// "@" gave it its timeframe.
  struct written {
    std::size_t column;
    bool named_frame;
  };

  const home& at_;
  std::vector<token> tokens_;
  std::size_t position_ = 0;
  std::vector<written> leaves_; ///< from left to right
  bool named_frame_ = false;    ///< by the newest comparison
  std::size_t operand_depth_ = 0;
  std::size_t error_column_ = 0; ///< 0: none; columns count from 1
  problem error_;
};

} // namespace

result<expression> parse_expression(std::string_view text, const home& at) {
  if (text.size() > max_expression_length)
    return bad_input("column 1", "an expression has at most " +
                                   std::to_string(max_expression_length) + " characters");
  return parser{text, at}.whole_expression();
}

result<condition> parse_condition(std::string_view text, const home& at) {
  if (text.size() > max_expression_length)
    return bad_input("column 1", "a condition is too long");
  return parser{text, at}.whole_comparison();
}

result<series_expression> parse_series(std::string_view text) {
  const home nowhere{};
  if (text.size() > max_expression_length)
    return bad_input("column 1", "a series is too long");
  return parser{text, nowhere}.whole_series();
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
