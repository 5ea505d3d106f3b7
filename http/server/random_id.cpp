#include "http/server/random_id.hpp"

#include <openssl/rand.h>

#include <array>
#include <vector>

namespace tradeeon::http {

namespace {

constexpr char digits[] = "0123456789abcdef";

} // namespace

result<std::string> new_uuid() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return problem{problem_code::internal, "The system gives no random numbers.", ""};
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      text.push_back('-');
    text.push_back(digits[bytes[i] >> 4]);
    text.push_back(digits[bytes[i] & 15]);
  }
  return text;
}

std::string new_hex(std::size_t bytes) {
  std::vector<unsigned char> raw(bytes, 0);
  if (RAND_bytes(raw.data(), static_cast<int>(raw.size())) != 1)
    return std::string(bytes * 2, '0');
  std::string text;
  for (const auto b : raw) {
    text.push_back(digits[b >> 4]);
    text.push_back(digits[b & 15]);
  }
  return text;
}

} // namespace tradeeon::http
