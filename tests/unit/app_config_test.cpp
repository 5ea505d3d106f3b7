#include "app/config.hpp"
#include "app/option_table.hpp"
#include "tests/unit/app_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tradeeon;

namespace {

config_sources file(std::string text) {
  config_sources from;
  from.file_name = "my.toml";
  from.file_text = std::move(text);
  return from;
}

config_sources environment(std::map<std::string, std::string> variables) {
  config_sources from;
  from.environment = std::move(variables);
  return from;
}

config loaded(const config_sources& from) {
  auto got = load_config(from);
  REQUIRE_MESSAGE(got.ok(), (got ? "" : got.error().place + ": " + got.error().text));
  return *std::move(got);
}

problem refusal_of(const config_sources& from) {
  auto got = load_config(from);
  REQUIRE_FALSE(got.ok());
  CHECK(got.error().code == problem_code::invalid);
  return got.error();
}

const option_info& option(std::string_view name) {
  const auto& all = all_options();
  const auto found =
    std::find_if(all.begin(), all.end(), [&](const auto& x) { return x.name == name; });
  REQUIRE(found != all.end());
  return *found;
}

} // namespace

TEST_CASE("without any source every option has its default") {
  const auto x = loaded({});
  const config defaults;
  for (const auto& o : all_options())
    CHECK_MESSAGE(o.get(x) == o.get(defaults), o.name);
  CHECK(x.notices.empty());
  CHECK(to_string(x.http) == "127.0.0.1:8000");
  CHECK(x.feed == feed_kind::push);
  CHECK(x.history_bars == 5'000);
  CHECK_FALSE(x.allow_private_webhooks);
}

TEST_CASE("the documented file names every option, each with its default") {
  const auto text = testing::text_of(TRADEEON_SOURCE_DIR "/configs/tradeeon.toml");
  REQUIRE_FALSE(text.empty());
  const auto x = loaded(file(text));
  const config defaults;
  for (const auto& o : all_options()) {
    CHECK_MESSAGE(o.get(x) == o.get(defaults), o.name);
    CHECK_MESSAGE(("\n" + text).find("\n" + std::string{o.name} + " = ") !=
                    std::string::npos,
                  o.name);
  }
}

TEST_CASE("each option can be set by file, environment and flag, in rising order") {
  struct row {
    const char* name;
    const char* toml;
    const char* in_file;
    const char* in_environment;
    const char* in_flag;
  };
  const row rows[] = {
    {"data", "\"a\"", "a", "b", "c"},
    {"log_level", "\"debug\"", "debug", "warn", "error"},
    {"log_format", "\"json\"", "json", "text", "auto"},
    {"drain_delay", "2.5", "2.5", "0", "60"},
    {"threads", "1", "1", "2", "3"},
    {"feed", "\"demo\"", "demo", "push", "demo"},
    {"candles", "\"x.csv\"", "x.csv", "y.csv", "z.csv"},
    {"symbol", "\"eth/usdt\"", "ETHUSDT", "SOLUSDT", "KRAKEN:ADAUSD"},
    {"timeframe", "\"5m\"", "5m", "1M", "1h"},
    {"speed", "1.5", "1.5", "max", "20"},
    {"loop", "true", "true", "false", "true"},
    {"demo_seed", "7", "7", "8", "9"},
    {"history_bars", "100", "100", "1000000", "6000"},
    {"http", "\"0.0.0.0:1\"", "0.0.0.0:1", "[::1]:65535", "localhost:0"},
    {"http_threads", "2", "2", "256", "5"},
    {"max_streams", "0", "0", "1000", "5"},
    {"cors_origins", "[\"https://a.b\"]", "https://a.b", "http://c:1,*", "*"},
    {"rate_limit_per_minute", "0", "0", "1000000", "5"},
    {"rate_limit_writes_per_minute", "0", "0", "1000000", "5"},
    {"max_active_alerts", "1", "1", "1000000", "5"},
    {"webhook_timeout", "0.1", "0.1", "120", "2.5"},
    {"webhook_max_retries", "0", "0", "100", "5"},
    {"allow_private_webhooks", "true", "true", "false", "true"},
    {"max_bots", "1", "1", "1000000", "5"},
    {"symbol_rules", "[\"btc/usdt tick=0.01 lot=0.001\"]",
     "BTCUSDT tick=0.01 lot=0.001 min_quantity=0 max_quantity=0 min_notional=5 "
     "base=BTC quote=USDT",
     "X tick=1 lot=1 min_quantity=2 max_quantity=3 min_notional=0 base=X quote=EUR",
     "A tick=1 lot=1 min_quantity=0 max_quantity=0 min_notional=5 base=A quote=B,"
     "C tick=2 lot=1 min_quantity=0 max_quantity=0 min_notional=5 base=C quote=B"},
    {"redis_stream_keep", "1", "1", "10000000", "500"},
    {"node", "\"n1\"", "n1", "n2", "n3"},
    {"cluster_name", "\"c1\"", "c1", "c2", "c3"},
    {"cluster_listen", "\"127.0.0.1:1\"", "127.0.0.1:1", "[::1]:65535", "localhost:7600"},
    {"cluster_tls", "\"a\"", "a", "b", "c"},
  };
  std::size_t seen = 0;
  for (const auto& r : rows) {
    CAPTURE(r.name);
    const auto& o = option(r.name);
    ++seen;
    auto from = file(std::string{r.name} + " = " + r.toml);
    CHECK(o.get(loaded(from)) == r.in_file);
    from.environment[o.variable()] = r.in_environment;
    CHECK(o.get(loaded(from)) == r.in_environment);
    from.flags[r.name] = r.in_flag;
    CHECK(o.get(loaded(from)) == r.in_flag);
  }
  // Left out: roles and cluster_join stand with others, and the secrets are below.
  CHECK(seen + 6 == all_options().size());
}

TEST_CASE("the address of a Redis is a secret, checked at once and never repeated") {
  const auto& o = option("redis_url");
  CHECK(o.confidential);
  CHECK(loaded(environment({{"REDIS_URL", ""}})).redis_url.empty());
  auto from = file("redis_url = \"redis://:hunter2@h:1\"");
  CHECK(o.get(loaded(from)) == "redis://:hunter2@h:1");
  from.environment["REDIS_URL"] = "redis://elsewhere";
  CHECK(o.get(loaded(from)) == "redis://elsewhere");
  for (const auto* url : {"hunter2", "rediss://:hunter2@h", "redis://:hunter2@h:x"}) {
    const auto wrong = refusal_of(environment({{"REDIS_URL", url}}));
    CHECK(wrong.place == "environment REDIS_URL");
    CHECK(wrong.text.find("redis://[") != std::string::npos);
    CHECK(wrong.text.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("secrets come from file and environment, have no flag and are never shown") {
  for (const auto* name : {"jwt_secret", "webhook_secret"}) {
    const auto& o = option(name);
    CHECK(o.confidential);
    auto from = file(std::string{name} + " = \"from the file, thirty-two bytes long\"");
    CHECK(o.get(loaded(from)) == "from the file, thirty-two bytes long");
    from.environment[o.variable()] = "from the environment, also thirty-two";
    CHECK(o.get(loaded(from)) == "from the environment, also thirty-two");
    const auto wrong = refusal_of(file(std::string{name} + " = 123456789"));
    CHECK(wrong.text.find("123456789") == std::string::npos);
    const auto huge = refusal_of(environment({{o.variable(), std::string(2'000, 's')}}));
    CHECK(huge.text.find("sss") == std::string::npos);
  }
}

TEST_CASE("the environment of the earlier deployment keeps working") {
  struct row {
    const char* variable;
    const char* option;
    const char* value;
    const char* meaning;
  };
  const row rows[] = {
    {"SUPABASE_JWT_SECRET", "jwt_secret", "0123456789abcdef0123456789abcdef",
     "0123456789abcdef0123456789abcdef"},
    {"CORS_ORIGINS", "cors_origins", "https://a.example, https://b.example/",
     "https://a.example,https://b.example"},
    {"MAX_ACTIVE_ALERTS", "max_active_alerts", "50", "50"},
    {"RATE_LIMIT_PER_MINUTE", "rate_limit_per_minute", "60", "60"},
    {"RATE_LIMIT_WRITES_PER_MINUTE", "rate_limit_writes_per_minute", "10", "10"},
    {"WEBHOOK_SECRET", "webhook_secret", "whsec_abc", "whsec_abc"},
    {"REDIS_URL", "redis_url", "redis://redis:6379", "redis://redis:6379"},
    {"WEBHOOK_TIMEOUT", "webhook_timeout", "5", "5"},
    {"WEBHOOK_MAX_RETRIES", "webhook_max_retries", "3", "3"},
    {"LOG_LEVEL", "log_level", "WARNING", "warn"},
    {"TRADEEON_ALLOW_PRIVATE_WEBHOOKS", "allow_private_webhooks", "True", "true"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.variable);
    const auto x = loaded(environment({{r.variable, r.value}}));
    CHECK(option(r.option).get(x) == r.meaning);
    CHECK(x.notices.empty());
  }
}

TEST_CASE("variables that have lost their meaning are accepted and said to do nothing") {
  const char* names[] = {
    "EVALUATOR_INTERVAL_SECONDS",  "EVALUATOR_TIMEFRAMES", "ALERT_RUNNER_POLL_MS",
    "ALERT_MAX_ALERTS_PER_SYMBOL", "ENCRYPTION_KEY",       "SUPABASE_URL",
    "SUPABASE_SERVICE_ROLE_KEY"};
  for (const auto* name : names) {
    const auto x = loaded(environment({{name, "hunter2"}}));
    REQUIRE_MESSAGE(x.notices.size() == 1, name);
    CHECK(x.notices[0].find(name) == 0);
    CHECK(x.notices[0].find("hunter2") == std::string::npos);
  }
}

TEST_CASE("an empty variable counts as unset, and a misspelt one is named") {
  CHECK(loaded(environment({{"TRADEEON_HTTP", ""}, {"LOG_LEVEL", ""}})).notices.empty());
  const auto x = loaded(environment({{"TRADEEON_HTPT", "1"}, {"PATH", "/bin"}}));
  REQUIRE(x.notices.size() == 1);
  CHECK(x.notices[0].find("TRADEEON_HTPT") == 0);
}

TEST_CASE("our own name for a variable beats the one from before") {
  const auto x =
    loaded(environment({{"LOG_LEVEL", "error"}, {"TRADEEON_LOG_LEVEL", "debug"}}));
  CHECK(x.log_level == "debug");
}

TEST_CASE("a bad file is refused with line, key and what would be accepted") {
  struct row {
    const char* toml;
    const char* place;
    const char* hint;
  };
  const row rows[] = {
    {"\n\nhtpt = \"x\"", "my.toml line 3, key htpt", "is http meant?"},
    {"[a.b]\nc = 1", "my.toml line 1, key a.b.c", "no such option"},
    {"[http]\nport = 1", "my.toml line 1, key http", "a text in quotes"},
    {"http = 8000", "my.toml line 1, key http", "a text in quotes"},
    {"http = \"8000\"", "my.toml line 1, key http", "HOST:PORT"},
    {"http = \":8000\"", "my.toml line 1, key http", "HOST:PORT"},
    {"http = \"a:65536\"", "my.toml line 1, key http", "65535"},
    {"http = \"a b:1\"", "my.toml line 1, key http", "HOST:PORT"},
    {"http = \"::1:80\"", "my.toml line 1, key http", "[::1]:8000"},
    {"threads = -1", "my.toml line 1, key threads", "from 0 to 256"},
    {"threads = 257", "my.toml line 1, key threads", "from 0 to 256"},
    {"threads = 1.5", "my.toml line 1, key threads", "whole number"},
    {"threads = \"4\"", "my.toml line 1, key threads", "a number is needed"},
    {"history_bars = 99", "my.toml line 1, key history_bars", "from 100 to 1000000"},
    {"http_threads = 1", "my.toml line 1, key http_threads", "from 2 to 256"},
    {"webhook_timeout = 0", "my.toml line 1, key webhook_timeout", "0.1 to 120 seconds"},
    {"webhook_timeout = nan", "my.toml line 1, key webhook_timeout", "0.1 to 120"},
    {"webhook_timeout = inf", "my.toml line 1, key webhook_timeout", "0.1 to 120"},
    {"speed = 0", "my.toml line 1, key speed", "or max"},
    {"speed = \"fast\"", "my.toml line 1, key speed", "or max"},
    {"speed = true", "my.toml line 1, key speed", "or \"max\""},
    {"loop = \"yes\"", "my.toml line 1, key loop", "true or false"},
    {"roles = \"all\"", "my.toml line 1, key roles", "a list of texts"},
    {"roles = []", "my.toml line 1, key roles", "at least one role"},
    {"roles = [\"evaluators\"]", "my.toml line 1, key roles", "is evaluator meant?"},
    {"roles = [\"x\"]", "my.toml line 1, key roles", "use all, or some of store"},
    {"cluster_listen = \"a:0\"", "my.toml line 1, key cluster_listen", "from 1 to 65535"},
    {"node = \"a b\"", "my.toml line 1, key node", "without blanks"},
    {"roles = [1]", "my.toml line 1, key roles", "a list of texts"},
    {"feed = \"binance\"", "my.toml line 1, key feed", "not part of this version"},
    {"feed = \"nothing\"", "my.toml line 1, key feed", "demo, push, replay"},
    {"symbol = \"\"", "my.toml line 1, key symbol", "such as BTCUSDT"},
    {"timeframe = \"7m\"", "my.toml line 1, key timeframe", "15m"},
    {"data = \"\"", "my.toml line 1, key data", "a directory is needed"},
    {"log_level = \"loud\"", "my.toml line 1, key log_level", "debug"},
    {"cors_origins = [\"a.example\"]", "my.toml line 1, key cors_origins", "https://"},
    {"log_format = \"xml\"", "my.toml line 1, key log_format", "auto, text, json"},
    {"drain_delay = 61", "my.toml line 1, key drain_delay", "0 to 60 seconds"},
    {"jwt_previous_secrets = \"x\"", "my.toml line 1, key jwt_previous_secrets",
     "a list of texts"},
    {"cors_origins = [\"https://a/b\"]", "my.toml line 1, key cors_origins", "https://"},
    {"max_active_alerts = 0", "my.toml line 1, key max_active_alerts", "from 1"},
    {"demo_seed = -5", "my.toml line 1, key demo_seed", "from 0"},
    {"loop = true\nloop = false", "my.toml line 2 column", "not TOML"},
    {"data = ", "my.toml line 1 column", "not TOML"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.toml);
    const auto what = refusal_of(file(r.toml));
    CHECK_MESSAGE(what.place.rfind(r.place, 0) == 0, what.place);
    CHECK_MESSAGE(what.text.find(r.hint) != std::string::npos, what.text);
  }
}

TEST_CASE("a bad variable or flag is refused under its own name") {
  CHECK(refusal_of(environment({{"TRADEEON_THREADS", "many"}})).place ==
        "environment TRADEEON_THREADS");
  CHECK(refusal_of(environment({{"LOG_LEVEL", "loud"}})).place ==
        "environment LOG_LEVEL");
  config_sources from;
  from.flags["webhook_timeout"] = "soon";
  CHECK(refusal_of(from).place == "--webhook-timeout");
}

TEST_CASE("the feed replay needs its file, symbol and timeframe to be named") {
  config_sources from;
  from.flags["feed"] = "replay";
  CHECK(refusal_of(from).place == "--candles");
  from.flags["candles"] = "x.csv";
  CHECK(refusal_of(from).place == "--symbol");
  from.environment["TRADEEON_SYMBOL"] = "BTCUSDT";
  CHECK(refusal_of(from).place == "--timeframe");
  from.flags["timeframe"] = "5m";
  CHECK(loaded(from).candles == "x.csv");
  from.flags["loop"] = "true";
  from.flags["speed"] = "max";
  CHECK(refusal_of(from).place == "--loop");
  from.serving = false; // the small commands don't mind
  CHECK(loaded(from).loop);
}

TEST_CASE("what changes nothing and what is weak is said at start") {
  config_sources from;
  from.flags["candles"] = "x.csv";
  from.environment["SUPABASE_JWT_SECRET"] = "short";
  const auto x = loaded(from);
  REQUIRE(x.notices.size() == 2);
  CHECK(x.notices[0].find("candles") == 0);
  CHECK(x.notices[1].find("32 bytes") != std::string::npos);
}

TEST_CASE("a configuration file that can't be read is a problem at its name") {
  const testing::temporary_directory folder;
  for (const auto& name : {folder.path() + "/none.toml", folder.path()}) {
    config_sources from;
    from.file_name = name;
    const auto got = load_config_file(from);
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().code == problem_code::invalid);
    CHECK(got.error().place == name);
  }
  config_sources from;
  from.file_name = folder.file("good.toml", "threads = 3\n");
  const auto got = load_config_file(from);
  REQUIRE(got.ok());
  CHECK(got->threads == 3);
}

TEST_CASE("roles and a cluster's addresses make sense together, or are refused") {
  struct row {
    std::map<std::string, std::string> flags;
    const char* place;
    const char* text;
  };
  const std::string here = "127.0.0.1:7600";
  const row rows[] = {
    {{{"roles", "api"}}, "--roles", "it needs the role store"},
    {{{"roles", "store,api"}}, "--roles", "nobody would do the work of evaluator"},
    {{{"roles", "store,api,evaluator,alerts"}}, "--roles", "the work of notifier"},
    {{{"roles", "evaluator"}}, "--cluster-join", "HOST:PORT of the store node"},
    {{{"roles", "evaluator"}, {"cluster_join", here}, {"cluster_listen", here}},
     "--cluster-listen",
     "only a node with the role store"},
    {{{"roles", "all"}, {"cluster_join", here}}, "--cluster-join", "cluster_listen"},
    {{{"roles", "notifier"}, {"cluster_join", here}},
     "environment WEBHOOK_SECRET",
     "set it here"},
    {{{"cluster_listen", "0.0.0.0:7600"}}, "--cluster-listen", "speak TLS"},
    {{{"roles", "evaluator"}, {"cluster_join", "store:7600"}},
     "--cluster-join",
     "speak TLS"},
  };
  for (const auto& r : rows) {
    config_sources from;
    from.flags = r.flags;
    const auto why = refusal_of(from);
    CHECK(why.place == r.place);
    CHECK_MESSAGE(why.text.find(r.text) != std::string::npos, why.text);
  }
  const std::map<std::string, std::string> fine[] = {
    {{"roles", "all"}},
    {{"roles", "store,api"}, {"cluster_listen", here}},
    {{"roles", "all"}, {"cluster_listen", "0.0.0.0:7600"}, {"cluster_tls", "certs"}},
    {{"roles", "evaluator,alerts"}, {"cluster_join", "localhost:7600"}},
    {{"roles", "notifier"}, {"cluster_join", "store:7600"}, {"cluster_tls", "certs"}},
  };
  for (const auto& flags : fine) {
    config_sources from;
    from.flags = flags;
    CHECK(load_config(from).ok());
  }
}

TEST_CASE("the services before tradeeon are roles by their old names") {
  config_sources from;
  from.flags = {{"roles", "condition-evaluator,alert-runner,bot-notifier"},
                {"cluster_join", "127.0.0.1:7600"},
                {"cluster_tls", "certs"}};
  CHECK(option("roles").get(loaded(from)) == "evaluator,alerts,notifier");
  from.flags = {{"roles", "backend"}, {"cluster_listen", "127.0.0.1:7600"}};
  CHECK(option("roles").get(loaded(from)) == "store,api");
}
