#pragma once

#include "actors/batches.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace tradeeon {

/// What one symbol still has to take in, and how it goes about it: one batch at
/// a time, so that a failed one can be sent again without overtaking the next.
/// A batch that crashed its evaluator comes again candle by candle; a candle
/// that crashes it twice is marked for quarantine. Holds the only promise to
/// retry, so nothing is lost with an actor that dies. Pure; time is not its
/// business.
class candle_queue {
public:
  /// Candles of one ingest request, oldest first.
  struct part {
    std::uint64_t request = 0;
    timeframe base = timeframe::m1;
    time_ms received_at = 0;
    std::vector<candle> candles;
    std::vector<std::uint32_t> indices;
    std::size_t done = 0; ///< how many are finished
  };

  explicit candle_queue(std::string symbol) : symbol_(std::move(symbol)) {}

  /// Appends a part. Where both it and the newest waiting part are a single
  /// forming candle of the same bar, the older one has nothing more to say: it
  /// is dropped, and its request is returned.
  std::optional<std::uint64_t> push(part x);

  /// The next batch to send; nothing while one is under way or none is waiting.
  std::optional<candle_batch> next();

  /// The batch under way was taken. Returns the request it belonged to and how
  /// many of its candles are finished with it.
  struct finished {
    std::uint64_t request = 0;
    std::size_t candles = 0;
  };
  finished on_taken();

  /// The batch under way failed; it stays first in line. `crashed`: the
  /// evaluator died of it, as opposed to being away for another reason.
  void on_failed(bool crashed, const std::string& reason);

  /// How many failures in a row the batch under way has seen.
  [[nodiscard]] std::size_t failures() const noexcept { return failures_; }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// Calls `use(base, candle)` with each candle that is not finished, in order.
  template <class Use>
  void each_waiting(Use use) const {
    for (const auto& x : parts_)
      for (auto i = x.done; i < x.candles.size(); ++i)
        use(x.base, x.candles[i]);
  }
  [[nodiscard]] bool idle() const noexcept { return parts_.empty(); }

  static constexpr std::size_t largest_batch = 512;

private:
  std::string symbol_;
  std::deque<part> parts_;
  std::size_t waiting_ = 0;    ///< candles in all parts
  std::size_t under_way_ = 0;  ///< candles of the batch under way; 0: none
  std::size_t one_by_one_ = 0; ///< candles to send singly after a crash
  std::size_t crashes_ = 0;    ///< of the first candle, sent singly
  std::size_t failures_ = 0;
  std::string reason_;
};

} // namespace tradeeon
