#include "app/candle_file.hpp"
#include "tests/unit/app_support.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace tradeeon;
using testing::temporary_directory;

namespace {

result<std::vector<candle>> read_all(candle_file& file) {
  std::vector<candle> bars;
  while (true) {
    const auto bar = file.next();
    if (!bar)
      return bar.error();
    if (!*bar)
      return bars;
    bars.push_back(**bar);
  }
}

std::vector<candle> bars_of(const std::string& path, timeframe base = timeframe::m1) {
  auto file = candle_file::open(path, "BTCUSDT", base);
  REQUIRE(file.ok());
  auto bars = read_all(**file);
  REQUIRE_MESSAGE(bars.ok(), (bars ? "" : bars.error().place + ": " + bars.error().text));
  return *std::move(bars);
}

const std::string archive_row = "1637971200000,0.00002853,0.00002854,0.00002851,"
                                "0.00002854,36304.2,1637971259999,1.03,79,19523,0.5,0\n";

} // namespace

TEST_CASE("both layouts are read, with and without a header, whatever the line ends") {
  const temporary_directory folder;
  const std::string rows = "60000,1.5,2.25,1,2,10\n120000,2,2,2,2,0\n";
  const std::string variants[] = {
    rows,
    rows.substr(0, rows.size() - 1), // no line end at the end
    "open_time,open,high,low,close,volume\n" + rows,
    "\"Open Time\",\"Open\",\"High\",\"Low\",\"Close\",\"Volume\"\n" + rows,
    "\xEF\xBB\xBFopen_time_ms,open,high,low,close,volume\r\n60000,1.5,2.25,1,2,10\r\n"
    "120000,2,2,2,2,0\r\n",
    "60000, 1.5 ,2.25,1,2,1e1\n\n120000,2,2,2,2,0\n\n",
  };
  for (const auto& text : variants) {
    CAPTURE(text);
    const auto bars = bars_of(folder.file("x.csv", text));
    REQUIRE(bars.size() == 2);
    CHECK(bars[0].open_time == 60'000);
    CHECK(bars[0].open == 1.5);
    CHECK(bars[0].high == 2.25);
    CHECK(bars[0].low == 1);
    CHECK(bars[0].close == 2);
    CHECK(bars[0].volume == 10);
    CHECK(bars[0].closed);
    CHECK(bars[1].volume == 0);
  }
  const auto archive = bars_of(folder.file("k.csv", archive_row));
  REQUIRE(archive.size() == 1);
  CHECK(archive[0].close == 0.00002854);
  CHECK(archive[0].volume == 36'304.2);
  const std::string titles =
    "open_time,open,high,low,close,volume,close_time,quote_volume,"
    "count,taker_buy_volume,taker_buy_quote_volume,ignore\n";
  CHECK(bars_of(folder.file("k.csv", titles + archive_row)).size() == 1);
}

TEST_CASE("16-digit times are microseconds") {
  const temporary_directory folder;
  const auto bars = bars_of(folder.file("x.csv", "1735689600000000,1,1,1,1,1\n"
                                                 "1735689660000000,1,1,1,1,1\n"));
  REQUIRE(bars.size() == 2);
  CHECK(bars[0].open_time == 1'735'689'600'000);
  CHECK(bars[1].open_time == 1'735'689'660'000);
}

TEST_CASE("every bad file is refused at its line and column") {
  struct row {
    const char* text;
    const char* place; ///< behind the file's name
    const char* hint;
  };
  const row rows[] = {
    {"", "", "no candle"},
    {"\n\n", "", "no candle"},
    {"open_time,open,high,low,close,volume\n", "", "no candle"},
    {"1\n", " line 1", "6 ("},
    {"60000,1,1,1,1\n", " line 1", "5 columns"},
    {"60000,1,1,1,1,1,1\n", " line 1", "7 columns"},
    {"60000,1,1,1,1,1,\n", " line 1", "7 columns"},
    {"60000;1;1;1;1;1\n", " line 1", "1 column;"},
    {"60000,1,1,1,1,1\n120000,1,1,1,1\n", " line 2", "5 columns where"},
    {"60000,1,1,1,1,1\n120000,1,1,1,1,1,1\n", " line 2", "7 columns where"},
    {"x,1,1,1,1,1\n", " line 1 column 1", "milliseconds"},
    {",1,1,1,1,1\n", " line 1 column 1", "milliseconds"},
    {"-60000,1,1,1,1,1\n", " line 1 column 1", "milliseconds"},
    {"60000.0,1,1,1,1,1\n", " line 1 column 1", "milliseconds"},
    {"6e4,1,1,1,1,1\n", " line 1 column 1", "milliseconds"},
    {"17356896000000000,1,1,1,1,1\n", " line 1 column 1", "microseconds"},
    {"99999999999999999999,1,1,1,1,1\n", " line 1 column 1", "microseconds"},
    {"1735689600000001,1,1,1,1,1\n", " line 1 column 1", "aligned"},
    {"2024-01-01,1,1,1,1,1\n", " line 1 column 1", "milliseconds"},
    {"60001,1,1,1,1,1\n", " line 1 column 1", "aligned"},
    {"60000,,1,1,1,1\n", " line 1 column 2", "decimal number"},
    {"60000,one,1,1,1,1\n", " line 1 column 2", "decimal number"},
    {"60000,1.2.3,1,1,1,1\n", " line 1 column 2", "decimal number"},
    {"60000,0x1,1,1,1,1\n", " line 1 column 2", "decimal number"},
    {"60000,1 000,1,1,1,1\n", " line 1 column 2", "decimal number"},
    {"60000,+1,1,1,1,1\n", " line 1 column 2", "decimal number"},
    {"60000,\"1\",1,1,1,1\n", " line 1 column 2", "decimal number"},
    {"60000,1,nan,1,1,1\n", " line 1 column 3", "decimal number"},
    {"60000,1,1,NaN,1,1\n", " line 1 column 4", "decimal number"},
    {"60000,1,inf,1,1,1\n", " line 1 column 3", "decimal number"},
    {"60000,1,Infinity,1,1,1\n", " line 1 column 3", "decimal number"},
    {"60000,1,1e999,1,1,1\n", " line 1 column 3", "decimal number"},
    {"60000,1,1,1,null,1\n", " line 1 column 5", "decimal number"},
    {"60000,-1,1,1,1,1\n", " line 1 column 2", "negative"},
    {"60000,1,1,1,1,-0.5\n", " line 1 column 6", "negative"},
    {"nan,nan,nan,nan,nan,nan\n", " line 1 column 1", "milliseconds"},
    {"60000,2,1,1,1,1\n", " line 1 column 3", "high"},
    {"60000,1,1,1,2,1\n", " line 1 column 3", "high"},
    {"60000,2,3,2.5,3,1\n", " line 1 column 4", "low"},
    {"60000,1,1,2,1,1\n", " line 1 column 3", "high"},
    {"60000,1,1,1,1,1\n60000,1,1,1,1,1\n", " line 2 column 1", "line before's again"},
    {"120000,1,1,1,1,1\n60000,1,1,1,1,1\n", " line 2 column 1", "ascending"},
    {"60000,1,1,1,1,1\nopen_time,open,high,low,close,volume\n", " line 2 column 1",
     "milliseconds"},
    {"open_time,close,high,low,open,volume\n60000,1,1,1,1,1\n", " line 1 column 2",
     "open is needed"},
    {"60000,1,1,1,1,1\n\n\n180000,1,x,1,1,1\n", " line 4 column 3", "decimal number"},
  };
  const temporary_directory folder;
  for (const auto& r : rows) {
    CAPTURE(r.text);
    const auto path = folder.file("bad.csv", r.text);
    const auto file = candle_file::open(path, "X", timeframe::m1);
    REQUIRE(file.ok());
    const auto got = read_all(**file);
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().code == problem_code::invalid);
    CHECK_MESSAGE(got.error().place == path + r.place, got.error().place);
    CHECK_MESSAGE(got.error().text.find(r.hint) != std::string::npos, got.error().text);
    CHECK((*file)->next().error().text == got.error().text); // and stays refused
  }
}

TEST_CASE("the archive's other columns are checked too, except the ignored one") {
  const temporary_directory folder;
  const std::string start = "1637971200000,1,1,1,1,1,";
  CHECK(bars_of(folder.file("x.csv", start + "1637971259999,1,1,1,1,17.5\n")).size() ==
        1);
  const std::pair<const char*, const char*> bad[] = {
    {"soon,1,1,1,1,0\n", "7"},
    {"1637971259999,x,1,1,1,0\n", "8"},
    {"1637971259999,1,1,-1,1,0\n", "10"},
    {"1637971259999,1,1,1,,0\n", "11"},
  };
  for (const auto& [rest, column] : bad) {
    const auto path = folder.file("x.csv", start + rest);
    const auto file = candle_file::open(path, "X", timeframe::m1);
    REQUIRE(file.ok());
    const auto got = (*file)->next();
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().place == path + " line 1 column " + column);
  }
}

TEST_CASE("what is no file of lines is refused when it is opened or read") {
  const temporary_directory folder;
  for (const auto& path : {folder.path(), folder.path() + "/none.csv", std::string{}}) {
    const auto file = candle_file::open(path, "X", timeframe::m1);
    REQUIRE_FALSE(file.ok());
    CHECK(file.error().code == problem_code::invalid);
    CHECK(file.error().place == path);
  }
  const auto path = folder.file("one-line", std::string(100'000, '1'));
  const auto file = candle_file::open(path, "X", timeframe::m1);
  REQUIRE(file.ok());
  CHECK((*file)->next().error().place == path + " line 1");
}

TEST_CASE("a file is the same after a rewind, also where it is longer than a read") {
  const temporary_directory folder;
  std::string text;
  constexpr time_ms count = 30'000;
  for (time_ms i = 0; i < count; ++i)
    text += std::to_string(i * 60'000) + ",100.25,101.5,99.125," +
            std::to_string(100 + i % 2) + ",12.3456\n";
  const auto opened =
    candle_file::open(folder.file("long.csv", text), "BTCUSDT", timeframe::m1);
  REQUIRE(opened.ok());
  auto& file = **opened;
  CHECK(file.symbol() == "BTCUSDT");
  CHECK(file.base() == timeframe::m1);
  for (int round = 0; round < 2; ++round) {
    const auto bars = read_all(file);
    REQUIRE(bars.ok());
    REQUIRE(bars->size() == count);
    for (time_ms i = 0; i < count; ++i) {
      const auto& bar = (*bars)[static_cast<std::size_t>(i)];
      REQUIRE(bar.open_time == i * 60'000);
      REQUIRE(bar.close == static_cast<double>(100 + i % 2));
    }
    CHECK(file.progress() == 1);
    file.rewind();
    CHECK(file.progress() == 0);
  }
}

TEST_CASE("decimals become the nearest double, however they are written") {
  const temporary_directory folder;
  const auto bars = bars_of(folder.file("x.csv", "60000,0.1,0.30000000000000004,1e-8,0.3,"
                                                 "123456789.12345678901234567890\n"));
  CHECK(bars[0].open == 0.1);
  CHECK(bars[0].high == 0.30000000000000004);
  CHECK(bars[0].low == 1e-8);
  CHECK(bars[0].volume == 123456789.12345678901234567890);
}
