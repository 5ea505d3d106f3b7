#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <string>

namespace tradeeon {

/// Why a candle can't be taken, in words; empty where it can. Checks that all
/// numbers are finite and not negative, that low <= open, close <= high, that
/// `open_time` is aligned to `base`, and that it is at most one bar past `now`
/// (pass `any_time` where there is no present to compare with).
[[nodiscard]] std::string refusal(const candle& bar, timeframe base, time_ms now);

inline constexpr time_ms any_time = INT64_MAX / 2;

} // namespace tradeeon
