// What a fire leads to, as rows. Both stores make them from here.
#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/delivery.hpp"
#include "domain/alerts/subscription.hpp"
#include "domain/alerts/trigger.hpp"
#include "domain/support/result.hpp"
#include "storage/records.hpp"

#include <cstddef>

namespace tradeeon::storage {

/// The webhook that the n-th action owes: pending at once.
[[nodiscard]] delivery delivery_for(const trigger& fact, const action& what,
                                    std::size_t n);

/// The inbox message of the n-th action. `expression` is the alert's.
[[nodiscard]] notification notification_for(const trigger& fact,
                                            const std::string& expression, std::size_t n);

/// The bot action's handoff, without its seq. The command of a DCA level carries
/// the level behind a colon: "execute_dca:2".
[[nodiscard]] handoff handoff_for(const trigger& fact, const action& what, std::size_t n);

/// A condition's trigger as one subscriber gets it, without its seq.
[[nodiscard]] handoff handoff_for(const trigger& fact, const subscription& to,
                                  time_ms now);

/// True where this subscription is to hear of this condition trigger.
[[nodiscard]] inline bool wants(const subscription& s, bool edge) noexcept {
  return s.level || edge;
}

/// A problem (`conflict` at "tenure") unless `right` is of the newest epoch granted.
result<void> still_holds(const tenure& right, std::uint64_t newest);

} // namespace tradeeon::storage
