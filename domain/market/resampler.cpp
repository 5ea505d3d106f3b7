#include "domain/market/resampler.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

void merge(candle& into, const candle& bar) {
  into.high = std::max(into.high, bar.high);
  into.low = std::min(into.low, bar.low);
  into.close = bar.close;
  into.volume += bar.volume;
}

candle opened_by(const candle& bar, time_ms open_time) {
  candle out = bar;
  out.open_time = open_time;
  out.closed = false;
  return out;
}

} // namespace

time_ms resampler::forming_end() const {
  return bar_close(target_, forming_->open_time);
}

std::optional<candle> resampler::close_before(time_ms open_time) {
  if (!forming_ || forming_end() > open_time)
    return std::nullopt;
  auto done = *forming_;
  done.closed = true;
  forming_.reset();
  return done;
}

std::optional<candle> resampler::add(const candle& bar) {
  if (forming_)
    merge(*forming_, bar);
  else
    forming_ = opened_by(bar, bar_open(target_, bar.open_time));
  if (bar_close(base_, bar.open_time) < forming_end())
    return std::nullopt;
  auto done = *forming_;
  done.closed = true;
  forming_.reset();
  return done;
}

candle resampler::peek(const candle& forming) const {
  const auto open = bar_open(target_, forming.open_time);
  if (!forming_ || forming_->open_time != open)
    return opened_by(forming, open);
  auto out = *forming_;
  merge(out, forming);
  out.update_time = forming.update_time;
  return out;
}

} // namespace tradeeon
