#include "domain/indicators/moving_average.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/seeded_average.hpp"
#include "domain/indicators/sliding_window.hpp"

namespace tradeeon {

namespace {

class simple_moving_average final : public indicator {
public:
  explicit simple_moving_average(std::size_t length) : window_(length) {}

  output_values commit(source_values x, const candle&) noexcept override {
    const auto result = take(sum_, x.first);
    window_.push(x.first);
    return result;
  }
  [[nodiscard]] output_values peek(source_values x,
                                   const candle&) const noexcept override {
    auto sum = sum_;
    return take(sum, x.first);
  }
  void save(byte_writer& out) const override {
    window_.save(out);
    sum_.save(out);
  }
  void load(byte_reader& in) override {
    window_.load(in);
    sum_.load(in);
  }

private:
  output_values take(window_sum& sum, double value) const noexcept {
    sum.take(window_, value, window_.leaving());
    const auto n = static_cast<double>(window_.size());
    return outputs(window_.fills() ? divide_whole(sum.value(), n) : no_value);
  }

  sliding_window window_;
  window_sum sum_;
};

class exponential_moving_average final : public indicator {
public:
  explicit exponential_moving_average(std::uint32_t length) : average_(length) {}

  output_values commit(source_values x, const candle&) noexcept override {
    return outputs(average_.commit(x.first));
  }
  [[nodiscard]] output_values peek(source_values x,
                                   const candle&) const noexcept override {
    return outputs(average_.next(x.first));
  }
  void save(byte_writer& out) const override { average_.save(out); }
  void load(byte_reader& in) override { average_.load(in); }

private:
  exponential_average average_;
};

int first_full_window(const std::vector<double>& parameters, std::size_t) {
  return static_cast<int>(parameters[0]);
}

} // namespace

indicator_info sma_info() {
  return {
    "SMA",
    {"MA", "SIMPLE MOVING AVERAGE"},
    "averages",
    {{"length", 1, 5000, 20, true}},
    {"value"},
    {price_source::close},
    "mean of the last n values",
    first_full_window,
    [](const std::vector<double>& parameters) -> std::unique_ptr<indicator> {
      return std::make_unique<simple_moving_average>(
        static_cast<std::size_t>(parameters[0]));
    },
  };
}

indicator_info ema_info() {
  return {
    "EMA",
    {"EXPONENTIAL MOVING AVERAGE"},
    "averages",
    {{"length", 1, 5000, 20, true}},
    {"value"},
    {price_source::close},
    "e += 2/(n+1) * (x - e); seed: mean of the first n values",
    first_full_window,
    [](const std::vector<double>& parameters) -> std::unique_ptr<indicator> {
      return std::make_unique<exponential_moving_average>(
        static_cast<std::uint32_t>(parameters[0]));
    },
    settles_exponential,
  };
}

} // namespace tradeeon
