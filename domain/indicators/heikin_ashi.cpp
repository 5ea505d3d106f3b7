#include "domain/indicators/heikin_ashi.hpp"

#include "domain/indicators/entry_parts.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

struct averaged_candle {
  explicit averaged_candle(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double close = (bar.open + bar.high + bar.low + bar.close) / 4;
    const double open =
      has_value(self.open) ? (self.open + self.close) / 2 : (bar.open + bar.close) / 2;
    step.keep(self.open, open);
    step.keep(self.close, close);
    return outputs(open, std::max({bar.high, open, close}),
                   std::min({bar.low, open, close}), close);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.open);
    visit(self.close);
  }
  double open = no_value, close = no_value;
};

} // namespace

indicator_info heikin_ashi_info() {
  return {"HEIKIN_ASHI",
          {"HA", "HEIKIN ASHI"},
          "trend",
          {},
          {"open", "high", "low", "close"},
          {},
          "close = ohlc4; open = mean of the open and close before, of the first candle "
          "(open + close)/2; high and low take both in",
          warm_at_once,
          make_stepped<averaged_candle>,
          [](const std::vector<double>&) { return 40; }};
}

} // namespace tradeeon
