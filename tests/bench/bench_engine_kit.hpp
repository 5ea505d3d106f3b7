// A whole engine in this process, over SQLite in a temporary folder.
#pragma once

#include "app/engine.hpp"
#include "http/clients/webhook_sender.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tradeeon::bench {

/// A folder for the time of its life.
class temporary_folder {
public:
  explicit temporary_folder(const std::string& root);
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
  std::string path_;
};

/// An engine as `tradeeon serve` makes it, without a web server, that has taken
/// `alerts` over from its database.
class running_engine {
public:
  running_engine(const std::string& folder, const std::vector<alert>& alerts);
  ~running_engine();
  running_engine(const running_engine&) = delete;
  running_engine& operator=(const running_engine&) = delete;

  /// Pushes candles in; returns once their effects are durable.
  void push(std::vector<tagged_candle> candles);
  [[nodiscard]] const counters& figures() const { return engine_->figures(); }

private:
  std::unique_ptr<webhook_sender> owned_sender_;
  std::unique_ptr<engine> engine_;
};

/// A closed one-minute candle; the n-th of some past minutes.
[[nodiscard]] tagged_candle minute_candle(const std::string& symbol, std::size_t n,
                                          double close);
/// Open time of that candle.
[[nodiscard]] time_ms minute_of(std::size_t n);

[[nodiscard]] alert bench_alert(std::size_t number, const std::string& symbol,
                                const std::string& expression, fire_mode mode,
                                const std::string& webhook_url = {});

} // namespace tradeeon::bench
