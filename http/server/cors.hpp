#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::http {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// Which web pages may read our answers: exact origins ("https://app.example"),
/// or every one where the list holds "*". No cookies are ever involved.
class cors_policy {
public:
  /// The list must outlive the policy.
  explicit cors_policy(const std::vector<std::string>& origins) : origins_(origins) {}

  /// What an answer to a page from `origin` carries; nothing for a stranger's.
  [[nodiscard]] header_list headers_for(std::string_view origin) const;
  /// The same for a preflight, naming the methods that the path has.
  [[nodiscard]] header_list preflight_for(std::string_view origin,
                                          const std::string& methods) const;

private:
  [[nodiscard]] bool allows(std::string_view origin) const;

  const std::vector<std::string>& origins_;
};

} // namespace tradeeon::http
