#include "domain/conditions/expression.hpp"

#include <set>

namespace tradeeon {

namespace {

void collect(const expression& x, std::set<std::string>& seen,
             std::vector<condition>& out) {
  if (x.what == expression::kind::leaf) {
    auto same = normalised(x.leaf);
    if (seen.insert(canonical_text(same)).second)
      out.push_back(std::move(same));
    return;
  }
  for (const auto& part : x.parts)
    collect(part, seen, out);
}

std::string print_leaf(const condition& x, timeframe home) {
  auto text = print(x);
  if (x.base != home)
    text.append(" @ ").append(to_string(x.base));
  return text;
}

} // namespace

expression leaf_of(condition x) {
  expression result;
  result.leaf = std::move(x);
  return result;
}

expression combine(expression::kind what, std::vector<expression> parts) {
  if (parts.size() == 1 && what != expression::kind::none)
    return std::move(parts.front());
  expression result;
  result.what = what;
  result.parts = std::move(parts);
  return result;
}

std::vector<condition> conditions_of(const expression& x) {
  std::set<std::string> seen;
  std::vector<condition> out;
  collect(x, seen, out);
  return out;
}

std::string print(const expression& x, timeframe home) {
  using kind = expression::kind;
  if (x.what == kind::leaf)
    return print_leaf(x.leaf, home);
  if (x.what == kind::none) {
    const auto& part = x.parts.front();
    auto inner = print(part, home);
    const bool group = part.what == kind::all || part.what == kind::any;
    return group ? "not (" + inner + ')' : "not " + inner;
  }
  std::string out;
  for (const auto& part : x.parts) {
    if (!out.empty())
      out += x.what == kind::all ? " and " : " or ";
    // Brackets around every inner group: nobody needs to know what binds tighter.
    const bool group = part.what == kind::all || part.what == kind::any;
    out += group ? '(' + print(part, home) + ')' : print(part, home);
  }
  return out;
}

} // namespace tradeeon
