#include "domain/conditions/question.hpp"

#include <set>
#include <utility>

namespace tradeeon {

question plain_question(expression asks, timeframe home) {
  question out;
  playbook_item item;
  item.asks = std::move(asks);
  item.frame = home;
  out.items.push_back(std::move(item));
  return out;
}

std::vector<condition> conditions_of(const question& x) {
  std::set<std::string> seen;
  std::vector<condition> out;
  for (const auto& item : x.items)
    for (auto& part : conditions_of(item.asks))
      if (seen.insert(canonical_text(part)).second)
        out.push_back(std::move(part));
  return out;
}

std::set<std::string> peers_of(const question& x) {
  std::set<std::string> out;
  for (const auto& part : conditions_of(x))
    out.merge(peers_of(part));
  return out;
}

std::string print(const question& x, timeframe home) {
  if (!x.playbook)
    return print(x.items.front().asks, home);
  std::string out = x.any ? "playbook any" : "playbook all";
  out += x.reset_on_fire ? " reset:" : ":";
  for (std::size_t i = 0; i < x.items.size(); ++i) {
    const auto& item = x.items[i];
    if (i > 0)
      out += item.joined_by_or ? " or" : " and";
    out += " (" + print(item.asks, home) + ')';
    if (item.validity > 0)
      out += " valid " + std::to_string(item.validity) +
             (item.in_minutes ? " minutes" : " bars");
  }
  return out;
}

} // namespace tradeeon
