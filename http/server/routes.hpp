#pragma once

#include "http/server/router.hpp"

#include <vector>

namespace tradeeon::http {

/// The whole URL table.
std::vector<route> routes();
/// What a node without the database answers: its health and figures.
std::vector<route> routes_anywhere();

// -- handlers, by resource: parse, ask, render ------------------------------------

namespace system {
reply health(const call& c);
reply livez(const call& c);
reply readyz(const call& c);
reply metrics(const call& c);
reply me(const call& c);
} // namespace system

namespace alerts {
reply create(const call& c);
reply list(const call& c);
reply quota(const call& c);
reply one(const call& c);
reply change(const call& c);
reply remove(const call& c);
reply log(const call& c);
reply simulate(const call& c);
reply explain(const call& c);
} // namespace alerts

namespace conditions {
reply register_one(const call& c);
reply subscribe(const call& c);
reply unsubscribe(const call& c);
reply status(const call& c);
reply subscriptions(const call& c);
reply stats(const call& c);
} // namespace conditions

namespace market {
reply symbols(const call& c);
reply klines(const call& c);
reply indicators(const call& c);
reply ticker(const call& c);
} // namespace market

namespace candles {
reply ingest(const call& c);
} // namespace candles

namespace triggers {
reply list(const call& c);
reply notifications(const call& c);
reply deliveries(const call& c);
} // namespace triggers

namespace cluster {
reply show(const call& c);
reply drain(const call& c);
reply move(const call& c);
} // namespace cluster

namespace events {
reply stream(const call& c);
} // namespace events

} // namespace tradeeon::http
