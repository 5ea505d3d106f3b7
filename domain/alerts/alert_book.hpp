#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/playbook.hpp"
#include "domain/alerts/trigger.hpp"
#include "domain/alerts/truth_table.hpp"
#include "domain/conditions/bar_step.hpp"
#include "domain/conditions/question.hpp"

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

  /// Adds or replaces an alert. `asks` is its parsed expression, `roots` the views
  /// of its items (one, unless it is a playbook) in order. Without a stored state
  /// the present truth becomes the memory of edge modes: a level that is true
  /// already does not fire until it has been false once.
  void put(const alert& row, const question& asks,
           const std::vector<expression_view>& roots, const alert_state* state);
  /// Forgets an alert; unknown ids are fine.
  void remove(const std::string& alert_id);
  [[nodiscard]] bool holds(const std::string& alert_id) const;
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  /// What an alert uses, as given to `put`; empty where it is unknown.
  [[nodiscard]] std::vector<truth_index> roots_of(const std::string& alert_id) const;
  [[nodiscard]] const alert* find(const std::string& alert_id) const;
  [[nodiscard]] const alert_state* state_of(const std::string& alert_id) const;
  /// What the alert came to when it was last looked at; unknown where it is not here.
  [[nodiscard]] truth truth_of(const std::string& alert_id) const;
  /// Each part of an alert as it stands after the newest step, read from `readings`.
  [[nodiscard]] explanation explain(const std::string& alert_id, const candle& bar,
                                    const std::vector<operand_reading>& readings) const;

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
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  struct entry;
  /// A bag of entries, each of which knows its place: leaving takes no search.
  template <std::size_t entry::*Place>
  struct bag {
    std::vector<entry*> all;
    void add(entry& x) {
      if (x.*Place != nowhere)
        return;
      x.*Place = all.size();
      all.push_back(&x);
    }
    void remove(entry& x) {
      if (x.*Place == nowhere)
        return;
      all[x.*Place] = all.back();
      all.back()->*Place = x.*Place;
      all.pop_back();
      x.*Place = nowhere;
    }
  };
  /// An entry's use of one truth.
  struct root_use {
    truth_index which = 0;
    std::size_t place = 0; ///< in the list of that truth's users
  };
  struct root_user {
    entry* who = nullptr;
    std::size_t root = 0; ///< which of its roots
  };
  struct entry {
    alert row;
    alert_state state;
    truth now = truth::unknown; ///< when it was last looked at
    std::vector<root_use> roots;
    std::vector<condition_index> parts;
    std::unique_ptr<question> book; ///< playbooks only
    playbook_memory memory;
    std::size_t dirty = nowhere;
    std::size_t holding = nowhere;
    std::size_t changed = nowhere;
    std::size_t intrabar = nowhere;
  };
  struct watched_item {
    condition_view view;
    timeframe base;
    bool level;
    truth known;
  };
  /// A condition's view, once for all alerts that explain themselves by it.
  struct shared_view {
    condition_view view;
    std::size_t users = 0;
  };
  struct known_truth {
    truth value = truth::unknown;
  };

  void note(const expression_view& root);
  void take_changes(const bar_step& step);
  void look_closed(const dated_bar& at, const bar_step& step, time_ms received_at,
                   std::vector<firing>& out);
  void look_forming(const bar_step& step, time_ms received_at, std::vector<firing>& out);
  void look(entry& x, const dated_bar& at, bool closed, const bar_step& step,
            time_ms received_at, std::vector<firing>& out);
  [[nodiscard]] explanation explain(const entry& x, const candle& bar,
                                    const std::vector<operand_reading>& readings) const;
  [[nodiscard]] truth judge(entry& x, const alert_moment& when, bool& again);
  [[nodiscard]] firing make_firing(const entry& x, const dated_bar& at, bool closed,
                                   const bar_step& step, time_ms received_at) const;
  void look_at_watched(const dated_bar& at, const bar_step& step, time_ms received_at,
                       std::vector<firing>& out);
  void unlink(entry& x);
  [[nodiscard]] truth live(truth_index which) const;
  [[nodiscard]] truth closed(truth_index which) const;

  std::string symbol_;
  std::unordered_map<std::string, std::unique_ptr<entry>> entries_;
  truth_table<std::vector<root_user>> users_;
  truth_table<known_truth> closed_;
  truth_table<unsigned char> tentative_; ///< truth + 1 while forming, else 0
  std::vector<shared_view> views_;       ///< by condition
  std::array<bag<&entry::dirty>, timeframe_count> dirty_;
  std::array<bag<&entry::holding>, timeframe_count> holding_;
  bag<&entry::intrabar> intrabar_;
  bag<&entry::changed> changed_;
  std::map<std::string, watched_item> watched_;
  std::vector<firing> firings_;
  std::vector<std::string> completed_;
  std::vector<entry*> candidates_; ///< kept for its memory
  std::uint64_t looked_at_ = 0;
};

} // namespace tradeeon
