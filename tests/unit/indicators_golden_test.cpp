#include "tests/unit/indicators_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

using namespace tradeeon;
using namespace tradeeon::test;

namespace fs = std::filesystem;

namespace {

/// Compares one column of golden values with the engine's. Row i of `golden`
/// belongs to bar i + `offset`. Returns how many cells differ.
int differences(const table& golden, const std::string& column, const text_form& spec,
                const std::vector<candle>& bars, std::size_t offset, double tolerance) {
  const auto parameters = complete_parameters(*spec.info, spec.parameters);
  REQUIRE(parameters.ok());
  const auto subject = spec.info->make(*parameters);
  const auto got = committed(*subject, series(bars, spec.source), bars);
  const auto at = golden.column(column);
  REQUIRE(golden.rows.size() + offset == bars.size());
  double largest = 0;
  for (const auto& row : golden.rows)
    if (const auto x = parse_number(row.at(at)))
      largest = std::max(largest, std::fabs(*x));
  int result = 0;
  for (std::size_t i = 0; i < golden.rows.size(); ++i) {
    const auto want = parse_number(golden.rows[i].at(at));
    const double have = got[i + offset][spec.output];
    const double allowed = want ? tolerance * std::max(std::fabs(*want), largest) : 0;
    if (want.has_value() != has_value(have) ||
        (want && std::fabs(have - *want) > allowed))
      if (result++ == 0)
        MESSAGE(column << " row " << i << ": got " << have << ", want "
                       << golden.rows[i].at(at));
  }
  return result;
}

fs::path shared_data() {
  const char* given = std::getenv("TRADEEON_SHARED_DATA");
  return given != nullptr ? given : TRADEEON_SHARED_DATA;
}

} // namespace

TEST_CASE("indicators equal the golden file of this repository") {
  const auto golden = read_csv(fs::path{TRADEEON_TEST_DATA} / "indicators_golden.csv");
  const auto bars = candles_of(golden);
  for (std::size_t k = golden.column("volume") + 1; k < golden.header.size(); ++k) {
    const auto spec = parse_text_form(golden.header[k]);
    REQUIRE_MESSAGE(spec.info != nullptr, golden.header[k]);
    CHECK(differences(golden, golden.header[k], spec, bars, 0, 1e-13) == 0);
  }
}

TEST_CASE("indicators equal the reference data where it is at hand") {
  const auto root = shared_data();
  if (root.empty()) {
    std::cout << "no reference data (TRADEEON_SHARED_DATA is empty): skipped\n";
    return;
  }
  const auto columns = read_csv(root / "golden" / "columns.csv");
  int compared = 0;
  for (const std::string name : {"SPY-1d", "ETHBTC-5m", "BTCPERP-1m", "BTCPERP-1m-tail",
                                 "BTCUSDT-1h", "TRXBTC-5m"}) {
    CAPTURE(name);
    const bool tail = name == "BTCPERP-1m-tail";
    const auto bars =
      candles_of(read_csv(root / "candles" / ((tail ? "BTCPERP-1m" : name) + ".csv")));
    for (const auto& row : columns.rows) {
      const auto spec = parse_text_form(row[2]);
      REQUIRE(spec.info != nullptr);
      if (tail && row[0] == "patterns")
        continue; // there is no such file
      CAPTURE(row[2]);
      const auto golden = read_csv(root / "golden" / (name + "." + row[0] + ".csv"));
      const auto first = parse_number(golden.rows.front().at(golden.column("row")));
      REQUIRE(first.has_value());
      const auto offset = static_cast<std::size_t>(*first);
      REQUIRE(bars.size() >= offset + golden.rows.size());
      const std::vector<candle> used(
        bars.begin(),
        bars.begin() + static_cast<std::ptrdiff_t>(offset + golden.rows.size()));
      CHECK(differences(golden, row[1], spec, used, offset, 1e-9) == 0);
      ++compared;
    }
  }
  std::cout << compared << " golden columns compared\n";
  CHECK(compared == 5 * 71 + 59);
}
