#pragma once

#include "domain/market/candle_source.hpp"

#include <cstdint>
#include <string>

namespace tradeeon {

/// What a made-up market looks like.
struct random_walk_settings {
  std::string symbol = "BTCUSDT";
  timeframe base = timeframe::m1;
  time_ms start_time = 0;      ///< the first bar is the one that contains it
  double start_price = 40'000; ///< > 0; the market keeps wandering around it
  std::uint64_t seed = 1;
};

/// An endless market that never was: each bar opens at the close before it, quiet
/// and wild times come in clusters, days have busy hours, and volume grows with the
/// range. The same settings give the same bars. Prices have six digits and are
/// never 0.
class random_walk final : public candle_source {
public:
  explicit random_walk(random_walk_settings settings);

  [[nodiscard]] const std::string& symbol() const noexcept override {
    return settings_.symbol;
  }
  [[nodiscard]] timeframe base() const noexcept override { return settings_.base; }
  /// Never a problem and never the end.
  result<std::optional<candle>> next() override;
  void rewind() override;

private:
  std::uint64_t bits();
  double uniform();
  double normal();
  [[nodiscard]] double to_tick(double price) const;

  random_walk_settings settings_;
  double scale_ = 1;   ///< ticks per unit of the quote currency
  double minutes_ = 1; ///< length of a bar
  std::uint64_t state_ = 0;
  time_ms open_time_ = 0;
  double price_ = 0;  ///< the last close
  double unrest_ = 0; ///< logarithm of the present volatility over the usual one
};

} // namespace tradeeon
