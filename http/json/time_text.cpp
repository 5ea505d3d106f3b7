#include "http/json/time_text.hpp"

#include <algorithm>
#include <array>

namespace tradeeon::json {

namespace {

constexpr time_ms day = 86'400'000;
constexpr time_ms first_time = -62'167'219'200'000; // 0000-01-01
constexpr time_ms last_time = 253'402'300'799'999;  // 9999-12-31

constexpr bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_of_month(int year, int month) {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// Days from 0000-01-01 to January 1st of `year` (0..10000).
constexpr time_ms days_before(int year) {
  return year == 0
           ? 0
           : 365LL * year + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1;
}

constexpr time_ms epoch_day = days_before(1970);

/// Reads digits and fixed characters from the front; remembers a failure.
class scanner {
public:
  explicit scanner(std::string_view text) : text_(text) {}
  int digits(std::size_t count) {
    if (text_.size() < count) {
      ok_ = false;
      return 0;
    }
    int x = 0;
    for (std::size_t i = 0; i < count; ++i) {
      ok_ = ok_ && is_digit(text_[i]);
      x = x * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return x;
  }
  bool maybe(char c) {
    if (text_.empty() || text_.front() != c)
      return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok_ = maybe(c) && ok_; }
  /// Up to nine digits as milliseconds.
  int fraction() {
    int x = 0;
    std::size_t count = 0;
    for (; !text_.empty() && is_digit(text_.front()); ++count, text_.remove_prefix(1))
      if (count < 3)
        x = x * 10 + (text_.front() - '0');
    ok_ = ok_ && count >= 1 && count <= 9;
    for (; count < 3; ++count)
      x *= 10;
    return x;
  }
  void check(bool x) { ok_ = ok_ && x; }
  [[nodiscard]] bool finished() const { return ok_ && text_.empty(); }

private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string_view text_;
  bool ok_ = true;
};

} // namespace

std::string iso_time(time_ms t) {
  t = std::clamp(t, first_time, last_time);
  const auto since_zero = t - first_time;
  auto days = since_zero / day;
  const auto of_day = since_zero % day;
  int year = static_cast<int>(days / 366);
  while (days_before(year + 1) <= days)
    ++year;
  days -= days_before(year);
  int month = 1;
  for (; days >= days_of_month(year, month); ++month)
    days -= days_of_month(year, month);
  std::string out = "0000-00-00T00:00:00.000Z";
  const auto put = [&](std::size_t at, std::size_t digits, time_ms x) {
    for (auto i = at + digits; i-- > at; x /= 10)
      out[i] = static_cast<char>('0' + x % 10);
  };
  put(0, 4, year);
  put(5, 2, month);
  put(8, 2, days + 1);
  put(11, 2, of_day / 3'600'000);
  put(14, 2, of_day / 60'000 % 60);
  put(17, 2, of_day / 1000 % 60);
  put(20, 3, of_day % 1000);
  return out;
}

result<time_ms> parse_iso_time(std::string_view text, std::string place) {
  scanner in{text};
  const int year = in.digits(4);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int of_month = in.digits(2);
  if (!in.maybe(' '))
    in.expect('T');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  const int millisecond = in.maybe('.') ? in.fraction() : 0;
  time_ms offset = 0;
  if (!in.maybe('Z')) {
    const int sign = in.maybe('-') ? -1 : 1;
    if (sign == 1)
      in.expect('+');
    const int hours = in.digits(2);
    in.expect(':');
    const int minutes = in.digits(2);
    in.check(hours <= 23 && minutes <= 59);
    offset = sign * (hours * 60LL + minutes) * 60'000;
  }
  const bool month_fits = month >= 1 && month <= 12;
  in.check(month_fits && of_month >= 1 && hour <= 23 && minute <= 59 && second <= 59);
  if (!in.finished() || of_month > days_of_month(year, month))
    return bad_input(std::move(place),
                     "a time such as 2026-01-31T12:00:00.000Z is needed");
  time_ms days = days_before(year) - epoch_day + of_month - 1;
  for (int m = 1; m < month; ++m)
    days += days_of_month(year, m);
  return days * day + hour * 3'600'000LL + minute * 60'000LL + second * 1000LL +
         millisecond - offset;
}

} // namespace tradeeon::json
