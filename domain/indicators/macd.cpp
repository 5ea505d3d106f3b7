#include "domain/indicators/macd.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/seeded_average.hpp"
#include "domain/indicators/stepped.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

class convergence_divergence final : public indicator {
public:
  convergence_divergence(std::uint32_t fast, std::uint32_t slow, std::uint32_t signal)
      : fast_(fast), slow_(slow), signal_(signal) {}

  output_values commit(source_values x, const candle&) noexcept override {
    return move(*this, x.first, committing{});
  }
  [[nodiscard]] output_values peek(source_values x,
                                   const candle&) const noexcept override {
    return move(*this, x.first, peeking{});
  }
  void save(byte_writer& out) const override {
    for (const auto* average : {&fast_, &slow_, &signal_})
      average->save(out);
  }
  void load(byte_reader& in) override {
    for (auto* average : {&fast_, &slow_, &signal_})
      average->load(in);
  }

private:
  template <class Self, class Move>
  static output_values move(Self& self, double value, Move step) noexcept {
    const double fast = step(self.fast_, value);
    const double slow = step(self.slow_, value);
    const double line = fast - slow;
    if (!has_value(slow)) // the fast one has its value earlier
      return outputs();
    const double signal = step(self.signal_, line);
    return outputs(line, signal, line - signal);
  }

  exponential_average fast_;
  exponential_average slow_;
  exponential_average signal_;
};

} // namespace

indicator_info macd_info() {
  return {
    "MACD",
    {"MOVING AVERAGE CONVERGENCE DIVERGENCE"},
    "momentum",
    {{"fast", 1, 4999, 12, true},
     {"slow", 2, 5000, 26, true},
     {"signal", 1, 5000, 9, true}},
    {"macd", "signal", "histogram"},
    {price_source::close},
    "EMA(fast) - EMA(slow), each seeded with the mean of its own first n values; signal "
    "= "
    "EMA of macd seeded with the mean of its first values; histogram = macd - signal",
    [](const std::vector<double>& parameters, std::size_t output) {
      const auto slow = static_cast<int>(parameters[1]);
      return output == 0 ? slow : slow + static_cast<int>(parameters[2]) - 1;
    },
    [](const std::vector<double>& parameters) -> std::unique_ptr<indicator> {
      return std::make_unique<convergence_divergence>(
        static_cast<std::uint32_t>(parameters[0]),
        static_cast<std::uint32_t>(parameters[1]),
        static_cast<std::uint32_t>(parameters[2]));
    },
    [](const std::vector<double>& p) {
      return static_cast<int>(p[1] + p[2]) +
             3 * exponential_memory(std::max(p[1], p[2])) / 2;
    },
  };
}

} // namespace tradeeon
