#include "http/server/dispatcher.hpp"

#include "actors/journal.hpp"
#include "http/json/problem.hpp"
#include "http/server/random_id.hpp"

#include <httplib.h>

#include <chrono>

namespace tradeeon::http {

namespace {

using clock = std::chrono::steady_clock;

reply problem_reply(const problem& what, time_ms now) {
  reply answer;
  answer.status = json::status_of(what.code);
  answer.body = json::render(what, now);
  return answer;
}

/// The token that a request brings along; empty where it brings none.
std::string token_of(const httplib::Request& request, bool in_query_too) {
  const auto field = request.get_header_value("Authorization");
  constexpr std::string_view scheme = "bearer ";
  if (field.size() > scheme.size()) {
    bool same = true;
    for (std::size_t i = 0; i < scheme.size(); ++i)
      same = same && (field[i] | 0x20) == (scheme[i] | 0x20);
    if (same)
      return field.substr(scheme.size());
  }
  // A browser's EventSource can't set headers.
  if (field.empty() && in_query_too)
    return request.get_param_value("access_token");
  return field.empty() ? field : "-"; // another scheme: no token is spelt like this
}

std::string seconds_text(time_ms wait) {
  return std::to_string((wait + 999) / 1000);
}

} // namespace

dispatcher::dispatcher(const http_server::options& how, services& on, router routes)
    : on_(on), routes_(std::move(routes)), reads_(how.limiter_keys),
      writes_(how.limiter_keys), ingest_(how.limiter_keys) {
  for (const auto& line : routes_.table())
    by_route_.push_back(
      &figures_.add(std::string(line.method), std::string(line.pattern)));
  by_route_.push_back(&figures_.add("other", "other"));
}

const header_list& dispatcher::security_headers() {
  static const header_list headers{
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
  };
  return headers;
}

reply dispatcher::answer(const httplib::Request& request, std::string_view body,
                         std::string_view peer) {
  const auto begun = clock::now();
  const auto at = routes_.find(request.method, request.path);
  const auto policy = on_.policy->get(); // one for the whole request
  reply answer;
  try {
    answer = route_to(request, body, peer, at, *policy);
  } catch (const std::exception& error) {
    answer = defect(error.what());
  } catch (...) {
    answer = defect("an exception of an unknown type");
  }
  const auto origin = request.get_header_value("Origin");
  const bool preflight = request.method == "OPTIONS" && answer.status == 204;
  const cors_policy cors(policy->cors_origins);
  auto extra = preflight ? cors.preflight_for(origin, at.methods + ", OPTIONS")
                         : cors.headers_for(origin);
  answer.headers.insert(answer.headers.end(), extra.begin(), extra.end());
  answer.headers.insert(answer.headers.end(), security_headers().begin(),
                        security_headers().end());
  auto& figures = *(at.found != nullptr ? by_route_[at.index] : by_route_.back());
  const std::chrono::duration<double> taken = clock::now() - begun;
  request_metrics::count(figures, answer.status, taken.count());
  return answer;
}

reply dispatcher::route_to(const httplib::Request& request, std::string_view body,
                           std::string_view peer, const match& at,
                           const request_policy& policy) {
  if (request.method == "OPTIONS" && !at.methods.empty()) {
    reply preflight;
    preflight.status = 204;
    preflight.headers.emplace_back("Allow", at.methods + ", OPTIONS");
    return preflight;
  }
  const auto who = identify(request, at, policy);
  const identity* caller = who.ok() ? &*who : nullptr;
  if (const auto wait = charge(at, caller, peer, request.method, policy); wait > 0) {
    auto answer =
      problem_reply({problem_code::rate_limited,
                     "Too many requests. Try again in " + seconds_text(wait) + " s.", ""},
                    on_.now());
    answer.headers.emplace_back("Retry-After", seconds_text(wait));
    return answer;
  }
  if (at.methods.empty())
    return problem_reply({problem_code::not_found, "There is no such path.", ""},
                         on_.now());
  if (at.found == nullptr) {
    auto answer = problem_reply(
      bad_input("method", "This path is for " + at.methods + "."), on_.now());
    answer.status = 405;
    answer.headers.emplace_back("Allow", at.methods + ", OPTIONS");
    return answer;
  }
  if (at.found->who != access::open && caller == nullptr) {
    auto answer = problem_reply(who.error(), on_.now());
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
  }
  if (at.found->who == access::ingest && caller->who == role::user)
    return problem_reply({problem_code::forbidden,
                          "This path is for tokens of the role ingest or admin.", ""},
                         on_.now());
  if (at.found->who == access::admin && caller->who != role::admin)
    return problem_reply(
      {problem_code::forbidden, "This path is for tokens of the role admin.", ""},
      on_.now());
  return handle(request, body, at, caller);
}

reply dispatcher::handle(const httplib::Request& request, std::string_view body,
                         const match& at, const identity* caller) {
  auto answer = at.found->handle(call{on_, request, body, at.ids, caller});
  if (answer.failure.has_value()) {
    if (answer.failure->code == problem_code::internal)
      return defect(answer.failure->text);
    auto failed = problem_reply(*answer.failure, on_.now());
    failed.headers = std::move(answer.headers);
    if (failed.status == 503 && failed.headers.empty())
      failed.headers.emplace_back("Retry-After", "2");
    // A quota frees only when its user gives something up: no use in asking often.
    if (failed.status == 429 && failed.headers.empty())
      failed.headers.emplace_back("Retry-After", "60");
    return failed;
  }
  return answer;
}

result<identity> dispatcher::identify(const httplib::Request& request, const match& at,
                                      const request_policy& policy) const {
  const bool streams = at.found != nullptr && at.found->token_in_query;
  const auto token = token_of(request, streams);
  if (token.empty())
    return problem{problem_code::unauthenticated,
                   "Send a token: Authorization: Bearer <token>.", ""};
  const auto now_s = on_.now() / 1000;
  auto who = verify_token(token, policy.jwt_secret, now_s);
  for (const auto& previous : policy.previous_jwt_secrets)
    if (!who)
      who = verify_token(token, previous, now_s);
  return who;
}

time_ms dispatcher::charge(const match& at, const identity* caller, std::string_view peer,
                           std::string_view method, const request_policy& policy) {
  auto cost = method == "GET" || method == "HEAD" ? budget::reads : budget::writes;
  if (at.found != nullptr)
    cost = at.found->cost;
  if (cost == budget::ingest && (caller == nullptr || caller->who == role::user))
    cost = budget::writes;
  if (cost == budget::none)
    return 0;
  // Only a verified user counts: nobody can use up another's budget.
  std::string key(caller != nullptr ? "u:" : "a:");
  key += caller != nullptr ? std::string_view(caller->user_id) : peer;
  const auto now = on_.now();
  if (cost == budget::reads)
    return reads_.take(key, policy.reads_per_minute, now);
  if (cost == budget::writes)
    return writes_.take(key, policy.writes_per_minute, now);
  return ingest_.take(key, policy.ingest_per_minute, now);
}

reply dispatcher::refusal(int status, std::string_view reason) const {
  const auto code = status == 413   ? problem_code::too_large
                    : status == 503 ? problem_code::unavailable
                    : status == 404 ? problem_code::not_found
                    : status >= 500 ? problem_code::internal
                                    : problem_code::invalid;
  auto answer = problem_reply({code, std::string(reason), ""}, on_.now());
  answer.status = status;
  if (status == 503)
    answer.headers.emplace_back("Retry-After", "1");
  answer.headers.insert(answer.headers.end(), security_headers().begin(),
                        security_headers().end());
  return answer;
}

reply dispatcher::defect(std::string_view what) const {
  // The client gets a reference only: the text may name tables, paths or worse.
  const auto reference = new_hex(8);
  journal::error("http.request_failed", what, {{"reference", reference}});
  return problem_reply({problem_code::internal,
                        "Something went wrong here. Reference: " + reference + ".", ""},
                       on_.now());
}

} // namespace tradeeon::http
