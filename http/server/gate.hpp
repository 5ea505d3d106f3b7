// The door of the server: accepts connections and gathers requests, however
// slowly they come, so that no thread ever waits for a client's bytes.
#pragma once

#include "domain/support/result.hpp"
#include "http/server/connection.hpp"
#include "http/server/framing.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace tradeeon::http {

/// Who may wait at the gate, and for how long.
struct gate_limits {
  framing_limits request;
  std::size_t connections = 12'000;
  std::size_t buffered_bytes = 64 * 1024 * 1024; ///< of all unfinished requests
  std::chrono::milliseconds header_time{5'000};
  std::chrono::milliseconds body_time{20'000}; ///< for the whole request
  std::chrono::milliseconds idle_time{75'000}; ///< between requests
};

/// Owns the listening socket and one thread. Connections whose next request is
/// complete go to `on_request`; a worker returns them with `give_back`.
class gate {
public:
  /// Takes the connection and the frame of its first request; false refuses it
  /// (no worker is free), and the pointer must be untouched then.
  using request_handler = std::function<bool(connection_ptr&, const framing&)>;
  /// The bytes that answer a request which is refused before any handler.
  using refusal_text = std::function<std::string(int status, std::string_view reason)>;

  gate(gate_limits limits, request_handler on_request, refusal_text refusal);
  gate(const gate&) = delete;
  gate& operator=(const gate&) = delete;
  ~gate();

  /// Binds (port 0: any), listens, starts the thread and returns the port.
  result<std::uint16_t> open(const std::string& host, std::uint16_t port);
  /// From any thread: the request is answered, the next one may be awaited.
  void give_back(connection_ptr done);
  /// No further connections and no further requests; those waiting are closed.
  void close();
  /// Connections at the gate; those with workers are not counted.
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_count_; }

private:
  using clock = connection::clock;

  void run();
  void accept_all();
  void read_from(int descriptor);
  void admit(int descriptor, std::string peer, int port);
  void take_returned();
  /// Decides on what the connection holds by now; may destroy or hand it on.
  void look_at(int descriptor);
  void refuse(connection& whom, int status, std::string_view reason);
  void forget(int descriptor);
  /// Closes the connection that has been idle longest; false where none is.
  bool evict_idle();
  void sweep();
  void listen_again(bool on);
  void wake() const;

  gate_limits limits_;
  request_handler on_request_;
  refusal_text refusal_;
  int listener_ = -1;
  int epoll_ = -1;
  int wake_ = -1;
  bool accepting_ = false;
  std::atomic<bool> closing_{false};
  std::atomic<std::size_t> waiting_count_{0};
  std::unordered_map<int, connection_ptr> waiting_; ///< by descriptor; gate thread only
  clock::time_point next_sweep_{};
  std::mutex mutex_;
  std::vector<connection_ptr> returned_; ///< guarded by mutex_
  std::thread thread_;
};

} // namespace tradeeon::http
