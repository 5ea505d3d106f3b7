#include "http/server/cors.hpp"

#include <algorithm>

namespace tradeeon::http {

bool cors_policy::allows(std::string_view origin) const {
  return !origin.empty() &&
         std::any_of(origins_.begin(), origins_.end(),
                     [&](const std::string& one) { return one == "*" || one == origin; });
}

header_list cors_policy::headers_for(std::string_view origin) const {
  // Caches must not give one origin's answer to another.
  header_list answer{{"Vary", "Origin"}};
  if (!allows(origin))
    return answer;
  answer.emplace_back("Access-Control-Allow-Origin", origin);
  answer.emplace_back("Access-Control-Expose-Headers", "Retry-After");
  return answer;
}

header_list cors_policy::preflight_for(std::string_view origin,
                                       const std::string& methods) const {
  auto answer = headers_for(origin);
  if (!allows(origin))
    return answer;
  answer.emplace_back("Access-Control-Allow-Methods", methods);
  answer.emplace_back("Access-Control-Allow-Headers",
                      "Authorization, Content-Type, Last-Event-ID");
  answer.emplace_back("Access-Control-Max-Age", "600");
  return answer;
}

} // namespace tradeeon::http
