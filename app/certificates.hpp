// The certificates by which the nodes of a cluster know each other.
#pragma once

#include "domain/support/result.hpp"
#include "domain/support/secret.hpp"

#include <string>

namespace tradeeon {

/// Makes a cluster's authority in `directory`, which is made where it is missing:
/// ca.pem, ca.key (EC P-256, ten years), cluster.key, a random secret that every
/// node proves to know, and webhook.secret, with which all of them sign webhooks. What is
/// there already stays; answers whether anything was made.
result<bool> make_authority(const std::string& directory);

/// Makes `out`/ca.pem, node.pem, node.key (EC P-256, 825 days, signed by the authority in
/// `directory`) and the two secrets: what a node's cluster_tls names. A certificate that
/// is there and has more than 30 days left stays; answers whether one was made. A problem
/// where there is no authority.
result<bool> make_node_certificate(const std::string& directory, const std::string& name,
                                   const std::string& out);

/// The secret that the nodes of a cluster share. A problem also where one of the other
/// files of `directory` can't be read: without one of them TLS would not be mutual.
result<secret> read_cluster_key(const std::string& directory);

} // namespace tradeeon
