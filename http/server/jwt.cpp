#include "http/server/jwt.hpp"

#include "domain/support/numbers.hpp"

#include <jwt.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <optional>

namespace tradeeon::http {

namespace {

constexpr std::size_t longest_token = 8 * 1024;
constexpr std::size_t longest_user = 128;
constexpr std::int64_t leeway = 60;

struct jwt_deleter {
  void operator()(jwt_t* x) const noexcept { jwt_free(x); }
};
struct text_deleter {
  void operator()(char* x) const noexcept { std::free(x); } // NOLINT: from C
};
using jwt_handle = std::unique_ptr<jwt_t, jwt_deleter>;
using text_handle = std::unique_ptr<char, text_deleter>;

constexpr std::array<std::pair<std::string_view, role>, 3> roles{{
  {"user", role::user},
  {"ingest", role::ingest},
  {"admin", role::admin},
}};

/// Three non-empty parts of the base64url alphabet, without padding: the library
/// alone would take some other spellings of the same token.
bool has_shape(std::string_view token) {
  if (token.size() > longest_token)
    return false;
  std::size_t parts = 1;
  std::size_t length = 0;
  for (const char c : token) {
    if (c == '.') {
      if (length == 0)
        return false;
      ++parts;
      length = 0;
      continue;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
      return false;
    ++length;
  }
  return parts == 3 && length > 0;
}

/// HS256 in exactly this spelling, and no extension that must be understood.
bool has_header(jwt_t* token) {
  if (jwt_get_alg(token) != JWT_ALG_HS256)
    return false;
  const char* name = jwt_get_header(token, "alg");
  const text_handle critical{jwt_get_headers_json(token, "crit")};
  return name != nullptr && std::string_view{name} == "HS256" && critical == nullptr;
}

/// A claim that is a JSON number; `given` tells whether there is one of any type.
/// The library reads whole numbers only, and fractions are allowed.
std::optional<double> number_claim(jwt_t* token, const char* name, bool& given) {
  const text_handle text{jwt_get_grants_json(token, name)};
  given = text != nullptr;
  return given ? parse_number(text.get()) : std::nullopt;
}

bool is_current(jwt_t* token, std::int64_t now) {
  const auto at = static_cast<double>(now);
  bool given = false;
  const auto expiry = number_claim(token, "exp", given);
  if (!expiry || at >= *expiry + leeway)
    return false;
  const auto begin = number_claim(token, "nbf", given);
  return !given || (begin && at >= *begin - leeway);
}

/// `sub`, or `user_id` where there is no `sub` of any kind.
std::string user_of(jwt_t* token) {
  const text_handle subject{jwt_get_grants_json(token, "sub")};
  const char* id = jwt_get_grant(token, subject != nullptr ? "sub" : "user_id");
  std::string out = id != nullptr ? id : "";
  const bool control = std::any_of(out.begin(), out.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  return control || out.size() > longest_user ? std::string{} : out;
}

problem refusal() {
  return {problem_code::unauthenticated, "The token is not valid or has expired.", ""};
}

/// The library takes the key's length as an int.
bool is_usable(const secret& key) {
  return !key.empty() && key.reveal().size() <= INT_MAX;
}

const unsigned char* bytes_of(const secret& key) {
  return reinterpret_cast<const unsigned char*>(key.reveal().data()); // NOLINT: C API
}

} // namespace

result<identity> verify_token(std::string_view token, const secret& key,
                              std::int64_t now_s) {
  if (!is_usable(key) || !has_shape(token))
    return refusal();
  jwt_t* raw = nullptr;
  const int failed = jwt_decode(&raw, std::string{token}.c_str(), bytes_of(key),
                                static_cast<int>(key.reveal().size()));
  const jwt_handle read{raw};
  if (failed != 0 || read == nullptr || !has_header(raw) || !is_current(raw, now_s))
    return refusal();
  identity who{user_of(raw), role::user};
  if (who.user_id.empty())
    return refusal();
  if (const char* name = jwt_get_grant(raw, "role"); name != nullptr)
    if (const auto known = parse_role(name))
      who.who = *known;
  return who;
}

result<std::string> mint_token(const identity& who, std::int64_t ttl_s, const secret& key,
                               std::int64_t now_s) {
  if (who.user_id.empty() || who.user_id.size() > longest_user ||
      who.user_id.find('\0') != std::string::npos)
    return bad_input("user", "a user name of 1 to 128 bytes is needed");
  constexpr std::int64_t longest_life = 100LL * 365 * 86'400;
  if (ttl_s < 1 || ttl_s > longest_life)
    return bad_input("ttl", "a time to live from 1 second to 100 years is needed");
  if (!is_usable(key))
    return bad_input("secret", "a key is needed to sign tokens");
  jwt_t* raw = nullptr;
  bool failed = jwt_new(&raw) != 0;
  const jwt_handle made{raw};
  failed = failed || jwt_set_alg(raw, JWT_ALG_HS256, bytes_of(key),
                                 static_cast<int>(key.reveal().size())) != 0;
  failed = failed || jwt_add_grant(raw, "sub", who.user_id.c_str()) != 0;
  failed = failed || jwt_add_grant(raw, "role", to_string(who.who).data()) != 0;
  failed = failed || jwt_add_grant_int(raw, "iat", now_s) != 0;
  failed = failed || jwt_add_grant_int(raw, "exp", now_s + ttl_s) != 0;
  const text_handle text{failed ? nullptr : jwt_encode_str(raw)};
  if (text == nullptr)
    return bad_input("user", "a user name in UTF-8 is needed");
  return std::string{text.get()};
}

std::string_view to_string(role who) noexcept {
  return roles[static_cast<std::size_t>(who)].first;
}

result<role> parse_role(std::string_view text) {
  for (const auto& [name, known] : roles)
    if (name == text)
      return known;
  return bad_input("role", "unknown role; use user, ingest or admin");
}

} // namespace tradeeon::http
