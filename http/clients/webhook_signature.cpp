#include "http/clients/webhook_signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <charconv>
#include <optional>

namespace tradeeon {

namespace {

constexpr std::string_view standard_prefix = "whsec_";

std::string hmac_sha256(const secret& key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0'); // OpenSSL adds a zero byte
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0)
    return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  // OpenSSL trims blanks and counts padding as bytes: encoding back shows both.
  if (size < 0)
    return std::nullopt;
  const auto padding = text.substr(text.size() - 2);
  out.resize(out.size() - (padding == "==" ? 2U : padding[1] == '=' ? 1U : 0U));
  if (base64(out) != text)
    return std::nullopt;
  return out;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Digits only, so that a time has one spelling.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t seconds = 0;
  if (text.empty() || text[0] < '0' || text[0] > '9')
    return std::nullopt;
  const auto [end, error] =
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return seconds;
}

problem rejected(std::string place, std::string text) {
  return {problem_code::unauthenticated, std::move(text), std::move(place)};
}

result<void> check_time(std::string place, std::optional<std::int64_t> signed_at,
                        std::int64_t now_s) {
  if (!signed_at)
    return rejected(std::move(place), "the time is Unix seconds in digits");
  if (*signed_at < now_s - webhook_tolerance_s ||
      *signed_at > now_s + webhook_tolerance_s)
    return rejected(std::move(place), "the signature's time is more than 300 s off");
  return {};
}

std::string legacy_text(std::string_view seconds, std::string_view body) {
  std::string text{seconds};
  return text.append(".").append(body);
}

std::string standard_text(std::string_view id, std::string_view seconds,
                          std::string_view body) {
  std::string text{id};
  return text.append(".").append(seconds).append(".").append(body);
}

} // namespace

result<webhook_key> webhook_key::make(const secret& text) {
  const std::string& raw = text.reveal();
  if (raw.empty())
    return bad_input("webhook_secret", "a webhook secret is not empty");
  if (raw.compare(0, standard_prefix.size(), standard_prefix) != 0)
    return webhook_key(text, text);
  auto bytes = from_base64(std::string_view{raw}.substr(standard_prefix.size()));
  if (!bytes)
    return bad_input("webhook_secret", "a secret that starts with whsec_ goes on with "
                                       "padded base64");
  return webhook_key(text, secret{std::move(*bytes)});
}

webhook_headers webhook_key::headers(std::string_view body,
                                     const webhook_stamp& stamp) const {
  const std::string seconds = std::to_string(stamp.unix_seconds);
  const auto legacy = hex(hmac_sha256(text_, legacy_text(seconds, body)));
  const auto standard =
    base64(hmac_sha256(standard_, standard_text(stamp.delivery_id, seconds, body)));
  return {
    {"User-Agent", "Tradeeon-Alerts/1.0"},
    {"X-Tradeeon-Signature", "t=" + seconds + ",s=" + legacy},
    {"X-Tradeeon-EventId", std::string{stamp.event_id}},
    {"webhook-id", std::string{stamp.delivery_id}},
    {"webhook-timestamp", seconds},
    {"webhook-signature", "v1," + standard},
  };
}

result<void> webhook_key::verify_tradeeon(std::string_view signature,
                                          std::string_view body,
                                          std::int64_t now_s) const {
  const auto comma = signature.find(',');
  if (signature.substr(0, 2) != "t=" || comma == std::string_view::npos ||
      signature.substr(comma + 1, 2) != "s=")
    return rejected("X-Tradeeon-Signature", "the form is t=<unix seconds>,s=<hex>");
  const auto seconds = signature.substr(2, comma - 2);
  if (auto checked = check_time("X-Tradeeon-Signature", parse_seconds(seconds), now_s);
      !checked)
    return checked;
  if (!same(signature.substr(comma + 3),
            hex(hmac_sha256(text_, legacy_text(seconds, body)))))
    return rejected("X-Tradeeon-Signature", "the signature does not match the body");
  return {};
}

result<void> webhook_key::verify_standard(std::string_view id, std::string_view timestamp,
                                          std::string_view signatures,
                                          std::string_view body,
                                          std::int64_t now_s) const {
  if (auto checked = check_time("webhook-timestamp", parse_seconds(timestamp), now_s);
      !checked)
    return checked;
  const auto wanted =
    "v1," + base64(hmac_sha256(standard_, standard_text(id, timestamp, body)));
  bool matched = false;
  while (!signatures.empty()) {
    const auto space = signatures.find(' ');
    // No early exit: the time taken does not tell which of the list matched.
    matched = same(signatures.substr(0, space), wanted) || matched;
    signatures.remove_prefix(space == std::string_view::npos ? signatures.size()
                                                             : space + 1);
  }
  if (!matched)
    return rejected("webhook-signature", "no signature of the list matches the body");
  return {};
}

} // namespace tradeeon
