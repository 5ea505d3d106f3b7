#pragma once

#include "domain/support/result.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

using address_list = std::vector<boost::asio::ip::address>;

/// A blocking name lookup; called on several threads at once.
using name_lookup = std::function<result<address_list>(const std::string& host)>;

/// The system's resolver.
[[nodiscard]] result<address_list> system_lookup(const std::string& host);

/// The addresses of this machine's interfaces at the moment.
[[nodiscard]] address_list own_addresses();

/// Runs lookups beside an io_context. A name is looked up by one thread at a
/// time, so a name server that hangs for one host leaves threads for the others.
class name_resolver {
public:
  using handler = std::function<void(const result<address_list>&)>;

  /// `io` outlives the resolver or its `stop()`.
  name_resolver(boost::asio::io_context& io, name_lookup lookup);
  ~name_resolver();
  name_resolver(const name_resolver&) = delete;
  name_resolver& operator=(const name_resolver&) = delete;

  /// Only on the thread of `io`; `done` runs there too, later.
  void resolve(const std::string& host, handler done);

  /// Forgets all handlers and returns at once, also while lookups hang.
  void stop();

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace tradeeon
