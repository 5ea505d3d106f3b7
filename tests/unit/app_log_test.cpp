#include "actors/journal.hpp"
#include "app/log_limiter.hpp"
#include "app/log_line.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

using namespace tradeeon;

namespace {

/// What journal::write hands to the log, byte for byte.
template <class Write>
std::string payload_of(Write write) {
  std::ostringstream out;
  auto logger = std::make_shared<spdlog::logger>(
    "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::debug);
  auto before = spdlog::default_logger();
  spdlog::set_default_logger(logger);
  write();
  spdlog::set_default_logger(before);
  auto text = out.str();
  if (!text.empty())
    text.pop_back();
  return text;
}

log_line line_of(const std::string& payload) {
  auto line = read_log_line(payload);
  line.at = 1'700'000'000'123;
  line.level = "warn";
  return line;
}

} // namespace

TEST_CASE("a line is one JSON object with its time, level, event, message and fields") {
  const auto payload = payload_of([] {
    journal::warn("delivery.dead", "a webhook is \"given up\"\nfor good",
                  {{"event_id", "a:1"}, {"attempt", 12}, {"seq", std::int64_t{-5}}});
  });
  const auto text = json_of(line_of(payload));
  CHECK(text.find('\n') == std::string::npos);
  const auto x = nlohmann::json::parse(text);
  CHECK(x == nlohmann::json{{"ts", "2023-11-14T22:13:20.123Z"},
                            {"level", "warn"},
                            {"event", "delivery.dead"},
                            {"msg", "a webhook is \"given up\"\nfor good"},
                            {"event_id", "a:1"},
                            {"attempt", 12},
                            {"seq", -5}});
}

TEST_CASE("what fields hold can't forge another line or field") {
  const auto payload = payload_of([] {
    journal::error("x", "m",
                   {{"why", std::string{"a\x1e"
                                        "b\x1fs\n{\"event\":\"y\"}\xff"}}});
  });
  const auto line = line_of(payload);
  REQUIRE(line.fields.size() == 1);
  const auto text = json_of(line);
  CHECK(text.find('\n') == std::string::npos);
  const auto x = nlohmann::json::parse(text);
  CHECK(x["event"] == "x");
  CHECK(x.size() == 5);
  CHECK(text_of(line, false).find('\n') == std::string::npos);
}

TEST_CASE("people read the same line as text") {
  const auto payload = payload_of([] {
    journal::info("actor.restart", "a part went down",
                  {{"name", "router"}, {"why", "it broke"}, {"empty", ""}, {"n", 3}});
  });
  auto line = line_of(payload);
  line.suppressed = 7;
  CHECK(text_of(line, false) ==
        "2023-11-14T22:13:20.123Z warn actor.restart: a part went down name=router "
        "why=\"it broke\" empty=\"\" n=3 suppressed=7");
  CHECK(text_of(line, true).find("\x1b[33mwarn\x1b[0m") != std::string::npos);
}

TEST_CASE("a plain line of a library becomes a message") {
  const std::string plain = "something happened"; // the line looks into it
  const auto line = line_of(plain);
  const auto x = nlohmann::json::parse(json_of(line));
  CHECK(x["event"] == "log");
  CHECK(x["msg"] == "something happened");
}

TEST_CASE("a line below the level costs no fields and goes nowhere") {
  CHECK(payload_of([] {
          CHECK_FALSE(journal::wants(journal::level::trace));
          journal::write(journal::level::trace, "x", "y");
        }).empty());
}

TEST_CASE("an event is limited for itself, and nothing left out is forgotten") {
  log_limiter limiter{3};
  std::uint64_t written = 0;
  std::uint64_t told = 0;
  constexpr int lines = 10'000;
  for (int i = 0; i < lines; ++i)
    if (const auto left_out = limiter.admit("noisy", i)) { // one a millisecond
      ++written;
      told += *left_out;
    }
  CHECK(written == 30); // ten seconds
  CHECK(limiter.admit("quiet", 9'999) == std::uint64_t{0});
  const auto rest = limiter.take_untold();
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].first == "noisy");
  CHECK(written + told + rest[0].second == lines);
  CHECK(limiter.take_untold().empty());
  CHECK(limiter.admit("noisy", 10'000) == std::uint64_t{0});
  CHECK(limiter.admit("noisy", 5'000) == std::uint64_t{0}); // a clock set back
}
