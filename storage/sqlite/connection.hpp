#pragma once

#include "domain/support/numbers.hpp"
#include "domain/support/result.hpp"
#include "domain/trading/decimal.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace tradeeon::storage::sqlite {

/// The row a statement stands on. Valid inside the function it was handed to.
class row {
public:
  explicit row(sqlite3_stmt* at) noexcept : at_(at) {}

  [[nodiscard]] std::int64_t integer(int column) const noexcept {
    return sqlite3_column_int64(at_, column);
  }
  /// Whole numbers and enumerators of any width.
  template <class T>
  [[nodiscard]] T as(int column) const noexcept {
    return static_cast<T>(integer(column));
  }
  /// `no_value` where the column is NULL: SQLite keeps a NaN as NULL.
  [[nodiscard]] double real(int column) const noexcept {
    return sqlite3_column_type(at_, column) == SQLITE_NULL
             ? no_value
             : sqlite3_column_double(at_, column);
  }
  /// Text or blob; lives until the statement moves on.
  [[nodiscard]] std::string_view view(int column) const noexcept {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(at_, column));
    const auto size = sqlite3_column_bytes(at_, column);
    return data == nullptr ? std::string_view{}
                           : std::string_view{data, static_cast<std::size_t>(size)};
  }
  [[nodiscard]] std::string text(int column) const { return std::string{view(column)}; }

private:
  sqlite3_stmt* at_;
};

/// Bytes to bind as a blob rather than as text.
struct blob {
  std::string_view bytes;
};

enum class access : std::uint8_t { read_write, read_only };

/// One SQLite connection with its prepared statements. Used by one thread at a
/// time. Statements are literals; everything variable is bound, never spliced in.
class connection {
public:
  /// Opens the file and sets what each connection needs. A file that is not
  /// there is made (mode 0600) for `read_write` and a problem for `read_only`.
  static result<std::unique_ptr<connection>> open(const std::string& path, access mode);

  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection();

  /// Runs statements without parameters, such as a migration's.
  result<void> script(const char* sql);

  /// Runs one statement to its end and returns how many rows it changed.
  template <class... Values>
  result<int> run(std::string_view sql, const Values&... values) {
    auto ignore = [](const row&) {};
    if (auto done = each(ignore, sql, values...); !done)
      return std::move(done).error();
    return sqlite3_changes(handle_);
  }

  /// As `run`, where nobody asks how many rows it changed.
  template <class... Values>
  result<void> change(std::string_view sql, const Values&... values) {
    return each([](const row&) {}, sql, values...);
  }

  /// Calls `visit(row)` for each row. A visitor that returns result<void> stops
  /// the walk with its problem.
  template <class Visit, class... Values>
  result<void> each(Visit&& visit, std::string_view sql, const Values&... values) {
    auto prepared = prepare(sql);
    if (!prepared)
      return std::move(prepared).error();
    const rewinder rewind{*prepared};
    int place = 0;
    (bind(*prepared, ++place, values), ...);
    for (;;) {
      const int code = sqlite3_step(*prepared);
      if (code == SQLITE_DONE)
        return {};
      if (code != SQLITE_ROW)
        return failure(code);
      if constexpr (std::is_void_v<decltype(visit(row{*prepared}))>) {
        visit(row{*prepared});
      } else if (auto visited = visit(row{*prepared}); !visited) {
        return std::move(visited).error();
      }
    }
  }

  /// As `each`, for a statement with at most one row; says whether there was one.
  template <class Visit, class... Values>
  result<bool> one(Visit&& visit, std::string_view sql, const Values&... values) {
    bool found = false;
    auto note = [&](const row& r) {
      found = true;
      return visit(r);
    };
    if (auto done = each(note, sql, values...); !done)
      return std::move(done).error();
    return found;
  }

  /// The one integer a statement returns; 0 where it returns no row or NULL.
  template <class... Values>
  result<std::int64_t> number(std::string_view sql, const Values&... values) {
    std::int64_t found = 0;
    auto take = [&](const row& r) { found = r.integer(0); };
    if (auto done = each(take, sql, values...); !done)
      return std::move(done).error();
    return found;
  }

  /// True between BEGIN and COMMIT; SQLite ends a transaction itself on some errors.
  [[nodiscard]] bool in_transaction() const noexcept {
    return sqlite3_get_autocommit(handle_) == 0;
  }
  [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// The problem that SQLite's code and last message amount to: a busy or full
  /// database is `unavailable`, all else `internal`.
  [[nodiscard]] problem failure(int code) const;

private:
  connection(sqlite3* handle, std::string path);

  /// Gives a statement back to the cache whichever way its use ends.
  struct rewinder {
    sqlite3_stmt* prepared;
    ~rewinder() { sqlite3_reset(prepared); }
  };

  result<sqlite3_stmt*> prepare(std::string_view sql);

  // Values outlive the call that binds them, so SQLite need not copy them.
  static void bind(sqlite3_stmt* to, int place, std::string_view x) {
    sqlite3_bind_text64(to, place, x.data() == nullptr ? "" : x.data(), x.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
  }
  static void bind(sqlite3_stmt* to, int place, const std::string& x) {
    bind(to, place, std::string_view{x});
  }
  static void bind(sqlite3_stmt* to, int place, blob x) {
    sqlite3_bind_blob64(to, place, x.bytes.data() == nullptr ? "" : x.bytes.data(),
                        x.bytes.size(), SQLITE_STATIC);
  }
  /// Money is text. It is made here, so SQLite has to copy it.
  static void bind(sqlite3_stmt* to, int place, decimal x) {
    const auto text = x.text();
    sqlite3_bind_text64(to, place, text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
  }
  static void bind(sqlite3_stmt* to, int place, double x) {
    sqlite3_bind_double(to, place, x);
  }
  template <class T>
  static std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T>>
  bind(sqlite3_stmt* to, int place, T x) {
    sqlite3_bind_int64(to, place, static_cast<sqlite3_int64>(x));
  }

  sqlite3* handle_;
  std::string path_;
  std::unordered_map<std::string, sqlite3_stmt*> prepared_;
  std::unordered_map<const void*, sqlite3_stmt*> by_address_;
};

} // namespace tradeeon::storage::sqlite
