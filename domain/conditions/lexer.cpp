#include "domain/conditions/lexer.hpp"

#include "domain/support/numbers.hpp"

namespace tradeeon {

namespace {

// ASCII on purpose: the process's locale must not change the language.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t word_length(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && (is_letter(text[n]) || is_digit(text[n])))
    ++n;
  return n;
}

std::size_t digits(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from]))
    ++from;
  return from;
}

/// Length of "12", "0.5", ".5", "1e-3" at the start of `text`; 0 for none.
std::size_t number_length(std::string_view text) {
  std::size_t n = digits(text, 0);
  const bool whole = n > 0;
  if (n + 1 < text.size() && text[n] == '.' && is_digit(text[n + 1]))
    n = digits(text, n + 1);
  else if (!whole)
    return 0;
  if (n < text.size() && lower(text[n]) == 'e') {
    auto exponent = n + 1;
    if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+'))
      ++exponent;
    if (const auto end = digits(text, exponent); end > exponent)
      n = end;
  }
  return n;
}

std::size_t symbol_length(std::string_view text) {
  constexpr std::string_view pairs[] = {">=", "<=", "==", "!="};
  for (const auto pair : pairs)
    if (text.substr(0, 2) == pair)
      return 2;
  return std::string_view{"()[],.*/+-@<>=%:"}.find(text.front()) !=
         std::string_view::npos;
}

/// Bytes of the first character, so that a message never cuts UTF-8 in two.
std::size_t character_length(std::string_view text) {
  std::size_t n = 1;
  while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xc0U) == 0x80U)
    ++n;
  return n;
}

token next_token(std::string_view rest) {
  token t;
  if (const auto n = number_length(rest); n > 0) {
    // "1h" and "3d": digits glued to letters are one word.
    const auto glued = word_length(rest);
    if (glued > n) {
      t.what = token::kind::word;
      t.text = rest.substr(0, glued);
      return t;
    }
    const auto value = parse_number(rest.substr(0, n));
    t.what = value ? token::kind::number : token::kind::bad;
    t.number = value.value_or(0);
    t.text = rest.substr(0, n);
  } else if (const auto letters = word_length(rest); letters > 0) {
    t.what = token::kind::word;
    t.text = rest.substr(0, letters);
  } else if (const auto signs = symbol_length(rest); signs > 0) {
    t.what = token::kind::symbol;
    t.text = rest.substr(0, signs);
  } else {
    t.what = token::kind::bad;
    t.text = rest.substr(0, character_length(rest));
  }
  return t;
}

} // namespace

bool same_word(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size())
    return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i]))
      return false;
  return true;
}

std::vector<token> tokenise(std::string_view text) {
  std::vector<token> out;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && is_space(text[at]))
      ++at;
    if (at == text.size())
      break;
    out.push_back(next_token(text.substr(at)));
    out.back().column = at + 1;
    at += out.back().text.size();
  }
  token end;
  end.column = text.size() + 1;
  out.push_back(end);
  return out;
}

} // namespace tradeeon
