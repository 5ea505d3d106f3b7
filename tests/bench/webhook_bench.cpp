// Deliveries per second through the webhook sender to a sink in this process.
#include "http/clients/webhook_signature.hpp"
#include "tests/bench/figures.hpp"
#include "tests/support/webhook_calls.hpp"

#include <atomic>
#include <chrono>
#include <ctime>
#include <functional>
#include <future>
#include <string>

namespace {

using namespace tradeeon;
using clock_type = std::chrono::steady_clock;

constexpr double target = 3000;
constexpr int deliveries = 20'000;

/// Keeps `in_flight` requests going until `deliveries` are answered; returns the
/// rate, or -1 where one failed.
double measure(webhook_transport& over, const std::string& url, const webhook_key& key,
               int in_flight) {
  const std::string body(400, 'x');
  std::atomic<int> started{0};
  std::atomic<int> answered{0};
  std::atomic<int> failed{0};
  std::promise<void> all;
  std::function<void()> next = [&] {
    const int n = started++;
    if (n >= deliveries)
      return;
    const auto id = std::to_string(n);
    over.send({url, body, key.headers(body, {id, id, std::time(nullptr)})},
              [&](const webhook_answer& answer) {
                if (answer.outcome != attempt_class::delivered)
                  ++failed;
                next();
                if (++answered == deliveries)
                  all.set_value();
              });
  };
  const auto begin = clock_type::now();
  for (int i = 0; i < in_flight; ++i)
    next();
  all.get_future().wait();
  const std::chrono::duration<double> took = clock_type::now() - begin;
  return failed == 0 ? deliveries / took.count() : -1;
}

} // namespace

int main() {
  test::sink_options sink_options;
  sink_options.keep_requests = false;
  test::webhook_sink sink{sink_options};
  webhook_options options;
  options.allow_private = true;
  const auto sender = test::sender_for(options);
  const auto key = *webhook_key::make(secret{"bench"});
  for (const int in_flight : {1, 4, 16, 64}) {
    const double rate = measure(*sender, sink.url(), key, in_flight);
    if (rate < 0)
      bench::cannot("a delivery has failed");
    const auto what =
      "signed webhooks to a local sink, " + std::to_string(in_flight) + " in flight";
    if (in_flight < 4)
      bench::report(what.c_str(), rate, "/s");
    else
      bench::report_at_least(what.c_str(), rate, "/s", target);
  }
  sender->stop();
}
