#pragma once

namespace tradeeon {

/// Makes the remedy in tls_errors.cpp part of every program that calls this.
void keep_tls_connections_apart() noexcept;

} // namespace tradeeon
