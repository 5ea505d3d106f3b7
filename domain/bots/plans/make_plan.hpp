#pragma once

#include "domain/bots/desk.hpp"

#include <memory>

namespace tradeeon {

/// The plan of the type that the settings are of. It keeps nothing of `settings`: each
/// call of the plan sees the present ones through its desk.
[[nodiscard]] std::unique_ptr<plan> make_plan(const bot_settings& settings);

} // namespace tradeeon
