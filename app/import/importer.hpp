#pragma once

#include "http/json/export_codec.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon {

/// What became of the rows of one table.
struct import_figures {
  std::uint64_t imported = 0;
  std::uint64_t existing = 0; ///< were there already: nothing was changed
  std::uint64_t inactive = 0; ///< subscriptions that had been ended
  std::uint64_t refused = 0;
};

/// A row that can't be taken.
struct import_complaint {
  std::string place; ///< "FILE:LINE: COLUMN"
  std::string text;  ///< why, and what would be accepted
};

/// Brings rows of the former database's tables into a store. Files are read first,
/// all of them; then everything is written in the caller's transaction.
class importer {
public:
  /// `users` gives users other ids; who is not in it keeps theirs. `check_url`
  /// refuses addresses that webhooks may not go to.
  importer(std::map<std::string, std::string> users,
           std::function<result<void>(const std::string&)> check_url)
      : users_(std::move(users)), check_url_(std::move(check_url)) {}

  /// Reads a file of CSV or JSON. Without `table` the columns tell which one it is.
  /// A problem is one of the file as a whole; those of rows become complaints.
  result<void> read(const std::string& file, std::string_view text,
                    std::optional<json::export_table> table);

  /// Writes what was read, in the open transaction of `to`. A problem is the
  /// store's; what it refuses of a row becomes a complaint.
  result<void> write(storage::store& to);

  [[nodiscard]] const import_figures& figures(json::export_table table) const {
    return figures_[static_cast<std::size_t>(table)];
  }
  [[nodiscard]] const std::vector<import_complaint>& complaints() const noexcept {
    return complaints_;
  }
  /// What was read but has no place here.
  [[nodiscard]] const std::vector<std::string>& notes() const noexcept { return notes_; }
  /// Former and present ids of conditions that have changed theirs, as written.
  [[nodiscard]] const std::map<std::string, std::string>& renamed() const noexcept {
    return renamed_;
  }

private:
  template <class Row>
  struct placed {
    std::string place; ///< "FILE:LINE"
    Row row;
  };
  struct table_row {
    std::size_t line = 0;
    json::export_row cells;
  };

  result<std::vector<table_row>> rows_of_csv(const std::string& file,
                                             std::string_view text,
                                             std::optional<json::export_table> table);
  result<std::vector<table_row>> rows_of_json(const std::string& file,
                                              std::string_view text,
                                              std::optional<json::export_table> table);
  void take(json::export_table table, const std::string& place,
            const json::export_row& cells);
  void take_alert(const std::string& place, const json::export_row& cells);
  void take_condition(const std::string& place, const json::export_row& cells);
  void take_subscription(const std::string& place, const json::export_row& cells);
  bool is_first(json::export_table table, const std::string& id, const std::string& place,
                std::string_view column);
  void refuse(std::optional<json::export_table> table, const std::string& place,
              const problem& why);
  [[nodiscard]] std::string user(const std::string& former) const;

  result<void> write_conditions(storage::store& to);
  result<void> write_alerts(storage::store& to);
  result<void> write_subscriptions(storage::store& to);

  std::map<std::string, std::string> users_;
  std::function<result<void>(const std::string&)> check_url_;
  std::vector<placed<alert>> alerts_;
  std::vector<placed<json::exported_condition>> conditions_;
  std::vector<placed<json::exported_subscription>> subscriptions_;
  std::map<std::pair<json::export_table, std::string>, std::string> seen_; ///< to place
  import_figures figures_[3];
  std::vector<import_complaint> complaints_;
  std::vector<std::string> notes_;
  std::map<std::string, std::string> renamed_;
};

} // namespace tradeeon
