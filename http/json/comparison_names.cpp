#include "http/json/comparison_names.hpp"

#include "domain/support/similar.hpp"

#include <array>
#include <utility>

namespace tradeeon::json {

namespace {

constexpr std::array<std::pair<std::string_view, comparison>, 19> names{{
  {">", comparison::greater},
  {"<", comparison::less},
  {">=", comparison::greater_equal},
  {"<=", comparison::less_equal},
  {"equals", comparison::equal},
  {"==", comparison::equal},
  {"not_equal", comparison::not_equal},
  {"!=", comparison::not_equal},
  {"crosses_above", comparison::crosses_above},
  {"crosses_below", comparison::crosses_below},
  {"crosses", comparison::crosses},
  {"between", comparison::between},
  {"outside", comparison::outside},
  {"enters", comparison::enters},
  {"exits", comparison::exits},
  {"rising", comparison::rising},
  {"falling", comparison::falling},
  {"moves_up", comparison::moves_up},
  {"moves_down", comparison::moves_down},
}};

} // namespace

comparison comparison_of(fields& from) {
  std::vector<std::string_view> known;
  for (const auto& [name, how] : names)
    known.push_back(name);
  const auto text = from.needed_text("operator", "one of " + joined(known));
  if (!text)
    return comparison::greater;
  for (const auto& [name, how] : names)
    if (name == *text)
      return how;
  const auto meant = most_similar(*text, known);
  auto why = "unknown operator " + quotation(*text);
  if (!meant.empty())
    why.append(", did you mean ").append(meant).append("?");
  from.fail("operator", why + " Use one of " + joined(known));
  return comparison::greater;
}

int direction_of(comparison how) noexcept {
  switch (how) {
  case comparison::greater:
  case comparison::greater_equal:
  case comparison::crosses_above:
    return 1;
  case comparison::less:
  case comparison::less_equal:
  case comparison::crosses_below:
    return -1;
  default:
    return 0;
  }
}

} // namespace tradeeon::json
