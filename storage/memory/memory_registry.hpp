#pragma once

#include "storage/memory/tables.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace tradeeon::storage::memory {

/// Changes to alerts and subscriptions on the working side, as users ask for them.
class memory_registry {
public:
  memory_registry(tables& data, counters& numbers) noexcept
      : data_(data), numbers_(numbers) {}

  result<void> add(const alert& row, std::uint32_t max_active);
  result<void> change(const alert& row, std::uint32_t expected_version, bool fresh_state,
                      std::uint32_t max_active);
  result<bool> add_former_id(const std::string& former_id,
                             const std::string& condition_id);
  result<std::pair<subscription, bool>> add(const subscription& asked);
  result<subscription> drop(const std::string& user_id,
                            const std::string& subscription_id);

private:
  result<void> check_quota(const std::string& user_id, std::uint32_t max_active) const;

  tables& data_;
  counters& numbers_;
};

} // namespace tradeeon::storage::memory
