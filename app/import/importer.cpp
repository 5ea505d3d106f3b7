#include "app/import/importer.hpp"

#include "app/import/csv.hpp"

#include <limits>

namespace tradeeon {

namespace {

using json::export_table;

bool is_fatal(const problem& what) {
  return what.code == problem_code::internal || what.code == problem_code::unavailable;
}

bool looks_like_json(std::string_view text) {
  const auto first = text.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return first != std::string_view::npos && (text[first] == '[' || text[first] == '{');
}

std::vector<std::string> names_of(const json::export_row& cells) {
  std::vector<std::string> out;
  for (const auto& x : cells)
    out.push_back(x.column);
  return out;
}

problem unknown_table(std::string place) {
  return bad_input(std::move(place),
                   "which table this is does not show from its columns; use "
                   "--alerts, --conditions or --subscriptions FILE");
}

} // namespace

// -- reading ---------------------------------------------------------------------

result<void> importer::read(const std::string& file, std::string_view text,
                            std::optional<export_table> table) {
  auto rows = looks_like_json(text) ? rows_of_json(file, text, table)
                                    : rows_of_csv(file, text, table);
  if (!rows)
    return std::move(rows).error();
  std::set<std::string> noted;
  for (const auto& row : *rows) {
    const auto place = file + ":" + std::to_string(row.line);
    const auto columns = names_of(row.cells);
    const auto which = table ? table : json::table_with(columns);
    if (!which)
      return unknown_table(place);
    for (auto& column : json::columns_left_out(*which, columns))
      if (noted.insert(column).second)
        notes_.push_back(file + ": the column " + column + " is not taken over");
    take(*which, place, row.cells);
  }
  return {};
}

result<std::vector<importer::table_row>>
importer::rows_of_csv(const std::string& file, std::string_view text,
                      std::optional<export_table> table) {
  auto records = read_csv(text);
  if (!records)
    return bad_input(file + " " + records.error().place, records.error().text);
  std::vector<table_row> out;
  if (records->empty())
    return bad_input(file, "the file is empty: a line with the columns is needed");
  const auto& header = records->front().cells;
  std::vector<std::string> columns;
  for (const auto& name : header)
    columns.push_back(name.value_or(""));
  if (!table)
    table = json::table_with(columns);
  if (!table)
    return unknown_table(file);
  for (std::size_t i = 1; i < records->size(); ++i) {
    auto& record = (*records)[i];
    table_row row{record.line, {}};
    if (record.cells.size() != header.size()) {
      refuse(table, file + ":" + std::to_string(record.line),
             bad_input({}, "the header has " + std::to_string(header.size()) +
                             " columns, this row " +
                             std::to_string(record.cells.size())));
      continue;
    }
    for (std::size_t n = 0; n < header.size(); ++n)
      row.cells.push_back({columns[n], std::move(record.cells[n])});
    out.push_back(std::move(row));
  }
  return out;
}

result<std::vector<importer::table_row>>
importer::rows_of_json(const std::string& file, std::string_view text,
                       std::optional<export_table> table) {
  const auto texts = json::split_rows(text);
  if (!texts)
    return bad_input(file + " " + texts.error().place, texts.error().text);
  std::vector<table_row> out;
  for (const auto& one : *texts) {
    auto cells = json::parse_row(one.text);
    if (!cells) {
      refuse(table, file + ":" + std::to_string(one.line), cells.error());
      continue;
    }
    out.push_back({one.line, *std::move(cells)});
  }
  return out;
}

void importer::take(export_table table, const std::string& place,
                    const json::export_row& cells) {
  switch (table) {
  case export_table::alerts:
    return take_alert(place, cells);
  case export_table::conditions:
    return take_condition(place, cells);
  case export_table::subscriptions:
    return take_subscription(place, cells);
  }
}

void importer::take_alert(const std::string& place, const json::export_row& cells) {
  auto row = json::alert_of(cells);
  if (!row)
    return refuse(export_table::alerts, place, row.error());
  for (const auto& x : row->actions)
    if (x.kind == action_kind::webhook && check_url_)
      if (auto fine = check_url_(x.target); !fine)
        return refuse(export_table::alerts, place,
                      bad_input("action.url", fine.error().text));
  if (!is_first(export_table::alerts, row->alert_id, place, "alert_id"))
    return;
  row->user_id = user(row->user_id);
  alerts_.push_back({place, *std::move(row)});
}

void importer::take_condition(const std::string& place, const json::export_row& cells) {
  auto row = json::condition_of(cells);
  if (!row)
    return refuse(export_table::conditions, place, row.error());
  if (is_first(export_table::conditions, row->former_id, place, "condition_id"))
    conditions_.push_back({place, *std::move(row)});
}

void importer::take_subscription(const std::string& place,
                                 const json::export_row& cells) {
  auto row = json::subscription_of(cells);
  if (!row)
    return refuse(export_table::subscriptions, place, row.error());
  if (!is_first(export_table::subscriptions, row->row.subscription_id, place,
                "subscription_id"))
    return;
  row->row.user_id = user(row->row.user_id);
  subscriptions_.push_back({place, *std::move(row)});
}

bool importer::is_first(export_table table, const std::string& id,
                        const std::string& place, std::string_view column) {
  const auto [at, fresh] = seen_.emplace(std::pair{table, id}, place);
  if (!fresh)
    refuse(table, place,
           bad_input(std::string{column}, "this id is already in " + at->second));
  return fresh;
}

void importer::refuse(std::optional<export_table> table, const std::string& place,
                      const problem& why) {
  if (table)
    ++figures_[static_cast<std::size_t>(*table)].refused;
  complaints_.push_back({why.place.empty() ? place : place + ": " + why.place, why.text});
}

std::string importer::user(const std::string& former) const {
  const auto at = users_.find(former);
  return at == users_.end() ? former : at->second;
}

// -- writing ---------------------------------------------------------------------

result<void> importer::write(storage::store& to) {
  // Subscriptions find their conditions by the former ids, which must be there.
  for (const auto step : {&importer::write_conditions, &importer::write_alerts,
                          &importer::write_subscriptions})
    if (auto done = (this->*step)(to); !done)
      return done;
  return {};
}

result<void> importer::write_conditions(storage::store& to) {
  auto& figures = figures_[static_cast<std::size_t>(export_table::conditions)];
  for (const auto& [place, x] : conditions_) {
    const auto made = to.register_condition(x.row);
    if (!made)
      return made.error();
    ++(made->second ? figures.imported : figures.existing);
    if (x.former_id == x.row.condition_id)
      continue;
    const auto named = to.add_former_id(x.former_id, x.row.condition_id);
    if (named) {
      renamed_[x.former_id] = x.row.condition_id;
      continue;
    }
    if (is_fatal(named.error()))
      return named.error();
    --(made->second ? figures.imported : figures.existing);
    refuse(export_table::conditions, place,
           bad_input("condition_id", "this id means another condition here already"));
  }
  return {};
}

result<void> importer::write_alerts(storage::store& to) {
  auto& figures = figures_[static_cast<std::size_t>(export_table::alerts)];
  for (const auto& [place, row] : alerts_) {
    // What users had before, they keep: their quota is for what they add.
    const auto made = to.insert_alert(row, std::numeric_limits<std::uint32_t>::max());
    if (made)
      ++figures.imported;
    else if (made.error().code == problem_code::conflict)
      ++figures.existing;
    else
      return made;
  }
  return {};
}

result<void> importer::write_subscriptions(storage::store& to) {
  auto& figures = figures_[static_cast<std::size_t>(export_table::subscriptions)];
  for (const auto& [place, x] : subscriptions_) {
    if (!x.active) {
      ++figures.inactive;
      continue;
    }
    const auto made = to.subscribe(x.row);
    if (made) {
      ++(made->second ? figures.imported : figures.existing);
      continue;
    }
    if (is_fatal(made.error()))
      return made.error();
    const bool absent = made.error().code == problem_code::not_found;
    refuse(export_table::subscriptions, place,
           absent ? bad_input("condition_id", "no condition has this id, neither in the "
                                              "export nor in the database")
                  : bad_input("subscription_id",
                              "this id is another subscription's in the database"));
  }
  return {};
}

} // namespace tradeeon
