#include "domain/alerts/playbook.hpp"

#include "domain/support/bytes.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

constexpr std::uint8_t format = 1;
constexpr time_ms minute = 60'000;

/// Open time of the item's newest bar: the newest closed one at a bar's close, the
/// forming one while a bar forms.
time_ms newest_bar(const playbook_item& item, const alert_moment& when) {
  if (!when.closed)
    return bar_open(item.frame, when.bar_time);
  return bar_open(item.frame, bar_open(item.frame, when.at) - 1);
}

bool still_valid(const playbook_item& item, time_ms last_true, time_ms bar) {
  if (item.validity == 0 || last_true < 0)
    return false;
  return item.in_minutes ? bar - last_true <= item.validity * minute
                         : bars_between(item.frame, last_true, bar) <= item.validity;
}

} // namespace

std::string encode(const playbook_memory& x) {
  byte_writer out;
  out.u8(format);
  out.i64(x.seen_at);
  out.u32(static_cast<std::uint32_t>(x.last_true.size()));
  for (const auto at : x.last_true)
    out.i64(at);
  return out.take();
}

playbook_memory decode_playbook_memory(std::string_view bytes, std::size_t items) {
  playbook_memory out;
  byte_reader in{bytes};
  const bool known = in.u8() == format;
  out.seen_at = in.i64();
  const auto count = in.u32();
  for (std::size_t i = 0; i < items && count == items; ++i)
    out.last_true.push_back(in.i64());
  if (!known || count != items || !in.ok() || !in.at_end())
    out = {};
  out.last_true.resize(items, -1);
  return out;
}

truth evaluate(const question& asks, const std::vector<truth>& present,
               const alert_moment& when, playbook_memory& memory) {
  memory.last_true.resize(asks.items.size(), -1);
  truth chain = truth::unknown;
  truth any = truth::no;
  for (std::size_t i = 0; i < asks.items.size(); ++i) {
    const auto& item = asks.items[i];
    const auto bar = newest_bar(item, when);
    auto last_true = memory.last_true[i];
    if (present[i] == truth::yes)
      last_true = bar;
    else if (present[i] == truth::unknown && last_true >= 0 && memory.seen_at >= 0)
      last_true += std::max<time_ms>(0, when.at - memory.seen_at);
    const bool valid = still_valid(item, last_true, bar);
    const auto state = valid ? truth::yes : present[i];
    if (when.closed)
      memory.last_true[i] = valid ? last_true : -1;
    chain = i == 0              ? state
            : item.joined_by_or ? either(chain, state)
                                : both(chain, state);
    any = either(any, state);
  }
  if (when.closed)
    memory.seen_at = when.at;
  return asks.any ? any : chain;
}

bool awake(const question& asks, const std::vector<truth>& present,
           const playbook_memory& memory) {
  for (std::size_t i = 0; i < asks.items.size(); ++i)
    if (asks.items[i].validity > 0 &&
        (present[i] == truth::yes || memory.last_true[i] >= 0))
      return true;
  return false;
}

} // namespace tradeeon
