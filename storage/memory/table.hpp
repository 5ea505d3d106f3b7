#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace tradeeon::storage::memory {

/// Which state of the tables is meant.
enum class side : unsigned char {
  committed, ///< what readers see; behind the database's lock
  working,   ///< with the open transaction's changes; the writer's alone
};

/// Rows by key in two maps that share the rows: changes go to one and reach the
/// other on commit. Both grow and shrink by what a transaction touched.
template <class Key, class Row>
class table {
public:
  using rows = std::map<Key, std::shared_ptr<const Row>>;

  [[nodiscard]] const rows& in(side which) const noexcept {
    return which == side::working ? working_ : committed_;
  }
  /// Null where the key is absent. Valid until the row is changed.
  [[nodiscard]] const Row* find(side which, const Key& key) const {
    const auto& all = in(which);
    const auto at = all.find(key);
    return at == all.end() ? nullptr : at->second.get();
  }

  void put(const Key& key, Row row) {
    touched_.push_back(key);
    working_[key] = std::make_shared<const Row>(std::move(row));
  }
  void erase(const Key& key) {
    touched_.push_back(key);
    working_.erase(key);
  }

  void commit() { carry(working_, committed_); }
  void rollback() { carry(committed_, working_); }

private:
  void carry(const rows& from, rows& to) {
    for (const auto& key : touched_) {
      const auto at = from.find(key);
      if (at == from.end())
        to.erase(key);
      else
        to[key] = at->second;
    }
    touched_.clear();
  }

  rows working_;
  rows committed_;
  std::vector<Key> touched_;
};

} // namespace tradeeon::storage::memory
