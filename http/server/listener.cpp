#include "http/server/listener.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace tradeeon::http {

namespace {

constexpr int backlog = 1024;

problem cannot_listen(const std::string& host, std::uint16_t port, const char* why) {
  return {problem_code::unavailable,
          "Can't listen on " + host + ":" + std::to_string(port) + ": " + why + ".",
          "http"};
}

std::uint16_t port_of(int descriptor) {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) != 0)
    return 0;
  if (own.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<sockaddr_in6*>(&own)->sin6_port);
  return ntohs(reinterpret_cast<sockaddr_in*>(&own)->sin_port);
}

} // namespace

result<std::pair<int, std::uint16_t>> listen_on(const std::string& host,
                                                std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.empty() ? nullptr : host.c_str(),
                                 std::to_string(port).c_str(), &wanted, &found);
  if (code != 0)
    return cannot_listen(host, port, ::gai_strerror(code));
  int last_error = EADDRNOTAVAIL;
  int descriptor = -1;
  for (auto* at = found; at != nullptr && descriptor < 0; at = at->ai_next) {
    const int fd = ::socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                            at->ai_protocol);
    if (fd < 0) {
      last_error = errno;
      continue;
    }
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(fd, at->ai_addr, at->ai_addrlen) == 0 && ::listen(fd, backlog) == 0) {
      descriptor = fd;
    } else {
      last_error = errno;
      ::close(fd);
    }
  }
  ::freeaddrinfo(found);
  if (descriptor < 0)
    return cannot_listen(host, port, std::strerror(last_error));
  return std::pair<int, std::uint16_t>{descriptor, port_of(descriptor)};
}

accepted accept_from(int listener) {
  accepted answer;
  sockaddr_storage other{};
  socklen_t size = sizeof other;
  for (;;) {
    size = sizeof other;
    answer.descriptor = ::accept4(listener, reinterpret_cast<sockaddr*>(&other), &size,
                                  SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (answer.descriptor >= 0)
      break;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINVAL || errno == EBADF)
      return answer;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      answer.descriptor = -2;
      return answer;
    }
    // All else concerns the one connection that was to be accepted.
  }
  const int yes = 1;
  ::setsockopt(answer.descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (other.ss_family == AF_INET6) {
    const auto* in6 = reinterpret_cast<sockaddr_in6*>(&other);
    ::inet_ntop(AF_INET6, &in6->sin6_addr, text.data(), text.size());
    answer.port = ntohs(in6->sin6_port);
  } else {
    const auto* in4 = reinterpret_cast<sockaddr_in*>(&other);
    ::inet_ntop(AF_INET, &in4->sin_addr, text.data(), text.size());
    answer.port = ntohs(in4->sin_port);
  }
  answer.peer = text.data();
  return answer;
}

} // namespace tradeeon::http
