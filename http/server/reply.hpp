#pragma once

#include "domain/support/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::http {

/// Where an event stream's handler writes to.
class event_sink {
public:
  event_sink() = default;
  event_sink(const event_sink&) = delete;
  event_sink& operator=(const event_sink&) = delete;
  virtual ~event_sink() = default;

  /// Sends at once. False once the client is gone or too slow.
  virtual bool send(std::string_view text) = 0;
  /// True once the stream should end: the client has left or the server drains.
  [[nodiscard]] virtual bool ended() const = 0;
};

/// A handler's answer.
struct reply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  /// For event streams, instead of a body: called once the header is on its way.
  std::function<void(event_sink&)> stream;
  /// Set where the handler failed; the server makes an error envelope of it.
  std::optional<problem> failure;
};

/// A reply that failed with `what`.
[[nodiscard]] inline reply failed(problem what) {
  reply answer;
  answer.failure = std::move(what);
  return answer;
}

/// A reply with a JSON body.
[[nodiscard]] inline reply answered(std::string body) {
  reply answer;
  answer.body = std::move(body);
  return answer;
}

} // namespace tradeeon::http
