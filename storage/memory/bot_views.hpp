// Reads of bots that the writer and the readers share.
#pragma once

#include "storage/bot_store.hpp"
#include "storage/memory/tables.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tradeeon::storage::memory {

/// The run; number 0 where there is none of that number.
[[nodiscard]] run_with_figures run_or_none(const bot_tables& in, side which,
                                           const std::string& bot_id,
                                           std::uint32_t number);

[[nodiscard]] std::optional<order> find_order(const bot_tables& in, side which,
                                              const std::string& bot_id,
                                              const std::string& client_id);

/// When a run's samples were taken, oldest first.
[[nodiscard]] std::vector<time_ms> sample_times(const bot_tables& in, side which,
                                                const std::string& bot_id,
                                                std::uint32_t number);

/// What a run was worth at times; `in` must outlive it.
[[nodiscard]] equity_history history_of(const bot_tables& in, side which,
                                        const std::string& bot_id, std::uint32_t number);

[[nodiscard]] std::vector<trading_switch> all_switches(const bot_tables& in, side which);

/// Open time of the working side's newest base bar that the symbol's own commits have
/// brought; -1: none.
[[nodiscard]] time_ms newest_bar(const tables& in, const std::string& symbol);

/// The working side's inputs, as bot_store::inputs_of, for a bot that is there.
[[nodiscard]] bot_inputs inputs_of(const tables& in, const bot& row,
                                   const inputs_request& asked);

} // namespace tradeeon::storage::memory
