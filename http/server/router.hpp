#pragma once

#include "http/server/call.hpp"
#include "http/server/reply.hpp"
#include "http/server/request_metrics.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::http {

/// Who may call a route.
enum class access : unsigned char {
  open,   ///< anybody; who has a valid token is known to the handler
  user,   ///< with a valid token
  ingest, ///< with a valid token of the role ingest or admin
  admin,  ///< with a valid token of the role admin
};

/// Which rate limit a route counts towards.
enum class budget : unsigned char { none, reads, writes, ingest };

/// One line of the URL table.
struct route {
  std::string_view method;
  std::string_view pattern; ///< "/alerts/{id}": a part in braces matches any one part
  access who = access::user;
  budget cost = budget::reads;
  reply (*handle)(const call&) = nullptr;
  bool token_in_query = false; ///< also takes the token as `?access_token=`
  bool anywhere = false;       ///< answered by nodes without the database too
};

/// What a path leads to.
struct match {
  const route* found = nullptr; ///< null: no such path, or not with this method
  std::size_t index = 0;        ///< of the route in the table
  std::vector<std::string> ids; ///< what the parts in braces matched, in order
  std::string methods;          ///< all that the path has; empty: no such path
};

/// Finds routes. The first line that fits wins, so literal paths stand before
/// patterns. HEAD is answered where GET is.
class router {
public:
  explicit router(std::vector<route> table);
  [[nodiscard]] match find(std::string_view method, std::string_view path) const;
  [[nodiscard]] const std::vector<route>& table() const noexcept { return table_; }

private:
  std::vector<route> table_;
};

} // namespace tradeeon::http
