#include "http/json/export_rows.hpp"

#include "domain/support/byte_order_mark.hpp"
#include "http/json/document.hpp"

namespace tradeeon::json {

namespace {

/// Finds where objects begin and end; what is in them is not its business.
class splitter {
public:
  explicit splitter(std::string_view text) : text_(without_mark(text)) {}

  result<std::vector<row_text>> split() {
    std::vector<row_text> out;
    bool listed = false;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      const char c = text_[at_];
      if (c == '{') {
        auto row = object();
        if (!row)
          return std::move(row).error();
        out.push_back(*row);
        continue;
      }
      const bool opens = c == '[' && out.empty() && !listed;
      const bool closes = c == ']' && listed;
      if (!opens && !closes && !(c == ',' && listed && !out.empty()))
        return bad(line_, "a list of rows is needed, [{...}, ...], or one row a line");
      ++at_;
      listed = opens || (listed && !closes);
      if (closes)
        break;
    }
    skip_blanks();
    if (at_ < text_.size())
      return bad(line_, "nothing may follow the list of rows");
    if (listed)
      return bad(line_, "the list of rows is not closed");
    return out;
  }

private:
  void skip_blanks() {
    for (; at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                  text_[at_] == '\r' || text_[at_] == '\n');
         ++at_)
      if (text_[at_] == '\n')
        ++line_;
  }

  result<row_text> object() {
    const auto start = at_;
    const auto began = line_;
    bool quoted = false;
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n')
        ++line_;
      if (quoted) {
        if (c == '\\')
          ++at_;
        else if (c == '"')
          quoted = false;
        continue;
      }
      if (c == '"')
        quoted = true;
      else if (c == '{')
        ++depth;
      else if (c == '}' && --depth == 0)
        return row_text{began, text_.substr(start, ++at_ - start)};
    }
    return bad(began, "a row is not closed");
  }

  static problem bad(std::size_t line, std::string text) {
    return bad_input("line " + std::to_string(line), std::move(text));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

} // namespace

result<std::vector<row_text>> split_rows(std::string_view text) {
  return splitter{text}.split();
}

result<export_row> parse_row(std::string_view object) {
  const auto document = parse_document(object);
  if (!document)
    return bad_input({}, document.error().text);
  export_row out;
  for (const auto& [name, x] : document->items()) {
    if (x.is_null())
      out.push_back({name, std::nullopt});
    else if (x.is_string())
      out.push_back({name, x.get<std::string>()});
    else
      out.push_back({name, text_of(x)});
  }
  return out;
}

} // namespace tradeeon::json
