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

    {"GET",   "/bots",                                  user,   reads,  bots::list},
    {"POST",  "/bots/dca-bots",                         user,   writes, bots::create_dca},
    {"POST",  "/bots/preview",                          user,   writes, bots::preview},
    {"PATCH", "/bots/{id}",                             user,   writes, bots::change},
    {"DELETE","/bots/{id}",                             user,   writes, bots::remove},
    {"GET",   "/bots/{id}",                             user,   reads,  bots::one},
    {"GET",   "/api/v1/bots",                           user,   reads,  bots::list},
    {"POST",  "/api/v1/bots",                           user,   writes, bots::create},
    {"POST",  "/api/v1/bots/preview",                   user,   writes, bots::preview},
    {"GET",   "/bots/dca-bots/{id}",                    user,   reads,  bots::one},
    {"PATCH", "/bots/dca-bots/{id}",                    user,   writes, bots::change},
    {"DELETE","/bots/dca-bots/{id}",                    user,   writes, bots::remove},
    {"POST",  "/bots/dca-bots/{id}/start-paper",        user,   writes, bots::start_paper},
    {"POST",  "/bots/dca-bots/{id}/start",              user,   writes, bots::start_live},
    {"POST",  "/bots/dca-bots/{id}/pause",              user,   writes, bots::pause},
    {"POST",  "/bots/dca-bots/{id}/resume",             user,   writes, bots::resume},
    {"POST",  "/bots/dca-bots/{id}/stop",               user,   writes, bots::stop},
    {"POST",  "/bots/dca-bots/{id}/panic",              user,   writes, bots::panic},
    {"POST",  "/bots/dca-bots/{id}/signal",             user,   writes, bots::signal},
    {"GET",   "/bots/dca-bots/{id}/status",             user,   reads,  bots::status},
    {"GET",   "/bots/dca-bots/{id}/logs",               user,   reads,  bots::logs},
    {"GET",   "/bots/dca-bots/{id}/orders",             user,   reads,  bots::orders},
    {"GET",   "/bots/dca-bots/{id}/deals",              user,   reads,  bots::deals},
    {"GET",   "/bots/dca-bots/{id}/fills",              user,   reads,  bots::fills},
    {"GET",   "/bots/dca-bots/{id}/runs",               user,   reads,  bots::runs},
    {"GET",   "/bots/dca-bots/{id}/timeline",           user,   reads,  bots::timeline},
    {"POST",  "/bots/dca-bots/{id}/deals/{n}/add",      user,   writes, bots::add},
    {"POST",  "/bots/dca-bots/{id}/deals/{n}/close",    user,   writes, bots::close},
    {"GET",   "/api/v1/bots/{id}",                      user,   reads,  bots::one},
    {"PATCH", "/api/v1/bots/{id}",                      user,   writes, bots::change},
    {"DELETE","/api/v1/bots/{id}",                      user,   writes, bots::remove},
    {"POST",  "/api/v1/bots/{id}/start-paper",          user,   writes, bots::start_paper},
    {"POST",  "/api/v1/bots/{id}/start",                user,   writes, bots::start_live},
    {"POST",  "/api/v1/bots/{id}/pause",                user,   writes, bots::pause},
    {"POST",  "/api/v1/bots/{id}/resume",               user,   writes, bots::resume},
    {"POST",  "/api/v1/bots/{id}/stop",                 user,   writes, bots::stop},
    {"POST",  "/api/v1/bots/{id}/panic",                user,   writes, bots::panic},
    {"POST",  "/api/v1/bots/{id}/signal",               user,   writes, bots::signal},
    {"GET",   "/api/v1/bots/{id}/status",               user,   reads,  bots::status},
    {"GET",   "/api/v1/bots/{id}/logs",                 user,   reads,  bots::logs},
    {"GET",   "/api/v1/bots/{id}/orders",               user,   reads,  bots::orders},
    {"GET",   "/api/v1/bots/{id}/deals",                user,   reads,  bots::deals},
    {"GET",   "/api/v1/bots/{id}/fills",                user,   reads,  bots::fills},
    {"GET",   "/api/v1/bots/{id}/runs",                 user,   reads,  bots::runs},
    {"GET",   "/api/v1/bots/{id}/timeline",             user,   reads,  bots::timeline},
    {"POST",  "/api/v1/bots/{id}/deals/{n}/add",        user,   writes, bots::add},
    {"POST",  "/api/v1/bots/{id}/deals/{n}/close",      user,   writes, bots::close},

    {"GET",   "/portfolio/holdings",                    user,   reads,  portfolio::holdings},
    {"GET",   "/portfolio/summary",                     user,   reads,  portfolio::summary},
    {"GET",   "/portfolio/positions",                   user,   reads,  portfolio::positions},
    {"GET",   "/portfolio/performance",                 user,   reads,  portfolio::performance},
    {"GET",   "/portfolio/funds",                       user,   reads,  portfolio::funds},
    {"GET",   "/dashboard/summary",                     user,   reads,  portfolio::dashboard},
    {"GET",   "/api/v1/trading/state",                  user,   reads,  trading::state},
    {"POST",  "/api/v1/trading/state",                  user,   writes, trading::set_state},
    {"POST",  "/api/v1/trading/panic",                  user,   writes, trading::panic},
    {"POST",  "/api/v1/market/fear-greed",              ingest, writes, trading::set_mood},

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
