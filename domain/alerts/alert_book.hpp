#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/expression_code.hpp"
#include "domain/alerts/trigger.hpp"
#include "domain/conditions/bar_step.hpp"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tradeeon {

/// One symbol's alerts and subscribed conditions: turns the truth changes of a
/// step into fires. An alert is looked at when a part of it has changed, or on
/// each of its bars while a level mode holds, else not at all. Not thread-safe.
class alert_book {
public:
  /// What a batch of steps has brought about.
  struct effects {
    std::vector<firing> firings;     ///< by instant, then bar, then alert id
    std::vector<alert_state> states; ///< of the alerts that changed, newest only
  };

  explicit alert_book(std::string symbol) : symbol_(std::move(symbol)) {}
  alert_book(const alert_book&) = delete;
  alert_book& operator=(const alert_book&) = delete;
  ~alert_book();

  /// Adds or replaces an alert. `asks` is its parsed expression, `parts` the
  /// views of its distinct conditions in order. Without a stored state the
  /// present truth becomes the memory of edge modes: a level that is true
  /// already does not fire until it has been false once.
  void put(const alert& row, const expression& asks, std::vector<condition_view> parts,
           const alert_state* state);
  /// Forgets an alert; unknown ids are fine.
  void remove(const std::string& alert_id);
  [[nodiscard]] bool holds(const std::string& alert_id) const;
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  /// The conditions of an alert, as given to `put`; empty where it is unknown.
  [[nodiscard]] std::vector<condition_view> parts_of(const std::string& alert_id) const;
  [[nodiscard]] const alert* find(const std::string& alert_id) const;
  [[nodiscard]] const alert_state* state_of(const std::string& alert_id) const;

  /// Subscribed conditions: each closed bar on which one becomes true (and, with
  /// `level`, on which it is true) is recorded as a trigger of its own.
  void watch(const condition_view& what, timeframe base, bool level);
  void unwatch(const std::string& condition_id);
  [[nodiscard]] const condition_view* watched(const std::string& condition_id) const;

  /// Applies one step. `received_at`: when its candle came in by the wall clock,
  /// 0 for candles of the past that are being replayed.
  void apply(const bar_step& step, time_ms received_at);

  /// What has changed since the last call.
  [[nodiscard]] effects take_effects();
  /// Ids of alerts that mode `once` has completed since the last call.
  [[nodiscard]] std::vector<std::string> take_completed();

  /// How often an alert was looked at.
  [[nodiscard]] std::uint64_t looked_at() const noexcept { return looked_at_; }

private:
  struct entry {
    alert row;
    alert_state state;
    expression_code code;
    std::vector<condition_view> parts;
    bool dirty = false;   ///< in dirty_
    bool holding = false; ///< in holding_
    bool changed = false; ///< in changed_
  };
  struct watched_item {
    condition_view view;
    timeframe base;
    bool level;
    truth known;
  };
  using entry_list = std::vector<entry*>;

  void take_changes(const bar_step& step);
  void look_closed(const dated_bar& at, const bar_step& step, time_ms received_at,
                   std::vector<firing>& out);
  void look_forming(const bar_step& step, time_ms received_at, std::vector<firing>& out);
  void look(entry& x, const dated_bar& at, bool closed, const bar_step& step,
            time_ms received_at, std::vector<firing>& out);
  void look_at_watched(const dated_bar& at, const bar_step& step, time_ms received_at,
                       std::vector<firing>& out);
  void mark_dirty(entry& x);
  void mark_changed(entry& x);
  void set_holding(entry& x, bool holding);
  void unlink(entry& x);
  [[nodiscard]] truth live(condition_index which) const;
  void grow(condition_index which);

  std::string symbol_;
  std::unordered_map<std::string, std::unique_ptr<entry>> entries_;
  std::vector<entry_list> users_; ///< by condition
  std::vector<truth> closed_;     ///< by condition, on closed bars
  std::vector<unsigned char>
    tentative_; ///< by condition: truth + 1 while forming, else 0
  std::array<entry_list, timeframe_count> dirty_;
  std::array<entry_list, timeframe_count> holding_;
  entry_list intrabar_;
  entry_list changed_;
  std::map<std::string, watched_item> watched_;
  std::vector<firing> firings_;
  std::vector<std::string> completed_;
  std::uint64_t looked_at_ = 0;
};

} // namespace tradeeon
