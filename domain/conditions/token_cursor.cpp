#include "domain/conditions/token_cursor.hpp"

namespace tradeeon {

int token_cursor::whole_number(std::string_view what, int lowest, int highest) {
  const auto& t = current();
  if (t.what != token::kind::number || t.number < lowest || t.number > highest ||
      t.number != static_cast<int>(t.number)) {
    fail(std::string{what} + " is expected, a whole number from " +
         std::to_string(lowest) + " to " + std::to_string(highest));
    return lowest;
  }
  const int x = static_cast<int>(t.number);
  advance();
  return x;
}

void token_cursor::fail_plainly(std::size_t column, std::string text) {
  if (failed())
    return;
  error_column_ = column;
  error_ = bad_input("column " + std::to_string(column), std::move(text));
}

void token_cursor::fail_at(std::size_t column, std::string text) {
  const auto& t = current();
  if (t.what == token::kind::bad && column == t.column)
    text = t.text.front() >= '0' && t.text.front() <= '9'
             ? "the number " + std::string{t.text.substr(0, 40)} + " is too large"
             : "unexpected character " + std::string{t.text};
  else if (t.what == token::kind::end && column == t.column)
    text += ", but the text ends here";
  fail_plainly(column, std::move(text));
}

void token_cursor::return_to(const mark& x) {
  position_ = x.position;
  error_column_ = x.error_column;
  error_ = x.error;
}

void token_cursor::prefer_error_of(const mark& attempt) {
  if (!failed() || attempt.error_column <= error_column_)
    return;
  error_ = attempt.error;
  error_column_ = attempt.error_column;
}

} // namespace tradeeon
