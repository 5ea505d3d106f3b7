#include "http/clients/health_probe.hpp"

#include <httplib.h>

namespace tradeeon {

std::string reachable_host(const std::string& host) {
  if (host == "0.0.0.0")
    return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

result<std::string> probe_health(const std::string& host, std::uint16_t port,
                                 const std::string& path,
                                 std::chrono::milliseconds timeout) {
  const bool six = host.find(':') != std::string::npos;
  const auto place = (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  httplib::Client client{reachable_host(host), port};
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
  client.set_keep_alive(false);
  // The timeouts above hold per read; a server that trickles is cut off here.
  constexpr std::size_t largest = 65'536;
  std::string body;
  const auto answer = client.Get(path, [&](const char* data, std::size_t count) {
    body.append(data, count);
    return body.size() <= largest && std::chrono::steady_clock::now() < deadline;
  });
  if (!answer)
    return problem{problem_code::unavailable,
                   "no answer: " + httplib::to_string(answer.error()), place};
  constexpr int ok = 200;
  if (answer->status != ok)
    return problem{problem_code::unavailable,
                   "GET " + path + " answered " + std::to_string(answer->status) +
                     (body.empty() ? "" : ": " + body),
                   place};
  if (body.find("\"status\"") == std::string::npos)
    return problem{problem_code::unavailable, "what answers there is not tradeeon",
                   place};
  return body;
}

} // namespace tradeeon
