// Calls of indicators: parameters, sources and whose bars they read.
#include "domain/conditions/series_parser.hpp"
#include "domain/market/symbol.hpp"
#include "domain/support/similar.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tradeeon {

namespace {

using kind = series_expression::kind;

series_ptr shared(series_expression x) {
  return std::make_shared<const series_expression>(std::move(x));
}

std::string sources_taken(const indicator_info& info) {
  switch (info.sources.size()) {
  case 0:
    return " is computed from the bar itself and takes numbers and a symbol only";
  case 1:
    return " takes one source";
  default:
    return " takes two sources";
  }
}

} // namespace

series_expression series_parser::call(const indicator_info& info, const token& name) {
  series_expression out;
  out.what = kind::call;
  out.call.emplace();
  given_arguments given;
  // What takes nothing may stand before a bracket that is not its own: "doji (low)".
  const bool takes_none = info.parameters.empty() && info.sources.empty();
  const bool glued = at_.current().column == name.column + name.text.size();
  if ((!takes_none || glued) && at_.accept("(") && !at_.accept(")"))
    arguments(info, given);
  if (!failed())
    complete(info, name, std::move(given), out);
  if (!failed() && at_.accept("."))
    output(info, *out.call);
  return out;
}

/// Fills in what was left out. A symbol without sources means all of them.
void series_parser::complete(const indicator_info& info, const token& name,
                             given_arguments given, series_expression& out) {
  out.call->name = std::string{info.name};
  auto numbers = complete_parameters(info, std::move(given.numbers));
  if (!numbers)
    return at_.fail_plainly(name.column, numbers.error().text);
  out.call->parameters = *std::move(numbers);
  auto& sources = out.call->sources;
  sources = std::move(given.sources);
  if (info.sources.empty())
    out.symbol = given.symbol;
  for (auto i = sources.size(); i < info.sources.size(); ++i) {
    auto source = price_series(info.sources[i]);
    source.symbol = given.symbol;
    sources.push_back(shared(std::move(source)));
  }
}

void series_parser::arguments(const indicator_info& info, given_arguments& out) {
  if (++nesting_ > max_operand_depth)
    return at_.fail("indicators are nested deeper than " +
                    std::to_string(max_operand_depth) + " levels");
  do {
    argument(info, out);
    if (failed())
      return;
  } while (at_.accept(","));
  at_.expect(")", "\",\" or \")\"");
  --nesting_;
}

void series_parser::argument(const indicator_info& info, given_arguments& out) {
  const auto where = at_.current().column;
  const auto refuse = [&](std::string_view text) {
    at_.fail_plainly(where, std::string{info.name}.append(text));
  };
  if (at_symbol()) {
    if (!out.sources.empty())
      return refuse(" has a source already; write the symbol on each: close(ETHUSDT)");
    if (std::exchange(out.names_symbol, true))
      return refuse(" takes one symbol");
    out.symbol = symbol();
    return;
  }
  const auto x = sum();
  if (failed())
    return;
  if (x.constant)
    out.numbers.push_back(x.number);
  else if (out.sources.size() == info.sources.size())
    refuse(sources_taken(info));
  else if (out.names_symbol)
    refuse(" has a symbol for its sources already; write it on each: close(ETHUSDT)");
  else
    out.sources.push_back(shared(sampled_series_of(x)));
}

// -- symbols -----------------------------------------------------------------------

/// The name of a symbol up to where the next thing begins, "binance:eth-usdt"; the
/// home symbol's own is empty.
std::string series_parser::symbol() {
  const auto first = at_.current();
  auto end = first.column;
  bool has_letters = false;
  const auto belongs = [](const token& t) {
    const bool joins =
      t.what == token::kind::symbol && (t.text == ":" || t.text == "/" || t.text == "-");
    return joins || t.what == token::kind::word || t.what == token::kind::number;
  };
  while (at_.current().column == end && belongs(at_.current())) {
    has_letters = has_letters || at_.current().what == token::kind::word;
    end += at_.current().text.size();
    at_.advance();
  }
  auto named = normalise_symbol({first.text.data(), end - first.column});
  if (!named || !has_letters) {
    at_.fail_plainly(first.column, "a symbol such as ETHUSDT or BINANCE:ETHUSDT is "
                                   "expected");
    return {};
  }
  if (*named == home_symbol_)
    return {};
  if (others_.insert(*named).second && others_.size() > max_expression_peers)
    at_.fail_plainly(first.column, "an expression reads at most " +
                                     std::to_string(max_expression_peers) +
                                     " other symbols");
  return *std::move(named);
}

namespace {

/// What can be the name of nothing but a symbol. Capitals are taken at their word;
/// small letters that come near to a known name are a slip of the pen.
bool is_symbol_word(std::string_view text) {
  if (find_indicator(text) != nullptr || parse_timeframe(text))
    return false;
  std::vector<std::string_view> names;
  for (const auto& [name, source] : price_sources()) {
    if (same_word(text, name))
      return false;
    names.push_back(name);
  }
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  if (std::none_of(text.begin(), text.end(), is_small))
    return true;
  for (const auto& info : all_indicators())
    names.push_back(info.name);
  return most_similar(text, names).empty();
}

} // namespace

/// True where an argument is the name of a symbol: it ends where the argument does,
/// and is no series.
bool series_parser::at_symbol() {
  const auto start = at_.here();
  const auto first = at_.current();
  if (failed() || first.what != token::kind::word)
    return false;
  auto end = first.column;
  bool joined = false;
  while (at_.current().column == end && (at_.current().what == token::kind::word ||
                                         at_.current().what == token::kind::number ||
                                         at_.at(":") || at_.at("/") || at_.at("-"))) {
    joined = joined || at_.at(":");
    end += at_.current().text.size();
    at_.advance();
  }
  const bool ends = at_.at(",") || at_.at(")");
  at_.return_to(start);
  return ends && (joined || is_symbol_word(first.text));
}

void series_parser::output(const indicator_info& info, indicator_call& out) {
  if (at_.current().what != token::kind::word)
    return at_.fail("the name of an output is expected");
  const auto index = find_output(info, at_.current().text);
  if (!index)
    return at_.fail(index.error().text);
  out.output = *index;
  at_.advance();
}

} // namespace tradeeon
