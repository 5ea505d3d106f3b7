#include "storage/memory/memory_store.hpp"

#include "storage/effects.hpp"
#include "storage/memory/memory_bots.hpp"
#include "storage/memory/memory_registry.hpp"
#include "storage/memory/memory_writer.hpp"
#include "storage/memory/views.hpp"

#include <set>

namespace tradeeon::storage::memory {

namespace {

constexpr auto now_side = side::working;

class memory_store final : public store {
public:
  explicit memory_store(std::shared_ptr<shared_tables> shared)
      : shared_(std::move(shared)), data_(shared_->data),
        writer_(data_, shared_->numbers, shared_->keep),
        registry_(data_, shared_->numbers),
        bots_(data_, shared_->numbers, open_,
              [this](const tenure& right) { return check(right); }) {}

  ~memory_store() override {
    rollback();
    const std::lock_guard guard{shared_->mutex};
    shared_->has_writer = false;
  }

  result<void> begin() override {
    if (open_)
      return problem{problem_code::internal, "a transaction is open already", "begin"};
    open_ = true;
    before_ = shared_->numbers;
    return {};
  }

  result<void> commit() override {
    return write([&]() -> result<void> {
      const std::lock_guard guard{shared_->mutex};
      data_.each([](auto& rows) { rows.commit(); });
      open_ = false;
      return {};
    });
  }

  void rollback() noexcept override {
    if (!std::exchange(open_, false))
      return;
    data_.each([](auto& rows) { rows.rollback(); });
    shared_->numbers = before_;
  }

  result<commit_outcome> apply(const symbol_commit& batch) override {
    return write([&]() -> result<commit_outcome> {
      for (const auto& right : batch.rights)
        if (auto held = check(right); !held)
          return std::move(held).error();
      return writer_.apply(batch);
    });
  }
  result<std::vector<lease>> grant(const std::vector<lease>& wanted) override {
    return write([&]() -> result<std::vector<lease>> {
      auto granted = wanted;
      for (auto& x : granted) {
        x.right.epoch = epoch_of(x.right) + 1;
        data_.leases.put({x.right.what, x.right.shard}, x);
      }
      return granted;
    });
  }
  result<void> check(const tenure& right) override {
    return still_holds(right, epoch_of(right));
  }
  result<void> insert_alert(const alert& row, std::uint32_t max_active) override {
    return write([&] { return registry_.add(row, max_active); });
  }
  result<void> update_alert(const alert& row, std::uint32_t expected_version,
                            bool fresh_state, std::uint32_t max_active) override {
    return write(
      [&] { return registry_.change(row, expected_version, fresh_state, max_active); });
  }
  result<void> delete_alert(const std::string& user_id,
                            const std::string& alert_id) override {
    return write([&]() -> result<void> {
      if (auto owned = find_alert(data_, now_side, user_id, alert_id); !owned)
        return std::move(owned).error();
      data_.alerts.erase(alert_id);
      data_.states.erase(alert_id);
      return {};
    });
  }
  result<std::pair<registered_condition, bool>>
  register_condition(const registered_condition& row) override {
    return write([&]() -> result<std::pair<registered_condition, bool>> {
      const auto* known = data_.conditions.find(now_side, row.condition_id);
      if (known != nullptr)
        return std::pair{with_figures(data_, now_side, *known), false};
      condition_entry entry;
      entry.row = row;
      data_.conditions.put(row.condition_id, entry);
      return std::pair{entry.row, true};
    });
  }
  result<bool> add_former_id(const std::string& former_id,
                             const std::string& condition_id) override {
    return write([&] { return registry_.add_former_id(former_id, condition_id); });
  }
  result<std::pair<subscription, bool>> subscribe(const subscription& row) override {
    return write([&] { return registry_.add(row); });
  }
  result<subscription> unsubscribe(const std::string& user_id,
                                   const std::string& subscription_id) override {
    return write([&] { return registry_.drop(user_id, subscription_id); });
  }
  result<attempt> record_attempt(const attempt& made) override {
    return write([&] { return writer_.record_attempt(made); });
  }
  result<std::pair<std::vector<handoff>, bool>> hand_over(std::size_t limit,
                                                          time_ms now) override {
    return write([&]() -> result<std::pair<std::vector<handoff>, bool>> {
      return writer_.hand_over(limit, now);
    });
  }
  result<void> put_fact(const std::string& name, const std::string& value) override {
    return write([&]() -> result<void> {
      if (value.empty())
        data_.facts.erase(name);
      else
        data_.facts.put(name, value);
      return {};
    });
  }

  result<std::string> fact(const std::string& name) override {
    const auto* value = data_.facts.find(now_side, name);
    return value == nullptr ? std::string{} : *value;
  }
  result<std::vector<std::string>> symbols_in_use() override {
    std::set<std::string> symbols;
    for (const auto& [id, entry] : data_.alerts.in(now_side))
      if (entry->row.status == alert_status::active)
        symbols.insert(entry->row.symbol);
    for (const auto& [id, entry] : data_.conditions.in(now_side))
      if (entry->subscribers > 0)
        symbols.insert(entry->row.symbol);
    for (const auto& [key, entry] : data_.series.in(now_side))
      if (entry->stored > 0)
        symbols.insert(key.first);
    return std::vector<std::string>(symbols.begin(), symbols.end());
  }
  result<std::vector<lease>> leases() override {
    std::vector<lease> found;
    for (const auto& [key, held] : data_.leases.in(now_side))
      found.push_back(*held);
    return found;
  }
  result<symbol_snapshot> load_symbol(const std::string& symbol) override {
    return snapshot_of(data_, shared_->keep, symbol);
  }
  result<peer_series> load_series(const std::string& symbol) override {
    return stored_series(data_, shared_->keep, symbol);
  }
  result<std::vector<candle>> load_bars(const std::string& symbol, timeframe base,
                                        time_ms after, time_ms until) override {
    const auto* series = data_.series.find(now_side, {symbol, base});
    if (series == nullptr || after >= until)
      return std::vector<candle>{};
    return newest_candles(data_, now_side, series->id, after + 1, until,
                          shared_->keep.bars);
  }
  result<alert> alert_of(const std::string& user_id,
                         const std::string& alert_id) override {
    return find_alert(data_, now_side, user_id, alert_id);
  }
  result<registered_condition> condition(const std::string& condition_id) override {
    return find_condition(data_, now_side, condition_id);
  }
  result<watched_condition> watched(const std::string& condition_id) override {
    watched_condition wanted{condition_id, {}, false};
    const auto* entry = data_.conditions.find(now_side, condition_id);
    if (entry == nullptr || entry->subscribers == 0)
      return wanted;
    wanted.text = entry->row.text;
    for (const auto& [number, one] : data_.subscriptions.in(now_side))
      wanted.level = wanted.level || (one->level && one->condition_id == condition_id);
    return wanted;
  }
  result<std::vector<delivery>> pending_deliveries(const std::string& after_id,
                                                   std::size_t limit) override {
    const auto& all = data_.outbox.in(now_side);
    auto at = all.begin();
    if (!after_id.empty()) {
      const auto* after = data_.places.find(now_side, after_id);
      if (after == nullptr)
        return problem{problem_code::not_found, "no such delivery", after_id};
      at = all.upper_bound(*after);
    }
    std::vector<delivery> page;
    for (; at != all.end() && page.size() < limit; ++at)
      if (at->second->state == delivery_state::pending)
        page.push_back(*at->second);
    return page;
  }
  result<trigger> trigger_by_event(const std::string& event_id) override {
    const auto* seq = data_.events.find(now_side, event_id);
    if (seq == nullptr)
      return problem{problem_code::not_found, "no such event", event_id};
    return *data_.triggers.find(now_side, *seq);
  }

  bot_store& bots() noexcept override { return bots_; }

  void maintain() noexcept override {}

private:
  [[nodiscard]] std::uint64_t epoch_of(const tenure& right) const {
    const auto* held = data_.leases.find(now_side, {right.what, right.shard});
    return held == nullptr ? 0 : held->right.epoch;
  }
  template <class Call>
  auto write(Call call) -> decltype(call()) {
    if (!open_)
      return problem{problem_code::internal, "no transaction is open", "transaction"};
    return call();
  }

  const std::shared_ptr<shared_tables> shared_;
  tables& data_;
  memory_writer writer_;
  memory_registry registry_;
  counters before_;
  bool open_ = false;
  memory_bots bots_;
};

} // namespace

memory_database::memory_database(retention keep)
    : shared_(std::make_shared<shared_tables>(keep)) {}

result<std::unique_ptr<store>> memory_database::open_store() {
  {
    const std::lock_guard guard{shared_->mutex};
    if (std::exchange(shared_->has_writer, true))
      return problem{problem_code::unavailable,
                     "the database in memory has a writer already", "store"};
  }
  return std::unique_ptr<store>{std::make_unique<memory_store>(shared_)};
}

} // namespace tradeeon::storage::memory
