#include "http/json/bot_reader.hpp"
#include "tests/unit/json_bot_kit.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tradeeon;
using namespace tradeeon::test;
using json::parse_bot_edit;

namespace {

bot stored(const ordered& body) {
  auto read = body.contains("bot_type") ? json::parse_bot(body.dump())
                                        : json::parse_dca_bot(body.dump());
  REQUIRE(read.ok());
  auto row = read->row;
  row.bot_id = "b1";
  row.user_id = "ann";
  row.status = bot_status::running;
  row.revision = 4;
  row.run = 2;
  row.created_at = 1'700'000'000'000;
  return row;
}

json::bot_edit edit(const bot& row, const ordered& patch) {
  auto x = parse_bot_edit(row, patch.dump());
  if (!x)
    FAIL(x.error().place << ": " << x.error().text);
  return *std::move(x);
}

std::string refused_at(const bot& row, const ordered& patch) {
  const auto x = parse_bot_edit(row, patch.dump());
  return x ? "" : x.error().place;
}

} // namespace

TEST_CASE("an edit replaces what it names and keeps the rest") {
  const auto row = stored(full_dca());
  const auto x = edit(row, {{"baseOrderSize", 70}, {"name", "New"}});
  CHECK(x.now.row.name == "New");
  CHECK(x.now.row.bot_id == "b1");
  CHECK(x.now.row.status == bot_status::running);
  CHECK(x.now.row.revision == 4);
  CHECK(x.now.row.run == 2);
  CHECK_FALSE(x.to_open_deals);
  const auto& plan = std::get<dca_settings>(x.now.settings.plan);
  CHECK(plan.base.value == 70);
  CHECK(plan.rule.threshold == 5);
  const auto document = ordered::parse(x.now.row.document);
  CHECK_FALSE(document.contains("botName"));
  CHECK(document["name"] == "New");
  CHECK(document["dcaRules"] == full_dca()["dcaRules"]);
  CHECK(json::settings_of(x.now.row).ok());
}

TEST_CASE("null leaves a field as it is, and an empty patch leaves all") {
  const auto row = stored(full_dca());
  CHECK(edit(row, ordered::object()).now.row.name == "Full");
  CHECK(edit(row, {{"baseOrderSize", nullptr}}).now.row.symbols == row.symbols);
}

TEST_CASE("an edit may be for the open deals as well") {
  const auto row = stored(small_dca());
  CHECK(edit(row, {{"apply_to_open_deals", true}}).to_open_deals);
  CHECK(refused_at(row, {{"apply_to_open_deals", "yes"}}) == "apply_to_open_deals");
}

TEST_CASE("a row may be sent back as it was shown") {
  auto several = with(small_dca(), "/selectedPairs", {"ETH/USDT", "BTC/USDT"});
  several["botType"] = "multi";
  const auto row = stored(several);
  const ordered shown{{"bot_id", "b1"},
                      {"user_id", "ann"},
                      {"name", row.name},
                      {"bot_type", "dca"},
                      {"status", "running"},
                      {"symbol", "ETHUSDT"},
                      {"pair", "ETH/USDT"},
                      {"exchange", "paper"},
                      {"interval", "1m"},
                      {"config", several},
                      {"revision", 4},
                      {"pnl_24h", 1.5},
                      {"created_at", "2023-11-14T22:13:20.000Z"}};
  const auto x = edit(row, shown);
  CHECK(x.now.row.symbols == row.symbols);
  CHECK(ordered::parse(x.now.row.document)["selectedPairs"] == several["selectedPairs"]);
  auto changed = shown;
  changed["config"]["baseOrderSize"] = 99;
  CHECK(std::get<dca_settings>(edit(row, changed).now.settings.plan).base.value == 99);
}

TEST_CASE("what only the server sets can't be changed") {
  const auto row = stored(small_dca());
  CHECK(refused_at(row, {{"bot_id", "b2"}}) == "bot_id");
  CHECK(refused_at(row, {{"user_id", "bob"}}) == "user_id");
  CHECK(refused_at(row, {{"bot_type", "grid"}}) == "bot_type");
  CHECK(refused_at(row, {{"status", "stopped"}}) == "status");
  CHECK(refused_at(row, {{"surprise", 1}}) == "surprise");
  const auto older = parse_bot_edit(row, R"({"revision":3})");
  REQUIRE_FALSE(older.ok());
  CHECK(older.error().code == problem_code::conflict);
  CHECK(older.error().place == "revision");
}

TEST_CASE("the pair and the list of pairs replace each other") {
  const auto row = stored(full_dca());
  CHECK(edit(row, {{"pair", "ETH/USDT"}}).now.row.symbols ==
        std::vector<std::string>{"ETHUSDT"});
  const auto list = edit(row, {{"selectedPairs", {"SOL/USDT"}}});
  CHECK(list.now.row.symbols == std::vector<std::string>{"SOLUSDT"});
  CHECK(list.now.row.pair == "SOL/USDT");
}

TEST_CASE("edits of all types of bots are read as their type") {
  CHECK(
    std::get<grid_settings>(edit(stored(small_grid()), {{"levels", 9}}).now.settings.plan)
      .levels == 9);
  CHECK(refused_at(stored(small_trend()), {{"levels", 9}}) == "levels");
  CHECK(std::get<signal_settings>(
          edit(stored(small_signal()), {{"maxEntries", 4}}).now.settings.plan)
          .max_entries == 4);
}
