// How settings of bots are read: decimals to the last digit, words, names given twice.
#pragma once

#include "domain/trading/decimal.hpp"
#include "http/json/fields.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tradeeon::json {

/// A JSON number, or a string that is a decimal number.
result<decimal> decimal_of(const value& x);

/// Which numbers a setting may be.
struct bounds {
  decimal least;
  decimal most;
  bool above = false; ///< `least` itself is not one of them
};

/// Amounts and prices: above 0, and 0 as well.
[[nodiscard]] bounds positive();
[[nodiscard]] bounds not_negative();
/// Percentages up to 100; with and without 0.
[[nodiscard]] bounds percentage();
[[nodiscard]] bounds some_percent();

/// A number within bounds; a complaint says which would do.
std::optional<decimal> number_in(fields& from, std::string_view name, const bounds& in);
/// As above, and a complaint where it is absent; 0 then.
decimal needed_number(fields& from, std::string_view name, const bounds& in);

/// Which of `words` a field is, in any case of letters. A complaint for any other text.
std::optional<std::size_t> word(fields& from, std::string_view name,
                                std::initializer_list<std::string_view> words);

/// A count up to `most`.
std::optional<std::uint32_t> count(fields& from, std::string_view name,
                                   std::uint32_t least, std::uint32_t most);

/// A text that has two names; a complaint where both are there and differ.
std::optional<std::string> either(fields& from, std::string_view name,
                                  std::string_view other, std::size_t most = 256);

/// Whether a part is switched on: unless it says `"enabled":false`.
bool is_on(fields& from);

/// Takes a value over where there is one.
template <class T, class U>
void put(T& into, std::optional<U> x) {
  if (x)
    into = static_cast<T>(*std::move(x));
}

} // namespace tradeeon::json
