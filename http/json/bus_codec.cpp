#include "http/json/bus_codec.hpp"

#include "domain/support/numbers.hpp"
#include "http/json/document.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon::json {

std::vector<std::pair<std::string, std::string>> bus_fields(const trigger& x) {
  const auto number = [](double amount) {
    return has_value(amount) ? format_number(amount) : std::string{};
  };
  return {
    {"event_id", x.event_id},
    {"seq", std::to_string(x.seq)},
    {"kind", x.kind == trigger_kind::alert ? "alert" : "condition"},
    {"subject", x.subject},
    {"symbol", x.symbol},
    {"timeframe", std::string{to_string(x.base)}},
    {"bar_time", std::to_string(x.bar_time)},
    {"price", number(x.price)},
    {"volume", number(x.why.bar.volume)},
    {"edge", x.edge ? "1" : "0"},
    {"triggered_at", iso_time(x.triggered_at)},
    {"late_by", std::to_string(x.late_by)},
  };
}

std::string condition_message(const trigger& x, const std::string& condition_id,
                              std::uint64_t subscribers, time_ms published_at) {
  return text_of(
    {{"condition_id", condition_id},
     {"symbol", x.symbol},
     {"timeframe", to_string(x.base)},
     {"triggered_at", iso_time(x.triggered_at)},
     {"trigger_value",
      {{"price", number_or_null(x.price)}, {"volume", number_or_null(x.why.bar.volume)}}},
     {"subscribers_count", subscribers},
     {"published_at", iso_time(published_at)},
     {"channel", "condition." + condition_id}});
}

} // namespace tradeeon::json
