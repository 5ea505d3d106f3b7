#pragma once

#include "app/config.hpp"

namespace tradeeon {

/// Runs the engine until SIGINT or SIGTERM. Returns the process's exit code: 0
/// after a clean stop, 1 where something failed, 2 where the input was bad.
int run_server(const config& settings);

} // namespace tradeeon
