// What drives a run: committed bars and handoffs after its cursor.
#pragma once

#include "storage/bot_store.hpp"
#include "storage/sqlite/connection.hpp"

#include <string>

namespace tradeeon::storage::sqlite {

/// Open time of the newest base bar that the symbol's own commits have brought; -1: none.
result<time_ms> newest_bar(connection& db, const std::string& symbol);

/// As bot_store::inputs_of, for a bot that is there.
result<bot_inputs> inputs_of(connection& db, const bot& row, const inputs_request& asked);

} // namespace tradeeon::storage::sqlite
