#include "http/server/call.hpp"

#include <httplib.h>

#include <charconv>

namespace tradeeon::http {

std::string call::query(const char* name) const {
  return request.get_param_value(name);
}

bool call::has_query(const char* name) const {
  return request.has_param(name);
}

std::string call::header(const char* name) const {
  return request.get_header_value(name);
}

result<std::int64_t> call::number(const char* name, std::int64_t fallback,
                                  std::int64_t least, std::int64_t most) const {
  if (!has_query(name))
    return fallback;
  const auto text = query(name);
  std::int64_t value = 0;
  const auto [end, error] =
    std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty() ||
      value < least || value > most)
    return bad_input(name, std::string(name) + " must be a whole number from " +
                             std::to_string(least) + " to " + std::to_string(most) + ".");
  return value;
}

} // namespace tradeeon::http
