#include "domain/conditions/expression.hpp"

#include <algorithm>
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

expression at_least(int count, std::vector<expression> parts) {
  expression result;
  result.what = expression::kind::at_least;
  result.parts = std::move(parts);
  result.count = count;
  return result;
}

expression then_within(expression first, expression second, int bars) {
  expression result;
  result.what = expression::kind::then;
  result.parts.push_back(std::move(first));
  result.parts.push_back(std::move(second));
  result.count = bars;
  return result;
}

expression simplified(const expression& x) {
  using kind = expression::kind;
  if (x.what == kind::leaf)
    return leaf_of(normalised(x.leaf));
  expression out;
  out.what = x.what;
  out.count = x.count;
  std::set<std::string> seen;
  const bool group = x.what == kind::all || x.what == kind::any;
  const auto take = [&](expression part) {
    // A place to be at home does not matter: the texts are only told apart.
    if (!group || seen.insert(print(part, timeframe::m1)).second)
      out.parts.push_back(std::move(part));
  };
  for (const auto& raw : x.parts) {
    auto part = simplified(raw);
    if (group && part.what == x.what)
      for (auto& inner : part.parts)
        take(std::move(inner));
    else
      take(std::move(part));
  }
  if (x.what == kind::none && out.parts.front().what == kind::none)
    return std::move(out.parts.front().parts.front());
  if (group && out.parts.size() == 1)
    return std::move(out.parts.front());
  return out;
}

std::size_t cost_of(const expression& x) {
  if (x.what != expression::kind::leaf) {
    std::size_t cost = 1;
    for (const auto& part : x.parts)
      cost += cost_of(part);
    return cost;
  }
  std::size_t cost = 1 + static_cast<std::size_t>(x.leaf.bars);
  for (const auto* side : {&x.leaf.left, &x.leaf.right, &x.leaf.high})
    if (!side->constant)
      cost += cost_of(side->series) + static_cast<std::size_t>(side->offset);
  return cost;
}

std::size_t depth_of(const expression& x) {
  std::size_t most = 0;
  for (const auto& part : x.parts)
    most = std::max(most, depth_of(part));
  return x.what == expression::kind::leaf ? 0 : most + 1;
}

std::vector<condition> conditions_of(const expression& x) {
  std::set<std::string> seen;
  std::vector<condition> out;
  collect(x, seen, out);
  return out;
}

std::string print(const expression& x, timeframe home) {
  using kind = expression::kind;
  // Brackets around every inner group: nobody needs to know what binds tighter.
  const auto grouped = [&](const expression& part) {
    const bool plain =
      part.what == kind::leaf || part.what == kind::none || part.what == kind::at_least;
    return plain ? print(part, home) : '(' + print(part, home) + ')';
  };
  const auto list = [&](std::string_view between) {
    std::string out;
    for (const auto& part : x.parts)
      out.append(out.empty() ? "" : between).append(grouped(part));
    return out;
  };
  switch (x.what) {
  case kind::leaf:
    return print_leaf(x.leaf, home);
  case kind::none:
    return "not " + grouped(x.parts.front());
  case kind::all:
    return list(" and ");
  case kind::any:
    return list(" or ");
  case kind::at_least:
    return "at least " + std::to_string(x.count) + " of (" + list(", ") + ')';
  case kind::then:
    return list(" then ") + " within " + std::to_string(x.count);
  }
  return {};
}

} // namespace tradeeon
