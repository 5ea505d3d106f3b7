// What a handler is given: one request, who sent it, and whom it may ask.
#pragma once

#include "actors/engine_api.hpp"
#include "domain/support/counters.hpp"
#include "http/server/bot_desk.hpp"
#include "http/server/jwt.hpp"
#include "http/server/request_policy.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace httplib {
struct Request;
}

namespace tradeeon::http {

/// The engine's last answer about its parts, and about whether it lives.
template <class Answer>
struct status_memory {
  std::mutex guard; ///< of all that follows; also held while the engine is asked
  time_ms at = 0;   ///< 0: never asked
  Answer answer;
};

/// Shared by all handlers; outlives every call. All of it is thread-safe.
struct services {
  engine_api& engine;
  storage::queries& queries;
  const counters& counts;
  std::function<time_ms()> now;
  std::function<std::string()> metrics_text;
  live_policy policy;
  std::size_t max_streams = 0;
  std::size_t max_candles = 0; ///< in one request
  std::chrono::milliseconds heartbeat{0};
  time_ms started_at = 0;
  bot_desk desk{};
  std::atomic<std::size_t> open_streams{0};
  status_memory<std::vector<part_status>> last_status{};
  status_memory<result<void>> last_pulse{};
};

/// One request on its way through a handler.
struct call {
  services& on;
  const httplib::Request& request;
  std::string_view body;
  const std::vector<std::string>& ids; ///< what the braces in the path matched
  const identity* caller = nullptr;    ///< null: no token, or none that is valid

  /// For routes that need a user, where the server has checked that there is one.
  [[nodiscard]] const std::string& user() const { return caller->user_id; }
  /// A query parameter; empty where it is absent.
  [[nodiscard]] std::string query(const char* name) const;
  [[nodiscard]] bool has_query(const char* name) const;
  /// A header's value; empty where it is absent.
  [[nodiscard]] std::string header(const char* name) const;
  /// A whole number from the query within [least, most]; `fallback` where the
  /// parameter is absent, and a problem at its name for anything else.
  [[nodiscard]] result<std::int64_t> number(const char* name, std::int64_t fallback,
                                            std::int64_t least, std::int64_t most) const;
};

} // namespace tradeeon::http
