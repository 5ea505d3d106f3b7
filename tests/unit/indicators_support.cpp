#include "tests/unit/indicators_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <utility>

namespace tradeeon::test {

std::vector<candle> random_walk(std::uint64_t seed, std::size_t count, double flat_share,
                                double tick) {
  std::mt19937_64 random{seed};
  std::uniform_int_distribution<int> step{-40, 40};
  std::uniform_int_distribution<int> wick{0, 15};
  std::uniform_real_distribution<double> share{0, 1};
  std::vector<candle> bars(count);
  long price = 10'000;
  int standing = 0;
  time_ms at = 1'700'006'400'000; // candles of five minutes from a UTC midnight on
  for (auto& bar : bars) {
    bar.open_time = std::exchange(at, at + 300'000);
    if (standing == 0 && share(random) < flat_share / 30)
      standing = 30;
    const long from = price;
    if (standing > 0)
      --standing;
    else
      price = std::max(100L, price + step(random));
    const int up = standing > 0 ? 0 : wick(random);
    const int down = standing > 0 ? 0 : wick(random);
    bar.open = static_cast<double>(from) * tick;
    bar.close = static_cast<double>(price) * tick;
    bar.high = static_cast<double>(std::max(from, price) + up) * tick;
    bar.low = static_cast<double>(std::min(from, price) - down) * tick;
    bar.volume = standing > 0 ? 0 : share(random) * 1e6;
  }
  return bars;
}

std::vector<candle> standing_still(double price, std::size_t count) {
  candle bar;
  bar.open = bar.high = bar.low = bar.close = price;
  bar.volume = price;
  std::vector<candle> bars(count, bar);
  return bars;
}

std::vector<double> series(const std::vector<candle>& bars, price_source source) {
  std::vector<double> result;
  result.reserve(bars.size());
  for (const auto& bar : bars)
    result.push_back(price_of(bar, source));
  return result;
}

std::vector<output_values> committed(indicator& subject,
                                     const std::vector<double>& values,
                                     const std::vector<candle>& bars) {
  std::vector<output_values> result;
  for (std::size_t i = 0; i < values.size(); ++i)
    result.push_back(subject.commit({values[i], bars[i].volume}, bars[i]));
  return result;
}

std::string state_of(const indicator& subject) {
  byte_writer out;
  subject.save(out);
  return out.take();
}

std::unique_ptr<indicator> make(const std::string& name, std::vector<double> parameters) {
  const auto* info = find_indicator(name);
  REQUIRE(info != nullptr);
  auto complete = complete_parameters(*info, std::move(parameters));
  REQUIRE(complete.ok());
  return info->make(*complete);
}

text_form parse_text_form(const std::string& text) {
  text_form result;
  const auto open = text.find('(');
  const auto close = text.find(')');
  result.info = find_indicator(text.substr(0, open));
  if (result.info == nullptr)
    return result;
  if (!result.info->sources.empty())
    result.source = result.info->sources.front();
  if (open == std::string::npos)
    return result;
  std::istringstream inside{text.substr(open + 1, close - open - 1)};
  for (std::string part; std::getline(inside, part, ',');) {
    if (const auto number = parse_number(part))
      result.parameters.push_back(*number);
    else if (part == "volume")
      result.source = price_source::volume;
    else if (part == "hlc3")
      result.source = price_source::hlc3;
    else
      FAIL("unknown source " << part);
  }
  if (close + 1 < text.size())
    result.output = *find_output(*result.info, text.substr(close + 2));
  return result;
}

std::size_t table::column(const std::string& name) const {
  const auto at = std::find(header.begin(), header.end(), name);
  REQUIRE_MESSAGE(at != header.end(), "no column " << name);
  return static_cast<std::size_t>(at - header.begin());
}

static std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else if (c != '\r')
      cells.back() += c;
  }
  return cells;
}

table read_csv(const std::filesystem::path& file) {
  std::ifstream in{file};
  REQUIRE_MESSAGE(in.is_open(), "cannot read " << file.string());
  table result;
  std::string line;
  std::getline(in, line);
  result.header = cells_of(line);
  while (std::getline(in, line))
    result.rows.push_back(cells_of(line));
  return result;
}

std::vector<candle> candles_of(const table& csv) {
  std::vector<candle> bars;
  for (const auto& row : csv.rows) {
    const auto number = [&](const char* name) {
      const auto x = parse_number(row.at(csv.column(name)));
      REQUIRE(x.has_value());
      return *x;
    };
    candle bar;
    if (csv.header.front() == "open_time_ms")
      bar.open_time = static_cast<time_ms>(number("open_time_ms"));
    bar.open = number("open");
    bar.high = number("high");
    bar.low = number("low");
    bar.close = number("close");
    bar.volume = number("volume");
    bars.push_back(bar);
  }
  return bars;
}

} // namespace tradeeon::test
