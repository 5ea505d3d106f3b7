#pragma once

#include "domain/trading/decimal.hpp"

#include <vector>

namespace tradeeon {

/// How the cost of what is sold is found.
enum class cost_basis : std::uint8_t {
  average, ///< each unit has cost the average of all that are held
  fifo,    ///< what was bought first is sold first
};

/// What is held of one symbol, and what it has cost. Long only. Costs are without
/// fees, which are counted apart; what is removed and what stays always add up to
/// what was there, to the last digit.
class position {
public:
  explicit position(cost_basis basis = cost_basis::average) : basis_(basis) {}

  /// Adds `quantity` > 0 for `cost` (price · quantity).
  void add(decimal quantity, decimal cost);
  /// Removes `quantity`, which is not more than is held, and returns what it has cost.
  decimal remove(decimal quantity);

  [[nodiscard]] decimal quantity() const noexcept { return quantity_; }
  [[nodiscard]] decimal cost() const noexcept { return cost_; }
  /// Average cost of a unit, cut at 18 digits; 0 where nothing is held.
  [[nodiscard]] decimal average() const {
    return quantity_.is_zero() ? decimal{} : cost_ / quantity_;
  }
  [[nodiscard]] bool empty() const noexcept { return quantity_.is_zero(); }
  [[nodiscard]] cost_basis basis() const noexcept { return basis_; }

  void save(byte_writer& out) const;
  void load(byte_reader& in);

private:
  struct lot {
    decimal quantity;
    decimal cost;
  };
  cost_basis basis_;
  decimal quantity_;
  decimal cost_;
  std::vector<lot> lots_; ///< oldest first; kept under fifo only
};

} // namespace tradeeon
