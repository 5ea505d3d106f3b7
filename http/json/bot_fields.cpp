#include "http/json/bot_fields.hpp"

#include "domain/support/similar.hpp"

#include <algorithm>
#include <vector>

namespace tradeeon::json {

namespace {

/// Amounts beyond this are mistakes; products of two such are within the range of
/// `decimal` nowhere near its border.
constexpr std::int64_t largest_amount = 1'000'000'000'000;

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return small(x) == small(y); });
}

std::string spelt_out(const bounds& in) {
  const auto least = in.least.text();
  if (in.most >= largest_amount)
    return in.above ? "a number above " + least : "a number of " + least + " or more";
  return in.above ? "a number above " + least + " and up to " + in.most.text()
                  : "a number from " + least + " to " + in.most.text();
}

} // namespace

result<decimal> decimal_of(const value& x) {
  if (x.is_string())
    return decimal::parse(x.get_ref<const std::string&>());
  if (x.is_number_unsigned()) {
    const auto whole = x.get<std::uint64_t>();
    if (whole <= static_cast<std::uint64_t>(largest_amount))
      return decimal{static_cast<std::int64_t>(whole)};
    return bad_input({}, "is beyond all amounts");
  }
  if (x.is_number_integer()) {
    const auto whole = x.get<std::int64_t>();
    if (whole >= -largest_amount)
      return decimal{whole};
    return bad_input({}, "is beyond all amounts");
  }
  if (!x.is_number())
    return bad_input({}, "is not a number");
  const auto number = x.get<double>();
  if (number < -1e12 || number > 1e12)
    return bad_input({}, "is beyond all amounts");
  return decimal::from_double(number);
}

bounds positive() {
  return {0, largest_amount, true};
}

bounds not_negative() {
  return {0, largest_amount};
}

bounds percentage() {
  return {0, 100};
}

bounds some_percent() {
  return {0, 100, true};
}

std::optional<decimal> number_in(fields& from, std::string_view name, const bounds& in) {
  const auto* x = from.find(name);
  if (x == nullptr)
    return std::nullopt;
  const auto read = decimal_of(*x);
  const bool fits =
    read.ok() && *read <= in.most && (in.above ? *read > in.least : *read >= in.least);
  if (fits)
    return *read;
  from.fail(name, spelt_out(in) + " is needed");
  return std::nullopt;
}

decimal needed_number(fields& from, std::string_view name, const bounds& in) {
  const auto x = number_in(from, name, in);
  if (!x)
    from.fail(name, "is needed: " + spelt_out(in));
  return x.value_or(decimal{});
}

std::optional<std::size_t> word(fields& from, std::string_view name,
                                std::initializer_list<std::string_view> words) {
  const auto text = from.text(name);
  if (!text)
    return std::nullopt;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (same_word(*text, words.begin()[i]))
      return i;
  from.fail(name, "unknown value " + quotation(*text) + "; use " +
                    joined(std::vector<std::string_view>{words}));
  return std::nullopt;
}

std::optional<std::uint32_t> count(fields& from, std::string_view name,
                                   std::uint32_t least, std::uint32_t most) {
  const auto x = from.whole(name, least, most);
  if (!x)
    return std::nullopt;
  return static_cast<std::uint32_t>(*x);
}

std::optional<std::string> either(fields& from, std::string_view name,
                                  std::string_view other, std::size_t most) {
  auto first = from.text(name, most);
  auto second = from.text(other, most);
  if (first && second && *first != *second)
    from.fail(other, "contradicts " + std::string{name} + "; give one of the two");
  return first ? std::move(first) : std::move(second);
}

bool is_on(fields& from) {
  return from.flag("enabled").value_or(true);
}

} // namespace tradeeon::json
