#pragma once

#include "domain/trading/risk.hpp"
#include "storage/bot_records.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tradeeon {

/// Whether orders may be sent, for everybody and for each user: shared by all who set it
/// and all runs that ask, so that a halt holds for the next order of a busy run.
/// Thread-safe; asking takes no lock.
class trading_flags {
public:
  /// The strictest of what holds for everybody and for this user.
  [[nodiscard]] trading_state of(const std::string& user_id) const;
  /// What holds for everybody and what for this user, as rows, for another node's flags.
  [[nodiscard]] std::vector<storage::trading_switch>
  switches_of(const std::string& user_id) const;
  /// A function that answers the same from now on; outlives this object.
  [[nodiscard]] std::function<trading_state()> watch(const std::string& user_id);
  /// With "" for everybody.
  void set(const std::string& user_id, trading_state to);
  /// Sets it where it is stricter than what holds for this user (or "") now.
  void tighten(const std::string& user_id, trading_state to);
  /// What is stored; users of whom nothing is stored are active.
  void restore(const std::vector<storage::trading_switch>& rows);

private:
  using flag = std::shared_ptr<std::atomic<trading_state>>;
  flag& flag_of(const std::string& user_id);

  mutable std::mutex mutex_;
  flag all_ = std::make_shared<std::atomic<trading_state>>(trading_state::active);
  std::map<std::string, flag> users_;
};

} // namespace tradeeon
