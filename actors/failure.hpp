#pragma once

#include "domain/support/result.hpp"

#include <caf/error.hpp>

namespace tradeeon {

/// Carries a problem through CAF: category "tradeeon", code as in problem_code,
/// text and place as context.
[[nodiscard]] caf::error to_error(const problem& what);

/// The problem that an error carries. Errors of CAF itself (timeout, receiver
/// gone, crash) become `unavailable`.
[[nodiscard]] problem to_problem(const caf::error& what);

/// True for an error that carries a problem of ours.
[[nodiscard]] bool is_own_error(const caf::error& what);

/// True for errors with which an actor's crash answers a request, as opposed to
/// an answer that it gave, a timeout, or a receiver that was gone before.
[[nodiscard]] bool is_crash(const caf::error& what);

} // namespace tradeeon
