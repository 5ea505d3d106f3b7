// What the indicator tests share: made-up candles, a slow reference and CSV.
#pragma once

#include "domain/indicators/registry.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tradeeon::test {

/// Candles of a random walk; `flat_share` of them lie in stretches in which the
/// price stands still. Prices are whole ticks, so that equal ones are common.
std::vector<candle> random_walk(std::uint64_t seed, std::size_t count,
                                double flat_share = 0.2, double tick = 0.01);

/// `count` candles that all stand at `price`.
std::vector<candle> standing_still(double price, std::size_t count);

/// Every output of an indicator on every bar (`no_value` where there is none),
/// computed afresh for each bar, in long double, from the definitions.
std::vector<output_values> reference(const std::string& name,
                                     const std::vector<double>& parameters,
                                     const std::vector<double>& values,
                                     const std::vector<candle>& bars);

/// Every output on every bar, by committing them one after the other.
std::vector<output_values> committed(indicator& subject,
                                     const std::vector<double>& values,
                                     const std::vector<candle>& bars);

std::vector<double> series(const std::vector<candle>& bars,
                           price_source source = price_source::close);

/// The state as `save` writes it.
std::string state_of(const indicator& subject);

/// A fresh indicator; the parameters must be acceptable.
std::unique_ptr<indicator> make(const std::string& name, std::vector<double> parameters);

/// An indicator in its text form: `SMA(20,volume)`, `MACD(12,26,9).signal`.
struct text_form {
  const indicator_info* info = nullptr; ///< null: not an indicator known here
  std::vector<double> parameters;
  price_source source = price_source::close;
  std::size_t output = 0;
};
text_form parse_text_form(const std::string& text);

/// A CSV file, cells in quotes or not; the first row is the header.
struct table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  [[nodiscard]] std::size_t column(const std::string& name) const;
};
table read_csv(const std::filesystem::path& file);

/// The candles in the columns open high low close volume.
std::vector<candle> candles_of(const table& csv);

} // namespace tradeeon::test
