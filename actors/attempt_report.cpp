#include "actors/attempt_report.hpp"

#include "actors/journal.hpp"

namespace tradeeon {

namespace {

void log_attempt(journal::level how, const char* event, const char* text,
                 const attempt& x) {
  journal::write(how, event, text,
                 {{"event_id", x.event_id},
                  {"delivery_id", x.delivery_id},
                  {"attempt", x.number},
                  {"status", x.status},
                  {"error", x.error},
                  {"elapsed_ms", x.elapsed_ms}});
}

} // namespace

void report_attempt(counters& count, const attempt& x) {
  if (x.state == delivery_state::done)
    count.webhooks_delivered.add();
  else if (x.status > 0)
    count.webhook_failures_status.add();
  else
    count.webhook_failures_network.add();
  if (x.state == delivery_state::dead)
    count.webhooks_dead.add();

  if (x.state == delivery_state::dead)
    log_attempt(journal::level::warn, "delivery.dead", "a webhook is given up", x);
  else if (x.state == delivery_state::pending)
    log_attempt(journal::level::info, "delivery.retry", "a webhook is tried again later",
                x);
  else if (journal::wants(journal::level::debug))
    log_attempt(journal::level::debug, "delivery.done", "a webhook was taken", x);
}

} // namespace tradeeon
