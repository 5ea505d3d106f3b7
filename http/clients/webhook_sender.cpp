#include "http/clients/webhook_sender.hpp"

#include "http/clients/webhook_attempt.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <thread>

namespace tradeeon {

namespace {

namespace asio = boost::asio;

void answer_stopped(const webhook_done& done) {
  try {
    webhook_answer answer;
    answer.error = "stopped";
    done(std::move(answer));
  } catch (...) { // NOLINT(bugprone-empty-catch): promised in webhook_sender.hpp
  }
}

} // namespace

class webhook_sender::engine {
public:
  explicit engine(webhook_options options)
      : options_(std::move(options)), tls_(make_tls_context(options_.ca_file)),
        names_(io_, options_.lookup),
        idle_(io_, options_.idle), shop_{io_, tls_, options_, names_, idle_, running_},
        thread_([this] { run(); }) {}

  ~engine() { stop(); }
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  void send(webhook_request request, webhook_done done) {
    {
      const std::lock_guard lock{mutex_};
      if (open_) {
        asio::post(io_, [this, request = std::move(request), done = std::move(done),
                         asked = webhook_attempt::clock::now()]() mutable {
          start(std::move(request), std::move(done), asked);
        });
        return;
      }
    }
    answer_stopped(done);
  }

  void change(std::chrono::milliseconds total_timeout, bool allow_private) {
    const std::lock_guard lock{mutex_};
    if (open_)
      asio::post(io_, [this, total_timeout, allow_private] {
        options_.total_timeout = total_timeout;
        options_.allow_private = allow_private;
        idle_.clear();
      });
  }

  void stop() {
    {
      const std::lock_guard lock{mutex_};
      if (open_) {
        open_ = false;
        asio::post(io_, [this] { stop_all(); });
      }
    }
    if (io_.get_executor().running_in_this_thread())
      return;
    const std::lock_guard lock{join_mutex_};
    if (thread_.joinable())
      thread_.join();
  }

private:
  void run() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (...) {
        // Out of memory inside a handler. The attempt it belonged to still has
        // its deadline; the others go on.
        continue;
      }
    }
  }

  void start(webhook_request request, webhook_done done,
             webhook_attempt::clock::time_point asked) {
    const auto attempt = std::make_shared<webhook_attempt>(shop_, std::move(request),
                                                           std::move(done), asked);
    const bool full = running_.size() >= options_.most_in_flight;
    running_.insert(attempt);
    if (stopped_)
      attempt->fail("stopped");
    else if (full)
      attempt->fail("too many webhooks in flight");
    else
      attempt->start();
  }

  void stop_all() {
    stopped_ = true;
    const auto attempts = running_;
    for (const auto& each : attempts)
      each->fail("stopped");
    names_.stop();
    idle_.stop();
    work_.reset();
  }

  // In the order of construction: what handlers hold goes before what they use.
  webhook_options options_; ///< changes on the io thread only
  asio::ssl::context tls_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  name_resolver names_;
  idle_pool idle_;
  std::unordered_set<std::shared_ptr<webhook_attempt>> running_;
  webhook_workshop shop_;
  bool stopped_ = false; // io thread
  std::mutex mutex_;     // guards open_, and that nothing is posted after stop_all
  bool open_ = true;
  std::mutex join_mutex_;
  std::thread thread_;
};

webhook_sender::webhook_sender(std::unique_ptr<engine> run) : engine_(std::move(run)) {}

webhook_sender::~webhook_sender() = default;

result<std::unique_ptr<webhook_sender>> webhook_sender::make(webhook_options options) {
  try {
    return std::unique_ptr<webhook_sender>{
      new webhook_sender(std::make_unique<engine>(std::move(options)))};
  } catch (const std::exception& error) {
    return problem{problem_code::unavailable,
                   std::string{"the webhook sender cannot start: "} + error.what(), ""};
  }
}

void webhook_sender::send(webhook_request request, webhook_done done) {
  engine_->send(std::move(request), std::move(done));
}

void webhook_sender::change(std::chrono::milliseconds total_timeout, bool allow_private) {
  engine_->change(total_timeout, allow_private);
}

void webhook_sender::stop() {
  engine_->stop();
}

} // namespace tradeeon
