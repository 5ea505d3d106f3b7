// The slow reference of volume.
#include "tests/unit/indicators_reference_parts.hpp"

namespace tradeeon::test {

namespace {

real money_flow(const candle& x) {
  const real range = real(x.high) - x.low;
  return range > 0
           ? ((real(x.close) - x.low) - (real(x.high) - x.close)) / range * x.volume
           : 0;
}

reals running(const reals& xs) {
  real sum = 0;
  return each(xs.size(), [&](std::size_t i) { return sum += xs[i]; });
}

columns volume_index(const input& in, bool on_less) {
  real value = 1'000;
  return {each(in.size(), [&](std::size_t i) {
    if (i > 0 && in.xs[i - 1] > 0 &&
        (on_less ? in.bars[i].volume < in.bars[i - 1].volume
                 : in.bars[i].volume > in.bars[i - 1].volume))
      value *= in.xs[i] / in.xs[i - 1];
    return value;
  })};
}

} // namespace

const formulas& volume_formulas() {
  static const formulas table{
    {"VWMA",
     [](const input& in) {
       return columns{
         over(sum_of(times(in.xs, volumes(in)), in.n()), sum_of(volumes(in), in.n()))};
     }},
    {"VOLUME_MA", [](const input& in) { return columns{sma_of(in.xs, in.n())}; }},
    {"OBV",
     [](const input& in) {
       const auto d = changes(in.xs);
       return columns{running(each(in.size(), [&](std::size_t i) -> real {
         return i == 0 || d[i] == 0 ? 0
                : d[i] > 0          ? in.bars[i].volume
                                    : -in.bars[i].volume;
       }))};
     }},
    {"AD", [](const input& in) { return columns{running(field(in, money_flow))}; }},
    {"ADOSC",
     [](const input& in) {
       const auto line = running(field(in, money_flow));
       return columns{minus(ema(line, in.n(0)), ema(line, in.n(1)))};
     }},
    {"CMF",
     [](const input& in) {
       return columns{
         over(sum_of(field(in, money_flow), in.n()), sum_of(volumes(in), in.n()))};
     }},
    {"MFI",
     [](const input& in) {
       const auto d = changes(in.xs);
       const auto flow = [&](bool up) {
         return sum_of(each(in.size(),
                            [&](std::size_t i) -> real {
                              return i == 0 ? none
                                     : (up ? d[i] > 0 : d[i] < 0)
                                       ? in.xs[i] * in.bars[i].volume
                                       : 0;
                            }),
                       in.n());
       };
       const auto up = flow(true), down = flow(false);
       return columns{each(in.size(), [&](std::size_t i) -> real {
         return std::isnan(up[i]) ? none
                : down[i] == 0    ? 100
                                  : 100 * up[i] / (up[i] + down[i]);
       })};
     }},
    {"EMV",
     [](const input& in) {
       return columns{sma_of(each(in.size(),
                                  [&](std::size_t i) -> real {
                                    if (i == 0)
                                      return none;
                                    const auto &x = in.bars[i], &y = in.bars[i - 1];
                                    const real moved = (real(x.high) + x.low) / 2 -
                                                       (real(y.high) + y.low) / 2;
                                    return x.volume > 0
                                             ? in.p[1] * moved * (real(x.high) - x.low) /
                                                 x.volume
                                             : 0;
                                  }),
                             in.n())};
     }},
    {"NVI", [](const input& in) { return volume_index(in, true); }},
    {"PVI", [](const input& in) { return volume_index(in, false); }},
    {"VWAP",
     [](const input& in) {
       return columns{each(in.size(), [&](std::size_t i) {
         const auto day = bar_open(timeframe::d1, in.bars[i].open_time);
         real money = 0, volume = 0;
         for (std::size_t k = i + 1; k-- > 0 && in.bars[k].open_time >= day;) {
           money += in.xs[k] * in.bars[k].volume;
           volume += in.bars[k].volume;
         }
         return volume > 0 ? money / volume : none;
       })};
     }},
    {"ROLLING_VWAP", [](const input& in) { return volume_formulas().at("VWMA")(in); }},
  };
  return table;
}

} // namespace tradeeon::test
