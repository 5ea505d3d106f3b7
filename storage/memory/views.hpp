// Reads that the writer and the readers share.
#pragma once

#include "storage/memory/tables.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tradeeon::storage::memory {

/// `not_found` where it is absent or another user's.
result<alert> find_alert(const tables& in, side which, const std::string& user_id,
                         const std::string& alert_id);

/// By its id or, where none has it, by a former one; null where there is none.
[[nodiscard]] const condition_entry* find_entry(const tables& in, side which,
                                                const std::string& condition_id);

/// The row with its figures as they are now. A condition in use is evaluated
/// once per bar of its series, so they follow from the series'.
result<registered_condition> find_condition(const tables& in, side which,
                                            const std::string& condition_id);
[[nodiscard]] registered_condition with_figures(const tables& in, side which,
                                                const condition_entry& of);

/// The newest `limit` bars with open times in [start, end], oldest first.
[[nodiscard]] std::vector<candle> newest_candles(const tables& in, side which,
                                                 std::int64_t series, time_ms start,
                                                 time_ms end, std::size_t limit);

[[nodiscard]] std::uint32_t count_active(const tables& in, side which,
                                         const std::string& user_id);

/// The working side's bars of a symbol, as store::load_series.
[[nodiscard]] peer_series stored_series(const tables& in, retention keep,
                                        const std::string& symbol);

/// The working side's snapshot, as store::load_symbol.
[[nodiscard]] symbol_snapshot snapshot_of(const tables& in, retention keep,
                                          const std::string& symbol);

} // namespace tradeeon::storage::memory
