#include "domain/policies/retry_policy.hpp"

#include <algorithm>
#include <array>

namespace tradeeon {

namespace {

constexpr time_ms second = 1'000;
constexpr time_ms minute = 60 * second;
constexpr time_ms hour = 60 * minute;

constexpr std::array<time_ms, 11> waits{5 * second,  30 * second, 2 * minute, 5 * minute,
                                        15 * minute, 30 * minute, hour,       2 * hour,
                                        4 * hour,    8 * hour,    8 * hour};

/// -20 % … +20 %, from an FNV-1a hash: spread over receivers, yet reproducible.
time_ms jittered(time_ms wait, const std::string& id, std::uint32_t attempt) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const char c : id + ':' + std::to_string(attempt))
    hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  const auto percent = static_cast<time_ms>((hash >> 32) % 41) - 20;
  return wait + wait * percent / 100;
}

bool blames_request(int status) {
  return status >= 300 && status < 500 && status != 408 && status != 425 && status != 429;
}

} // namespace

retry_decision after_attempt(const std::string& delivery_id, std::uint32_t attempt_number,
                             const attempt_result& result, time_ms now,
                             const retry_limits& limits) {
  constexpr int gone = 410;
  if (result.status >= 200 && result.status < 300)
    return {delivery_state::done, 0};
  const auto most = blames_request(result.status)
                      ? std::min(limits.max_refusals, limits.max_attempts)
                      : limits.max_attempts;
  if (result.status == gone || attempt_number >= most)
    return {delivery_state::dead, 0};
  const auto step =
    std::min<std::size_t>(attempt_number == 0 ? 0 : attempt_number - 1, waits.size() - 1);
  const auto wait = std::max(jittered(waits[step], delivery_id, attempt_number),
                             std::min<time_ms>(result.retry_after_ms, hour));
  return {delivery_state::pending, now + wait};
}

} // namespace tradeeon
