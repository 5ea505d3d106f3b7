#include "domain/indicators/atr.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/seeded_average.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

class average_true_range final : public indicator {
public:
  explicit average_true_range(std::uint32_t length) : average_(length) {}

  output_values commit(source_values, const candle& bar) noexcept override {
    const double result = average_.commit(true_range(bar));
    previous_close_ = bar.close;
    return outputs(result);
  }
  [[nodiscard]] output_values peek(source_values,
                                   const candle& bar) const noexcept override {
    return outputs(average_.next(true_range(bar)));
  }
  void save(byte_writer& out) const override {
    out.f64(previous_close_);
    average_.save(out);
  }
  void load(byte_reader& in) override {
    previous_close_ = in.f64();
    average_.load(in);
  }

private:
  [[nodiscard]] double true_range(const candle& bar) const noexcept {
    const double range = bar.high - bar.low;
    if (!has_value(previous_close_))
      return range;
    return std::max({range, std::fabs(bar.high - previous_close_),
                     std::fabs(bar.low - previous_close_)});
  }

  double previous_close_ = no_value;
  wilder_average average_;
};

} // namespace

indicator_info atr_info() {
  return {
    "ATR",
    {"AVERAGE TRUE RANGE"},
    "volatility",
    {{"length", 1, 5000, 14, true}},
    {"value"},
    {},
    "a += (tr - a)/n of the true range, seeded with the mean of the first n; the first "
    "bar's true range is high - low",
    [](const std::vector<double>& parameters, std::size_t) {
      return static_cast<int>(parameters[0]);
    },
    [](const std::vector<double>& parameters) -> std::unique_ptr<indicator> {
      return std::make_unique<average_true_range>(
        static_cast<std::uint32_t>(parameters[0]));
    },
    settles_wilder,
  };
}

} // namespace tradeeon
