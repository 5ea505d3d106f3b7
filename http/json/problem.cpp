#include "http/json/problem.hpp"

#include "http/json/document.hpp"

#include <array>

namespace tradeeon::json {

namespace {

struct row {
  problem_code code;
  int status;
  std::string_view name;
};

constexpr std::array<row, 10> table{{
  {problem_code::invalid, 400, "VALIDATION_ERROR"},
  {problem_code::unauthenticated, 401, "AUTHENTICATION_ERROR"},
  {problem_code::forbidden, 403, "AUTHORIZATION_ERROR"},
  {problem_code::not_found, 404, "NOT_FOUND"},
  {problem_code::conflict, 409, "CONFLICT"},
  {problem_code::too_large, 413, "PAYLOAD_TOO_LARGE"},
  {problem_code::bad_transition, 400, "INVALID_STATUS_TRANSITION"},
  {problem_code::rate_limited, 429, "RATE_LIMIT_EXCEEDED"},
  {problem_code::unavailable, 503, "SERVICE_UNAVAILABLE"},
  {problem_code::internal, 500, "INTERNAL_SERVER_ERROR"},
}};

const row& row_of(problem_code code) noexcept {
  for (const auto& x : table)
    if (x.code == code)
      return x;
  return table.back(); // an unknown code is a defect: 500, never 200
}

} // namespace

int status_of(problem_code code) noexcept {
  return row_of(code).status;
}

std::string_view name_of(problem_code code) noexcept {
  return row_of(code).name;
}

std::string render(const problem& what, time_ms now) {
  value details = value::object();
  // The place of an absent object is its id, which is no field.
  if (!what.place.empty() && what.code != problem_code::not_found)
    details["field"] = what.place;
  const bool placed = what.code == problem_code::invalid && !what.place.empty();
  const auto message = placed ? what.place + ": " + what.text : what.text;
  value out{
    {"success", false},
    {"error", {{"code", name_of(what.code)}, {"message", message}, {"details", details}}},
    {"detail", message},
    {"timestamp", now / 1000},
  };
  return text_of(out);
}

} // namespace tradeeon::json
