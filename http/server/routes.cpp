#include "http/server/routes.hpp"

#include <algorithm>

namespace tradeeon::http {

std::vector<route> routes() {
  constexpr auto admin = access::admin;
  constexpr auto ingest = access::ingest;
  constexpr auto open = access::open;
  constexpr auto user = access::user;
  constexpr auto none = budget::none;
  constexpr auto reads = budget::reads;
  constexpr auto writes = budget::writes;
  // clang-format off
  return {
    {"GET",    "/health",                         open,   none,   system::health,  false, true},
    {"GET",    "/livez",                          open,   none,   system::livez,   false, true},
    {"GET",    "/readyz",                         open,   none,   system::readyz,  false, true},
    {"GET",    "/metrics",                        open,   none,   system::metrics, false, true},
    {"GET",    "/me",                             open,   reads,  system::me},

    {"POST",   "/alerts",                         user,   writes, alerts::create},
    {"GET",    "/alerts",                         user,   reads,  alerts::list},
    {"GET",    "/alerts/quota",                   user,   reads,  alerts::quota},
    {"GET",    "/alerts/{id}",                    user,   reads,  alerts::one},
    {"PATCH",  "/alerts/{id}",                    user,   writes, alerts::change},
    {"DELETE", "/alerts/{id}",                    user,   writes, alerts::remove},
    {"GET",    "/alerts/{id}/logs",               user,   reads,  alerts::log},
    {"POST",   "/alerts/{id}/simulate",           user,   writes, alerts::simulate},
    {"GET",    "/alerts/{id}/explain",            user,   reads,  alerts::explain},

    {"POST",   "/conditions/register",            open,   writes, conditions::register_one},
    {"POST",   "/conditions/subscribe",           user,   writes, conditions::subscribe},
    {"DELETE", "/conditions/subscribe/{id}",      user,   writes, conditions::unsubscribe},
    {"GET",    "/conditions/user/subscriptions",  user,   reads,  conditions::subscriptions},
    {"GET",    "/conditions/stats",               open,   reads,  conditions::stats},
    {"GET",    "/conditions/{id}/status",         open,   reads,  conditions::status},

    {"GET",    "/api/symbols",                    open,   reads,  market::symbols},
    {"GET",    "/api/klines",                     open,   reads,  market::klines},
    {"GET",    "/api/ticker/price",               open,   reads,  market::ticker},

    {"GET",    "/api/v1/indicators",              open,   reads,  market::indicators},

    {"POST",   "/api/v1/candles",                 ingest, budget::ingest, candles::ingest},
    {"GET",    "/api/v1/triggers",                user,   reads,  triggers::list},
    {"GET",    "/api/v1/notifications",           user,   reads,  triggers::notifications},
    {"GET",    "/api/v1/deliveries",              user,   reads,  triggers::deliveries},
    {"GET",    "/api/v1/events",                  user,   reads,  events::stream, true},

    {"GET",    "/api/v1/cluster",                 admin,  reads,  cluster::show},
    {"POST",   "/api/v1/cluster/drain",           admin,  writes, cluster::drain},
    {"POST",   "/api/v1/cluster/move",            admin,  writes, cluster::move},
  };
  // clang-format on
}

std::vector<route> routes_anywhere() {
  auto all = routes();
  all.erase(
    std::remove_if(all.begin(), all.end(), [](const route& x) { return !x.anywhere; }),
    all.end());
  return all;
}

} // namespace tradeeon::http
