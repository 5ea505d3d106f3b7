#pragma once

#include "domain/support/result.hpp"

#include <string>

namespace tradeeon::http {

/// A random UUID (version 4) from the system's secure generator. `internal`
/// where that fails.
result<std::string> new_uuid();

/// `bytes` random bytes as hex, for ids that only have to be found in a log.
std::string new_hex(std::size_t bytes);

} // namespace tradeeon::http
