#pragma once

#include "actors/bots/bot_client.hpp"
#include "actors/context.hpp"
#include "actors/engine_client.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tradeeon {

/// What an engine is made of. Whoever embeds one fills in `context`: at least
/// `open_store` and `now`; without a transport alerts may not have webhooks.
struct engine_parts {
  engine_context context;
  /// Makes the web server over the engine's APIs; empty: none. Bots are there where
  /// `context.bots.settings_of` is set.
  std::function<std::unique_ptr<web_server>(engine_api&, bot_api&)> make_server;
  /// In a cluster: a folder with ca.pem, node.pem and node.key; empty: no TLS, which is
  /// for loopback only.
  std::string certificates;
  std::size_t threads = 0;             ///< that evaluate; 0: one per core
  std::size_t max_streams = 32;        ///< live streams open at once
  std::size_t stream_capacity = 4'096; ///< events held for one slow stream
};

/// A running engine in this process; the destructor stops it.
class engine {
public:
  /// Starts the actors; they take commands and candles from now on.
  static result<std::unique_ptr<engine>> start(engine_parts parts);
  ~engine();
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  /// Commands and candles; safe from any thread until `stop`.
  [[nodiscard]] engine_client& api() noexcept;
  /// Bots, under the same promises.
  [[nodiscard]] bot_client& bots() noexcept;
  [[nodiscard]] const counters& figures() const noexcept;
  /// Waits until the web server listens and returns its port.
  result<std::uint16_t> wait_for_port();

  /// The port at which other nodes find this store node.
  result<std::uint16_t> cluster_port();

  /// Waits until the engine has given up by itself; false when `time` is over
  /// first. Its reason is in `failure()`.
  [[nodiscard]] bool wait_for_failure(std::chrono::milliseconds time);
  [[nodiscard]] std::string failure() const;

  /// Says that the end is near: feeds hand on no more candles and /readyz answers
  /// 503, while requests are still answered.
  void begin_drain();
  /// Lets requests and webhooks that are under way end (webhooks for 5 s at most)
  /// and commits what has arrived, then ends all actors. What was acknowledged is
  /// durable; the rest is as after a crash.
  void stop();

private:
  struct running;
  explicit engine(std::unique_ptr<running> parts);
  result<void> wait_until_running();
  std::unique_ptr<running> running_;
};

} // namespace tradeeon
