#pragma once

#include "actors/engine_api.hpp"
#include "actors/web_front.hpp"
#include "domain/support/counters.hpp"
#include "http/server/bot_desk.hpp"
#include "http/server/gate.hpp"
#include "http/server/request_policy.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon::http {

/// The web server: the contract's routes over an engine and its store.
///
/// A gate thread gathers requests, a crew of threads answers them. Streams hold
/// a thread each, of which there are `streams` over and above those for requests.
class http_server final : public web_server {
public:
  struct options : request_policy {
    /// Read anew for each request, so that it may change while the server runs.
    /// Null: what stands above holds for good.
    live_policy policy;
    std::string host = "127.0.0.1";
    std::uint16_t port = 8000;          ///< 0: any free one
    std::size_t limiter_keys = 100'000; ///< how many users and addresses are remembered
    std::size_t max_candles = 10'000;   ///< in one request
    /// The node has no database: health and figures only.
    bool without_store = false;
    std::size_t request_threads = 128;
    std::size_t waiting_requests = 256; ///< when all threads are busy; more get 503
    std::size_t streams = 64;
    std::chrono::milliseconds heartbeat{15'000};  ///< of quiet event streams
    std::chrono::milliseconds write_time{10'000}; ///< for 64 KiB to leave
    gate_limits gate;
    bot_desk bots;
    std::function<time_ms()> now; ///< must be set
  };

  /// All three outlive the server and are used from many threads.
  http_server(options how, engine_api& engine, storage::queries& queries,
              const counters& counts);
  ~http_server() override;

  result<std::uint16_t> start() override;
  void drain() override;
  void stop() override;

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace tradeeon::http
