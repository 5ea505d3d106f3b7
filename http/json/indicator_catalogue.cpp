#include "http/json/indicator_catalogue.hpp"

#include "domain/conditions/parser.hpp"
#include "domain/indicators/registry.hpp"
#include "http/json/document.hpp"

namespace tradeeon::json {

namespace {

value object_of(const indicator_info& info) {
  auto parameters = value::array();
  for (const auto& x : info.parameters)
    parameters.push_back({{"name", x.name},
                          {"minimum", x.minimum},
                          {"maximum", x.maximum},
                          {"default", x.fallback},
                          {"whole", x.whole}});
  auto sources = value::array();
  for (const auto x : info.sources)
    sources.push_back(print(price_series(x)));
  const auto defaults = *complete_parameters(info, {});
  auto outputs = value::array();
  for (std::size_t i = 0; i < info.outputs.size(); ++i)
    outputs.push_back(
      {{"name", info.outputs[i]}, {"warm_up", info.warm_up(defaults, i)}});
  value out{{"name", info.name},
            {"category", info.category},
            {"parameters", parameters},
            {"sources", sources},
            {"outputs", outputs},
            {"condition", info.truth},
            {"definition", info.definition}};
  out["aliases"] = info.aliases;
  out["text"] = print(*parse_series(info.name));
  if (info.settles == nullptr)
    out["settles"] = 0;
  else if (const int candles = info.settles(defaults); candles != never_settles)
    out["settles"] = candles;
  else
    out["settles"] = nullptr;
  return out;
}

} // namespace

std::string render_indicators() {
  auto list = value::array();
  for (const auto& info : all_indicators())
    list.push_back(object_of(info));
  return text_of({{"indicators", list}});
}

} // namespace tradeeon::json
