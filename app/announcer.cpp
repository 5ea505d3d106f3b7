#include "app/announcer.hpp"

#include "http/json/time_text.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>

namespace tradeeon {

namespace {

std::string line_of(const trigger& x) {
  std::string why;
  for (const auto& part : x.why.parts)
    why += fmt::format("{}{} ({:.6g}, {:.6g})", why.empty() ? "" : "; ", part.text,
                       part.left, part.right);
  return fmt::format("{}  {} fired on {} {} at {:.10g}: {}", json::iso_time(x.bar_time),
                     x.subject, x.symbol, to_string(x.base), x.price, why);
}

} // namespace

announcer::announcer(engine_api& api, const std::string& user) : api_(api) {
  auto opened = api.open_stream({user, {}});
  if (!opened)
    return; // every stream is taken: the demo goes on silently
  queue_ = *opened;
  thread_ = std::thread{[this] { run(); }};
}

announcer::~announcer() {
  if (!queue_)
    return;
  queue_->close();
  thread_.join();
  api_.close_stream(queue_);
}

void announcer::run() {
  using namespace std::chrono_literals;
  while (true) {
    const auto event = queue_->pop(1h);
    if (!event && queue_->closed())
      return;
    if (event && event->what == live_event::kind::trigger) {
      fmt::print("{}\n", line_of(event->fact));
      std::fflush(stdout);
    }
  }
}

} // namespace tradeeon
