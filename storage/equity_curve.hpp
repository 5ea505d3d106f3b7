// The small history of a run's worth, and what is read off it.
#pragma once

#include "domain/support/result.hpp"
#include "storage/bot_records.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace tradeeon::storage {

/// What a run was worth at the first bar that closed in some hour of the market.
struct equity_sample {
  time_ms at = 0;
  decimal equity;
  decimal realised;
};

/// A history of more samples than this is thinned.
inline constexpr std::size_t most_samples = 800;

/// Whether figures as of `at` are the first of their hour. `newest`: the newest sample's
/// time, 0 where there is none.
[[nodiscard]] bool begins_an_hour(time_ms newest, time_ms at) noexcept;

/// Which of these times, oldest first, can be spared: every other one of the older half,
/// but never the first of all or the first of a month.
[[nodiscard]] std::vector<time_ms> to_be_spared(const std::vector<time_ms>& times);

/// A run's samples as its store finds them.
struct equity_history {
  std::function<result<std::optional<equity_sample>>()> oldest;
  /// The newest one not after a time.
  std::function<result<std::optional<equity_sample>>(time_ms)> by;
};

/// Fills in the sparkline and both profits from the run's figures and history. Before
/// its first sample a run was worth its initial balance and had realised nothing.
result<void> describe(bot_with_figures& x, const equity_history& history);

} // namespace tradeeon::storage
