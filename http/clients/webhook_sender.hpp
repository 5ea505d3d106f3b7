// Sends webhooks over HTTP/1.1 with kept connections, on one thread of its own.
#pragma once

#include "actors/webhook_transport.hpp"
#include "http/clients/idle_pool.hpp"
#include "http/clients/name_resolver.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace tradeeon {

/// How webhooks are sent; the defaults are those of a public deployment.
struct webhook_options {
  /// TRADEEON_ALLOW_PRIVATE_WEBHOOKS: plain http, private and loopback targets.
  bool allow_private = false;
  std::chrono::milliseconds connect_timeout{3'000}; ///< name, TCP and TLS together
  std::chrono::milliseconds total_timeout{10'000};
  /// Once the status is known, so long is waited for the rest of the answer; it
  /// serves only to use the connection again.
  std::chrono::milliseconds drain_timeout{1'000};
  std::size_t most_answer_bytes = 8 * 1024; ///< then the connection is closed
  std::size_t most_in_flight = 1'024;       ///< further ones are answered unreachable
  idle_limits idle;
  std::string ca_file; ///< PEM, trusted beside the system's authorities
  name_lookup lookup = system_lookup;
  /// Not connected to unless `allow_private`, even where they are public.
  std::function<address_list()> own = own_addresses;
};

/// The transport of the dispatcher. A kept connection that fails before the
/// first byte of an answer is replaced once by a fresh one: the receiver tells
/// repetitions by their webhook-id.
class webhook_sender final : public webhook_transport {
public:
  /// Starts the thread. Fails where `ca_file` or the system's authorities can't
  /// be read.
  static result<std::unique_ptr<webhook_sender>> make(webhook_options options);

  /// Stops; never on the sender's own thread.
  ~webhook_sender() override;
  webhook_sender(const webhook_sender&) = delete;
  webhook_sender& operator=(const webhook_sender&) = delete;

  /// Thread-safe, never blocks. `done` runs exactly once on the sender's thread
  /// (after `stop()`: on the caller's); what it throws is dropped.
  void send(webhook_request request, webhook_done done) override;

  /// Sends by other settings from now on, also what is under way; kept connections
  /// are closed, as they may lead to where webhooks may no longer go. Thread-safe.
  void change(std::chrono::milliseconds total_timeout, bool allow_private);

  /// Ends every pending attempt as unreachable, "stopped", and the thread.
  /// Returns after the last `done`; from within a `done` it returns at once.
  void stop();

private:
  class engine;
  explicit webhook_sender(std::unique_ptr<engine> run);
  std::unique_ptr<engine> engine_;
};

} // namespace tradeeon
