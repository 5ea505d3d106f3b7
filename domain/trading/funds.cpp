#include "domain/trading/funds.hpp"

#include <algorithm>
#include <stdexcept>

namespace tradeeon {

balance& funds::of(std::string_view asset) {
  for (auto& x : balances_)
    if (x.asset == asset)
      return x;
  balances_.push_back({std::string{asset}, {}, {}});
  return balances_.back();
}

const balance* funds::find(std::string_view asset) const {
  const auto found = std::find_if(balances_.begin(), balances_.end(),
                                  [&](const auto& x) { return x.asset == asset; });
  return found == balances_.end() ? nullptr : &*found;
}

void funds::deposit(std::string_view asset, decimal amount) {
  of(asset).free += amount;
}

bool funds::withdraw(std::string_view asset, decimal amount) {
  auto& x = of(asset);
  if (x.free < amount)
    return false;
  x.free -= amount;
  return true;
}

bool funds::reserve(std::string_view asset, decimal amount) {
  auto& x = of(asset);
  if (x.free < amount)
    return false;
  x.free -= amount;
  x.reserved += amount;
  return true;
}

void funds::release(std::string_view asset, decimal amount) {
  auto& x = of(asset);
  if (x.reserved < amount)
    throw std::logic_error{"more is released than was reserved"};
  x.reserved -= amount;
  x.free += amount;
}

decimal funds::free(std::string_view asset) const {
  const auto* x = find(asset);
  return x == nullptr ? decimal{} : x->free;
}

decimal funds::total(std::string_view asset) const {
  const auto* x = find(asset);
  return x == nullptr ? decimal{} : x->total();
}

void funds::save(byte_writer& out) const {
  out.u32(static_cast<std::uint32_t>(balances_.size()));
  for (const auto& x : balances_) {
    out.text(x.asset);
    tradeeon::save(out, x.free);
    tradeeon::save(out, x.reserved);
  }
}

void funds::load(byte_reader& in) {
  balances_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    balance x;
    x.asset = in.text();
    x.free = load_decimal(in);
    x.reserved = load_decimal(in);
    balances_.push_back(std::move(x));
  }
}

} // namespace tradeeon
