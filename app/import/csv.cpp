#include "app/import/csv.hpp"

#include "domain/support/byte_order_mark.hpp"

namespace tradeeon {

namespace {

/// Walks through the text once, counting lines.
class csv_reader {
public:
  explicit csv_reader(std::string_view text) : text_(without_mark(text)) {}

  result<std::vector<csv_record>> read() {
    std::vector<csv_record> out;
    while (at_ < text_.size()) {
      if (skip_line_end())
        continue;
      csv_record record;
      record.line = line_;
      if (auto done = read_record(record); !done)
        return std::move(done).error();
      // What psql ends data with where it was copied from a terminal.
      if (record.cells.size() != 1 || record.cells.front() != "\\.")
        out.push_back(std::move(record));
    }
    return out;
  }

private:
  bool skip_line_end() {
    if (at_ >= text_.size() || (text_[at_] != '\n' && text_[at_] != '\r'))
      return false;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n')
      ++at_;
    ++at_;
    ++line_;
    return true;
  }

  [[nodiscard]] bool at_cell_end() const {
    return at_ >= text_.size() || text_[at_] == ',' || text_[at_] == '\n' ||
           text_[at_] == '\r';
  }

  result<void> read_record(csv_record& into) {
    for (;;) {
      if (at_ < text_.size() && text_[at_] == '"') {
        auto cell = quoted_cell();
        if (!cell)
          return std::move(cell).error();
        into.cells.emplace_back(*std::move(cell));
      } else if (auto cell = plain_cell(); !cell) {
        return std::move(cell).error();
      } else {
        into.cells.push_back(*std::move(cell));
      }
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      skip_line_end();
      return {};
    }
  }

  result<std::optional<std::string>> plain_cell() {
    const auto start = at_;
    for (; !at_cell_end(); ++at_)
      if (text_[at_] == '"')
        return bad("a quote stands within a cell; the whole cell must be in quotes");
    if (at_ == start)
      return std::optional<std::string>{};
    return std::optional{std::string{text_.substr(start, at_ - start)}};
  }

  result<std::string> quoted_cell() {
    const auto began = line_;
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n')
        ++line_;
      if (c != '"') {
        out += c;
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        out += c;
        ++at_;
      } else {
        ++at_;
        if (!at_cell_end())
          return bad("after a closing quote a comma or the end of the line is needed");
        return out;
      }
    }
    line_ = began;
    return bad("a quote is opened and never closed");
  }

  [[nodiscard]] problem bad(std::string text) const {
    return bad_input("line " + std::to_string(line_), std::move(text));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

} // namespace

result<std::vector<csv_record>> read_csv(std::string_view text) {
  return csv_reader{text}.read();
}

} // namespace tradeeon
