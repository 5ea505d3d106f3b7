#include "actors/delivery_lanes.hpp"

#include <utility>

namespace tradeeon {

std::string delivery_lanes::origin_of(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos)
    return url;
  return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

void delivery_lanes::queue(const std::string& origin, lane& x) {
  if (!x.waiting.empty() && x.in_flight < most_.per_lane &&
      !std::exchange(x.queued, true))
    turns_.push_back(origin);
}

void delivery_lanes::push(lane_item x) {
  const auto origin = origin_of(x.what.url);
  auto& to = lanes_[origin];
  to.waiting.push_back(std::move(x));
  queue(origin, to);
}

std::optional<lane_item> delivery_lanes::next() {
  if (in_flight_ >= most_.total || turns_.empty())
    return std::nullopt;
  const auto origin = std::move(turns_.front());
  turns_.pop_front();
  auto& from = lanes_.at(origin);
  from.queued = false;
  auto item = std::move(from.waiting.front());
  from.waiting.pop_front();
  ++from.in_flight;
  ++in_flight_;
  queue(origin, from);
  return item;
}

void delivery_lanes::done(const std::string& url) {
  const auto origin = origin_of(url);
  const auto found = lanes_.find(origin);
  if (found == lanes_.end() || found->second.in_flight == 0)
    return;
  --found->second.in_flight;
  --in_flight_;
  if (found->second.in_flight == 0 && found->second.waiting.empty())
    lanes_.erase(found); // endpoints that users have long forgotten
  else
    queue(origin, found->second);
}

std::optional<time_ms> delivery_lanes::waiting_since() const {
  std::optional<time_ms> first;
  for (const auto& [origin, x] : lanes_)
    if (!x.waiting.empty() && (!first || x.waiting.front().due_at < *first))
      first = x.waiting.front().due_at;
  return first;
}

} // namespace tradeeon
