#pragma once

#include "app/config.hpp"

#include <functional>

namespace tradeeon {

/// Runs the engine until SIGINT or SIGTERM; SIGHUP takes the changes over that
/// `read_again` finds. Returns the process's exit code: 0 after a clean stop, 1
/// where something failed, 2 where the input was bad.
int run_server(const config& settings, std::function<result<config>()> read_again);

} // namespace tradeeon
