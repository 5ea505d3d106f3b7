#pragma once

#include "domain/conditions/bar_step.hpp"
#include "domain/conditions/expression.hpp"
#include "domain/support/bytes.hpp"

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace tradeeon {

/// The combinations of conditions that somebody asks for, each distinct one
/// once, kept up to date by counting: a change of one part adjusts the numbers
/// of true and unknown parts, and only where these turn the whole does the change
/// go on to what it is a part of. Not thread-safe.
class truth_net {
public:
  /// One combination to be, its parts by their indexes.
  struct shape {
    expression::kind what = expression::kind::all;
    int count = 0;
    timeframe home = timeframe::m1; ///< of `then`: whose closes it counts
    std::vector<truth_index> parts;
  };

  /// Finds or makes a combination and counts one more user of it. `made` tells
  /// whether it is new: then it uses each of its parts from here on. `newest` is
  /// the open time of its home's newest closed bar, -1 where there is none.
  truth_index add(shape x, time_ms newest, bool& made);
  /// Counts one more user of what is there.
  void use(truth_index which) { ++gates_[slot_of(which)].users; }
  /// Counts one user less. Where it was the last one, the combination goes and
  /// its parts are returned, to be released in turn.
  std::vector<truth_index> release(truth_index which);

  /// What the parts that are conditions are worth: set before `add` and then by
  /// `change` whenever it becomes another.
  void know(condition_index which, truth now);
  void change(condition_index which, truth now);
  [[nodiscard]] truth now(truth_index which) const;

  /// Brings all combinations up to date after the changes of one instant, in
  /// which bars of some timeframes closed. Appends those that turned.
  void settle(const std::vector<dated_bar>& closed, std::vector<truth_change>& turned);

  /// A combination's truth if the forming bars closed now; `part(i)` says it for
  /// conditions and may be asked repeatedly.
  template <class Part>
  [[nodiscard]] truth forming(truth_index which, const std::vector<dated_bar>& bars,
                              Part part) const;

  [[nodiscard]] std::size_t size() const noexcept { return by_key_.size(); }
  /// Combinations that nobody has asked for since `load`.
  [[nodiscard]] std::vector<truth_index> unused() const;

  /// What is durable: the shapes and what `then` remembers. `place_of(i)` is a
  /// condition's place among the saved ones, `index_at(n)` the reverse.
  template <class PlaceOf>
  void save(byte_writer& out, PlaceOf place_of) const;
  template <class IndexAt, class Use>
  void load(byte_reader& in, IndexAt index_at, Use use);

private:
  struct child {
    truth_index which = 0;
    std::uint32_t place = 0; ///< in its list of parents
  };
  struct parent {
    std::uint32_t gate = 0;
    std::uint32_t slot = 0; ///< in the parent's list of children
  };
  struct gate {
    expression::kind what = expression::kind::all;
    timeframe home = timeframe::m1;
    truth now = truth::unknown;
    truth second = truth::unknown; ///< then: the last known truth of its second part
    std::uint8_t level = 0;
    bool queued = false;
    int count = 0;
    std::uint32_t yes = 0;
    std::uint32_t unknown = 0;
    std::uint32_t users = 0;
    time_ms first_at = -1; ///< then: newest home bar on which the first part was true
    std::vector<child> children;
    std::vector<parent> parents;
  };

  static std::uint32_t slot_of(truth_index x) { return x & ~combination_bit; }
  [[nodiscard]] static std::string key_of(const shape& x);
  static void canonise(shape& x);
  std::uint32_t make(const shape& x, time_ms newest, std::string key);
  std::vector<parent>& parents_of(truth_index x);
  void part_turned(std::vector<parent>& parents, truth from, truth to);
  void enqueue(std::uint32_t which);
  [[nodiscard]] truth evaluate(const gate& x) const;
  truth evaluate_then(gate& x, time_ms bar);
  [[nodiscard]] truth then_truth(const gate& x, truth first, truth second,
                                 time_ms first_at, time_ms bar) const;
  [[nodiscard]] static truth counted(const gate& x, std::uint32_t yes,
                                     std::uint32_t unknown);

  std::vector<truth> leaves_; ///< by condition
  std::vector<std::vector<parent>> leaf_parents_;
  std::vector<gate> gates_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::string, std::uint32_t> by_key_;
  std::vector<std::vector<std::uint32_t>> waiting_; ///< by level
  std::map<timeframe, std::vector<std::uint32_t>> thens_;
};

template <class Part>
truth truth_net::forming(truth_index which, const std::vector<dated_bar>& bars,
                         Part part) const {
  if (!is_combination(which))
    return part(which);
  const auto& x = gates_[slot_of(which)];
  if (x.what == expression::kind::then) {
    for (const auto& at : bars)
      if (at.base == x.home) {
        const auto first = forming(x.children[0].which, bars, part);
        const auto second = forming(x.children[1].which, bars, part);
        const auto first_at = first == truth::yes ? at.bar.open_time : x.first_at;
        return then_truth(x, first, second, first_at, at.bar.open_time);
      }
    return x.now;
  }
  std::uint32_t yes = 0, unknown = 0;
  for (const auto& c : x.children) {
    const auto state = forming(c.which, bars, part);
    yes += state == truth::yes ? 1 : 0;
    unknown += state == truth::unknown ? 1 : 0;
  }
  return counted(x, yes, unknown);
}

template <class PlaceOf>
void truth_net::save(byte_writer& out, PlaceOf place_of) const {
  // Parts before what they are parts of: by level.
  std::vector<std::vector<std::uint32_t>> levels;
  for (std::uint32_t i = 0; i < gates_.size(); ++i)
    if (!gates_[i].children.empty()) {
      if (levels.size() <= gates_[i].level)
        levels.resize(gates_[i].level + 1U);
      levels[gates_[i].level].push_back(i);
    }
  std::vector<std::uint32_t> place(gates_.size());
  std::uint32_t next = 0;
  out.u32(static_cast<std::uint32_t>(by_key_.size()));
  for (const auto& level : levels)
    for (const auto i : level) {
      const auto& x = gates_[i];
      place[i] = next++;
      out.u8(static_cast<std::uint8_t>(x.what));
      out.u8(static_cast<std::uint8_t>(x.home));
      out.u32(static_cast<std::uint32_t>(x.count));
      out.u32(static_cast<std::uint32_t>(x.children.size()));
      for (const auto& c : x.children)
        out.u32(is_combination(c.which) ? place[slot_of(c.which)] | combination_bit
                                        : place_of(c.which));
      out.u8(static_cast<std::uint8_t>(x.now));
      out.u8(static_cast<std::uint8_t>(x.second));
      out.i64(x.first_at);
    }
}

template <class IndexAt, class Use>
void truth_net::load(byte_reader& in, IndexAt index_at, Use use) {
  std::vector<truth_index> made;
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    shape x;
    const auto what = in.u8();
    const auto home = in.u8();
    x.count = static_cast<int>(in.u32());
    if (what == 0 || what > static_cast<std::uint8_t>(expression::kind::then) ||
        home >= timeframe_count)
      return in.fail();
    x.what = static_cast<expression::kind>(what);
    x.home = static_cast<timeframe>(home);
    for (auto parts = in.u32(); parts > 0 && in.ok(); --parts) {
      const auto which = in.u32();
      if (is_combination(which) ? slot_of(which) >= made.size() : !index_at(which))
        return in.fail();
      x.parts.push_back(is_combination(which) ? made[slot_of(which)] : *index_at(which));
    }
    const auto now = in.u8();
    const auto second = in.u8();
    const auto first_at = in.i64();
    if (!in.ok() || x.parts.empty() || now > 2 || second > 2)
      return in.fail();
    bool fresh = false;
    const auto parts = x.parts;
    made.push_back(add(std::move(x), -1, fresh));
    auto& at = gates_[slot_of(made.back())];
    at.users = 0;
    at.second = static_cast<truth>(second);
    at.first_at = first_at;
    if (at.what == expression::kind::then)
      at.now = static_cast<truth>(now);
    for (const auto part : parts)
      use(part);
  }
}

} // namespace tradeeon
