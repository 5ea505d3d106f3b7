// Every option of tradeeon, with its default and the reason for it.
#pragma once

#include "domain/market/timeframe.hpp"
#include "domain/policies/node_role.hpp"
#include "domain/support/result.hpp"
#include "domain/support/secret.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// Where a server listens or a client connects to.
struct endpoint {
  std::string host; ///< name or address, IPv6 without brackets
  std::uint16_t port = 0;
};

/// "HOST:PORT", IPv6 in brackets.
[[nodiscard]] std::string to_string(const endpoint& at);

/// Where candles come from.
enum class feed_kind : unsigned char {
  demo,   ///< a made-up market
  push,   ///< POST /api/v1/candles
  replay, ///< a CSV file
};

[[nodiscard]] std::string_view to_string(feed_kind feed) noexcept;

/// What the process does, as far as its operator decides it. A name here is the
/// key in the TOML file, `--name-with-dashes` as a flag and TRADEEON_NAME in the
/// environment.
struct config {
  config(); // not inline: g++ 12 warns of made-up uses where it is

  // -- process --------------------------------------------------------------------

  /// Everything the process writes. Relative, so that a first try needs no rights.
  std::string data = "tradeeon-data";
  /// Which parts run here. One process holds all of them.
  std::set<node_role> roles{all_node_roles.begin(), all_node_roles.end()};
  /// Enough to follow what happens, without a line per candle.
  std::string log_level = "info";
  /// auto: text on a terminal, where people read it, and JSON elsewhere, where
  /// machines do.
  std::string log_format = "auto";
  /// How long /readyz says so before the node stops taking requests. Nothing: only
  /// a balancer needs time to notice.
  std::chrono::milliseconds drain_delay{0};
  /// Threads that evaluate. 0: one per core, as evaluation never waits.
  std::uint32_t threads = 0;

  // -- market ---------------------------------------------------------------------

  /// Nothing is made up and nothing is fetched unless asked for.
  feed_kind feed = feed_kind::push;
  /// The file of the feed `replay`.
  std::string candles;
  /// Of the feeds `demo` and `replay`. The pair that everybody knows.
  std::string symbol = "BTCUSDT";
  /// Of the feeds `demo` and `replay`. The shortest: all others are built from it.
  timeframe base = timeframe::m1;
  /// Market time per real time in the feeds `demo` and `replay`; 0: as fast as
  /// possible. 60 shows a one-minute bar every second.
  double speed = 60;
  /// The feed `replay` starts again at the end of its file. Off: a file that ends
  /// has been replayed.
  bool loop = false;
  /// Seed of the feed `demo`. Fixed, so that two first tries look alike.
  std::uint64_t demo_seed = 1;
  /// Closed bars kept per series. As far back as a condition may look.
  std::uint32_t history_bars = 5'000;

  // -- HTTP -----------------------------------------------------------------------

  /// The port that clients know; only this machine, until an operator says more.
  endpoint http{"127.0.0.1", 8'000};
  /// Requests worked on at once. They wait for the store more than they compute,
  /// and a thread exists only while there is work for it.
  std::uint32_t http_threads = 64;
  /// Event streams open at once; each holds a thread of its own.
  std::uint32_t max_streams = 64;
  /// Pages that may call the API: the web client's development addresses.
  std::vector<std::string> cors_origins{"http://localhost:5173", "http://localhost:3000"};
  /// Signs and checks tokens. Empty: the one in the data directory.
  secret jwt_secret;
  /// Check tokens too, until those signed with them have run out.
  std::vector<secret> jwt_previous_secrets;
  /// Per user. Far above what a person with an open page causes; 0: no limit.
  std::uint32_t rate_limit_per_minute = 1'200;
  /// Requests that change something, per user; each costs a commit. 0: no limit.
  std::uint32_t rate_limit_writes_per_minute = 300;

  // -- alerts and webhooks --------------------------------------------------------

  /// Per user. Generous: evaluation is shared, so alerts are cheap.
  std::uint32_t max_active_alerts = 1'000;
  /// Signs webhooks. Empty: the one in the data directory.
  secret webhook_secret;
  /// How long one attempt may take: slow receivers answer within this.
  std::chrono::milliseconds webhook_timeout{10'000};
  /// Attempts after the first: with growing pauses they span about a day.
  std::uint32_t webhook_max_retries = 11;
  /// Webhooks to loopback and private addresses. Off: an alert's owner must not
  /// reach the operator's network.
  bool allow_private_webhooks = false;

  // -- bots -----------------------------------------------------------------------

  /// Per user, running or not. Far more than a person looks after.
  std::uint32_t max_bots = 1'000;
  /// What exchanges accept on each symbol. None: fine steps and a least notional of 5,
  /// which paper trading can live with.
  std::vector<tradeeon::symbol_rules> symbol_rules;

  // -- Redis ----------------------------------------------------------------------

  /// Where triggers are published to besides. Empty: nowhere; nothing needs it.
  secret redis_url;
  /// Triggers that stay on the stream for consumers that are not there yet: some
  /// 20 MB of Redis' memory.
  std::uint32_t redis_stream_keep = 100'000;

  // -- cluster --------------------------------------------------------------------

  /// This node's name; empty: the host's. Leases are held by name.
  std::string node;
  /// Nodes of another name are refused: two clusters on one network don't mix.
  std::string cluster_name = "tradeeon";
  /// Where the store node is found by others. Port 0: not at all, the node is on its own.
  endpoint cluster_listen;
  /// Where the store node is, for nodes without that role.
  endpoint cluster_join;
  /// A folder that `tradeeon certs node` made. Empty: no TLS, on loopback only.
  std::string cluster_tls;

  [[nodiscard]] bool is_clustered() const {
    return cluster_listen.port != 0 || cluster_join.port != 0;
  }
  [[nodiscard]] bool is_store() const { return roles.count(node_role::store) != 0; }

  // -- what loading found ---------------------------------------------------------

  /// Lines for the start-up log: what was accepted but changes nothing. They hold
  /// no values, so no secrets.
  std::vector<std::string> notices;
  /// Where each option's value comes from, by option name: "FILE line N, key KEY",
  /// "environment NAME" or "--flag". Absent: it is the default.
  std::map<std::string, std::string, std::less<>> sources;
};

/// Where settings come from. A flag beats the environment, the environment beats
/// the file, the file beats the defaults.
struct config_sources {
  std::string file_name; ///< how messages call the file
  std::string file_text; ///< TOML; empty: no file
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> flags; ///< by option name ("webhook_timeout")
  /// Settings are also checked against each other, as serving needs them. The
  /// small commands (token, backup) read only some of them.
  bool serving = true;
};

/// The settings that the sources add up to. A problem's place is "FILE line N, KEY",
/// "environment NAME" or "--flag", and its text says what would be accepted.
result<config> load_config(const config_sources& from);

/// Reads the file (where `file_name` is not empty) and then loads.
result<config> load_config_file(config_sources from);

/// Reads "HOST:PORT"; port 0 stands for any free one.
result<endpoint> parse_endpoint(std::string_view text);

} // namespace tradeeon
