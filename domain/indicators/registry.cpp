#include "domain/indicators/registry.hpp"

#include "domain/indicators/atr.hpp"
#include "domain/indicators/averages.hpp"
#include "domain/indicators/bollinger.hpp"
#include "domain/indicators/channels.hpp"
#include "domain/indicators/days.hpp"
#include "domain/indicators/directional.hpp"
#include "domain/indicators/divergence.hpp"
#include "domain/indicators/heikin_ashi.hpp"
#include "domain/indicators/macd.hpp"
#include "domain/indicators/momentum.hpp"
#include "domain/indicators/oscillators.hpp"
#include "domain/indicators/patterns.hpp"
#include "domain/indicators/ranges.hpp"
#include "domain/indicators/reversals.hpp"
#include "domain/indicators/rsi.hpp"
#include "domain/indicators/statistics.hpp"
#include "domain/indicators/volume_flow.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace tradeeon {

namespace {

/// Upper case (ASCII) without spaces: how names are compared.
std::string comparable(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c != ' ')
      result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return result;
}

/// "length from 1 to 5000"
std::string range_of(const parameter_info& parameter) {
  return std::string{parameter.name} + (parameter.whole ? ", a whole number" : "") +
         " from " + format_number(parameter.minimum) + " to " +
         format_number(parameter.maximum);
}

result<void> check_range(const indicator_info& info, const parameter_info& parameter,
                         double value) {
  // Written so that NaN, which compares false, is refused too.
  if (value >= parameter.minimum && value <= parameter.maximum &&
      (!parameter.whole || value == std::floor(value)))
    return {};
  return bad_input(std::string{parameter.name}, std::string{info.name} + " takes " +
                                                  range_of(parameter) + "; got " +
                                                  format_number(value));
}

/// An indicator with parameters `fast` and `slow` needs fast < slow.
result<void> check_relations(const indicator_info& info,
                             const std::vector<double>& values) {
  const double* fast = nullptr;
  const double* slow = nullptr;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (info.parameters[i].name == "fast")
      fast = &values[i];
    if (info.parameters[i].name == "slow")
      slow = &values[i];
  }
  if (fast == nullptr || slow == nullptr || *fast < *slow)
    return {};
  return bad_input("fast", std::string{info.name} +
                             " takes a fast length below the slow " + "one; got fast " +
                             format_number(*fast) + " and slow " + format_number(*slow));
}

problem too_many(const indicator_info& info, std::size_t given) {
  std::string text{info.name};
  text += " takes ";
  text += info.parameters.empty() ? "no parameters" : "at most ";
  if (!info.parameters.empty())
    text += std::to_string(info.parameters.size());
  for (std::size_t i = 0; i < info.parameters.size(); ++i)
    text += (i == 0 ? " (" : "; ") + range_of(info.parameters[i]);
  text += info.parameters.empty() ? "" : ")";
  return bad_input(std::string{info.name}, text + "; got " + std::to_string(given));
}

} // namespace

const std::vector<indicator_info>& all_indicators() {
  static const auto table = [] {
    std::vector<indicator_info> all{
      sma_info(),        ema_info(),         wma_info(),           dema_info(),
      tema_info(),       trima_info(),       hma_info(),           kama_info(),
      zlema_info(),      vwma_info(),        rma_info(),           t3_info(),
      rsi_info(),        stochrsi_info(),    stoch_info(),         stochf_info(),
      macd_info(),       ppo_info(),         apo_info(),           cci_info(),
      cmo_info(),        mfi_info(),         roc_info(),           mom_info(),
      willr_info(),      trix_info(),        ultosc_info(),        ao_info(),
      bop_info(),        dpo_info(),         tsi_info(),           fisher_info(),
      atr_info(),        natr_info(),        trange_info(),        bollinger_info(),
      keltner_info(),    chop_info(),        adx_info(),           adxr_info(),
      dx_info(),         plus_di_info(),     minus_di_info(),      aroon_info(),
      aroonosc_info(),   supertrend_info(),  psar_info(),          ichimoku_info(),
      vortex_info(),     heikin_ashi_info(), obv_info(),           ad_info(),
      adosc_info(),      cmf_info(),         vwap_info(),          rolling_vwap_info(),
      volume_ma_info(),  emv_info(),         nvi_info(),           pvi_info(),
      donchian_info(),   highest_info(),     lowest_info(),        pivots_info(),
      pivots_fib_info(), stddev_info(),      stddev_sample_info(), var_info(),
      zscore_info(),     sum_info(),         linreg_info(),        correl_info(),
      divergence_info(),
    };
    const auto& patterns = candle_patterns();
    all.insert(all.end(), patterns.begin(), patterns.end());
    return all;
  }();
  return table;
}

const indicator_info* find_indicator(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string, const indicator_info*> out;
    for (const auto& info : all_indicators()) {
      out.emplace(comparable(info.name), &info);
      for (const auto alias : info.aliases)
        out.emplace(comparable(alias), &info);
    }
    return out;
  }();
  const auto found = by_name.find(comparable(name));
  return found == by_name.end() ? nullptr : found->second;
}

result<std::vector<double>> complete_parameters(const indicator_info& info,
                                                std::vector<double> given) {
  if (given.size() > info.parameters.size())
    return too_many(info, given.size());
  for (std::size_t i = given.size(); i < info.parameters.size(); ++i)
    given.push_back(info.parameters[i].fallback);
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (auto checked = check_range(info, info.parameters[i], given[i]); !checked)
      return std::move(checked).error();
  }
  if (auto checked = check_relations(info, given); !checked)
    return std::move(checked).error();
  return given;
}

result<std::size_t> find_output(const indicator_info& info, std::string_view name) {
  if (name.empty())
    return std::size_t{0};
  const auto wanted = comparable(name);
  std::string known;
  for (std::size_t i = 0; i < info.outputs.size(); ++i) {
    if (comparable(info.outputs[i]) == wanted)
      return i;
    known += (i == 0 ? "" : ", ") + std::string{info.outputs[i]};
  }
  return bad_input("output", std::string{info.name} + " has no output \"" +
                               std::string{name} + "\"; it has " + known);
}

} // namespace tradeeon
