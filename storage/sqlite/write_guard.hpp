#pragma once

#include "domain/support/result.hpp"

namespace tradeeon::storage::sqlite {

/// The writer's transaction, for all that write in it.
class write_guard {
public:
  /// Runs a writing call: only within a transaction, and not after a failure
  /// that may have left half of a call behind.
  template <class Call>
  auto write(Call call) -> decltype(call()) {
    if (!open || broken)
      return problem{problem_code::internal,
                     broken ? "the transaction has failed: roll it back"
                            : "no transaction is open",
                     "transaction"};
    auto outcome = call();
    if (!outcome)
      broken = outcome.error().code == problem_code::internal ||
               outcome.error().code == problem_code::unavailable;
    return outcome;
  }

  bool open = false;
  bool broken = false; ///< it can only be rolled back
};

} // namespace tradeeon::storage::sqlite
