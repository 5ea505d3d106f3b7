#pragma once

#include "domain/bots/desk.hpp"

#include <vector>

namespace tradeeon {

/// What a bot's looks at the whole market have come to on one symbol: the regime filter
/// and the emergency brake of dca bots. While either holds, nothing is bought.
class market_watch {
public:
  /// A bar of the feed; `changed()` says whether buying has been stopped or allowed.
  void on_bar(desk& at, const dca_settings& told, const std::string& symbol,
              const market_bar& bar, const answers& said);
  /// A bar of the interval.
  void on_interval(const candle& bar);

  [[nodiscard]] bool braked() const noexcept { return braked_; }
  [[nodiscard]] bool regime_paused() const noexcept { return regime_paused_; }
  [[nodiscard]] bool may_buy() const noexcept { return !braked_ && !regime_paused_; }
  /// Bars of the interval so far.
  [[nodiscard]] std::int64_t bars() const noexcept { return bars_; }

  void save(byte_writer& out) const;
  void load(byte_reader& in);

private:
  void look_at_regime(desk& at, const regime_setting& told, const std::string& symbol,
                      const market_bar& bar, const answers& said);
  void look_at_brake(desk& at, const brake_setting& told, const std::string& symbol,
                     const market_bar& bar, const answers& said);
  [[nodiscard]] bool has_crashed(const brake_setting& told, const market_bar& bar);
  void brake(desk& at, const brake_setting& told, const std::string& symbol,
             const market_bar& bar, std::string_view why);

  struct past_close {
    time_ms at = 0;
    decimal close;
  };
  bool regime_paused_ = false;
  std::uint32_t regime_held_ = 0; ///< bars on end on which the reason to pause held
  time_ms regime_seen_ = -1;      ///< close of the newest of these
  bool braked_ = false;
  decimal low_;                    ///< lowest close since the brake
  std::uint32_t stable_ = 0;       ///< bars of the interval without a new one
  std::vector<past_close> closes_; ///< those that may yet be the window's highest
  std::int64_t bars_ = 0;
};

} // namespace tradeeon
