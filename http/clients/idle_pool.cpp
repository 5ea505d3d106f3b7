#include "http/clients/idle_pool.hpp"

#include <algorithm>

namespace tradeeon {

std::shared_ptr<connection> idle_pool::take(const std::string& origin) {
  const auto at = idle_.find(origin);
  if (at == idle_.end())
    return nullptr;
  std::shared_ptr<connection> found;
  auto& entries = at->second;
  while (found == nullptr && !entries.empty()) {
    auto last = std::move(entries.back().kept);
    entries.pop_back();
    --count_;
    if (last->healthy())
      found = std::move(last);
    else
      last->close();
  }
  if (entries.empty())
    idle_.erase(at);
  return found;
}

void idle_pool::put(const std::string& origin, std::shared_ptr<connection> kept) {
  if (stopped_ || count_ >= limits_.total) {
    kept->close();
    return;
  }
  auto& entries = idle_[origin];
  if (entries.size() >= limits_.per_origin) {
    kept->close();
    return;
  }
  entries.push_back({std::move(kept), clock::now()});
  ++count_;
  if (!sweeping_)
    sweep_later();
}

void idle_pool::stop() {
  stopped_ = true;
  timer_.cancel();
  clear();
}

void idle_pool::clear() {
  for (auto& [origin, entries] : idle_)
    for (auto& each : entries)
      each.kept->close();
  idle_.clear();
  count_ = 0;
}

void idle_pool::sweep_later() {
  sweeping_ = true;
  timer_.expires_after(
    std::min<clock::duration>(limits_.longest, std::chrono::seconds{1}));
  timer_.async_wait([this](io_error error) {
    if (!error && !stopped_)
      sweep();
  });
}

void idle_pool::sweep() {
  const auto oldest = clock::now() - limits_.longest;
  for (auto at = idle_.begin(); at != idle_.end();) {
    auto& entries = at->second;
    const auto keep = std::remove_if(entries.begin(), entries.end(), [&](entry& each) {
      const bool over = each.since <= oldest || !each.kept->healthy();
      if (over)
        each.kept->close();
      return over;
    });
    count_ -= static_cast<std::size_t>(entries.end() - keep);
    entries.erase(keep, entries.end());
    at = entries.empty() ? idle_.erase(at) : std::next(at);
  }
  sweeping_ = false;
  if (count_ > 0)
    sweep_later();
}

} // namespace tradeeon
