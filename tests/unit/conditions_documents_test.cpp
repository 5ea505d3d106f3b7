#include "domain/alerts/symbol_engine.hpp"
#include "domain/conditions/question.hpp"
#include "domain/market/random_walk.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace tradeeon;

namespace {

/// The texts in fences that say `condition`.
std::vector<std::string> examples() {
  std::ifstream in{std::string{TRADEEON_DOCUMENTS} + "/conditions.md"};
  REQUIRE(in.is_open());
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);)
    if (line == "```condition") {
      REQUIRE(std::getline(in, line));
      out.push_back(line);
    }
  return out;
}

} // namespace

TEST_CASE("the guide's examples are read, print back and fire on a market") {
  const auto texts = examples();
  CHECK(texts.size() == 16);
  for (const auto& text : texts) {
    CAPTURE(text);
    const home at{"BTCUSDT", timeframe::h1};
    const auto asks = parse_question(text, at);
    REQUIRE(asks);
    const auto again = parse_question(print(*asks, at.base), at);
    REQUIRE(again);
    CHECK(print(*again, at.base) == print(*asks, at.base));

    random_walk_settings settings;
    settings.base = at.base;
    random_walk market{settings};
    settings.symbol = "ETHUSDT";
    settings.seed += 1;
    random_walk other{settings};
    symbol_engine engine{"BTCUSDT", at.base, 6'000};
    alert row;
    row.alert_id = "a";
    row.symbol = "BTCUSDT";
    row.base = at.base;
    row.expression = print(*asks, at.base);
    row.mode = fire_mode::per_edge;
    REQUIRE(engine.put(row));
    std::size_t fired = 0;
    for (int i = 0; i < 20'000 && fired == 0; ++i) {
      engine.offer("ETHUSDT", at.base, **other.next());
      fired += engine.apply(**market.next())->size();
    }
    CHECK(fired > 0);
  }
}
