#pragma once

#include "domain/alerts/delivery.hpp"
#include "domain/support/counters.hpp"

namespace tradeeon {

/// Counts how an attempt at a webhook ended, and logs it under its event id.
void report_attempt(counters& count, const attempt& x);

} // namespace tradeeon
