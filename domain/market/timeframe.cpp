#include "domain/market/timeframe.hpp"

namespace tradeeon {

namespace {

constexpr time_ms minute = 60'000;
constexpr time_ms hour = 60 * minute;
constexpr time_ms day = 24 * hour;
constexpr time_ms week = 7 * day;
// 1970-01-01 was a Thursday: the first Monday came four days later.
constexpr time_ms first_monday = 4 * day;

struct entry {
  std::string_view name;
  time_ms length; // 0: calendar month
};

constexpr std::array<entry, timeframe_count> table{{
  {"1m", minute},
  {"3m", 3 * minute},
  {"5m", 5 * minute},
  {"15m", 15 * minute},
  {"30m", 30 * minute},
  {"1h", hour},
  {"2h", 2 * hour},
  {"4h", 4 * hour},
  {"6h", 6 * hour},
  {"8h", 8 * hour},
  {"12h", 12 * hour},
  {"1d", day},
  {"3d", 3 * day},
  {"1w", week},
  {"1M", 0},
}};

constexpr const entry& entry_of(timeframe tf) {
  return table[static_cast<std::size_t>(tf)];
}

constexpr time_ms floor_div(time_ms a, time_ms b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// Days <-> civil dates after the proleptic Gregorian calendar, in 400-year eras
// that start on 1 March, so that the leap day is an era year's last day.
struct year_month {
  time_ms year;
  unsigned month; // 1..12
};

constexpr year_month month_of_day(time_ms days) {
  const time_ms shifted = days + 719'468; // days from 0000-03-01 to the epoch
  const time_ms era = floor_div(shifted, 146'097);
  const auto day_of_era = static_cast<unsigned>(shifted - era * 146'097);
  const unsigned year_of_era =
    (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year =
    day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned march_month = (5 * day_of_year + 2) / 153;
  const unsigned month = march_month < 10 ? march_month + 3 : march_month - 9;
  return {static_cast<time_ms>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month};
}

constexpr time_ms first_day_of(year_month at) {
  const time_ms year = at.month <= 2 ? at.year - 1 : at.year;
  const time_ms era = floor_div(year, 400);
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned march_month = at.month > 2 ? at.month - 3 : at.month + 9;
  const unsigned day_of_year = (153 * march_month + 2) / 5;
  const unsigned day_of_era =
    year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + static_cast<time_ms>(day_of_era) - 719'468;
}

} // namespace

const std::array<timeframe, timeframe_count>& all_timeframes() noexcept {
  using tf = timeframe;
  static constexpr std::array<timeframe, timeframe_count> all{
    tf::m1, tf::m3, tf::m5,  tf::m15, tf::m30, tf::h1, tf::h2, tf::h4,
    tf::h6, tf::h8, tf::h12, tf::d1,  tf::d3,  tf::w1, tf::mo1};
  return all;
}

std::string_view to_string(timeframe tf) noexcept {
  return entry_of(tf).name;
}

result<timeframe> parse_timeframe(std::string_view text) {
  for (const auto tf : all_timeframes())
    if (to_string(tf) == text)
      return tf;
  return bad_input("timeframe",
                   "unknown timeframe \"" + std::string{text.substr(0, 20)} +
                     "\"; use one of 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M");
}

time_ms bar_open(timeframe tf, time_ms t) noexcept {
  if (tf == timeframe::mo1)
    return first_day_of(month_of_day(floor_div(t, day))) * day;
  const auto length = entry_of(tf).length;
  const auto origin = tf == timeframe::w1 ? first_monday : 0;
  return floor_div(t - origin, length) * length + origin;
}

time_ms bar_close(timeframe tf, time_ms open_time) noexcept {
  if (tf != timeframe::mo1)
    return open_time + entry_of(tf).length;
  auto next = month_of_day(floor_div(open_time, day));
  next = next.month == 12 ? year_month{next.year + 1, 1}
                          : year_month{next.year, next.month + 1};
  return first_day_of(next) * day;
}

std::int64_t bars_between(timeframe tf, time_ms from, time_ms to) noexcept {
  if (tf != timeframe::mo1)
    return floor_div(to - from, entry_of(tf).length);
  const auto a = month_of_day(floor_div(from, day));
  const auto b = month_of_day(floor_div(to, day));
  return (b.year - a.year) * 12 + static_cast<std::int64_t>(b.month) -
         static_cast<std::int64_t>(a.month);
}

bool divides(timeframe part, timeframe whole) noexcept {
  if (part == whole)
    return true;
  if (part > whole)
    return false;
  if (whole == timeframe::w1 || whole == timeframe::mo1)
    return part <= timeframe::d1; // 3d bars straddle weeks and months
  return entry_of(whole).length % entry_of(part).length == 0;
}

} // namespace tradeeon
