#pragma once

#include "storage/records.hpp"
#include "storage/sqlite/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon::storage::sqlite {

/// A user's triggers, attempts, handoffs and lines of diaries after a seq, merged by
/// seq.
result<std::vector<log_event>> events_after(connection& db, const std::string& user_id,
                                            std::int64_t after, std::size_t limit);

} // namespace tradeeon::storage::sqlite
