#pragma once

#include "actors/trigger_relay.hpp"
#include "app/config.hpp"

#include <memory>
#include <optional>

namespace tradeeon {

/// What triggers are published with, as the configuration has it: nothing where it
/// names no Redis. To be asked for before the engine starts: a database that has
/// never published begins with the triggers from then on.
result<std::optional<publishing>> publishing_of(const config& settings,
                                                std::shared_ptr<storage::queries> log);

} // namespace tradeeon
