#include "app/import/user_map.hpp"

#include "app/import/csv.hpp"

namespace tradeeon {

result<std::map<std::string, std::string>> read_user_map(std::string_view text) {
  const auto records = read_csv(text);
  if (!records)
    return records.error();
  std::map<std::string, std::string> out;
  for (const auto& record : *records) {
    const auto& cells = record.cells;
    if (cells.size() != 2 || !cells[0] || !cells[1] || cells[0]->empty() ||
        cells[1]->empty())
      return bad_input("line " + std::to_string(record.line),
                       "two ids are needed: former,present");
    if (!out.emplace(*cells[0], *cells[1]).second)
      return bad_input("line " + std::to_string(record.line),
                       "this former id has a line already");
  }
  return out;
}

} // namespace tradeeon
