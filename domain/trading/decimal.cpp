#include "domain/trading/decimal.hpp"

#include "domain/support/numbers.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace tradeeon {

namespace {

using wide = boost::multiprecision::int256_t;
using units = decimal::units;

constexpr units one = 1'000'000'000'000'000'000;
__extension__ using unsigned_units = unsigned __int128;
constexpr units largest = static_cast<units>(~unsigned_units{0} >> 1U);

[[noreturn]] void overflow() {
  throw std::overflow_error{"an amount is beyond 1.7e20"};
}

wide widen(units x) {
  const bool negative = x < 0;
  auto magnitude =
    negative ? ~static_cast<unsigned_units>(x) + 1 : static_cast<unsigned_units>(x);
  wide out = static_cast<std::uint64_t>(magnitude >> 64U);
  out <<= 64;
  out += static_cast<std::uint64_t>(magnitude);
  return negative ? -out : out;
}

units narrow(const wide& x) {
  static const wide limit = widen(largest);
  if (x > limit || x < -limit)
    overflow();
  const wide magnitude = x < 0 ? -x : x;
  const auto high = static_cast<std::uint64_t>(magnitude >> 64);
  const auto low =
    static_cast<std::uint64_t>(magnitude & std::numeric_limits<std::uint64_t>::max());
  const auto out = static_cast<units>((static_cast<unsigned_units>(high) << 64U) | low);
  return x < 0 ? -out : out;
}

/// a · b / c, cut towards zero.
units mul_div(units a, units b, units c) {
  if (c == 0)
    throw std::overflow_error{"a division by 0"};
  units product = 0;
  if (!__builtin_mul_overflow(a, b, &product))
    return product / c;
  return narrow(widen(a) * widen(b) / widen(c));
}

problem unreadable(std::string_view text, std::string why) {
  return bad_input({}, "'" + std::string{text.substr(0, 40)} + "' " + std::move(why));
}

/// The power of ten behind an 'e'; false where there is no whole number.
bool read_exponent(std::string_view text, int& out) {
  const bool minus = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+'))
    text.remove_prefix(1);
  if (text.empty() || text.size() > 3)
    return false;
  for (const char c : text) {
    if (c < '0' || c > '9')
      return false;
    out = out * 10 + (c - '0');
  }
  out = minus ? -out : out;
  return true;
}

/// Reads a number; digits beyond the 18th are cut where `cut`, else a problem.
result<decimal> read(std::string_view text, bool cut) {
  auto rest = text;
  const bool minus = !rest.empty() && rest.front() == '-';
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+'))
    rest.remove_prefix(1);
  int exponent = 0;
  if (const auto e = rest.find_first_of("eE"); e != std::string_view::npos) {
    if (!read_exponent(rest.substr(e + 1), exponent))
      return unreadable(text, "is not a number");
    rest = rest.substr(0, e);
  }
  std::string figures;
  int after_point = 0;
  bool point = false;
  for (const char c : rest) {
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      figures.push_back(c);
      after_point += point ? 1 : 0;
    } else {
      return unreadable(text, "is not a number");
    }
  }
  if (figures.empty())
    return unreadable(text, "is not a number");
  // The value is figures · 10^shift units.
  auto shift = decimal::digits + exponent - after_point;
  figures.erase(0, std::min(figures.find_first_not_of('0'), figures.size()));
  while (shift < 0 && !figures.empty()) {
    if (figures.back() != '0' && !cut)
      return unreadable(text, "has more than 18 digits after the point");
    figures.pop_back();
    ++shift;
  }
  if (figures.empty())
    return decimal{};
  if (figures.size() + static_cast<std::size_t>(shift) > 39)
    return unreadable(text, "is beyond 1.7e20");
  figures.append(static_cast<std::size_t>(shift), '0');
  units value = 0;
  for (const char c : figures)
    if (__builtin_mul_overflow(value, static_cast<units>(10), &value) ||
        __builtin_add_overflow(value, static_cast<units>(c - '0'), &value))
      return unreadable(text, "is beyond 1.7e20");
  return decimal::from_units(minus ? -value : value);
}

/// The usual prices and volumes, without a text between: each bar has five of them.
/// Nothing where digits would be cut, or the shortest digits are not the exact ones.
std::optional<units> read_digits(double x) {
  constexpr double largest_whole = 9'007'199'254'740'992; // 2^53
  if (!(std::fabs(x) < largest_whole))
    return std::nullopt;
  std::array<char, 32> text; // NOLINT: written before it is read
  const char* end = std::to_chars(text.data(), text.data() + text.size(), x,
                                  std::chars_format::scientific)
                      .ptr;
  const char* at = text.data();
  const bool minus = *at == '-';
  at += minus ? 1 : 0;
  std::int64_t digits = 0; // at most 17 of them
  int after_point = 0;
  bool point = false;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      point = true;
      continue;
    }
    digits = digits * 10 + (*at - '0');
    after_point += point ? 1 : 0;
  }
  const bool small = at[1] == '-';
  int exponent = 0;
  for (at += 2; at != end; ++at)
    exponent = exponent * 10 + (*at - '0');
  const auto shift = decimal::digits + (small ? -exponent : exponent) - after_point;
  if (shift < 0)
    return std::nullopt;
  std::int64_t times = 1;
  for (int n = std::min(shift, 18); n > 0; --n)
    times *= 10;
  units out = static_cast<units>(digits) * times;
  for (int n = 18; n < shift; ++n)
    out *= 10;
  return minus ? -out : out;
}

} // namespace

result<decimal> decimal::parse(std::string_view text) {
  return read(text, false);
}

decimal decimal::from_double(double x) {
  if (const auto out = read_digits(x))
    return from_units(*out);
  const auto out = read(format_number(x), true);
  if (!out)
    overflow();
  return *out;
}

double decimal::to_double() const noexcept {
  // Through the text: the nearest double to the decimal, not to a sum of roundings.
  return parse_number(text()).value_or(0);
}

std::string decimal::text() const {
  const bool minus = units_ < 0;
  auto magnitude = minus ? ~static_cast<unsigned_units>(units_) + 1
                         : static_cast<unsigned_units>(units_);
  const auto whole = static_cast<unsigned_units>(one);
  auto fraction = static_cast<std::uint64_t>(magnitude % whole);
  magnitude /= whole;
  std::string out;
  do {
    out.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude != 0);
  if (minus)
    out.push_back('-');
  std::reverse(out.begin(), out.end());
  if (fraction == 0)
    return out;
  auto tail = std::to_string(fraction);
  tail.insert(0, static_cast<std::size_t>(digits) - tail.size(), '0');
  tail.erase(tail.find_last_not_of('0') + 1);
  return out + '.' + tail;
}

decimal decimal::floor_to(decimal step) const {
  auto rest = units_ % step.units_;
  if (rest < 0)
    rest += step.units_;
  return from_units(units_ - rest);
}

decimal decimal::ceil_to(decimal step) const {
  const auto down = floor_to(step);
  return down == *this ? down : down + step;
}

decimal decimal::round_to(decimal step) const {
  const auto down = floor_to(step);
  const auto rest = units_ - down.units_;
  return rest >= step.units_ - rest ? down + step : down;
}

decimal& decimal::operator+=(decimal b) {
  if (__builtin_add_overflow(units_, b.units_, &units_))
    overflow();
  return *this;
}

decimal& decimal::operator-=(decimal b) {
  if (__builtin_sub_overflow(units_, b.units_, &units_))
    overflow();
  return *this;
}

decimal operator*(decimal a, decimal b) {
  return decimal::from_units(mul_div(a.units_, b.units_, one));
}

decimal operator/(decimal a, decimal b) {
  return decimal::from_units(mul_div(a.units_, one, b.units_));
}

decimal decimal::scaled(decimal a, decimal b, decimal c) {
  return from_units(mul_div(a.units_, b.units_, c.units_));
}

decimal percent_of(decimal x, decimal of) {
  return decimal::scaled(x, of, 100);
}

void save(byte_writer& out, decimal x) {
  const auto raw = static_cast<unsigned_units>(x.raw());
  out.u64(static_cast<std::uint64_t>(raw));
  out.u64(static_cast<std::uint64_t>(raw >> 64U));
}

decimal load_decimal(byte_reader& in) {
  const unsigned_units low = in.u64();
  const unsigned_units high = in.u64();
  return decimal::from_units(static_cast<units>((high << 64U) | low));
}

} // namespace tradeeon
