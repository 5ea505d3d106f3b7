#include "http/json/cluster_codec.hpp"
#include "http/server/routes.hpp"

namespace tradeeon::http::cluster {

namespace {

reply rendered(const result<cluster_view>& seen) {
  if (!seen)
    return failed(seen.error());
  return answered(json::render(*seen));
}

} // namespace

reply show(const call& c) {
  return rendered(c.on.engine.cluster());
}

reply drain(const call& c) {
  const auto asked = json::parse_drain(c.body);
  if (!asked)
    return failed(asked.error());
  return rendered(c.on.engine.drain_node(asked->node, asked->on));
}

reply move(const call& c) {
  const auto asked = json::parse_move(c.body);
  if (!asked)
    return failed(asked.error());
  return rendered(c.on.engine.move_shard(asked->what, asked->shard, asked->node));
}

} // namespace tradeeon::http::cluster
