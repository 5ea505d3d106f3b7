#include "http/server/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace tradeeon::http {

namespace {

int left_ms(connection::clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    until - connection::clock::now());
  return left.count() > 0 ? static_cast<int>(left.count()) : 0;
}

} // namespace

connection::~connection() {
  ::close(descriptor_);
}

connection::input connection::receive() {
  std::array<char, 16 * 1024> chunk; // NOLINT: filled by recv
  for (int round = 0; round < 4; ++round) {
    const auto n = ::recv(descriptor_, chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (n == 0)
      return input::ended;
    if (n > 0)
      in.append(chunk.data(), static_cast<std::size_t>(n));
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      return input::nothing_left;
    else if (errno != EINTR)
      return input::ended;
  }
  return input::more;
}

bool connection::send(std::string_view bytes, std::chrono::milliseconds time) const {
  const auto until = clock::now() + time;
  while (!bytes.empty()) {
    const auto n =
      ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR)
      continue;
    if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
      return false;
    pollfd waiting{descriptor_, POLLOUT, 0};
    const int left = left_ms(until);
    if (left == 0 || (::poll(&waiting, 1, left) < 0 && errno != EINTR)) {
      // Closing must not leave the kernel feeding a client that does not read.
      const linger at_once{1, 0};
      ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      return false;
    }
  }
  return true;
}

bool connection::hung_up() const {
  char probe = 0;
  const auto n = ::recv(descriptor_, &probe, 1, MSG_PEEK | MSG_DONTWAIT);
  return n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

bool connection::readable(std::chrono::milliseconds time) const {
  pollfd waiting{descriptor_, POLLIN, 0};
  return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

} // namespace tradeeon::http
