#include "app/file_digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace tradeeon {

namespace {

struct closer {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  void operator()(EVP_MD_CTX* hash) const noexcept { EVP_MD_CTX_free(hash); }
};

problem unreadable(const std::string& path) {
  return {problem_code::internal,
          "it can't be read: " + std::generic_category().message(errno), path};
}

std::string hex(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out.append(1, digits[bytes[i] >> 4U]).append(1, digits[bytes[i] & 15U]);
  return out;
}

} // namespace

result<file_digest> digest_of(const std::string& path) {
  const std::unique_ptr<std::FILE, closer> file{std::fopen(path.c_str(), "rbe")};
  if (!file)
    return unreadable(path);
  const std::unique_ptr<EVP_MD_CTX, closer> hash{EVP_MD_CTX_new()};
  bool hashed = hash && EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) == 1;
  file_digest out;
  std::array<char, 65'536> piece; // NOLINT: filled by fread
  for (;;) {
    const auto count = std::fread(piece.data(), 1, piece.size(), file.get());
    if (count == 0)
      break;
    out.bytes += count;
    hashed = hashed && EVP_DigestUpdate(hash.get(), piece.data(), count) == 1;
  }
  if (std::ferror(file.get()) != 0)
    return unreadable(path);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (!hashed || EVP_DigestFinal_ex(hash.get(), bytes.data(), &size) != 1)
    return problem{problem_code::internal, "its SHA-256 can't be computed", path};
  out.sha256 = hex(bytes.data(), size);
  return out;
}

} // namespace tradeeon
