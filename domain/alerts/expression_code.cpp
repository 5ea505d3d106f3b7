#include "domain/alerts/expression_code.hpp"

#include <algorithm>

namespace tradeeon {

expression_code::expression_code(const expression& x) {
  std::vector<std::string> texts;
  for (const auto& part : conditions_of(x))
    texts.push_back(canonical_text(part));
  compile(x, texts);
}

void expression_code::compile(const expression& x,
                              const std::vector<std::string>& texts) {
  if (x.what == expression::kind::leaf) {
    const auto at = std::find(texts.begin(), texts.end(), canonical_text(x.leaf));
    steps_.push_back({x.what, static_cast<std::uint32_t>(at - texts.begin())});
    return;
  }
  for (const auto& part : x.parts)
    compile(part, texts);
  steps_.push_back({x.what, static_cast<std::uint32_t>(x.parts.size())});
}

} // namespace tradeeon
