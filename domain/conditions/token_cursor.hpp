// Where a parser stands in its tokens, and the first problem that it met.
#pragma once

#include "domain/conditions/lexer.hpp"
#include "domain/support/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// Steps through tokens. A failed step leaves the first problem in `error()`;
/// callers stop as soon as `failed()`. The tokens point into the text, which
/// must outlive the cursor.
class token_cursor {
public:
  explicit token_cursor(std::string_view text) : tokens_(tokenise(text)) {}

  [[nodiscard]] const token& current() const { return tokens_[position_]; }
  [[nodiscard]] const token& previous() const { return tokens_[position_ - 1]; }
  [[nodiscard]] const token& following() const {
    return tokens_[position_ + 1 < tokens_.size() ? position_ + 1 : position_];
  }
  [[nodiscard]] std::size_t tokens() const { return tokens_.size(); }
  void advance() {
    if (position_ + 1 < tokens_.size())
      ++position_;
  }

  [[nodiscard]] bool at(std::string_view symbol) const {
    return current().what == token::kind::symbol && current().text == symbol;
  }
  [[nodiscard]] bool at_word(std::string_view word) const {
    return current().what == token::kind::word && same_word(current().text, word);
  }
  [[nodiscard]] bool at_end() const { return current().what == token::kind::end; }
  /// Steps over a symbol if it is there and nothing has failed.
  bool accept(std::string_view symbol) {
    const bool found = !failed() && at(symbol);
    if (found)
      advance();
    return found;
  }
  bool accept_word(std::string_view word) {
    const bool found = !failed() && at_word(word);
    if (found)
      advance();
    return found;
  }
  void expect(std::string_view symbol, std::string_view name) {
    if (!failed() && !accept(symbol))
      fail(std::string{name} + " is expected");
  }
  /// A number without a fraction, from `lowest` to `highest`.
  int whole_number(std::string_view what, int lowest, int highest);

  void fail(std::string text) { fail_at(current().column, std::move(text)); }
  void fail_at(std::size_t column, std::string text);
  /// Regardless of what the cursor stands on.
  void fail_plainly(std::size_t column, std::string text);
  [[nodiscard]] bool failed() const noexcept { return error_column_ != 0; }
  [[nodiscard]] const problem& error() const noexcept { return error_; }

  /// A place to go back to after an attempt, and how far that one came.
  struct mark {
    std::size_t position;
    std::size_t error_column;
    problem error;
  };
  [[nodiscard]] mark here() const { return {position_, error_column_, error_}; }
  /// Where the attempt's end is to be forgotten altogether.
  void return_to(const mark& x);
  /// Takes an earlier attempt's problem where that lies further in than this one's.
  void prefer_error_of(const mark& attempt);

private:
  std::vector<token> tokens_;
  std::size_t position_ = 0;
  std::size_t error_column_ = 0; ///< 0: none; columns count from 1
  problem error_;
};

} // namespace tradeeon
