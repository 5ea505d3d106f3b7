#include "storage/memory/memory_bot_queries.hpp"
#include "storage/memory/memory_store.hpp"
#include "storage/memory/views.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace tradeeon::storage::memory {

namespace {

constexpr auto now_side = side::committed;

/// Every call holds the lock: rows are shared, so what is copied out is small.
class memory_queries final : public queries {
public:
  explicit memory_queries(std::shared_ptr<shared_tables> shared)
      : shared_(std::move(shared)), data_(shared_->data), bots_(shared_) {}

  result<std::vector<alert>> alerts_of(const std::string& user_id) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<const alert_entry*> mine;
    for (const auto& [id, entry] : data_.alerts.in(now_side))
      if (entry->row.user_id == user_id)
        mine.push_back(entry.get());
    std::sort(mine.begin(), mine.end(), [](const alert_entry* a, const alert_entry* b) {
      return std::pair{a->row.created_at, a->number} >
             std::pair{b->row.created_at, b->number};
    });
    std::vector<alert> rows;
    for (const auto* entry : mine)
      rows.push_back(entry->row);
    return rows;
  }
  result<alert> alert_of(const std::string& user_id,
                         const std::string& alert_id) override {
    const std::lock_guard guard{shared_->mutex};
    return find_alert(data_, now_side, user_id, alert_id);
  }
  result<std::uint32_t> active_alerts_of(const std::string& user_id) override {
    const std::lock_guard guard{shared_->mutex};
    return count_active(data_, now_side, user_id);
  }
  result<std::uint64_t> active_alerts() override {
    const std::lock_guard guard{shared_->mutex};
    const auto& all = data_.alerts.in(now_side);
    return static_cast<std::uint64_t>(
      std::count_if(all.begin(), all.end(), [](const auto& entry) {
        return entry.second->row.status == alert_status::active;
      }));
  }

  result<std::vector<trigger>> triggers(const trigger_filter& filter) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<trigger> found;
    const auto& log = data_.triggers.in(now_side);
    for (auto at = log.upper_bound(filter.after);
         at != log.end() && found.size() < filter.limit; ++at) {
      const auto& fact = *at->second;
      if (fact.kind == trigger_kind::alert && fact.user_id == filter.user_id &&
          (filter.alert_id.empty() || fact.subject == filter.alert_id) &&
          (filter.symbol.empty() || fact.symbol == filter.symbol))
        found.push_back(fact);
    }
    return found;
  }
  result<std::vector<trigger>> alert_log(const std::string& user_id,
                                         const std::string& alert_id, std::size_t limit,
                                         std::size_t offset) override {
    const std::lock_guard guard{shared_->mutex};
    if (auto owned = find_alert(data_, now_side, user_id, alert_id); !owned)
      return std::move(owned).error();
    std::vector<trigger> found;
    const auto& log = data_.triggers.in(now_side);
    for (auto at = log.rbegin(); at != log.rend() && found.size() < limit; ++at) {
      const auto& fact = *at->second;
      if (fact.kind != trigger_kind::alert || fact.user_id != user_id ||
          fact.subject != alert_id)
        continue;
      if (offset > 0)
        --offset;
      else
        found.push_back(fact);
    }
    return found;
  }
  result<std::vector<log_event>> events(const std::string& user_id, std::int64_t after,
                                        std::size_t limit) override;
  result<std::int64_t> last_seq() override {
    const std::lock_guard guard{shared_->mutex};
    std::int64_t newest = 0;
    const auto note = [&](const auto& rows) {
      if (!rows.empty())
        newest = std::max(newest, rows.rbegin()->first);
    };
    note(data_.triggers.in(now_side));
    note(data_.attempts.in(now_side));
    note(data_.handoffs.in(now_side));
    note(data_.bots.diary.in(now_side));
    if (const auto* reached = data_.marks.find(now_side, "log"))
      newest = std::max(newest, *reached);
    return newest;
  }
  result<std::vector<trigger>> trigger_log(std::int64_t after,
                                           std::size_t limit) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<trigger> found;
    const auto& log = data_.triggers.in(now_side);
    for (auto at = log.upper_bound(after); at != log.end() && found.size() < limit; ++at)
      found.push_back(*at->second);
    return found;
  }
  result<std::uint64_t> triggers_after(std::int64_t after) override {
    const std::lock_guard guard{shared_->mutex};
    const auto& log = data_.triggers.in(now_side);
    return static_cast<std::uint64_t>(std::distance(log.upper_bound(after), log.end()));
  }
  result<std::int64_t> trigger_floor(std::int64_t up_to, std::size_t newest) override {
    const std::lock_guard guard{shared_->mutex};
    const auto& log = data_.triggers.in(now_side);
    const auto end = log.upper_bound(up_to);
    const auto count = static_cast<std::size_t>(std::distance(log.begin(), end));
    if (count <= newest)
      return 0;
    return std::prev(end, static_cast<std::ptrdiff_t>(newest) + 1)->first;
  }
  result<std::vector<notification>> notifications(const std::string& user_id,
                                                  std::int64_t before,
                                                  std::size_t limit) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<notification> found;
    const auto& all = data_.notifications.in(now_side);
    for (auto at = all.rbegin(); at != all.rend() && found.size() < limit; ++at)
      if (at->second->user_id == user_id && (before == 0 || at->second->seq < before))
        found.push_back(*at->second);
    return found;
  }
  result<std::vector<delivery>> deliveries(const std::string& user_id,
                                           const std::string& alert_id,
                                           std::size_t limit) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<delivery> found;
    const auto& all = data_.outbox.in(now_side);
    for (auto at = all.rbegin(); at != all.rend() && found.size() < limit; ++at)
      if (at->second->user_id == user_id && at->second->alert_id == alert_id)
        found.push_back(*at->second);
    return found;
  }

  result<registered_condition> condition(const std::string& condition_id) override {
    const std::lock_guard guard{shared_->mutex};
    return find_condition(data_, now_side, condition_id);
  }
  result<std::uint64_t> subscriber_count(const std::string& condition_id) override {
    const std::lock_guard guard{shared_->mutex};
    const auto* found = find_entry(data_, now_side, condition_id);
    return found == nullptr ? 0 : found->subscribers;
  }
  result<std::vector<std::string>> former_ids(const std::string& condition_id) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<std::string> found;
    for (const auto& [former, present] : data_.former_ids.in(now_side))
      if (*present == condition_id)
        found.push_back(former);
    return found;
  }
  result<std::vector<std::pair<subscription, registered_condition>>>
  subscriptions_of(const std::string& user_id) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<std::pair<subscription, registered_condition>> found;
    const auto& all = data_.subscriptions.in(now_side);
    for (auto at = all.rbegin(); at != all.rend(); ++at) {
      if (at->second->user_id != user_id)
        continue;
      const auto* of = data_.conditions.find(now_side, at->second->condition_id);
      found.emplace_back(*at->second, with_figures(data_, now_side, *of));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return a.first.created_at > b.first.created_at;
    });
    return found;
  }
  result<condition_stats> condition_figures() override {
    const std::lock_guard guard{shared_->mutex};
    return condition_stats{data_.conditions.in(now_side).size(),
                           data_.subscriptions.in(now_side).size()};
  }

  result<std::vector<symbol_row>> symbols() override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<symbol_row> rows;
    for (const auto& [symbol, entry] : data_.symbols.in(now_side)) {
      auto last = bars_of(symbol, entry->base, std::numeric_limits<time_ms>::min(),
                          std::numeric_limits<time_ms>::max(), 1);
      if (!last.empty())
        rows.push_back({symbol, entry->base, last.front()});
    }
    return rows;
  }
  result<std::vector<candle>> klines(const std::string& symbol, timeframe base,
                                     time_ms start, time_ms end,
                                     std::size_t limit) override {
    const std::lock_guard guard{shared_->mutex};
    // More than `keep` may be stored meanwhile, but is never shown.
    const auto shown = bars_of(symbol, base, std::numeric_limits<time_ms>::min(),
                               std::numeric_limits<time_ms>::max(), shared_->keep.bars);
    if (shown.empty())
      return shown;
    return bars_of(symbol, base, std::max(start, shown.front().open_time), end, limit);
  }
  result<std::vector<gap>> gaps(const std::string& symbol) override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<gap> found;
    for (const auto& [key, hole] : data_.gaps.in(now_side))
      if (std::get<0>(key) == symbol)
        found.push_back(*hole);
    return found;
  }
  result<std::vector<quarantined_bar>> quarantine() override {
    const std::lock_guard guard{shared_->mutex};
    std::vector<quarantined_bar> found;
    for (const auto& [key, bad] : data_.quarantine.in(now_side))
      found.push_back(*bad);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    return found;
  }

  bot_queries& bots() noexcept override { return bots_; }

  result<void> ping() override { return {}; }

  [[nodiscard]] footprint size() const override { return {}; }

private:
  [[nodiscard]] std::vector<candle> bars_of(const std::string& symbol, timeframe tf,
                                            time_ms start, time_ms end,
                                            std::size_t limit) const {
    const auto* series = data_.series.find(now_side, {symbol, tf});
    if (series == nullptr || start > end)
      return {};
    return newest_candles(data_, now_side, series->id, start, end, limit);
  }

  const std::shared_ptr<shared_tables> shared_;
  const tables& data_;
  memory_bot_queries bots_;
};

result<std::vector<log_event>> memory_queries::events(const std::string& user_id,
                                                      std::int64_t after,
                                                      std::size_t limit) {
  const std::lock_guard guard{shared_->mutex};
  std::vector<log_event> all;
  const auto take = [&](const auto& rows, auto make) {
    std::size_t taken = 0;
    for (auto at = rows.upper_bound(after); at != rows.end() && taken < limit; ++at)
      if (at->second->user_id == user_id) {
        all.push_back(make(*at->second));
        ++taken;
      }
  };
  // Triggers of conditions have no user: an empty id must not find them.
  if (user_id.empty())
    return all;
  take(data_.triggers.in(now_side), [](const trigger& x) {
    return log_event{x.seq, log_event::kind::trigger, x, {}, {}, {}};
  });
  take(data_.attempts.in(now_side), [](const attempt& x) {
    return log_event{x.seq, log_event::kind::delivery, {}, x, {}, {}};
  });
  take(data_.handoffs.in(now_side), [](const handoff& x) {
    return log_event{x.seq, log_event::kind::bot, {}, {}, x, {}};
  });
  take(data_.bots.diary.in(now_side), [](const logged_bot_event& x) {
    return log_event{x.row.seq, log_event::kind::bot_event, {}, {}, {}, x};
  });
  std::sort(all.begin(), all.end(),
            [](const log_event& a, const log_event& b) { return a.seq < b.seq; });
  if (all.size() > limit)
    all.resize(limit);
  return all;
}

} // namespace

std::unique_ptr<queries> memory_database::open_queries() const {
  return std::make_unique<memory_queries>(shared_);
}

} // namespace tradeeon::storage::memory
