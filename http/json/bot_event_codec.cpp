#include "http/json/bot_event_codec.hpp"

#include "http/json/document.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon::json {

std::string render(const bot_event& x, const std::string& bot_id,
                   const std::string& run_id) {
  auto details = value::object();
  for (const auto& [name, what] : x.details)
    details[name] = what;
  return text_of({{"seq", x.seq},
                  {"bot_id", bot_id},
                  {"run_id", run_id.empty() ? value(nullptr) : value(run_id)},
                  {"event_type", x.type},
                  {"event_category", x.category},
                  {"symbol", x.symbol.empty() ? value(nullptr) : value(x.symbol)},
                  {"message", x.message},
                  {"details", details},
                  {"created_at", iso_time(x.at)}});
}

} // namespace tradeeon::json
