#pragma once

#include "domain/support/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

/// One value of a table's row: a text, or JSON as text; nothing for NULL.
struct export_cell {
  std::string column; ///< as the file spells it
  std::optional<std::string> text;
};

/// A row of a table of the former database, from whatever format.
using export_row = std::vector<export_cell>;

/// A row's JSON within its file.
struct row_text {
  std::size_t line = 1; ///< where it begins, from 1
  std::string_view text;
};

/// Finds the objects of a file that is a list of rows, or one row after the other.
/// They lie in `text`. A problem's place is "line N".
result<std::vector<row_text>> split_rows(std::string_view text);

/// The row that an object is: its names are the columns. What is neither text nor
/// null becomes JSON text.
result<export_row> parse_row(std::string_view object);

} // namespace tradeeon::json
