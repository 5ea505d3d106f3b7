#include "tests/unit/http_raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace tradeeon::test {

raw_client::raw_client(int port, bool small_window)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (small_window) {
    const int size = 4096;
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("can't connect");
}

raw_client::~raw_client() {
  ::close(descriptor_);
}

bool raw_client::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

void raw_client::close_sending() const {
  ::shutdown(descriptor_, SHUT_WR);
}

int raw_client::receive(int ms) {
  pollfd waiting{descriptor_, POLLIN, 0};
  if (::poll(&waiting, 1, ms) <= 0)
    return -1;
  std::array<char, 16'384> chunk{};
  const auto n = ::recv(descriptor_, chunk.data(), chunk.size(), 0);
  if (n <= 0)
    return 0;
  received_.append(chunk.data(), static_cast<std::size_t>(n));
  return 1;
}

bool raw_client::read_until(std::string_view text) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (received_.find(text) == std::string::npos)
    if (std::chrono::steady_clock::now() >= until || receive(100) == 0)
      return false;
  return true;
}

bool raw_client::read_to_end(int seconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (std::chrono::steady_clock::now() < until)
    if (receive(100) == 0)
      return true;
  return false;
}

std::size_t raw_client::count(std::string_view text) const {
  std::size_t n = 0;
  for (auto at = received_.find(text); at != std::string::npos;
       at = received_.find(text, at + text.size()))
    ++n;
  return n;
}

} // namespace tradeeon::test
