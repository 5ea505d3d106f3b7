// Queries that the writer and the readers share.
#pragma once

#include "storage/sqlite/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon::storage::sqlite {

/// The newest `limit` bars of a series with open times in [start, end], oldest
/// first.
result<std::vector<candle>> newest_candles(connection& db, std::int64_t series,
                                           time_ms start, time_ms end, std::size_t limit);

/// `not_found` where it is absent or another user's.
result<alert> find_alert(connection& db, const std::string& user_id,
                         const std::string& alert_id);
/// By its id or, where none has it, by a former one.
result<registered_condition> find_condition(connection& db,
                                            const std::string& condition_id);

/// The trigger's seq; 0 where there is none. Quick for ids as event_id_of()
/// makes them, a walk through the log for others.
result<std::int64_t> find_trigger_seq(connection& db, const std::string& event_id);

/// Newest seq that the log has or, where lines of it were removed, had; 0 when it is
/// empty.
result<std::int64_t> newest_seq(connection& db);

/// A count as SQLite takes it: the largest it knows stands for any larger one.
[[nodiscard]] std::int64_t bound(std::size_t count) noexcept;

} // namespace tradeeon::storage::sqlite
