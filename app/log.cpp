#include "app/log.hpp"

#include "app/log_limiter.hpp"
#include "app/log_line.hpp"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>

namespace tradeeon {

namespace {

constexpr std::uint32_t lines_per_second = 10; // of one event

time_ms to_ms(spdlog::log_clock::time_point at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch())
    .count();
}

/// As the configuration spells them.
std::string_view name_of(spdlog::level::level_enum level) {
  constexpr std::string_view names[] = {"trace", "debug",    "info", "warn",
                                        "error", "critical", "off"};
  return names[static_cast<std::size_t>(level)];
}

class stderr_lines final : public spdlog::sinks::base_sink<std::mutex> {
public:
  stderr_lines(bool json, bool colours) : json_(json), colours_(colours) {}

  void tell_rest() {
    const std::lock_guard guard{mutex_};
    for (const auto& [event, count] : limiter_.take_untold()) {
      log_line line;
      line.at = to_ms(spdlog::log_clock::now());
      line.level = "info";
      line.event = event;
      line.message = "further lines of this event were left out";
      line.suppressed = count;
      put(line);
    }
  }

protected:
  void sink_it_(const spdlog::details::log_msg& entry) override {
    auto line = read_log_line({entry.payload.data(), entry.payload.size()});
    line.at = to_ms(entry.time);
    const auto left_out = limiter_.admit(line.event, line.at);
    if (!left_out)
      return;
    line.level = name_of(entry.level);
    line.suppressed = *left_out;
    put(line);
  }
  void flush_() override { std::fflush(stderr); }

private:
  void put(const log_line& line) {
    const auto text = (json_ ? json_of(line) : text_of(line, colours_)) + "\n";
    std::fwrite(text.data(), 1, text.size(), stderr);
  }

  const bool json_;
  const bool colours_;
  log_limiter limiter_{lines_per_second};
};

} // namespace

void start_log(const std::string& level, const std::string& format) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  const bool json = format == "json" || (format != "text" && !terminal);
  auto logger = std::make_shared<spdlog::logger>(
    "tradeeon", std::make_shared<stderr_lines>(json, terminal));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  change_log_level(level);
}

void change_log_level(const std::string& level) {
  spdlog::default_logger_raw()->set_level(spdlog::level::from_str(level));
}

void finish_log() {
  for (const auto& sink : spdlog::default_logger_raw()->sinks())
    if (auto* lines = dynamic_cast<stderr_lines*>(sink.get()))
      lines->tell_rest();
  spdlog::default_logger_raw()->flush();
}

} // namespace tradeeon
