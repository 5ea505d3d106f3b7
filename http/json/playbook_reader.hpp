#pragma once

#include "domain/conditions/question.hpp"
#include "http/json/fields.hpp"

#include <string>

namespace tradeeon::json {

/// Reads a `conditionConfig` object: the web client's playbook. Disabled items are
/// left out, the others put in their order. What comes back after a complaint is
/// not to be used.
question read_playbook(complaint& out, const value& config, const std::string& path,
                       const home& at);

} // namespace tradeeon::json
