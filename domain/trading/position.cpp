#include "domain/trading/position.hpp"

#include <cassert>

namespace tradeeon {

void position::add(decimal quantity, decimal cost) {
  quantity_ += quantity;
  cost_ += cost;
  if (basis_ == cost_basis::fifo)
    lots_.push_back({quantity, cost});
}

decimal position::remove(decimal quantity) {
  assert(quantity <= quantity_);
  decimal removed;
  if (basis_ == cost_basis::average) {
    removed = quantity == quantity_ ? cost_ : decimal::scaled(cost_, quantity, quantity_);
  } else {
    auto left = quantity;
    std::size_t used = 0;
    while (left.positive()) {
      auto& first = lots_[used];
      if (first.quantity <= left) {
        left -= first.quantity;
        removed += first.cost;
        ++used;
        continue;
      }
      const auto share = decimal::scaled(first.cost, left, first.quantity);
      first.quantity -= left;
      first.cost -= share;
      removed += share;
      left = {};
    }
    lots_.erase(lots_.begin(), lots_.begin() + static_cast<std::ptrdiff_t>(used));
  }
  quantity_ -= quantity;
  cost_ -= removed;
  return removed;
}

void position::save(byte_writer& out) const {
  out.u8(static_cast<std::uint8_t>(basis_));
  tradeeon::save(out, quantity_);
  tradeeon::save(out, cost_);
  out.u32(static_cast<std::uint32_t>(lots_.size()));
  for (const auto& x : lots_) {
    tradeeon::save(out, x.quantity);
    tradeeon::save(out, x.cost);
  }
}

void position::load(byte_reader& in) {
  basis_ = static_cast<cost_basis>(in.u8());
  quantity_ = load_decimal(in);
  cost_ = load_decimal(in);
  lots_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    lot x;
    x.quantity = load_decimal(in);
    x.cost = load_decimal(in);
    lots_.push_back(x);
  }
}

} // namespace tradeeon
