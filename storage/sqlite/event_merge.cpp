#include "storage/sqlite/event_merge.hpp"

#include "storage/sqlite/bot_rows.hpp"
#include "storage/sqlite/collect.hpp"
#include "storage/sqlite/lookups.hpp"

#include <algorithm>
#include <utility>

namespace tradeeon::storage::sqlite {

namespace {

result<std::vector<log_event>> merge(connection& db, const std::string& user_id,
                                     std::int64_t after, std::size_t limit) {
  std::vector<log_event> all;
  auto facts = collect(db, read_trigger,
                       "SELECT " TRADEEON_TRIGGER_COLUMNS "FROM triggers"
                       " INDEXED BY triggers_of_user"
                       " WHERE kind = 0 AND user_id = ? AND seq > ?"
                       " ORDER BY seq LIMIT ?",
                       user_id, after, bound(limit));
  if (!facts)
    return std::move(facts).error();
  for (auto& x : *facts)
    all.push_back({x.seq, log_event::kind::trigger, std::move(x), {}, {}, {}});
  auto attempts = collect(db, read_attempt,
                          "SELECT " TRADEEON_ATTEMPT_COLUMNS "FROM attempts"
                          " WHERE user_id = ? AND seq > ? ORDER BY seq LIMIT ?",
                          user_id, after, bound(limit));
  if (!attempts)
    return std::move(attempts).error();
  for (auto& x : *attempts)
    all.push_back({x.seq, log_event::kind::delivery, {}, std::move(x), {}, {}});
  auto handoffs = collect(db, read_handoff,
                          "SELECT " TRADEEON_HANDOFF_COLUMNS "FROM handoffs"
                          " WHERE user_id = ? AND seq > ? ORDER BY seq LIMIT ?",
                          user_id, after, bound(limit));
  if (!handoffs)
    return std::move(handoffs).error();
  for (auto& x : *handoffs)
    all.push_back({x.seq, log_event::kind::bot, {}, {}, std::move(x), {}});
  auto lines = collect(db, read_bot_event,
                       "SELECT " TRADEEON_BOT_EVENT_COLUMNS "FROM bot_events"
                       " INDEXED BY bot_events_of_user"
                       " WHERE user_id = ? AND seq > ? ORDER BY seq LIMIT ?",
                       user_id, after, bound(limit));
  if (!lines)
    return std::move(lines).error();
  for (auto& x : *lines)
    all.push_back({x.row.seq, log_event::kind::bot_event, {}, {}, {}, std::move(x)});
  std::sort(all.begin(), all.end(),
            [](const log_event& a, const log_event& b) { return a.seq < b.seq; });
  if (all.size() > limit)
    all.resize(limit);
  return all;
}

} // namespace

result<std::vector<log_event>> events_after(connection& db, const std::string& user_id,
                                            std::int64_t after, std::size_t limit) {
  // One transaction: the parts must not see commits that others of them do not,
  // or a stream would pass over an event for good.
  if (auto begun = db.run("BEGIN"); !begun)
    return std::move(begun).error();
  auto merged = merge(db, user_id, after, limit);
  if (auto ended = db.run("COMMIT"); !ended)
    return std::move(ended).error();
  return merged;
}

} // namespace tradeeon::storage::sqlite
