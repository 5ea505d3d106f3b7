// Short words for the HTTP tests.
#pragma once

#include "tests/support/web_fixture.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace tradeeon::test {

using json_value = nlohmann::json;

/// One answer, taken apart.
struct seen {
  int status = 0; ///< 0: no answer came
  json_value body;
  httplib::Headers headers;
  std::string text;
};

inline seen look(const httplib::Result& answer) {
  seen x;
  if (!answer)
    return x;
  x.status = answer->status;
  x.text = answer->body;
  x.headers = answer->headers;
  x.body = json_value::parse(answer->body, nullptr, false);
  return x;
}

inline seen get(const web& w, const std::string& path, const httplib::Headers& who = {}) {
  return look(w.client().Get(path, who));
}

inline seen post(const web& w, const std::string& path, const httplib::Headers& who,
                 const std::string& body) {
  return look(w.client().Post(path, who, body, "application/json"));
}

inline seen patch(const web& w, const std::string& path, const httplib::Headers& who,
                  const std::string& body) {
  return look(w.client().Patch(path, who, body, "application/json"));
}

inline seen erase(const web& w, const std::string& path, const httplib::Headers& who) {
  return look(w.client().Delete(path, who));
}

inline std::string header(const seen& x, const std::string& name) {
  const auto at = x.headers.find(name);
  return at == x.headers.end() ? std::string() : at->second;
}

/// Checks the whole error envelope.
inline void check_error(const seen& x, int status, const std::string& code) {
  CAPTURE(x.text);
  CHECK(x.status == status);
  REQUIRE(x.body.is_object());
  CHECK(x.body["success"] == false);
  CHECK(x.body["error"]["code"] == code);
  CHECK(x.body["error"]["details"].is_object());
  CHECK(x.body["error"]["message"].is_string());
  CHECK(x.body["detail"] == x.body["error"]["message"]);
  CHECK(x.body["timestamp"].is_number_integer());
}

/// Waits until `done()` or ten seconds have passed; returns the former.
inline bool wait_for(const std::function<bool()>& done) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < until) {
    if (done())
      return true;
    std::this_thread::yield();
  }
  return done();
}

} // namespace tradeeon::test
