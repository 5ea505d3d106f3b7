#pragma once

#include "domain/bots/deal.hpp"
#include "domain/trading/risk.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tradeeon {

/// Why nothing is opened, on one symbol or (empty) on any, and until when.
struct trading_lock {
  std::string symbol;
  time_ms until = 0;
  std::string reason; ///< "stop_loss_guard", "max_drawdown", "low_profit", "cooldown"
};

/// The protections of one run: remembers its closed deals and locks it for a while
/// where they went badly.
class deal_guards {
public:
  /// A deal has been closed at `at`; returns the locks that this brings.
  std::vector<trading_lock> on_closed(const protections& rules, const deal& x,
                                      time_ms at);
  /// Equity has changed; returns the lock where it has fallen too far below its peak
  /// since the last such lock.
  std::optional<trading_lock> on_equity(const protections& rules, decimal equity,
                                        time_ms at);
  /// The lock that holds for the symbol at `at`, if any.
  [[nodiscard]] const trading_lock* locked(std::string_view symbol, time_ms at) const;
  /// Lifts every lock.
  void unlock() { locks_.clear(); }

  void save(byte_writer& out) const;
  void load(byte_reader& in);

private:
  struct outcome {
    std::string symbol;
    time_ms at = 0;
    bool stopped = false;
    decimal profit;
    decimal cost;
  };
  trading_lock& lock(std::string symbol, time_ms until, std::string reason);
  std::vector<outcome> closed_; ///< within the longest window
  std::vector<trading_lock> locks_;
  decimal peak_; ///< of equity, since the last lock for it
};

} // namespace tradeeon
