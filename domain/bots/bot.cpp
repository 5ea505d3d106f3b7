#include "domain/bots/bot.hpp"

#include <array>

namespace tradeeon {

std::string run_id_of(const std::string& bot_id, std::uint32_t run) {
  return bot_id + "-r" + std::to_string(run);
}

std::string_view to_string(bot_type x) noexcept {
  constexpr std::array<std::string_view, 4> names{"dca", "grid", "trend", "signal"};
  return names[static_cast<std::size_t>(x)];
}

std::string_view to_string(bot_status x) noexcept {
  constexpr std::array<std::string_view, 5> names{"inactive", "running", "paused",
                                                  "stopped", "error"};
  return names[static_cast<std::size_t>(x)];
}

std::string_view to_string(trading_mode x) noexcept {
  return x == trading_mode::paper ? "paper" : "live";
}

result<bot_type> parse_bot_type(std::string_view text) {
  for (const auto x : {bot_type::dca, bot_type::grid, bot_type::trend, bot_type::signal})
    if (to_string(x) == text)
      return x;
  return bad_input("bot_type",
                   "'" + std::string{text} + "' is none of dca, grid, trend, signal");
}

result<bot_status> parse_bot_status(std::string_view text) {
  for (const auto x : {bot_status::inactive, bot_status::running, bot_status::paused,
                       bot_status::stopped, bot_status::error})
    if (to_string(x) == text)
      return x;
  return bad_input("status", "'" + std::string{text} +
                               "' is none of inactive, running, paused, stopped, error");
}

} // namespace tradeeon
