#include "domain/bots/thinned_curve.hpp"

namespace tradeeon {

void thinned_curve::join(stretch& into, const stretch& next) {
  if (next.low.value < into.low.value)
    into.low = next.low;
  if (next.high.value > into.high.value)
    into.high = next.high;
  into.count += next.count;
}

/// Two neighbours become one, so that there is room again.
void thinned_curve::halve() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all_.size(); i += 2, ++kept) {
    all_[kept] = all_[i];
    if (i + 1 < all_.size())
      join(all_[kept], all_[i + 1]);
  }
  all_.resize(kept);
  length_ *= 2;
}

void thinned_curve::add(time_ms at, double value) {
  const curve_point x{at, value};
  if (all_.empty())
    first_ = x;
  last_ = x;
  if (!all_.empty() && all_.back().count < length_)
    return join(all_.back(), {x, x, 1});
  if (all_.size() == most_)
    halve();
  if (!all_.empty() && all_.back().count < length_)
    return join(all_.back(), {x, x, 1});
  all_.push_back({x, x, 1});
}

std::vector<curve_point> thinned_curve::points() const {
  std::vector<curve_point> out;
  if (all_.empty())
    return out;
  const auto add = [&](const curve_point& x) {
    if (out.empty() || x.at > out.back().at)
      out.push_back(x);
  };
  add(first_);
  for (const auto& x : all_) {
    const bool falls = x.high.at < x.low.at;
    add(falls ? x.high : x.low);
    add(falls ? x.low : x.high);
  }
  add(last_);
  return out;
}

} // namespace tradeeon
