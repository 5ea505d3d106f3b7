// Sending webhooks from a test and waiting for their answers.
#pragma once

#include "http/clients/webhook_sender.hpp"
#include "tests/support/webhook_sink.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace tradeeon::test {

/// Collects answers from any thread; what `next()` gave may outlive it.
class webhook_calls {
public:
  webhook_done next() {
    return [kept = kept_](webhook_answer answer) {
      const std::lock_guard lock{kept->mutex};
      kept->answers.push_back(std::move(answer));
      kept->changed.notify_all();
    };
  }

  /// Waits for `n` answers in all.
  bool wait(std::size_t n, std::chrono::milliseconds limit = webhook_sink::patience) {
    std::unique_lock lock{kept_->mutex};
    return kept_->changed.wait_for(lock, limit,
                                   [&] { return kept_->answers.size() >= n; });
  }

  [[nodiscard]] std::vector<webhook_answer> answers() const {
    const std::lock_guard lock{kept_->mutex};
    return kept_->answers;
  }

private:
  struct store {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<webhook_answer> answers;
  };
  std::shared_ptr<store> kept_ = std::make_shared<store>();
};

/// A started sender; throws where it cannot start.
inline std::unique_ptr<webhook_sender> sender_for(webhook_options options) {
  return *webhook_sender::make(std::move(options));
}

/// Sends one and waits for its answer; "no answer" in `error` where none came.
inline webhook_answer posted(webhook_transport& over, webhook_request request) {
  webhook_calls calls;
  over.send(std::move(request), calls.next());
  if (calls.wait(1, webhook_sink::patience * 2))
    return calls.answers().front();
  webhook_answer none;
  none.error = "no answer";
  return none;
}

} // namespace tradeeon::test
