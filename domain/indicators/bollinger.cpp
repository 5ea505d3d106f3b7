#include "domain/indicators/bollinger.hpp"

#include "domain/indicators/outputs.hpp"
#include "domain/indicators/sliding_window.hpp"

namespace tradeeon {

namespace {

class bollinger_bands final : public indicator {
public:
  bollinger_bands(std::size_t length, double multiplier)
      : window_(length), scale_(multiplier / static_cast<double>(length)) {}

  output_values commit(source_values x, const candle&) noexcept override {
    const auto result = take(moments_, x.first);
    window_.push(x.first);
    return result;
  }
  [[nodiscard]] output_values peek(source_values x,
                                   const candle&) const noexcept override {
    auto moments = moments_;
    return take(moments, x.first);
  }
  void save(byte_writer& out) const override {
    window_.save(out);
    moments_.save(out);
  }
  void load(byte_reader& in) override {
    window_.load(in);
    moments_.load(in);
  }

private:
  output_values take(window_moments& moments, double value) const noexcept {
    moments.take(window_, value);
    if (!window_.fills())
      return outputs();
    const auto n = static_cast<double>(window_.size());
    const double middle = moments.mean(n);
    const double distance = moments.scaled_deviation(n) * scale_;
    const double upper = middle + distance;
    const double lower = middle - distance;
    const double range = upper - lower;
    return outputs(middle, upper, lower, range > 0 ? (value - lower) / range : no_value,
                   middle != 0 ? range / middle : no_value);
  }

  sliding_window window_;
  window_moments moments_;
  double scale_; ///< multiplier / n
};

} // namespace

indicator_info bollinger_info() {
  return {
    "BBANDS",
    {"BB", "BOLLINGER", "BOLLINGER BANDS"},
    "volatility",
    {{"length", 2, 5000, 20, true}, {"multiplier", 0.001, 50, 2, false}},
    {"middle", "upper", "lower", "percent_b", "width"},
    {price_source::close},
    "middle = SMA(n); upper and lower = middle +/- multiplier * population deviation; "
    "percent_b = (x - lower)/(upper - lower), none while the bands are one; width = "
    "(upper "
    "- lower)/middle",
    [](const std::vector<double>& parameters, std::size_t) {
      return static_cast<int>(parameters[0]);
    },
    [](const std::vector<double>& parameters) -> std::unique_ptr<indicator> {
      return std::make_unique<bollinger_bands>(static_cast<std::size_t>(parameters[0]),
                                               parameters[1]);
    },
  };
}

} // namespace tradeeon
