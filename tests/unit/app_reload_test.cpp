#include "app/config_print.hpp"
#include "app/option_table.hpp"
#include "app/reload.hpp"
#include "http/clients/webhook_sender.hpp"
#include "tests/unit/app_support.hpp"

#include <doctest/doctest.h>

using namespace tradeeon;

namespace {

config from_text(const std::string& toml) {
  config_sources from;
  from.file_name = "my.toml";
  from.file_text = toml;
  auto got = load_config(from);
  REQUIRE_MESSAGE(got.ok(), (got ? "" : got.error().text));
  return *std::move(got);
}

/// A server's changing parts, and the file that they are read from.
struct server {
  explicit server(const std::string& toml)
      : file(toml), first(from_text(toml)), changing(first, first.jwt_secret),
        sender(*webhook_sender::make({})),
        reloads(
          first, [this] { return read(); }, changing, *sender, count) {}

  result<config> read() const {
    config_sources from;
    from.file_name = "my.toml";
    from.file_text = file;
    return load_config(from);
  }
  void reload(const std::string& toml) {
    file = toml;
    reloads.run();
  }

  std::string file;
  config first;
  live_settings changing;
  std::unique_ptr<webhook_sender> sender;
  counters count;
  reloader reloads;
};

const std::string secret_line = "jwt_secret = \"0123456789abcdef0123456789abcdef\"\n";

} // namespace

TEST_CASE("a reload takes over what may change and nothing else") {
  server s{secret_line + "rate_limit_per_minute = 10\nhttp_threads = 4\n"};
  s.reload("jwt_secret = \"another secret that is long enough 123\"\n"
           "jwt_previous_secrets = [\"0123456789abcdef0123456789abcdef\"]\n"
           "rate_limit_per_minute = 20\nrate_limit_writes_per_minute = 7\n"
           "max_active_alerts = 3\ncors_origins = [\"https://a.example\"]\n"
           "webhook_max_retries = 2\nallow_private_webhooks = true\ndrain_delay = 2\n"
           "http_threads = 8\nhistory_bars = 100\n");
  const auto policy = s.changing.requests()->get();
  CHECK(policy->jwt_secret.reveal() == "another secret that is long enough 123");
  REQUIRE(policy->previous_jwt_secrets.size() == 1);
  CHECK(policy->reads_per_minute == 20);
  CHECK(policy->writes_per_minute == 7);
  CHECK(policy->max_active_alerts == 3);
  CHECK(policy->cors_origins == std::vector<std::string>{"https://a.example"});
  CHECK(s.changing.limits()->get()->max_active_alerts == 3);
  CHECK(s.changing.limits()->get()->retries.max_attempts == 3);
  CHECK(s.changing.private_webhooks()->load());
  CHECK(s.reloads.now().drain_delay.count() == 2'000);
  CHECK(s.reloads.now().http_threads == 4);
  CHECK(s.reloads.now().history_bars == 5'000);
  CHECK(s.count.config_reloads.get() == 1);
  CHECK(s.count.config_reload_fails.get() == 0);
}

TEST_CASE("a bad configuration changes nothing at all, and is counted") {
  server s{secret_line + "rate_limit_per_minute = 10\n"};
  const auto before = s.changing.requests()->get();
  for (const char* bad : {"rate_limit_per_minute = 20\nmax_active_alerts = 0\n",
                          "rate_limit_per_minute = 20\nlog_level = \"loud\"\n",
                          "rate_limit_per_minute = 20\nno_such = 1\n",
                          "rate_limit_per_minute = 20\n[", "feed = \"replay\"\n"}) {
    CAPTURE(bad);
    s.reload(secret_line + bad);
    CHECK(s.changing.requests()->get() == before); // the very same
    CHECK(s.count.config_reload_fails.get() == 1);
  }
  CHECK(s.count.config_reload_failures.get() == 5);
  s.reload(secret_line + "rate_limit_per_minute = 20\n");
  CHECK(s.changing.requests()->get()->reads_per_minute == 20);
  CHECK(s.count.config_reload_fails.get() == 0);
}

TEST_CASE("the secret of the data directory is read again with the rest") {
  const testing::temporary_directory folder;
  const auto where = "data = \"" + folder.path() + "\"\n";
  server s{where};
  s.reload(where + "max_active_alerts = 5\n");
  const auto made = s.changing.requests()->get()->jwt_secret.reveal();
  CHECK(made.size() == 43);
  CHECK(made + "\n" == testing::text_of(folder.path() + "/jwt.secret"));
}

TEST_CASE("what differs is told by what it takes to change it") {
  const auto a = from_text(secret_line);
  const auto b = from_text("log_level = \"debug\"\nhttp = \"[::1]:1\"\ndata = \"x\"\n");
  const auto changes = compare(a, b);
  CHECK(changes.taken == std::vector<std::string_view>{"log_level", "jwt_secret"});
  CHECK(changes.restart == std::vector<std::string_view>{"data", "http"});
  CHECK(compare(a, a).taken.empty());
  CHECK(compare(taken_over(a, b), b).restart == changes.restart);
  CHECK(compare(taken_over(a, b), b).taken.empty());
}

TEST_CASE("the printed configuration can be read back and says where values come from") {
  config_sources from;
  from.file_name = "my.toml";
  from.file_text = "\nspeed = \"max\"\ncors_origins = [\"https://a.example\", \"*\"]\n"
                   "data = \"a \\\"quoted\\\" \\\\ name\\t\"\nwebhook_timeout = 2.5\n"
                   "jwt_secret = \"0123456789abcdef0123456789abcdef\"\n"
                   "jwt_previous_secrets = [\"fedcba9876543210fedcba9876543210\"]\n";
  from.environment = {{"LOG_LEVEL", "debug"}};
  from.flags = {{"http_threads", "5"}};
  const auto x = *load_config(from);
  const auto text = print_config(x);
  CAPTURE(text);
  CHECK(text.find("0123456789abcdef") == std::string::npos);
  CHECK(text.find("fedcba9876543210") == std::string::npos);
  const auto has = [&](const char* line) {
    CHECK_MESSAGE(text.find(line) != std::string::npos, line);
  };
  has("speed = \"max\" # my.toml line 2, key speed\n");
  has("log_level = \"debug\" # environment LOG_LEVEL\n");
  has("http_threads = 5 # --http-threads\n");
  has("threads = 0 # default\n");
  has("jwt_secret = \"***\" # my.toml line 6, key jwt_secret\n");
  has("jwt_previous_secrets = [\"***\"] # my.toml");
  has("webhook_secret = \"\" # default\n");

  const auto again = from_text(text);
  for (const auto& option : all_options())
    if (!option.confidential)
      CHECK_MESSAGE(option.get(again) == option.get(x), option.name);
}
