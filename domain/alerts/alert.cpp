#include "domain/alerts/alert.hpp"

#include "domain/alerts/delivery.hpp"

#include <array>
#include <utility>

namespace tradeeon {

namespace {

constexpr std::array<std::string_view, 6> mode_names{
  "once", "per_bar", "per_close", "per_edge", "per_minute", "per_tick"};
constexpr std::array<std::string_view, 5> status_names{"active", "paused", "completed",
                                                       "expired", "error"};
constexpr std::array<std::string_view, 3> action_names{"notify", "webhook", "bot"};
constexpr std::array<std::string_view, 3> delivery_names{"pending", "done", "dead"};

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum x) noexcept {
  return names[static_cast<std::size_t>(x)];
}

template <class Enum, std::size_t N>
result<Enum> find_name(const std::array<std::string_view, N>& names,
                       std::string_view text, const char* place) {
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text)
      return static_cast<Enum>(i);
    known.append(i == 0 ? "" : ", ").append(names[i]);
  }
  return bad_input(place, "unknown value \"" + std::string{text.substr(0, 40)} +
                            "\"; use one of " + known);
}

} // namespace

std::string_view to_string(fire_mode mode) noexcept {
  return name_of(mode_names, mode);
}
std::string_view to_string(alert_status status) noexcept {
  return name_of(status_names, status);
}
std::string_view to_string(action_kind kind) noexcept {
  return name_of(action_names, kind);
}
std::string_view to_string(delivery_state state) noexcept {
  return name_of(delivery_names, state);
}

result<fire_mode> parse_fire_mode(std::string_view text) {
  return find_name<fire_mode>(mode_names, text, "fireMode");
}

result<alert_status> parse_alert_status(std::string_view text) {
  return find_name<alert_status>(status_names, text, "status");
}

} // namespace tradeeon
