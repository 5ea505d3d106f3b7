#pragma once

#include "http/clients/connection.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <map>

namespace tradeeon {

/// Bounds of the kept connections.
struct idle_limits {
  std::size_t per_origin = 64;
  std::size_t total = 256;
  std::chrono::milliseconds longest{30'000}; ///< idle time before closing
};

/// Keeps answered connections for the next request to the same origin. Used on
/// the io thread only.
class idle_pool {
public:
  idle_pool(boost::asio::io_context& io, idle_limits limits)
      : limits_(limits), timer_(io) {}

  /// The connection used last that is still healthy, or null.
  [[nodiscard]] std::shared_ptr<connection> take(const std::string& origin);

  /// Keeps `kept` for later, or closes it where a bound is reached.
  void put(const std::string& origin, std::shared_ptr<connection> kept);

  /// Closes all that are kept now.
  void clear();

  /// Closes all; keeps none from now on.
  void stop();

private:
  using clock = std::chrono::steady_clock;
  struct entry {
    std::shared_ptr<connection> kept;
    clock::time_point since;
  };

  void sweep_later();
  void sweep();

  idle_limits limits_;
  boost::asio::steady_timer timer_;
  std::map<std::string, std::deque<entry>> idle_; // oldest first
  std::size_t count_ = 0;
  bool sweeping_ = false;
  bool stopped_ = false;
};

} // namespace tradeeon
