// A receiver of webhooks on an ephemeral loopback port, with manners to choose.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::test {

/// One request as it came in.
struct received_webhook {
  std::string method;
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::size_t connection = 0; ///< 1 for the first accepted
  std::size_t nth = 0;        ///< 1 for the first request of its connection

  /// Value of the header; empty where absent. Names are case-insensitive.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// How one request is met.
struct sink_reply {
  enum class manner : unsigned char {
    answer,  ///< `status`, `headers`, `body`
    hang,    ///< nothing, the connection stays open
    close,   ///< closes without an answer
    reset,   ///< closes with a TCP reset
    raw,     ///< `body` is sent as it stands, the connection stays open
    endless, ///< `body` as it stands, then bytes without end
    drip,    ///< `body` as it stands, then one byte each 10 ms
  };

  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  manner how = manner::answer;
  bool close_after = false; ///< closes after an answer that promised keep-alive
};

struct sink_options {
  std::string certificate_pem; ///< with `key_pem`: speaks TLS
  std::string key_pem;
  bool old_tls = false; ///< nothing newer than TLS 1.1
  bool close_on_accept = false;
  bool keep_requests = true; ///< false: only counts them
};

/// Serves on a thread of its own from construction to destruction. All members
/// may be called from any thread.
class webhook_sink {
public:
  using milliseconds = std::chrono::milliseconds;
  static constexpr milliseconds patience{10'000};

  explicit webhook_sink(sink_options options = {});
  ~webhook_sink();
  webhook_sink(const webhook_sink&) = delete;
  webhook_sink& operator=(const webhook_sink&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// http(s)://127.0.0.1:port + path.
  [[nodiscard]] std::string url(std::string_view path = "/hook") const;

  /// Called on the sink's thread for every request; the default answers 200.
  void set_reply(std::function<sink_reply(const received_webhook&)> reply);

  [[nodiscard]] std::vector<received_webhook> received() const;
  [[nodiscard]] std::size_t count() const;       ///< requests so far
  [[nodiscard]] std::size_t connections() const; ///< accepted so far
  [[nodiscard]] std::size_t open() const;        ///< connections open now

  /// Waits until `n` requests have come; false when `limit` passed before.
  bool wait_for(std::size_t n, milliseconds limit = patience) const;
  /// Waits until `n` connections are open.
  bool wait_open(std::size_t n, milliseconds limit = patience) const;
  /// Waits until `n` connections were accepted.
  bool wait_connections(std::size_t n, milliseconds limit = patience) const;

private:
  struct server;
  std::shared_ptr<server> server_;
};

} // namespace tradeeon::test
