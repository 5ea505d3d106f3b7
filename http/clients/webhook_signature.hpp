// Signing and verifying webhooks: X-Tradeeon-Signature and Standard Webhooks.
#pragma once

#include "actors/webhook_transport.hpp"
#include "domain/support/result.hpp"
#include "domain/support/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon {

/// How far a signature's time may lie from the verifier's, both ways.
inline constexpr std::int64_t webhook_tolerance_s = 300;

/// A shared secret ready to sign. Immutable, so any thread may use it.
class webhook_key {
public:
  /// Fails on an empty secret and on a `whsec_` secret whose rest is not base64.
  /// X-Tradeeon-Signature is keyed with the text as it stands; the standard
  /// signature with the decoded bytes after `whsec_`, else with the text.
  static result<webhook_key> make(const secret& text);

  /// The headers of one attempt: both signatures, the ids and the user agent.
  [[nodiscard]] webhook_headers headers(std::string_view body,
                                        const webhook_stamp& stamp) const;

  /// Checks an `X-Tradeeon-Signature` value in constant time; fails as
  /// unauthenticated on a wrong signature or a time out of tolerance.
  [[nodiscard]] result<void> verify_tradeeon(std::string_view signature,
                                             std::string_view body,
                                             std::int64_t now_s) const;

  /// Checks the Standard Webhooks trio in constant time; `signatures` may list
  /// several, separated by spaces, of which one has to match.
  [[nodiscard]] result<void> verify_standard(std::string_view id,
                                             std::string_view timestamp,
                                             std::string_view signatures,
                                             std::string_view body,
                                             std::int64_t now_s) const;

private:
  webhook_key(secret text, secret standard)
      : text_(std::move(text)), standard_(std::move(standard)) {}

  secret text_;
  secret standard_;
};

} // namespace tradeeon
