#pragma once

#include "storage/event_bus.hpp"

#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon::test {

using storage::bus_entry;
using storage::bus_message;
using storage::bus_outcome;
using storage::bus_place;
using storage::bus_tail;

/// A bus that behaves as a Redis does, and fails where it is told to.
struct made_up_bus {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> entries; ///< to event
  bool exists = false;
  bus_place last;
  std::vector<bus_message> messages;
  int refuse = 0;      ///< calls that fail and change nothing
  int lose_answer = 0; ///< publishes that arrive, but whose answer does not
  bus_place trimmed_to;

  void flush() {
    entries.clear();
    exists = false;
    last = {};
  }
  [[nodiscard]] std::vector<std::string> events() const {
    std::vector<std::string> out;
    for (const auto& [place, event] : entries)
      out.push_back(event);
    return out;
  }
};

class bus_to_made_up final : public storage::event_bus {
public:
  explicit bus_to_made_up(made_up_bus& on) : on_(on) {}

  result<bus_tail> tail() override {
    if (refused())
      return away();
    return bus_tail{on_.exists, on_.last,
                    on_.entries.empty() ? "" : on_.entries.rbegin()->second};
  }

  result<bus_outcome> publish(const std::vector<bus_entry>& batch, const bus_place& after,
                              bool create) override {
    if (refused())
      return away();
    const bool there = on_.exists;
    const auto before = on_.last;
    for (const auto& x : batch) {
      on_.messages.insert(on_.messages.end(), x.messages.begin(), x.messages.end());
      if (!there && !create)
        continue;
      if (!(on_.last < x.place))
        return away();
      on_.exists = true;
      on_.last = x.place;
      on_.entries[{x.place.epoch, x.place.seq}] = x.fields.front().second;
    }
    if (on_.lose_answer > 0 && on_.lose_answer-- > 0)
      return away();
    if (!there && !create)
      return bus_outcome::gone;
    return before == after ? bus_outcome::accepted : bus_outcome::replaced;
  }

  result<std::uint64_t> trim(const bus_place& keep_from) override {
    if (refused())
      return away();
    on_.trimmed_to = keep_from;
    const auto end = on_.entries.lower_bound({keep_from.epoch, keep_from.seq});
    const auto gone = std::distance(on_.entries.begin(), end);
    on_.entries.erase(on_.entries.begin(), end);
    return static_cast<std::uint64_t>(gone);
  }

private:
  bool refused() { return on_.refuse > 0 && on_.refuse-- > 0; }
  static problem away() { return {problem_code::unavailable, "away", {}}; }
  made_up_bus& on_;
};

} // namespace tradeeon::test
