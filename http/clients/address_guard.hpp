#pragma once

#include <boost/asio/ip/address.hpp>

#include <string_view>

namespace tradeeon {

/// Why a webhook must not go to `where` ("loopback", "private", ...); empty for
/// an address of the public internet.
[[nodiscard]] std::string_view why_not_public(const boost::asio::ip::address& where);

} // namespace tradeeon
