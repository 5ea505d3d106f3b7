#include "tests/unit/indicators_reference_parts.hpp"

namespace tradeeon::test {

std::optional<std::vector<reals>> further_reference(const std::string& name,
                                                    const std::vector<double>& parameters,
                                                    const reals& xs,
                                                    const std::vector<candle>& bars) {
  for (const auto* family : {&averages_formulas(), &momentum_formulas(),
                             &ranges_formulas(), &volume_formulas()})
    if (const auto found = family->find(name); found != family->end()) {
      const auto ys = volumes({parameters, xs, xs, bars});
      return found->second({parameters, xs, ys, bars});
    }
  return std::nullopt;
}

} // namespace tradeeon::test
