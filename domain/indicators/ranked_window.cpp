#include "domain/indicators/ranked_window.hpp"

namespace tradeeon {

ranked_window::ranked_window(std::size_t length) : nodes_(length) {}

std::uint64_t ranked_window::priority(std::uint32_t place) noexcept {
  std::uint64_t x = (place + 1) * 0x9e37'79b9'7f4a'7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58'476d'1ce4'e5b9U;
  return x ^ (x >> 27U);
}

bool ranked_window::before(std::uint32_t a, std::uint32_t b) const noexcept {
  const double x = nodes_[a].value, y = nodes_[b].value;
  return x < y || (x == y && a < b);
}

void ranked_window::sum_up(std::uint32_t at) noexcept {
  auto& x = nodes_[at];
  x.count = 1;
  x.sum = x.value;
  for (const auto child : {x.left, x.right})
    if (child != none) {
      x.count += nodes_[child].count;
      x.sum += nodes_[child].sum;
    }
}

ranked_window::halves ranked_window::split(std::uint32_t at, std::uint32_t by) noexcept {
  if (at == none)
    return {none, none};
  auto& x = nodes_[at];
  halves out{};
  if (before(at, by)) {
    out = split(x.right, by);
    x.right = out.low;
    out.low = at;
  } else {
    out = split(x.left, by);
    x.left = out.high;
    out.high = at;
  }
  sum_up(at);
  return out;
}

std::uint32_t ranked_window::merge(std::uint32_t low, std::uint32_t high) noexcept {
  if (low == none || high == none)
    return low == none ? high : low;
  if (priority(low) > priority(high)) {
    nodes_[low].right = merge(nodes_[low].right, high);
    sum_up(low);
    return low;
  }
  nodes_[high].left = merge(low, nodes_[high].left);
  sum_up(high);
  return high;
}

std::uint32_t ranked_window::insert(std::uint32_t at, std::uint32_t fresh) noexcept {
  if (at == none || priority(fresh) > priority(at)) {
    const auto parts = split(at, fresh);
    nodes_[fresh].left = parts.low;
    nodes_[fresh].right = parts.high;
    sum_up(fresh);
    return fresh;
  }
  auto& side = before(fresh, at) ? nodes_[at].left : nodes_[at].right;
  side = insert(side, fresh);
  sum_up(at);
  return at;
}

std::uint32_t ranked_window::erase(std::uint32_t at, std::uint32_t gone) noexcept {
  if (at == none)
    return none; // never where the sums are sound
  if (at == gone)
    return merge(nodes_[at].left, nodes_[at].right);
  auto& side = before(gone, at) ? nodes_[at].left : nodes_[at].right;
  side = erase(side, gone);
  sum_up(at);
  return at;
}

void ranked_window::push(double x) noexcept {
  if (full())
    root_ = erase(root_, next_);
  else
    ++held_;
  nodes_[next_] = {};
  nodes_[next_].value = x;
  root_ = insert(root_, next_);
  next_ = next_ + 1 == nodes_.size() ? 0 : next_ + 1;
}

parted_sums ranked_window::part(double limit) const noexcept {
  parted_sums out;
  for (auto at = root_; at != none;) {
    const auto& x = nodes_[at];
    const bool below = x.value <= limit;
    // This node and all on its far side are on its side of the limit.
    const auto child = below ? x.left : x.right;
    const double count = 1. + (child == none ? 0 : nodes_[child].count);
    const double sum = x.value + (child == none ? 0 : nodes_[child].sum);
    (below ? out.count_below : out.count_above) += count;
    (below ? out.sum_below : out.sum_above) += sum;
    at = below ? x.right : x.left;
  }
  return out;
}

void ranked_window::save(byte_writer& out) const {
  out.u32(static_cast<std::uint32_t>(nodes_.size()));
  out.u32(next_);
  out.u32(static_cast<std::uint32_t>(held_));
  for (std::size_t i = 0; i < held_; ++i)
    out.f64(nodes_[i].value);
}

// The shape follows from the values and their places, whatever the order was in which
// they came: so do the sums, bit for bit.
void ranked_window::load(byte_reader& in) {
  const std::size_t length = in.u32();
  const auto next = in.u32();
  const std::size_t held = in.u32();
  root_ = none;
  next_ = 0;
  held_ = 0;
  if (length != nodes_.size() || held > length || next >= length ||
      (held < length && next != held))
    in.fail();
  for (std::size_t i = 0; i < held && in.ok(); ++i)
    push(in.f64());
  if (in.ok())
    next_ = next;
}

} // namespace tradeeon
