#include "actors/candle_queue.hpp"

#include <algorithm>
#include <utility>

namespace tradeeon {

namespace {

constexpr std::size_t crashes_to_quarantine = 2;

bool is_single_forming(const candle_queue::part& x) {
  return x.candles.size() == 1 && !x.candles.front().closed;
}

} // namespace

std::optional<std::uint64_t> candle_queue::push(part x) {
  waiting_ += x.candles.size();
  const bool newest_waits = parts_.size() > (under_way_ > 0 ? 1 : 0);
  if (newest_waits && is_single_forming(x) && is_single_forming(parts_.back()) &&
      parts_.back().base == x.base &&
      parts_.back().candles.front().open_time == x.candles.front().open_time) {
    const auto older = parts_.back().request;
    --waiting_;
    parts_.back() = std::move(x);
    return older;
  }
  parts_.push_back(std::move(x));
  return std::nullopt;
}

std::optional<candle_batch> candle_queue::next() {
  if (under_way_ > 0 || parts_.empty())
    return std::nullopt;
  const auto& from = parts_.front();
  under_way_ = std::min(from.candles.size() - from.done,
                        one_by_one_ > 0 ? std::size_t{1} : largest_batch);
  const auto first = static_cast<std::ptrdiff_t>(from.done);
  const auto last = first + static_cast<std::ptrdiff_t>(under_way_);
  candle_batch out;
  out.symbol = symbol_;
  out.base = from.base;
  out.received_at = from.received_at;
  out.candles.assign(from.candles.begin() + first, from.candles.begin() + last);
  out.indices.assign(from.indices.begin() + first, from.indices.begin() + last);
  out.quarantine = crashes_ >= crashes_to_quarantine;
  if (out.quarantine)
    out.reason = "this candle crashed its evaluation twice and was set aside: " + reason_;
  return out;
}

candle_queue::finished candle_queue::on_taken() {
  auto& from = parts_.front();
  const finished out{from.request, under_way_};
  from.done += under_way_;
  waiting_ -= under_way_;
  one_by_one_ -= std::min(one_by_one_, under_way_);
  under_way_ = 0;
  crashes_ = 0;
  failures_ = 0;
  if (from.done == from.candles.size())
    parts_.pop_front();
  return out;
}

void candle_queue::on_failed(bool crashed, const std::string& reason) {
  ++failures_;
  if (crashed) {
    if (under_way_ == 1)
      ++crashes_;
    one_by_one_ = std::max(one_by_one_, under_way_);
    reason_ = reason;
  }
  under_way_ = 0;
}

} // namespace tradeeon
