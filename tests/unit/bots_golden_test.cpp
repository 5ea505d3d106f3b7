// Deals worked out by hand: every order, fill, fee and profit to the last digit. Each
// file of tests/data/golden_deals is a bot, its bars, and below each what it brings.
#include "tests/unit/bots_kit.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

struct step {
  std::size_t line = 0;
  double open = 0, high = 0, low = 0, close = 0;
  std::vector<std::string> said;
  std::vector<std::string> expected;
};

struct golden {
  std::string config;
  std::string money = "10000";
  std::vector<step> steps;
};

golden read_golden(const std::filesystem::path& path) {
  std::ifstream in{path};
  golden out;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line.front() == '#')
      continue;
    std::istringstream words{line};
    std::string first;
    words >> first;
    if (first == "bot") {
      out.config += line.substr(4);
    } else if (first == "money") {
      words >> out.money;
    } else if (first == "bar") {
      step x;
      x.line = number;
      words >> x.open >> x.high >> x.low >> x.close;
      for (std::string word; words >> word;)
        x.said.push_back(word);
      out.steps.push_back(std::move(x));
    } else {
      REQUIRE_MESSAGE(!out.steps.empty(), path.string() << ':' << number);
      out.steps.back().expected.push_back(line.substr(line.find_first_not_of(' ')));
    }
  }
  return out;
}

/// `again`: every bar is followed by a restart.
void play(const std::filesystem::path& path, bool again) {
  const auto file = read_golden(path);
  REQUIRE(!file.steps.empty());
  bot_lab lab{file.config, bot_lab::default_rules(), file.money};
  for (const auto& x : file.steps) {
    lab.bar(x.open, x.high, x.low, x.close, {x.said.begin(), x.said.end()});
    const auto made = lab.effects();
    std::string text;
    for (const auto& line : made)
      text += "\n  " + line;
    CHECK_MESSAGE(made == x.expected, path.filename().string()
                                        << " line " << x.line << " brought" << text);
    if (again)
      lab.restart();
  }
}

} // namespace

TEST_CASE("golden deals: every order, fill and profit to the last digit") {
  std::set<std::filesystem::path> files;
  for (const auto& x :
       std::filesystem::directory_iterator{TRADEEON_TEST_DATA "/golden_deals"})
    files.insert(x.path());
  REQUIRE(files.size() >= 6);
  for (const auto& path : files) {
    play(path, false);
    play(path, true);
  }
}
