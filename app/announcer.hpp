#pragma once

#include "actors/engine_api.hpp"

#include <memory>
#include <string>
#include <thread>

namespace tradeeon {

/// Prints one user's triggers to standard output as they happen, a line each;
/// for the demo. Owns a thread until it is destroyed.
class announcer {
public:
  announcer(engine_api& api, const std::string& user);
  ~announcer();
  announcer(const announcer&) = delete;
  announcer& operator=(const announcer&) = delete;

private:
  void run();
  engine_api& api_;
  std::shared_ptr<event_queue> queue_;
  std::thread thread_;
};

} // namespace tradeeon
