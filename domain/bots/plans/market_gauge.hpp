#pragma once

#include "domain/bots/settings.hpp"
#include "domain/indicators/indicator.hpp"

#include <memory>

namespace tradeeon {

/// What a plan measures on one symbol's bars of its interval. Absent until there are
/// bars enough.
class market_gauge {
public:
  /// ATR(`atr_length`); with `ranges` also what scaling by volatility and zones needs.
  market_gauge(std::uint32_t atr_length, bool ranges);

  void take(const candle& bar);
  /// Average true range, in quote currency; 0: unknown.
  [[nodiscard]] decimal atr() const;
  /// ATR in relation to its own average over 50 bars; 0: unknown.
  [[nodiscard]] double volatility() const;
  /// Where a price lies between the lowest low (0) and the highest high (1) of 50 bars,
  /// below 0 or above 1 outside; `no_value`: unknown.
  [[nodiscard]] double place_of(double price) const;

  void save(byte_writer& out) const;
  void load(byte_reader& in);

private:
  std::unique_ptr<indicator> atr_;
  std::unique_ptr<indicator> usual_; ///< average of the ATR
  std::unique_ptr<indicator> high_;
  std::unique_ptr<indicator> low_;
  double atr_now_ = no_value;
  double usual_now_ = no_value;
  double high_now_ = no_value;
  double low_now_ = no_value;
};

/// What an amount is multiplied with: by volatility (ATR below 0.75 of its average is
/// low, above 1.25 high), by zone (the lowest fifth of the range of 50 bars is near
/// support, the highest near resistance) and by mood (to 24 extreme fear, to 44 fear, to
/// 55 neutral, to 75 greed, else extreme greed). What is unknown counts as 1.
[[nodiscard]] decimal scale_of(const scaling_setting& setting,
                               const market_gauge& measured, decimal price,
                               std::optional<std::uint32_t> mood);

} // namespace tradeeon
