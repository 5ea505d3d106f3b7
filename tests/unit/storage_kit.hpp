// Backends, builders and renderings for the storage suite. Every shared case
// runs against SQLite and against memory.
#pragma once

#include "storage/memory/memory_store.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::storage::test {

inline constexpr time_ms minute = 60'000;

/// A fresh folder that is gone with the object.
class temporary_folder {
public:
  temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder();
  [[nodiscard]] std::string file(std::string_view name) const;

private:
  std::string path_;
};

struct sqlite_backend {
  explicit sqlite_backend(retention bars) : keep(bars) {}
  result<std::unique_ptr<store>> open_store() {
    return sqlite::open_store(folder.file("tradeeon.db"), keep);
  }
  std::unique_ptr<queries> open_queries() {
    auto opened = sqlite::open_queries(folder.file("tradeeon.db"), keep, 4);
    REQUIRE_MESSAGE(opened.ok(), (opened ? "" : opened.error().text));
    return *std::move(opened);
  }
  temporary_folder folder;
  retention keep;
};

struct memory_backend {
  explicit memory_backend(retention keep) : database(keep) {}
  result<std::unique_ptr<store>> open_store() { return database.open_store(); }
  std::unique_ptr<queries> open_queries() { return database.open_queries(); }
  memory::memory_database database;
};

/// The value; a failed check with the problem's text where there is none.
template <class T>
T good(result<T> x) {
  REQUIRE_MESSAGE(x.ok(), (x ? "" : x.error().text));
  return *std::move(x);
}
inline void good(const result<void>& x) {
  REQUIRE_MESSAGE(x.ok(), (x ? "" : x.error().text));
}

/// The code of the problem that there must be.
template <class T>
problem_code bad(const result<T>& x) {
  REQUIRE_FALSE(x.ok());
  return x.error().code;
}

/// A backend with its writer and readers open.
template <class Backend>
struct opened {
  explicit opened(retention keep = {}) : backend(keep) { open(); }
  void open() {
    writer = good(backend.open_store());
    readers = backend.open_queries();
  }
  /// What a restart in good order does.
  void reopen() {
    readers.reset();
    writer.reset();
    open();
  }
  /// Runs `use(store&)` in a transaction of its own.
  template <class Use>
  auto commit(Use use) {
    good(writer->begin());
    if constexpr (std::is_void_v<decltype(use(*writer))>) {
      use(*writer);
      good(writer->commit());
    } else {
      auto outcome = use(*writer);
      good(writer->commit());
      return outcome;
    }
  }
  commit_outcome apply(const symbol_commit& batch) {
    return commit([&](store& s) { return good(s.apply(batch)); });
  }
  Backend backend;
  std::unique_ptr<store> writer;
  std::unique_ptr<queries> readers;
};

#define STORAGE_CASE(name)                                                               \
  TEST_CASE_TEMPLATE(name, backend, ::tradeeon::storage::test::sqlite_backend,           \
                     ::tradeeon::storage::test::memory_backend)

[[nodiscard]] candle bar_at(time_ms open_time, double close = 100);
[[nodiscard]] alert alert_named(const std::string& id, const std::string& user,
                                const std::string& symbol = "BTCUSDT");
[[nodiscard]] action webhook(const std::string& url = "https://example.com/hook");
[[nodiscard]] action notify();
[[nodiscard]] action to_bot(const std::string& id, std::int32_t dca_index = -1);
[[nodiscard]] firing fire(const alert& owner, time_ms bar_time,
                          std::vector<action> actions = {});
[[nodiscard]] firing fire_condition(const std::string& condition_id, time_ms bar_time,
                                    bool edge = true,
                                    const std::string& symbol = "BTCUSDT");
[[nodiscard]] registered_condition condition_named(const std::string& id,
                                                   const std::string& symbol = "BTCUSDT");
[[nodiscard]] subscription subscription_of(const std::string& id, const std::string& user,
                                           const std::string& condition,
                                           bool level = false);
/// A commit of one base bar.
[[nodiscard]] symbol_commit bar_commit(const std::string& symbol, time_ms open_time,
                                       std::vector<firing> firings = {});

// One line per record, with every field: equal lines mean equal records.
std::string show(const candle& x);
std::string show(const action& x);
std::string show(const alert& x);
std::string show(const alert_state& x);
std::string show(const trigger& x);
std::string show(const delivery& x);
std::string show(const attempt& x);
std::string show(const handoff& x);
std::string show(const notification& x);
std::string show(const registered_condition& x);
std::string show(const subscription& x);
std::string show(const log_event& x);
std::string show(const bot& x);
std::string show(const bot_run& x);
std::string show(const run_figures& x);
std::string show(const run_with_figures& x);
std::string show(const bot_with_figures& x);
std::string show(const bot_snapshot& x);
std::string show(const bot_outcome& x);
std::string show(const bot_inputs& x);
std::string show(const order& x);
std::string show(const bot_order& x);
std::string show(const bot_fill& x);
std::string show(const bot_deal& x);
std::string show(const logged_bot_event& x);
std::string show(const account_view& x);
std::string show(const trading_switch& x);
std::string show(const audited_order& x);
std::string show(const gap& x);
std::string show(const quarantined_bar& x);
std::string show(const queries::symbol_row& x);
std::string show(const symbol_snapshot& x);
std::string show(const commit_outcome& x);
std::string show(const std::string& x);
std::string show(const problem& x);

inline std::string show(bool x) {
  return x ? "yes" : "no";
}
template <class T>
std::string show(const std::vector<T>& all);
template <class A, class B>
std::string show(const std::pair<A, B>& x) {
  return show(x.first) + " & " + show(x.second);
}
template <class T>
std::string show(const std::vector<T>& all) {
  std::string text;
  for (const auto& x : all)
    text += show(x) + "\n";
  return text;
}
template <class T>
std::string show(const page<T>& x) {
  return show(x.rows) + "of " + std::to_string(x.total) + "\n";
}
template <class T>
std::string show(const result<T>& x) {
  return x ? show(*x) : show(x.error());
}
inline std::string show(const result<void>& x) {
  return x ? "done" : show(x.error());
}

/// All that the readers tell of these users' bots.
std::string show_bots(bot_queries& readers, const std::vector<std::string>& users);

/// All that the readers tell of these users and symbols.
std::string show_all(queries& readers, const std::vector<std::string>& users,
                     const std::vector<std::string>& symbols);

} // namespace tradeeon::storage::test
