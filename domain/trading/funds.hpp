#pragma once

#include "domain/trading/decimal.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// What one bot's run owns of one asset.
struct balance {
  std::string asset;
  decimal free;
  decimal reserved; ///< held back for open orders

  [[nodiscard]] decimal total() const { return free + reserved; }
};

/// The money of one run, apart from everybody else's: what an order may need is
/// reserved before it is sent, so that nothing is ever spent twice. No amount ever
/// falls below 0.
class funds {
public:
  void deposit(std::string_view asset, decimal amount);
  /// Takes free money out; false where there is not enough, then nothing changes.
  [[nodiscard]] bool withdraw(std::string_view asset, decimal amount);
  /// Moves free money to the reserved; false where there is not enough.
  [[nodiscard]] bool reserve(std::string_view asset, decimal amount);
  /// Gives reserved money back.
  void release(std::string_view asset, decimal amount);

  [[nodiscard]] decimal free(std::string_view asset) const;
  [[nodiscard]] decimal total(std::string_view asset) const;
  [[nodiscard]] const std::vector<balance>& all() const noexcept { return balances_; }

  void save(byte_writer& out) const;
  void load(byte_reader& in);

private:
  balance& of(std::string_view asset);
  [[nodiscard]] const balance* find(std::string_view asset) const;
  std::vector<balance> balances_;
};

} // namespace tradeeon
