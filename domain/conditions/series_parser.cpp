#include "domain/conditions/series_parser.hpp"

#include "domain/support/similar.hpp"

#include <string>
#include <utility>

namespace tradeeon {

namespace {

using kind = series_expression::kind;

} // namespace

// -- arithmetic ------------------------------------------------------------------

operand series_parser::sum(bool lower_bound) {
  auto x = product();
  while (!failed() && (at_.at("+") || at_.at("-"))) {
    if (lower_bound && starts_negative_number())
      break;
    const bool minus = at_.at("-");
    at_.advance();
    auto y = product();
    if (failed())
      break;
    if (!x.constant && !y.constant) {
      x = paired(minus ? kind::subtract : kind::add, x, y);
      continue;
    }
    if (minus)
      y = scaled(std::move(y), -1);
    if (x.constant && y.constant) {
      x.number += y.number;
    } else if (y.constant) {
      x.shift += y.number;
    } else {
      y.shift += x.number;
      x = std::move(y);
    }
  }
  return x;
}

bool series_parser::starts_negative_number() const {
  const auto& before = at_.previous();
  const auto& after = at_.following();
  return at_.at("-") && after.what == token::kind::number &&
         before.column + before.text.size() < at_.current().column &&
         after.column == at_.current().column + 1;
}

operand series_parser::product() {
  auto x = factor();
  while (!failed() && (at_.at("*") || at_.at("/"))) {
    const bool divide = at_.at("/");
    const auto where = at_.current().column;
    at_.advance();
    auto y = factor();
    if (failed())
      break;
    if (divide && y.constant && y.number == 0)
      at_.fail_at(where, "nothing can be divided by 0");
    else if (divide && y.constant)
      x = scaled(std::move(x), 1 / y.number);
    else if (divide)
      x = paired(kind::divide, x, y);
    else if (y.constant)
      x = scaled(std::move(x), y.number);
    else if (x.constant)
      x = scaled(std::move(y), x.number);
    else
      x = paired(kind::multiply, x, y);
  }
  return x;
}

operand series_parser::paired(kind how, const operand& x, const operand& y) {
  // Two on one timeframe stay there, and a number has no home of its own; of two
  // that differ each is read where the whole is.
  const bool together = x.constant || y.constant || x.frame == y.frame;
  auto left = together ? series_of(x) : sampled_series_of(x);
  auto right = together ? series_of(y) : sampled_series_of(y);
  auto out = series_operand(combined(how, std::move(left), std::move(right)));
  if (together)
    out.frame = (x.constant ? y : x).frame;
  return out;
}

operand series_parser::factor() {
  double sign = 1;
  while (at_.accept("-")) // a loop: thousands of signs must not exhaust the stack
    sign = -sign;
  auto x = unsigned_factor();
  return sign < 0 ? scaled(std::move(x), sign) : x;
}

operand series_parser::unsigned_factor() {
  if (at_.current().what == token::kind::number) {
    auto x = constant_operand(at_.current().number);
    at_.advance();
    return x;
  }
  auto x = at_.at("(") ? bracketed() : series_operand(series());
  lag(x);
  return x;
}

operand series_parser::bracketed() {
  if (++nesting_ > max_operand_depth) {
    at_.fail("brackets are nested deeper than " + std::to_string(max_operand_depth) +
             " levels");
    return {};
  }
  at_.advance();
  auto x = sum();
  if (!failed() && at_.at("@")) {
    if (x.constant)
      at_.fail("only a series can be put on another timeframe, not a number");
    else if (x.frame)
      at_.fail("the series is on another timeframe already");
    at_.advance();
    if (!failed())
      x.frame = frame();
  }
  at_.expect(")", "\")\"");
  --nesting_;
  return x;
}

/// "[3]": a series so many closed bars ago.
void series_parser::lag(operand& x) {
  if (failed() || !at_.at("["))
    return;
  if (x.constant)
    return at_.fail("only a series has a past, not a number");
  at_.advance();
  const auto where = at_.current().column;
  x.offset += at_.whole_number("how many bars ago", 0, longest_lookback);
  if (!failed() && x.offset > longest_lookback)
    at_.fail_plainly(where, "an offset is 0 to 5000 bars ago; these add up to " +
                              std::to_string(x.offset));
  at_.expect("]", "\"]\"");
}

timeframe series_parser::frame() {
  // "1h" reads as one token: a number glued to a word.
  auto parsed = parse_timeframe(at_.current().text);
  if (!parsed) {
    at_.fail(parsed.error().text);
    return timeframe::m1;
  }
  at_.advance();
  return *parsed;
}

// -- series ------------------------------------------------------------------------

series_expression series_parser::series() {
  const auto name = at_.current();
  if (name.what != token::kind::word) {
    at_.fail("a number, a price (close, hl2, volume …) or an indicator such as RSI(14) "
             "is expected");
    return {};
  }
  for (const auto& [text, source] : price_sources())
    if (same_word(name.text, text))
      return price(source, name);
  const auto* info = find_indicator(name.text);
  if (info == nullptr) {
    fail_series(name.text);
    return {};
  }
  at_.advance();
  return call(*info, name);
}

series_expression series_parser::price(price_source source, const token& name) {
  at_.advance();
  auto x = price_series(source);
  if (at_.current().column != name.column + name.text.size() || !at_.accept("("))
    return x;
  x.symbol = symbol();
  at_.expect(")", "\")\" after the symbol");
  return x;
}

void series_parser::fail_series(std::string_view name) {
  constexpr std::string_view words[] = {
    "and",    "or",      "not",     "then",    "within", "valid", "of",
    "rising", "falling", "between", "crosses", "enters", "exits", "outside"};
  for (const auto word : words)
    if (same_word(name, word))
      return at_.fail("a series such as close or RSI(14) is expected before \"" +
                      std::string{word} + "\"");
  std::vector<std::string_view> names;
  for (const auto& entry : price_sources())
    names.push_back(entry.first);
  for (const auto& info : all_indicators()) {
    names.push_back(info.name);
    names.insert(names.end(), info.aliases.begin(), info.aliases.end());
  }
  std::string text = "\"" + std::string{name.substr(0, 40)} +
                     "\" is neither a price, an indicator nor a pattern";
  if (const auto near = most_similar(name, names); !near.empty())
    text += "; did you mean " + std::string{near} + "?";
  else
    text += "; known are prices such as close or hl2, indicators such as RSI(14) and "
            "patterns such as doji";
  at_.fail(text);
}

} // namespace tradeeon
