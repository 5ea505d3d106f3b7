#pragma once

#include "storage/sqlite/connection.hpp"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon::storage::sqlite {

/// Read-only connections to one file, opened on demand. Thread-safe.
class reader_pool {
public:
  reader_pool(std::string path, std::size_t most) : path_(std::move(path)), most_(most) {}

  /// A connection that goes back to its pool at the end of its scope.
  class lease {
  public:
    lease(reader_pool& pool, std::unique_ptr<connection> db) noexcept
        : pool_(&pool), db_(std::move(db)) {}
    lease(lease&&) noexcept = default;
    lease& operator=(lease&&) = delete;
    ~lease() {
      if (db_)
        pool_->give_back(std::move(db_));
    }
    connection& operator*() const noexcept { return *db_; }
    connection* operator->() const noexcept { return db_.get(); }

  private:
    reader_pool* pool_;
    std::unique_ptr<connection> db_;
  };

  /// Waits up to five seconds for a free connection, then is `unavailable`.
  result<lease> take();

private:
  void give_back(std::unique_ptr<connection> db);

  const std::string path_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<connection>> idle_;
  std::size_t open_ = 0; ///< idle and lent ones
};

} // namespace tradeeon::storage::sqlite
