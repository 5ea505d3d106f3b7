#pragma once

#include "actors/cluster/options.hpp"
#include "app/config.hpp"

#include <optional>

namespace tradeeon {

/// This node's part in a cluster as the configuration has it; nothing for a node on its
/// own. A problem where the cluster's files can't be read.
result<std::optional<cluster_options>> cluster_of(const config& settings);

} // namespace tradeeon
