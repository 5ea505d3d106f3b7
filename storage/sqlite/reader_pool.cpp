#include "storage/sqlite/reader_pool.hpp"

#include "storage/sqlite/schema.hpp"

#include <chrono>

namespace tradeeon::storage::sqlite {

result<reader_pool::lease> reader_pool::take() {
  {
    std::unique_lock guard{mutex_};
    const bool free = freed_.wait_for(guard, std::chrono::seconds{5},
                                      [this] { return !idle_.empty() || open_ < most_; });
    if (!free)
      return problem{problem_code::unavailable, "too many queries at once: try later",
                     path_};
    if (!idle_.empty()) {
      lease lent{*this, std::move(idle_.back())};
      idle_.pop_back();
      return lent;
    }
    ++open_;
  }
  auto made = connection::open(path_, access::read_only);
  auto known = made ? check_schema(**made) : result<void>{made.error()};
  if (known)
    return lease{*this, *std::move(made)};
  const std::lock_guard guard{mutex_};
  --open_;
  freed_.notify_one();
  return std::move(known).error();
}

void reader_pool::give_back(std::unique_ptr<connection> db) {
  const std::lock_guard guard{mutex_};
  idle_.push_back(std::move(db));
  freed_.notify_one();
}

} // namespace tradeeon::storage::sqlite
