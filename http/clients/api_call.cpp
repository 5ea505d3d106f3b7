#include "http/clients/api_call.hpp"

#include "http/clients/health_probe.hpp"

#include <httplib.h>

namespace tradeeon {

namespace {

/// Errors carry their text in "message"; whoever reads it wants to see no more.
std::string message_of(const std::string& body) {
  constexpr std::string_view label = "\"message\":\"";
  const auto at = body.find(label);
  if (at == std::string::npos)
    return {};
  const auto from = at + label.size();
  return body.substr(from, body.find('"', from) - from);
}

} // namespace

result<std::string> call_api(const api_request& what, std::chrono::milliseconds timeout) {
  const auto place = what.host + ":" + std::to_string(what.port);
  httplib::Client client{reachable_host(what.host), what.port};
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
  const httplib::Headers headers{{"Authorization", "Bearer " + what.token.reveal()}};
  const auto answer = what.body.empty()
                        ? client.Get(what.path, headers)
                        : client.Post(what.path, headers, what.body, "application/json");
  if (!answer)
    return problem{problem_code::unavailable,
                   "no answer: " + httplib::to_string(answer.error()), place};
  if (answer->status / 100 == 2)
    return answer->body;
  const auto said = message_of(answer->body);
  return problem{
    answer->status == 400 ? problem_code::invalid : problem_code::unavailable,
    said.empty() ? "answered " + std::to_string(answer->status) : said, what.path};
}

} // namespace tradeeon
