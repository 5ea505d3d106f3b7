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

namespace bots {
reply create_dca(const call& c);
reply create(const call& c);
reply list(const call& c);
reply one(const call& c);
reply change(const call& c);
reply remove(const call& c);
reply preview(const call& c);
reply start_paper(const call& c);
reply start_live(const call& c);
reply pause(const call& c);
reply resume(const call& c);
reply stop(const call& c);
reply panic(const call& c);
reply signal(const call& c);
reply add(const call& c);
reply close(const call& c);
reply status(const call& c);
reply logs(const call& c);
reply orders(const call& c);
reply deals(const call& c);
reply fills(const call& c);
reply runs(const call& c);
reply timeline(const call& c);
/// Of the path's second brace; `not_found` where it is no number.
result<std::uint32_t> deal_number(const call& c);
} // namespace bots

namespace trading {
reply state(const call& c);
reply set_state(const call& c);
reply panic(const call& c);
reply set_mood(const call& c);
} // namespace trading

namespace portfolio {
reply holdings(const call& c);
reply summary(const call& c);
reply positions(const call& c);
reply performance(const call& c);
reply funds(const call& c);
reply dashboard(const call& c);
} // namespace portfolio

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
