// Little-endian encoding of durable blobs: indicator checkpoints and
// explanations. Doubles keep all 64 bits, so a restored state is bit-identical.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tradeeon {

/// Appends values to a byte string.
class byte_writer {
public:
  void u8(std::uint8_t x) { out_.push_back(static_cast<char>(x)); }
  void u32(std::uint32_t x) { put(x); }
  void u64(std::uint64_t x) { put(x); }
  void i64(std::int64_t x) { put(static_cast<std::uint64_t>(x)); }
  void f64(double x) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    put(bits);
  }
  /// Length-prefixed; at most 2^32-1 bytes.
  void text(std::string_view x) {
    u32(static_cast<std::uint32_t>(x.size()));
    out_.append(x);
  }
  [[nodiscard]] const std::string& bytes() const noexcept { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

private:
  template <class Int>
  void put(Int x) {
    for (std::size_t i = 0; i < sizeof(Int); ++i)
      out_.push_back(static_cast<char>((x >> (8 * i)) & 0xff));
  }
  std::string out_;
};

/// Reads what byte_writer wrote. Reading past the end yields zeros and turns
/// `ok()` false for good, so that one check at the end of a read is enough.
class byte_reader {
public:
  explicit byte_reader(std::string_view in) : in_(in) {}

  std::uint8_t u8() { return get<std::uint8_t>(); }
  std::uint32_t u32() { return get<std::uint32_t>(); }
  std::uint64_t u64() { return get<std::uint64_t>(); }
  std::int64_t i64() { return static_cast<std::int64_t>(get<std::uint64_t>()); }
  double f64() {
    const auto bits = get<std::uint64_t>();
    double x = 0;
    std::memcpy(&x, &bits, sizeof x);
    return x;
  }
  std::string text() {
    const auto n = u32();
    if (n > in_.size()) {
      ok_ = false;
      return {};
    }
    std::string result{in_.substr(0, n)};
    in_.remove_prefix(n);
    return result;
  }
  /// For a caller that finds what it read impossible: `ok()` is false from here.
  void fail() noexcept {
    ok_ = false;
    in_ = {};
  }
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return in_.empty(); }

private:
  template <class Int>
  Int get() {
    if (in_.size() < sizeof(Int)) {
      ok_ = false;
      in_ = {};
      return 0;
    }
    Int x = 0;
    for (std::size_t i = 0; i < sizeof(Int); ++i)
      x = static_cast<Int>(
        x | static_cast<Int>(Int{static_cast<unsigned char>(in_[i])} << (8 * i)));
    in_.remove_prefix(sizeof(Int));
    return x;
  }
  std::string_view in_;
  bool ok_ = true;
};

} // namespace tradeeon
