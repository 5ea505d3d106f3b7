#include "http/clients/address_guard.hpp"

#include <array>
#include <cstdint>

namespace tradeeon {

namespace {

namespace ip = boost::asio::ip;

struct v4_block {
  std::uint32_t start;
  unsigned bits;
  std::string_view kind;
};

constexpr std::uint32_t quad(unsigned a, unsigned b, unsigned c) {
  return a << 24U | b << 16U | c << 8U;
}

// IANA's IPv4 special-purpose registry, multicast and the reserved top.
constexpr std::array<v4_block, 16> v4_blocks{{
  {quad(0, 0, 0), 8, "this network"},
  {quad(10, 0, 0), 8, "private"},
  {quad(100, 64, 0), 10, "carrier-grade NAT"},
  {quad(127, 0, 0), 8, "loopback"},
  {quad(169, 254, 0), 16, "link-local"},
  {quad(172, 16, 0), 12, "private"},
  {quad(192, 0, 0), 24, "reserved"},
  {quad(192, 0, 2), 24, "documentation"},
  {quad(192, 88, 99), 24, "reserved"},
  {quad(192, 168, 0), 16, "private"},
  {quad(198, 18, 0), 15, "benchmarking"},
  {quad(198, 51, 100), 24, "documentation"},
  {quad(203, 0, 113), 24, "documentation"},
  {quad(224, 0, 0), 4, "multicast"},
  {quad(255, 255, 255), 24, "broadcast"},
  {quad(240, 0, 0), 4, "reserved"},
}};

std::string_view why_not_public(const ip::address_v4& where) {
  const auto bits = static_cast<std::uint32_t>(where.to_uint());
  for (const auto& block : v4_blocks)
    if ((bits ^ block.start) >> (32U - block.bits) == 0)
      return block.kind;
  return {};
}

// Only 2000::/3 is handed out to the public; what is named above it serves the
// texts, what is named below are the holes inside.
std::string_view why_not_public(const ip::address_v6& where) {
  const auto bytes = where.to_bytes();
  const auto word = [&](std::size_t i) -> unsigned {
    return static_cast<unsigned>(bytes[2 * i]) << 8U | bytes[2 * i + 1];
  };
  if (where.is_loopback())
    return "loopback";
  if (where.is_unspecified())
    return "unspecified";
  if (where.is_v4_mapped())
    return "IPv4-mapped";
  if (word(0) == 0x64 && word(1) == 0xff9b)
    return "NAT64";
  if (where.is_multicast())
    return "multicast";
  if (where.is_link_local())
    return "link-local";
  if (where.is_site_local())
    return "site-local";
  if (word(0) >> 9U == 0xfc >> 1U)
    return "unique local";
  if (word(0) >> 13U != 1)
    return "reserved";
  if (where.scope_id() != 0)
    return "scoped";
  if (word(0) == 0x2001 && word(1) < 0x200) // Teredo, ORCHID, benchmarking, ...
    return "reserved";
  if ((word(0) == 0x2001 && word(1) == 0xdb8) || (word(0) == 0x3fff && word(1) < 0x1000))
    return "documentation";
  if (word(0) == 0x2002) // carries any IPv4 address, private ones too
    return "6to4";
  return {};
}

} // namespace

std::string_view why_not_public(const ip::address& where) {
  return where.is_v4() ? why_not_public(where.to_v4()) : why_not_public(where.to_v6());
}

} // namespace tradeeon
