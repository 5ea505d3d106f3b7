#pragma once

#include "actors/context.hpp"
#include "actors/engine_client.hpp"
#include "app/config.hpp"

#include <future>
#include <memory>

namespace tradeeon {

/// The feed `demo`: a made-up market that goes on where the store's last candle
/// ended, and at the configured speed until it has caught up with the clock.
/// `open` waits for `ready`, so that seeding comes first.
[[nodiscard]] feed_options demo_feed(const config& settings,
                                     std::shared_ptr<storage::queries> queries,
                                     std::shared_future<void> ready);

/// On the first start: some hours of past candles, so that indicators have
/// values at once, and two alerts of the user "demo".
result<void> seed_demo(const config& settings, engine_client& api, time_ms now);

/// The user whose alerts the demo shows.
inline constexpr const char* demo_user = "demo";

} // namespace tradeeon
