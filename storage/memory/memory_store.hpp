#pragma once

#include "storage/store.hpp"

#include <memory>

namespace tradeeon::storage::memory {

struct shared_tables;

/// A database that lives as long as this object or anything opened from it. For
/// embedding and tests: the same promises as a file's, but for surviving the
/// process. Closing the store and opening it again is a restart.
class memory_database {
public:
  explicit memory_database(retention keep = {});

  /// The one writer; `unavailable` while another is open.
  result<std::unique_ptr<store>> open_store();
  [[nodiscard]] std::unique_ptr<queries> open_queries() const;

private:
  std::shared_ptr<shared_tables> shared_;
};

} // namespace tradeeon::storage::memory
