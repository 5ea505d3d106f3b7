#include "domain/policies/node_role.hpp"

#include "domain/support/similar.hpp"

#include <utility>
#include <vector>

namespace tradeeon {

namespace {

constexpr std::pair<std::string_view, node_role> names[] = {
  {"store", node_role::store},
  {"api", node_role::api},
  {"evaluator", node_role::evaluator},
  {"alerts", node_role::alerts},
  {"notifier", node_role::notifier},
  // The services of the earlier deployment.
  {"backend", node_role::api},
  {"condition-evaluator", node_role::evaluator},
  {"alert-runner", node_role::alerts},
  {"bot-notifier", node_role::notifier},
};

} // namespace

std::string_view to_string(node_role x) noexcept {
  return names[static_cast<std::size_t>(x)].first;
}

result<node_role> parse_node_role(std::string_view text) {
  std::vector<std::string_view> known;
  for (const auto& [name, role] : names) {
    if (name == text)
      return role;
    known.push_back(name);
  }
  std::string why = "there is no role \"" + std::string{text.substr(0, 40)} + "\"; ";
  if (const auto near = most_similar(text, known); !near.empty())
    why += "is " + std::string{near} + " meant?";
  else
    why += "use all, or some of store, api, evaluator, alerts, notifier";
  return bad_input({}, std::move(why));
}

result<std::set<node_role>> parse_node_roles(const std::vector<std::string>& given) {
  std::set<node_role> out;
  for (const auto& name : given) {
    if (name == "all") {
      out.insert(all_node_roles.begin(), all_node_roles.end());
      continue;
    }
    auto role = parse_node_role(name);
    if (!role)
      return std::move(role).error();
    out.insert(*role);
    // The former backend did both; without the store an API has nothing to read.
    if (name == "backend")
      out.insert(node_role::store);
  }
  if (out.empty())
    return bad_input({}, "at least one role is needed; use all, or some of store, api, "
                         "evaluator, alerts, notifier");
  return out;
}

} // namespace tradeeon
