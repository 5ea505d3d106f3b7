// How the dispatcher reaches the outside. It owns this interface; http/clients
// implements it and app joins the two.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon {

using webhook_headers = std::vector<std::pair<std::string, std::string>>;

/// One attempt: POST `body` to `url`. The transport adds Host, Content-Length
/// and, where absent, `Content-Type: application/json`.
struct webhook_request {
  std::string url;
  std::string body; ///< the exact bytes that were signed
  webhook_headers headers;
};

/// How an attempt ended, as far as retrying cares.
enum class attempt_class : unsigned char {
  delivered,   ///< a 2xx status
  refused,     ///< any other status; redirects are not followed
  unreachable, ///< no status: name, address, connect, TLS, timeout, blocked, stopped
};

/// The outcome of one attempt.
struct webhook_answer {
  attempt_class outcome = attempt_class::unreachable;
  int status = 0;                   ///< 0 where `outcome` is unreachable
  std::int64_t retry_after_ms = -1; ///< 0..3 600 000; -1: the answer names none
  std::string error;                ///< short, for the owner; no URL, no secret
  std::int64_t elapsed_ms = 0;      ///< from `send` to the answer
};

using webhook_done = std::function<void(webhook_answer)>;

/// Sends webhooks.
class webhook_transport {
public:
  virtual ~webhook_transport() = default;

  /// Starts one attempt; callable from any thread, never blocks, never throws.
  /// `done` runs exactly once, on a thread of the transport's own.
  virtual void send(webhook_request request, webhook_done done) = 0;
};

/// What changes from attempt to attempt, beside the body, in what is signed.
struct webhook_stamp {
  std::string_view delivery_id; ///< the same on every attempt
  std::string_view event_id;
  std::int64_t unix_seconds = 0; ///< the time of this attempt
};

/// Makes the signed headers of one attempt; callable from any thread.
using webhook_sign =
  std::function<webhook_headers(std::string_view body, const webhook_stamp& stamp)>;

} // namespace tradeeon
