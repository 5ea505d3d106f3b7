#pragma once

#include "storage/bot_queries.hpp"
#include "storage/bot_store.hpp"
#include "storage/records.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::storage {

/// The single writer. Not thread-safe: one owner (the store keeper) uses it
/// from one thread. Writing calls need an open transaction; a call that
/// answers a problem with a code other than `internal` or `unavailable` has
/// changed nothing, and the transaction goes on. After `internal` or
/// `unavailable` the transaction can only be rolled back.
class store {
public:
  store() = default;
  store(const store&) = delete;
  store& operator=(const store&) = delete;
  virtual ~store() = default;

  // -- transactions -----------------------------------------------------------

  virtual result<void> begin() = 0;
  /// After success everything since `begin` survives a crash or power loss.
  virtual result<void> commit() = 0;
  virtual void rollback() noexcept = 0;

  // -- writing ------------------------------------------------------------------

  /// Applies a batch's effects. `conflict` at "tenure" where one of its rights is void;
  /// then nothing changes. Triggers whose event id exists are left as they
  /// are and do not appear in the outcome; neither do their actions. A state
  /// whose version is not the alert's is ignored; a firing whose alert is gone
  /// is dropped. Each new trigger's actions become outbox rows (webhook),
  /// inbox rows (notify) and handoffs (bot); its alert's `last_triggered_at`,
  /// and `completed` where the state says so, move with it.
  virtual result<commit_outcome> apply(const symbol_commit& batch) = 0;

  /// Grants each lease to its node with an epoch of its own, higher than all before for
  /// that role and shard, and returns the leases with their epochs. Every earlier tenure
  /// of these shards is void from the commit on.
  virtual result<std::vector<lease>> grant(const std::vector<lease>& wanted) = 0;

  /// `conflict` at "tenure" unless `right` is the newest granted for its role and shard.
  virtual result<void> check(const tenure& right) = 0;

  /// Adds an alert. `conflict` if the id exists; `rate_limited` if the user has
  /// `max_active` active alerts already (counted here, in the transaction).
  virtual result<void> insert_alert(const alert& row, std::uint32_t max_active) = 0;

  /// Replaces the caller's alert. `not_found` if it is absent or another user's;
  /// `conflict` if its version is not `expected_version`, or if it has been
  /// completed meanwhile and the row would make it active without a fresh state;
  /// `rate_limited` if it becomes active and the quota is used up. Where `fresh_state`
  /// its state is dropped.
  virtual result<void> update_alert(const alert& row, std::uint32_t expected_version,
                                    bool fresh_state, std::uint32_t max_active) = 0;

  /// `not_found` if it is absent or another user's. Its triggers stay in the
  /// log; deliveries already owed are still made.
  virtual result<void> delete_alert(const std::string& user_id,
                                    const std::string& alert_id) = 0;

  /// Returns the row that is there afterwards and whether it is new; a new one
  /// starts with the figures that it brings along.
  virtual result<std::pair<registered_condition, bool>>
  register_condition(const registered_condition& row) = 0;

  /// Lets a registered condition also be found by the id that it had in another
  /// deployment. Says whether that is new. `not_found` if the condition is not
  /// registered; `conflict` if the former id means another condition already.
  virtual result<bool> add_former_id(const std::string& former_id,
                                     const std::string& condition_id) = 0;

  /// Returns the row that is there afterwards and whether it is new; one per
  /// (user, bot, condition), under the condition's present id even where a former
  /// one was given. `not_found` if the condition is not registered.
  virtual result<std::pair<subscription, bool>> subscribe(const subscription& row) = 0;

  /// Returns the removed row. `not_found` if it is absent or another user's.
  virtual result<subscription> unsubscribe(const std::string& user_id,
                                           const std::string& subscription_id) = 0;

  /// Records an attempt, gives it its `seq` and moves its delivery on.
  virtual result<attempt> record_attempt(const attempt& made) = 0;

  /// Hands the condition triggers after the consumer's cursor (at most `limit`)
  /// to their conditions' subscriptions, once each, and moves the cursor, all
  /// in the open transaction. Returns the new handoffs and whether more waits.
  virtual result<std::pair<std::vector<handoff>, bool>> hand_over(std::size_t limit,
                                                                  time_ms now) = 0;

  /// A named fact that must survive ("demo.seeded"). Empty value: absent.
  virtual result<void> put_fact(const std::string& name, const std::string& value) = 0;

  /// What is kept of bots; as long as this.
  virtual bot_store& bots() noexcept = 0;

  // -- reading what was committed (and, within a transaction, written) -----------

  virtual result<std::string> fact(const std::string& name) = 0;
  /// The newest lease of each role and shard that was ever granted.
  virtual result<std::vector<lease>> leases() = 0;
  /// Symbols with active alerts, subscriptions or stored candles.
  virtual result<std::vector<std::string>> symbols_in_use() = 0;
  virtual result<symbol_snapshot> load_symbol(const std::string& symbol) = 0;
  /// All stored bars of a symbol, for those who begin to read it; the cursor is its
  /// newest base bar. Without history where nothing is stored.
  virtual result<peer_series> load_series(const std::string& symbol) = 0;
  /// Its stored base bars that open after one time and not after another, oldest
  /// first; none where it is fed with another timeframe than `base`.
  virtual result<std::vector<candle>> load_bars(const std::string& symbol, timeframe base,
                                                time_ms after, time_ms until) = 0;
  virtual result<alert> alert_of(const std::string& user_id,
                                 const std::string& alert_id) = 0;
  virtual result<registered_condition> condition(const std::string& condition_id) = 0;
  /// What a condition's subscriptions want together; an empty text where there
  /// are none (or no such condition).
  virtual result<watched_condition> watched(const std::string& condition_id) = 0;
  /// Pending deliveries in the order in which they were made, after the given one
  /// (empty: from the first). `not_found` if there is no such delivery.
  virtual result<std::vector<delivery>> pending_deliveries(const std::string& after_id,
                                                           std::size_t limit) = 0;
  /// What a delivery's body is made of: its trigger and alert as they stand.
  virtual result<trigger> trigger_by_event(const std::string& event_id) = 0;

  // -- upkeep ---------------------------------------------------------------------

  /// Moves finished pages into the main file where it has grown; cheap to call often.
  virtual void maintain() noexcept = 0;
};

/// How many closed bars per series are kept; older ones are deleted in the
/// commits that add new ones (the count may be exceeded by a tenth meanwhile,
/// but snapshots and queries never show more).
struct retention {
  std::size_t bars = 5'000;
};

/// Read-only queries on committed data. Thread-safe: each call takes a
/// connection of its own from a pool. Every user's query filters by user.
class queries {
public:
  queries() = default;
  queries(const queries&) = delete;
  queries& operator=(const queries&) = delete;
  virtual ~queries() = default;

  virtual result<std::vector<alert>>
  alerts_of(const std::string& user_id) = 0; ///< newest first
  virtual result<alert> alert_of(const std::string& user_id,
                                 const std::string& alert_id) = 0;
  virtual result<std::uint32_t> active_alerts_of(const std::string& user_id) = 0;
  virtual result<std::uint64_t> active_alerts() = 0;

  struct trigger_filter {
    std::string user_id;
    std::int64_t after = 0;
    std::size_t limit = 500;
    std::string alert_id; ///< empty: any
    std::string symbol;   ///< empty: any
  };
  virtual result<std::vector<trigger>>
  triggers(const trigger_filter& filter) = 0; ///< log order
  /// Newest first. `not_found` if the alert is absent or another user's.
  virtual result<std::vector<trigger>> alert_log(const std::string& user_id,
                                                 const std::string& alert_id,
                                                 std::size_t limit,
                                                 std::size_t offset) = 0;
  virtual result<std::vector<log_event>>
  events(const std::string& user_id, std::int64_t after, std::size_t limit) = 0;
  /// Newest seq of the log; 0 when it is empty.
  virtual result<std::int64_t> last_seq() = 0;
  /// Every user's triggers and those of conditions, in log order. For what passes
  /// the whole log on, never for an answer to a user.
  virtual result<std::vector<trigger>> trigger_log(std::int64_t after,
                                                   std::size_t limit) = 0;
  /// How many triggers have a seq above `after`.
  virtual result<std::uint64_t> triggers_after(std::int64_t after) = 0;
  /// The seq after which the `newest` triggers up to and including seq `up_to`
  /// come; 0 where there are no more than that.
  virtual result<std::int64_t> trigger_floor(std::int64_t up_to, std::size_t newest) = 0;
  virtual result<std::vector<notification>>
  notifications(const std::string& user_id, std::int64_t before,
                std::size_t limit) = 0; ///< newest first; before 0: all
  virtual result<std::vector<delivery>>
  deliveries(const std::string& user_id, const std::string& alert_id,
             std::size_t limit) = 0; ///< newest first

  /// By its id or a former one.
  virtual result<registered_condition> condition(const std::string& condition_id) = 0;
  /// The ids that a condition had before, in order.
  virtual result<std::vector<std::string>>
  former_ids(const std::string& condition_id) = 0;
  virtual result<std::uint64_t> subscriber_count(const std::string& condition_id) = 0;
  virtual result<std::vector<std::pair<subscription, registered_condition>>>
  subscriptions_of(const std::string& user_id) = 0;
  struct condition_stats {
    std::uint64_t conditions = 0;
    std::uint64_t subscriptions = 0;
  };
  virtual result<condition_stats> condition_figures() = 0;

  /// Symbols with stored candles: their base timeframe, last bar and count.
  struct symbol_row {
    std::string symbol;
    timeframe base = timeframe::m1;
    candle last;
  };
  virtual result<std::vector<symbol_row>> symbols() = 0;
  /// The newest `limit` bars with open times in [start, end], oldest first.
  virtual result<std::vector<candle>> klines(const std::string& symbol, timeframe base,
                                             time_ms start, time_ms end,
                                             std::size_t limit) = 0;
  virtual result<std::vector<gap>> gaps(const std::string& symbol) = 0;
  virtual result<std::vector<quarantined_bar>> quarantine() = 0;

  /// What is kept of bots; as long as this.
  virtual bot_queries& bots() noexcept = 0;

  /// Answers whether the database can be read, cheaply (health).
  virtual result<void> ping() = 0;

  /// What the database takes up, and what is left; all 0 where it has no file.
  struct footprint {
    std::uint64_t database_bytes = 0;
    std::uint64_t wal_bytes = 0;
    std::uint64_t disk_free_bytes = 0; ///< for this process, not for root
    std::uint64_t disk_bytes = 0;
  };
  [[nodiscard]] virtual footprint size() const = 0;
};

} // namespace tradeeon::storage
