#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace tradeeon::http {

/// One client's socket and what it has sent so far. Owned by whoever serves it
/// at the moment: the gate while bytes are awaited, a worker while answering.
class connection {
public:
  using clock = std::chrono::steady_clock;

  connection(int descriptor, std::string peer_address, int peer_port)
      : peer(std::move(peer_address)), port(peer_port), descriptor_(descriptor) {}
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection(); ///< closes the socket

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  enum class input : unsigned char {
    nothing_left, ///< all that had arrived was taken in
    more,         ///< there may be more to take in at once
    ended,        ///< the client sends no more, or is gone
  };
  /// Takes in what has arrived, at most 64 KiB, without waiting.
  input receive();

  /// Sends everything or returns false: when `time` is over or the client gone.
  /// What was not sent by then is dropped together with the connection.
  bool send(std::string_view bytes, std::chrono::milliseconds time) const;

  /// True where the client has closed its side.
  [[nodiscard]] bool hung_up() const;

  /// Waits until something has arrived or `time` is over.
  [[nodiscard]] bool readable(std::chrono::milliseconds time) const;

  std::string peer; ///< address of the other end as the kernel tells it
  int port = 0;
  std::string in;               ///< bytes not yet handed to a handler
  clock::time_point deadline{}; ///< the gate gives up on it then
  bool begun = false;           ///< the first byte of the next request is here
  bool continued = false;       ///< "100 Continue" was sent for this request
  bool draining = false;        ///< refused: only waiting for the client to notice

private:
  int descriptor_;
};

using connection_ptr = std::unique_ptr<connection>;

} // namespace tradeeon::http
