#include "app/cluster_setup.hpp"

#include "app/certificates.hpp"
#include "http/server/random_id.hpp"

#include <unistd.h>

#include <array>
#include <chrono>

namespace tradeeon {

namespace {

std::string host_name() {
  std::array<char, 256> text{};
  if (::gethostname(text.data(), text.size() - 1) != 0)
    return "node";
  return text.data();
}

/// Later processes have higher numbers, with room for the memberships of each.
std::uint64_t incarnation_of_now() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                      std::chrono::system_clock::now().time_since_epoch())
                                      .count());
}

} // namespace

result<std::optional<cluster_options>> cluster_of(const config& settings) {
  if (!settings.is_clustered())
    return std::optional<cluster_options>{};
  cluster_options out;
  out.name = settings.cluster_name;
  out.node = settings.node.empty() ? host_name() : settings.node;
  out.incarnation = incarnation_of_now();
  out.roles = settings.roles;
  out.listen_host = settings.cluster_listen.host;
  out.listen_port = settings.cluster_listen.port;
  out.join_host = settings.cluster_join.host;
  out.join_port = settings.cluster_join.port;
  out.tls = !settings.cluster_tls.empty();
  out.fresh_nonce = [] { return http::new_hex(16); };
  if (out.tls) {
    auto key = read_cluster_key(settings.cluster_tls);
    if (!key)
      return std::move(key).error();
    out.key = *std::move(key);
  }
  return std::optional{std::move(out)};
}

} // namespace tradeeon
