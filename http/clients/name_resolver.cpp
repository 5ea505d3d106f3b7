#include "http/clients/name_resolver.hpp"

#include <boost/asio/post.hpp>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>

#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

namespace tradeeon {

namespace {

namespace asio = boost::asio;

constexpr std::size_t most_threads = 8;

void append(address_list& list, const sockaddr* from) {
  if (from == nullptr)
    return;
  if (from->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, from, sizeof v4);
    list.emplace_back(asio::ip::address_v4{ntohl(v4.sin_addr.s_addr)});
  } else if (from->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, from, sizeof v6);
    asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    list.emplace_back(asio::ip::address_v6{bytes});
  }
}

problem lookup_failed(std::string text) {
  return {problem_code::unavailable, std::move(text), "url"};
}

} // namespace

result<address_list> system_lookup(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0)
    return lookup_failed(std::string{"name lookup: "} + gai_strerror(error));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner{found, freeaddrinfo};
  address_list list;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next)
    append(list, at->ai_addr);
  return list;
}

address_list own_addresses() {
  address_list list;
  ifaddrs* found = nullptr;
  if (getifaddrs(&found) != 0)
    return list;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner{found, freeifaddrs};
  for (const ifaddrs* at = found; at != nullptr; at = at->ifa_next)
    append(list, at->ifa_addr);
  return list;
}

/// Shared with detached threads: joining them would make `stop` wait for a name
/// server that does not answer.
struct name_resolver::state : std::enable_shared_from_this<state> {
  explicit state(asio::io_context& context, name_lookup function)
      : lookup(std::move(function)), io(&context) {}

  void enqueue(const std::string& host) {
    const std::lock_guard lock{mutex};
    queue.push_back(host);
    if (threads == most_threads)
      return;
    try {
      std::thread([self = shared_from_this()] { self->work(); }).detach();
      ++threads;
    } catch (const std::system_error&) {
      if (threads > 0) // those that run will come to it
        return;
      queue.pop_back();
      post_answer(host, lookup_failed("name lookup: out of threads"));
    }
  }

  void work() {
    std::unique_lock lock{mutex};
    while (io != nullptr && !queue.empty()) {
      const std::string host = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      auto answer = look_up(host);
      lock.lock();
      post_answer(host, std::move(answer));
    }
    --threads;
  }

  result<address_list> look_up(const std::string& host) const {
    try {
      return lookup(host);
    } catch (...) {
      return lookup_failed("name lookup: out of memory");
    }
  }

  /// With `mutex` held, which keeps `io` alive.
  void post_answer(const std::string& host, result<address_list> answer) {
    if (io == nullptr)
      return;
    asio::post(*io, [self = shared_from_this(), host, answer = std::move(answer)] {
      const auto at = self->waiting.find(host);
      if (at == self->waiting.end())
        return;
      const auto handlers = std::move(at->second);
      self->waiting.erase(at);
      for (const auto& done : handlers)
        done(answer);
    });
  }

  const name_lookup lookup;
  std::map<std::string, std::vector<handler>> waiting; // thread of io only
  std::mutex mutex;                                    // guards what follows
  asio::io_context* io;
  std::deque<std::string> queue;
  std::size_t threads = 0;
};

name_resolver::name_resolver(asio::io_context& io, name_lookup lookup)
    : state_(std::make_shared<state>(io, std::move(lookup))) {}

name_resolver::~name_resolver() {
  stop();
}

void name_resolver::resolve(const std::string& host, handler done) {
  auto& handlers = state_->waiting[host];
  handlers.push_back(std::move(done));
  if (handlers.size() == 1)
    state_->enqueue(host);
}

void name_resolver::stop() {
  {
    const std::lock_guard lock{state_->mutex};
    state_->io = nullptr;
    state_->queue.clear();
  }
  state_->waiting.clear();
}

} // namespace tradeeon
