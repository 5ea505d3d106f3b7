#include "domain/support/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>

namespace tradeeon {

namespace {

using digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

std::string hex_of(const digest& bytes) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const auto byte : bytes) {
    out.push_back(hex[byte >> 4]);
    out.push_back(hex[byte & 15]);
  }
  return out;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

std::string sha256_hex(std::string_view text) {
  digest out{};
  SHA256(bytes_of(text), text.size(), out.data());
  return hex_of(out);
}

bool same_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hmac_sha256_hex(std::string_view key, std::string_view text) {
  digest out{};
  unsigned int size = out.size();
  // A null key would mean "the key of the call before" to OpenSSL.
  HMAC(EVP_sha256(), key.empty() ? "" : key.data(), static_cast<int>(key.size()),
       bytes_of(text), text.size(), out.data(), &size);
  return hex_of(out);
}

} // namespace tradeeon
