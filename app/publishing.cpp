#include "app/publishing.hpp"

#include "http/json/bus_codec.hpp"
#include "storage/redis/redis_bus.hpp"

namespace tradeeon {

result<std::optional<publishing>> publishing_of(const config& settings,
                                                std::shared_ptr<storage::queries> log) {
  if (settings.redis_url.empty())
    return std::optional<publishing>{};
  auto at = storage::redis::parse_redis_url(settings.redis_url.reveal());
  if (!at)
    return bad_input("redis_url", at.error().text);
  const auto end = log->last_seq();
  if (!end)
    return end.error();
  publishing out;
  out.open_bus = [to = *std::move(at)] { return storage::redis::open_bus(to); };
  out.log = std::move(log);
  out.log_end = *end;
  out.fields = json::bus_fields;
  out.message = json::condition_message;
  out.keep = settings.redis_stream_keep;
  return std::optional{std::move(out)};
}

} // namespace tradeeon
