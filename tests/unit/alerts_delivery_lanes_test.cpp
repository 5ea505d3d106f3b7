#include "actors/delivery_lanes.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

using namespace tradeeon;

namespace {

lane_item item(const std::string& id, const std::string& url) {
  lane_item out;
  out.what.delivery_id = id;
  out.what.url = url;
  return out;
}

} // namespace

TEST_CASE("what shares scheme, host and port shares a lane") {
  const auto origin = delivery_lanes::origin_of;
  CHECK(origin("https://a.example/x") == "https://a.example");
  CHECK(origin("https://a.example") == "https://a.example");
  CHECK(origin("https://a.example?x=/") == "https://a.example");
  CHECK(origin("https://a.example:8443/x#y") == "https://a.example:8443");
  CHECK(origin("https://a.example/http://b") == "https://a.example");
  CHECK(origin("http://a.example/x") != origin("https://a.example/x"));
  CHECK(origin("nonsense") == "nonsense");
}

TEST_CASE("the wait is that of the first in any lane, also of one that is full") {
  delivery_lanes subject{{1, 100}};
  CHECK_FALSE(subject.waiting_since().has_value());
  const auto push = [&](const char* url, time_ms due_at) {
    auto x = item(url, url);
    x.due_at = due_at;
    subject.push(std::move(x));
  };
  push("https://a.example/", 5);
  push("https://a.example/", 7);
  push("https://b.example/", 6);
  CHECK(subject.waiting_since() == 5);
  CHECK(subject.next()->due_at == 5); // in flight: it waits no more
  CHECK(subject.waiting_since() == 6);
  CHECK(subject.next()->due_at == 6);
  CHECK(subject.waiting_since() == 7);
  CHECK_FALSE(subject.next().has_value());
  subject.done("https://a.example/");
  CHECK(subject.next()->due_at == 7);
  CHECK_FALSE(subject.waiting_since().has_value());
}

TEST_CASE("a lane that is full delays only itself") {
  delivery_lanes subject{{2, 100}};
  for (int i = 0; i < 50; ++i)
    subject.push(item("slow" + std::to_string(i), "https://slow.example/x"));
  subject.push(item("quick", "https://quick.example/"));
  std::vector<std::string> out;
  while (auto next = subject.next())
    out.push_back(next->what.delivery_id);
  CHECK(out == std::vector<std::string>{"slow0", "quick", "slow1"});
  subject.done("https://slow.example/other/path");
  CHECK(subject.next()->what.delivery_id == "slow2");
  CHECK_FALSE(subject.next());
  subject.done("https://unknown.example/");
  CHECK(subject.in_flight() == 3);
}

TEST_CASE("lanes that have work are served in turn") {
  delivery_lanes subject{{100, 9}};
  for (int i = 0; i < 10; ++i)
    for (const auto* host : {"a", "b", "c"})
      subject.push(item(host, std::string{"https://"} + host + "/"));
  std::map<std::string, int> sent;
  while (auto next = subject.next())
    ++sent[next->what.delivery_id];
  CHECK(sent["a"] == 3);
  CHECK(sent["b"] == 3);
  CHECK(sent["c"] == 3);
}

TEST_CASE("whatever happens, bounds hold, order within a lane holds, nothing is lost") {
  std::mt19937_64 random{92};
  for (int run = 0; run < 200; ++run) {
    const delivery_lanes::limits most{1 + random() % 4, 1 + random() % 12};
    delivery_lanes subject{most};
    std::map<std::string, std::vector<int>> pushed;
    std::map<std::string, std::vector<int>> sent;
    std::map<std::string, std::size_t> in_flight;
    std::vector<std::string> under_way;
    int next_id = 0;
    const auto send = [&] {
      while (auto x = subject.next()) {
        const auto origin = delivery_lanes::origin_of(x->what.url);
        sent[origin].push_back(std::stoi(x->what.delivery_id));
        REQUIRE(++in_flight[origin] <= most.per_lane);
        under_way.push_back(x->what.url);
        REQUIRE(under_way.size() <= most.total);
      }
      REQUIRE(subject.in_flight() == under_way.size());
      // It stops only where a bound says so, or where nothing waits.
      for (const auto& [origin, all] : pushed)
        REQUIRE((under_way.size() == most.total || in_flight[origin] == most.per_lane ||
                 sent[origin].size() == all.size()));
    };
    const auto finish_one = [&] {
      const auto i = random() % under_way.size();
      const auto url = under_way[i];
      under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(i));
      --in_flight[delivery_lanes::origin_of(url)];
      subject.done(url);
    };
    for (int i = 0; i < 300; ++i) {
      if (random() % 2 == 0) {
        const auto url = "https://h" + std::to_string(random() % 7) + "/p" +
                         std::to_string(random() % 3);
        pushed[delivery_lanes::origin_of(url)].push_back(next_id);
        subject.push(item(std::to_string(next_id++), url));
      } else if (!under_way.empty()) {
        finish_one();
      }
      if (random() % 2 == 0)
        send();
    }
    send();
    while (!under_way.empty()) {
      finish_one();
      send();
    }
    REQUIRE(pushed == sent);
    REQUIRE(subject.in_flight() == 0);
  }
}
