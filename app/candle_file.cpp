#include "app/candle_file.hpp"

#include "domain/market/candle_check.hpp"
#include "domain/support/byte_order_mark.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace tradeeon {

namespace {

constexpr std::size_t plain_columns = 6;
constexpr std::size_t archive_columns = 12;
constexpr std::array<std::string_view, plain_columns> names{
  "open_time", "open", "high", "low", "close", "volume"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

// Splits at commas; returns how many columns there are, also beyond what `row` holds.
template <class Row>
std::size_t split(std::string_view line, Row& row) {
  std::size_t count = 0;
  while (true) {
    const auto comma = line.find(',');
    if (count < row.size())
      row[count] = trimmed(line.substr(0, comma));
    ++count;
    if (comma == std::string_view::npos)
      return count;
    line.remove_prefix(comma + 1);
  }
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 30;
  std::string out = "\"";
  for (const char c : text.substr(0, longest))
    out.push_back(static_cast<unsigned char>(c) < ' ' ? '?' : c);
  return out + (text.size() > longest ? "…\"" : "\"");
}

std::string lower(std::string_view text) {
  if (text.size() > 1 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  std::string out{text};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A word that no number starts with: "open_time", but neither "nan" nor "infinity".
bool is_title(std::string_view field) {
  const auto text = lower(field);
  return !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || text[0] == '_') &&
         text.substr(0, 3) != "nan" && text.substr(0, 3) != "inf";
}

constexpr std::uint64_t first_microseconds = 1'000'000'000'000'000; // 16 digits

} // namespace

candle_file::candle_file(std::string path, line_reader lines, std::string symbol,
                         timeframe base)
    : path_(std::move(path)), lines_(std::move(lines)), symbol_(std::move(symbol)),
      base_(base) {}

result<std::unique_ptr<candle_file>>
candle_file::open(const std::string& path, std::string symbol, timeframe base) {
  auto lines = line_reader::open(path);
  if (!lines)
    return std::move(lines).error();
  return std::unique_ptr<candle_file>{
    new candle_file{path, *std::move(lines), std::move(symbol), base}};
}

problem candle_file::at(std::size_t column, std::string text) const {
  auto place = path_ + " line " + std::to_string(lines_.line());
  if (column > 0)
    place += " column " + std::to_string(column);
  return bad_input(std::move(place), std::move(text));
}

result<std::optional<candle>> candle_file::next() {
  if (end_)
    return *end_;
  auto got = read();
  if (!got)
    end_ = got.error();
  return got;
}

result<std::optional<candle>> candle_file::read() {
  fields row;
  while (true) {
    const auto line = lines_.next();
    if (!line)
      return line.error();
    if (!*line) {
      if (newest_ < 0)
        return bad_input(path_, "there is no candle in this file");
      return std::optional<candle>{};
    }
    const auto text = lines_.line() == 1 ? without_mark(**line) : **line;
    if (trimmed(text).empty())
      continue;
    const auto count = split(text, row);
    if (columns_ == 0) {
      if (auto done = take_first_line(count, row); !done)
        return done.error();
      if (std::exchange(header_, false))
        continue;
    }
    if (count != columns_)
      return at(0, std::to_string(count) + " columns where the first line has " +
                     std::to_string(columns_));
    auto bar = parse(row);
    if (!bar)
      return std::move(bar).error();
    newest_ = bar->open_time;
    return std::optional{*bar};
  }
}

result<void> candle_file::take_first_line(std::size_t count, const fields& row) {
  if (count != plain_columns && count != archive_columns)
    return at(0, std::to_string(count) + (count == 1 ? " column" : " columns") +
                   "; 6 (open_time,open,high,low,close,volume) or the exchange "
                   "archive's 12 are accepted");
  columns_ = count;
  header_ = std::all_of(row.begin(), row.begin() + plain_columns, is_title);
  if (!header_)
    return {};
  // Columns in another order would be read without complaint, and wrongly.
  for (std::size_t i = 1; i < plain_columns; ++i) {
    const auto title = lower(row[i]);
    const auto* known = std::find(names.begin() + 1, names.end(), title);
    if (known != names.end() && *known != names[i])
      return at(i + 1, shown(row[i]) + " where " + std::string{names[i]} +
                         " is needed: the order is "
                         "open_time,open,high,low,close,volume");
  }
  return {};
}

result<time_ms> candle_file::time(const fields& row, std::size_t column) const {
  const auto text = row[column];
  std::uint64_t x = 0;
  const auto* last = text.data() + text.size();
  const auto [ptr, ec] = std::from_chars(text.data(), last, x);
  constexpr std::uint64_t latest = 10 * first_microseconds;
  if (ec != std::errc{} || ptr != last || x >= latest)
    return at(column + 1, shown(text) + " is not a time: milliseconds since 1970, or "
                                        "microseconds (16 digits)");
  return static_cast<time_ms>(x);
}

result<double> candle_file::number(const fields& row, std::size_t column) const {
  const auto text = row[column];
  double x = 0;
  const auto* last = text.data() + text.size();
  const auto [ptr, ec] = std::from_chars(text.data(), last, x);
  if (ec != std::errc{} || ptr != last || !std::isfinite(x))
    return at(column + 1, shown(text) + " is not a finite decimal number");
  if (std::signbit(x))
    return at(column + 1, shown(text) + " is negative");
  return x;
}

result<candle> candle_file::parse(const fields& row) const {
  candle bar;
  auto open_time = time(row, 0);
  if (!open_time)
    return std::move(open_time).error();
  constexpr time_ms per_millisecond = 1'000;
  bar.open_time = *open_time;
  if (static_cast<std::uint64_t>(bar.open_time) >= first_microseconds) {
    if (bar.open_time % per_millisecond != 0)
      return at(1, shown(row[0]) + " is not aligned to a whole millisecond");
    bar.open_time /= per_millisecond;
  }
  constexpr std::array<double candle::*, plain_columns> members{
    nullptr, &candle::open, &candle::high, &candle::low, &candle::close, &candle::volume};
  for (std::size_t i = 1; i < plain_columns; ++i) {
    const auto x = number(row, i);
    if (!x)
      return x.error();
    bar.*members[i] = *x;
  }
  if (columns_ == archive_columns) {
    if (auto close_time = time(row, plain_columns); !close_time)
      return std::move(close_time).error();
    for (std::size_t i = plain_columns + 1; i + 1 < archive_columns; ++i)
      if (auto x = number(row, i); !x)
        return std::move(x).error();
  }
  if (bar.open_time <= newest_)
    return at(1, "open_time " + std::string{row[0]} +
                   (bar.open_time == newest_ ? " is the line before's again"
                                             : " is older than the line before's") +
                   "; candles are in ascending order");
  if (auto why = refusal(bar, base_, any_time); !why.empty()) {
    const std::size_t column = why[0] == 'h' ? 3 : why[0] == 'l' ? 4 : 1;
    return at(column, std::move(why));
  }
  return bar;
}

void candle_file::rewind() {
  columns_ = 0;
  header_ = false;
  newest_ = -1;
  end_.reset();
  if (auto done = lines_.rewind(); !done)
    end_ = std::move(done).error();
}

result<std::uint64_t> check_candles(candle_file& file) {
  std::uint64_t count = 0;
  while (true) {
    const auto bar = file.next();
    if (!bar)
      return bar.error();
    if (!*bar)
      return count;
    ++count;
  }
}

} // namespace tradeeon
