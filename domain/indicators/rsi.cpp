#include "domain/indicators/rsi.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/seeded_average.hpp"
#include "domain/indicators/stepped.hpp"

namespace tradeeon {

namespace {

class relative_strength_index final : public indicator {
public:
  explicit relative_strength_index(std::uint32_t length)
      : gains_(length), losses_(length) {}

  output_values commit(source_values x, const candle&) noexcept override {
    const auto result = move(*this, x.first, committing{});
    previous_ = x.first;
    return result;
  }
  [[nodiscard]] output_values peek(source_values x,
                                   const candle&) const noexcept override {
    return move(*this, x.first, peeking{});
  }
  void save(byte_writer& out) const override {
    out.f64(previous_);
    gains_.save(out);
    losses_.save(out);
  }
  void load(byte_reader& in) override {
    previous_ = in.f64();
    gains_.load(in);
    losses_.load(in);
  }

private:
  template <class Self, class Move>
  static output_values move(Self& self, double value, Move step) noexcept {
    if (!has_value(self.previous_))
      return outputs();
    const double change = value - self.previous_;
    const double gain = step(self.gains_, change > 0 ? change : 0);
    const double loss = step(self.losses_, change < 0 ? -change : 0);
    // This order of operations gives exactly 50 where both are equal and
    // exactly 100 where there is no loss.
    return outputs(loss == 0 ? 100. : 100 * (gain / (gain + loss)));
  }

  double previous_ = no_value;
  wilder_average gains_;
  wilder_average losses_;
};

} // namespace

indicator_info rsi_info() {
  return {
    "RSI",
    {"RELATIVE STRENGTH INDEX"},
    "momentum",
    {{"length", 2, 5000, 14, true}},
    {"value"},
    {price_source::close},
    "100 * g/(g+l) of the average gain g and loss l, a += (x - a)/n, seeded with the "
    "mean "
    "of the first n changes; 100 when l is 0",
    [](const std::vector<double>& parameters, std::size_t) {
      return static_cast<int>(parameters[0]) + 1;
    },
    [](const std::vector<double>& parameters) -> std::unique_ptr<indicator> {
      return std::make_unique<relative_strength_index>(
        static_cast<std::uint32_t>(parameters[0]));
    },
    settles_wilder,
  };
}

} // namespace tradeeon
