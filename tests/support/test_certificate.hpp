#pragma once

#include <string>

namespace tradeeon::test {

/// A fresh self-signed certificate and its key, in PEM.
struct test_certificate {
  std::string certificate_pem;
  std::string key_pem;
};

/// Makes one for `names` ("DNS:hooks.test,IP:127.0.0.1"), valid from two hours ago
/// until `seconds_valid` from now; negative: expired.
[[nodiscard]] test_certificate make_certificate(const std::string& names,
                                                long seconds_valid = 3600);

} // namespace tradeeon::test
