// What the readers of exported rows share: columns, their spellings and kinds.
#pragma once

#include "http/json/export_codec.hpp"
#include "http/json/fields.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

/// Reads the cells of one row by the names that the API has for them. The first
/// problem counts; its place is the column as the file spells it.
class row_reader {
public:
  row_reader(const export_row& row, export_table table) : row_(row), table_(table) {}

  std::optional<std::string> text(std::string_view name, std::size_t most = 65'536);
  std::string needed(std::string_view name, std::string_view accepted, std::size_t most);
  /// The JSON in a cell, also where it is JSON in a JSON text; null for NULL.
  value json(std::string_view name);
  time_ms time(std::string_view name); ///< 0 for NULL
  time_ms needed_time(std::string_view name);
  std::uint64_t count(std::string_view name); ///< 0 for NULL
  bool flag(std::string_view name, bool otherwise);

  void fail(std::string_view name, std::string text);
  [[nodiscard]] bool failed() const noexcept { return out_.said(); }
  [[nodiscard]] complaint& problems() noexcept { return out_; }
  /// The problem, its place told in columns.
  [[nodiscard]] problem take() { return in_columns(out_.take()); }
  /// The same for a problem of what was in the column `name` and in `others`.
  [[nodiscard]] problem inside(std::string_view name,
                               const std::vector<std::string_view>& others,
                               problem what) const;

private:
  [[nodiscard]] const export_cell* find(std::string_view name) const;
  [[nodiscard]] std::string spelt(std::string_view name) const;
  [[nodiscard]] problem in_columns(problem what) const;

  const export_row& row_;
  export_table table_;
  complaint out_;
};

} // namespace tradeeon::json
