#include "app/commands/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace tradeeon {

progress_bar::progress_bar(bool wanted)
    : enabled_(wanted && ::isatty(STDERR_FILENO) == 1) {}

progress_bar::~progress_bar() {
  hide();
}

void progress_bar::show(double fraction, std::uint64_t bars) {
  constexpr std::uint32_t calls_per_look = 256; // at the clock
  if (!enabled_ || ++calls_ % calls_per_look != 0)
    return;
  const auto now = clock::now();
  constexpr std::chrono::milliseconds pause{100};
  if (now - shown_ < pause)
    return;
  shown_ = now;
  visible_ = true;
  constexpr int width = 40;
  const auto share = std::clamp(fraction, 0.0, 1.0);
  const auto full = static_cast<std::size_t>(share * width);
  const auto seconds = std::chrono::duration<double>(now - started_).count();
  fmt::print(stderr, "\r[{:<{}}] {:3.0f} %  {} bars, {:.0f}/s\x1b[K",
             std::string(full, '#'), width, share * 100, bars,
             static_cast<double>(bars) / seconds);
  std::fflush(stderr);
}

void progress_bar::hide() {
  if (!visible_)
    return;
  visible_ = false;
  fmt::print(stderr, "\r\x1b[K");
}

} // namespace tradeeon
