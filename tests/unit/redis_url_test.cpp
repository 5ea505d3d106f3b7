// Addresses of a Redis, ids of its streams, and how far a stream may be trimmed.
#include "storage/redis/redis_url.hpp"
#include "storage/redis/stream_id.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::redis;

TEST_CASE("an address is read with its defaults, its user and its password") {
  struct row {
    const char* url;
    const char* at;
    std::uint32_t database;
    const char* user;
    const char* password;
  };
  const row rows[] = {
    {"redis://localhost", "localhost:6379", 0, "", ""},
    {"redis://localhost:6380", "localhost:6380", 0, "", ""},
    {"redis://localhost/", "localhost:6379", 0, "", ""},
    {"redis://redis_1:6379/15", "redis_1:6379", 15, "", ""},
    {"redis://[::1]:7000/2", "[::1]:7000", 2, "", ""},
    {"redis://[2001:db8::1]", "[2001:db8::1]:6379", 0, "", ""},
    {"redis://:secret@10.0.0.1", "10.0.0.1:6379", 0, "", "secret"},
    {"redis://ann:s%40:c%2Fr%25t@h:1/3", "h:1", 3, "ann", "s@:c/r%t"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.url);
    const auto read = parse_redis_url(r.url);
    REQUIRE(read.ok());
    CHECK(to_string(*read) == r.at);
    CHECK(read->database == r.database);
    CHECK(read->user == r.user);
    CHECK(read->password.reveal() == r.password);
  }
}

TEST_CASE("what is no address of a Redis is refused without repeating it") {
  struct row {
    const char* url;
    const char* hint;
  };
  const row rows[] = {
    {"", "redis://["},
    {"localhost:6379", "redis://["},
    {"rediss://:hunter2@h", "no TLS"},
    {"redis://", "a host is needed"},
    {"redis://:hunter2@", "a host is needed"},
    {"redis://a b", "a host is needed"},
    {"redis://h:0", "1 to 65535"},
    {"redis://h:65536", "1 to 65535"},
    {"redis://h:", "1 to 65535"},
    {"redis://::1", "IPv6 addresses in brackets"},
    {"redis://[::1", "not closed"},
    {"redis://[::1]7", "1 to 65535"},
    {"redis://h/one", "database"},
    {"redis://h/-1", "database"},
    {"redis://ann@h", "needs a password"},
    {"redis://:hunter2%4@h", "hex digits"},
    {"redis://:hunter2%zz@h", "hex digits"},
    {"redis://h/0?password=hunter2", "nothing may follow"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.url);
    const auto read = parse_redis_url(r.url);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == problem_code::invalid);
    CHECK_MESSAGE(read.error().text.find(r.hint) != std::string::npos, read.error().text);
    CHECK(read.error().text.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("ids of entries are read back, and nothing else is") {
  for (const bus_place x : {bus_place{0, 0}, bus_place{1'700'000'000'000, 17},
                            bus_place{std::numeric_limits<std::uint64_t>::max(),
                                      std::numeric_limits<std::uint64_t>::max()}}) {
    const auto read = parse_stream_id(to_string(x));
    REQUIRE(read.has_value());
    CHECK(*read == x);
  }
  for (const auto* text : {"", "-", "1", "1-", "-1", "1-2-3", "1-x", "1 -2", "+1-2",
                           "18446744073709551616-0"})
    CHECK_MESSAGE(!parse_stream_id(text).has_value(), text);
  CHECK(bus_place{1, 9} < bus_place{2, 0});
  CHECK(bus_place{2, 1} < bus_place{2, 2});
}

TEST_CASE("trimming stops at the first entry that any group has not acknowledged") {
  const bus_place wanted{5, 100};
  CHECK(trim_limit({}, wanted) == wanted);
  CHECK(trim_limit({{{5, 200}, {}}}, wanted) == wanted);
  CHECK(trim_limit({{{5, 40}, {}}}, wanted) == bus_place{5, 41});
  CHECK(trim_limit({{{5, 200}, bus_place{5, 60}}}, wanted) == bus_place{5, 60});
  CHECK(trim_limit({{{5, 200}, {}}, {{5, 50}, {}}, {{5, 90}, bus_place{4, 7}}}, wanted) ==
        bus_place{4, 7});
  // One that has read nothing keeps everything.
  CHECK(trim_limit({{{0, 0}, {}}}, wanted) == bus_place{0, 1});
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  CHECK(trim_limit({{{4, most}, {}}}, wanted) == bus_place{5, 0});
}
