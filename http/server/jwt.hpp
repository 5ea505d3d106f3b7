#pragma once

#include "domain/support/result.hpp"
#include "domain/support/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon::http {

/// What a token's bearer may do beyond its own objects.
enum class role : unsigned char {
  user,
  ingest, ///< may push candles
  admin,
};

/// Who sends a request, as a valid token says.
struct identity {
  std::string user_id;
  role who = role::user;
};

/// Reads a JSON Web Token. Only HS256 with `key` is accepted, `exp` is required,
/// `nbf` honoured (60 s leeway each); the user is `sub`, else `user_id`. Every
/// failure gives the same `unauthenticated` problem: nothing can be probed.
result<identity> verify_token(std::string_view token, const secret& key,
                              std::int64_t now_s);

/// A token that `verify_token` accepts until `now_s + ttl_s`. `invalid` for an
/// empty or overlong user name, a time to live below 1 s, or an empty key.
result<std::string> mint_token(const identity& who, std::int64_t ttl_s, const secret& key,
                               std::int64_t now_s);

/// "user", "ingest", "admin".
[[nodiscard]] std::string_view to_string(role who) noexcept;
result<role> parse_role(std::string_view text);

} // namespace tradeeon::http
