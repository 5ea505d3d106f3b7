#include "http/json/cluster_codec.hpp"

#include "domain/policies/shards.hpp"
#include "http/json/fields.hpp"
#include "http/json/time_text.hpp"

#include <map>

namespace tradeeon::json {

namespace {

value names_of(const std::vector<node_role>& roles) {
  auto out = value::array();
  for (const auto role : roles)
    out.push_back(to_string(role));
  return out;
}

} // namespace

std::string render(const cluster_view& x) {
  std::map<std::string, std::map<std::string, int>> held;
  auto leases = value::array();
  for (const auto& one : x.leases) {
    ++held[one.node][std::string{to_string(one.right.what)}];
    leases.push_back({{"role", to_string(one.right.what)},
                      {"shard", one.right.shard},
                      {"epoch", one.right.epoch},
                      {"node", one.node},
                      {"granted_at", iso_time(one.granted_at)}});
  }
  auto nodes = value::array();
  for (const auto& one : x.nodes) {
    value shards = value::object();
    for (const auto& [role, count] : held[one.node])
      shards[role] = count;
    nodes.push_back({{"node", one.node},
                     {"version", one.version},
                     {"roles", names_of(one.roles)},
                     {"status", one.draining ? "draining" : "active"},
                     {"seen_ms_ago", one.seen_ms_ago},
                     {"shards", std::move(shards)}});
  }
  return text_of({{"success", true},
                  {"nodes", std::move(nodes)},
                  {"missing_roles", names_of(x.missing)},
                  {"fenced_writes", x.fenced_writes},
                  {"leases", std::move(leases)}});
}

result<drain_request> parse_drain(std::string_view body) {
  const auto document = parse_document(body);
  if (!document)
    return document.error();
  complaint out;
  fields from{out, *document, "", {"node", "on"}};
  drain_request asked;
  asked.node = from.needed_text("node", "the name of a node").value_or("");
  asked.on = from.flag("on").value_or(true);
  from.finish();
  if (out.said())
    return out.take();
  return asked;
}

result<move_request> parse_move(std::string_view body) {
  const auto document = parse_document(body);
  if (!document)
    return document.error();
  complaint out;
  fields from{out, *document, "", {"role", "shard", "node"}};
  move_request asked;
  constexpr std::string_view accepted = "evaluator, alerts or notifier";
  const auto role = from.needed_text("role", accepted);
  if (role) {
    const auto known = parse_node_role(*role);
    if (known)
      asked.what = *known;
    else
      from.fail("role", known.error().text);
  }
  const auto shard = from.whole("shard", 0, static_cast<std::int64_t>(shard_count) - 1);
  if (!shard && !out.said())
    from.fail("shard", "a shard is needed, 0 to 63");
  asked.shard = static_cast<std::uint16_t>(shard.value_or(0));
  asked.node = from.needed_text("node", "the name of a node").value_or("");
  from.finish();
  if (out.said())
    return out.take();
  return asked;
}

} // namespace tradeeon::json
