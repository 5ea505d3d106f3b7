#include "http/server/gate.hpp"

#include "http/server/listener.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace tradeeon::http {

namespace {

constexpr auto sweep_every = std::chrono::milliseconds(200);
constexpr auto drain_time = std::chrono::milliseconds(1'000);

bool watch(int epoll, int descriptor, std::uint32_t what) {
  epoll_event event{};
  event.events = what;
  event.data.fd = descriptor;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void unwatch(int epoll, int descriptor) {
  ::epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nullptr);
}

} // namespace

gate::gate(gate_limits limits, request_handler on_request, refusal_text refusal)
    : limits_(limits), on_request_(std::move(on_request)), refusal_(std::move(refusal)) {}

gate::~gate() {
  close();
}

result<std::uint16_t> gate::open(const std::string& host, std::uint16_t port) {
  auto bound = listen_on(host, port);
  if (!bound)
    return std::move(bound).error();
  listener_ = bound->first;
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  wake_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (epoll_ < 0 || wake_ < 0 || !watch(epoll_, wake_, EPOLLIN)) {
    ::close(listener_);
    listener_ = -1;
    return problem{problem_code::unavailable,
                   "Can't wait for connections: the process is out of descriptors.",
                   "http"};
  }
  listen_again(true);
  thread_ = std::thread([this] { run(); });
  return bound->second;
}

void gate::give_back(connection_ptr done) {
  const std::lock_guard lock(mutex_);
  if (closing_)
    return; // closes it
  returned_.push_back(std::move(done));
  wake(); // under the lock: `close` may not close what this writes to
}

void gate::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  if (thread_.joinable()) {
    wake();
    thread_.join();
  }
  waiting_.clear();
  waiting_count_ = 0;
  returned_.clear();
  for (int* descriptor : {&listener_, &epoll_, &wake_}) {
    if (*descriptor >= 0)
      ::close(*descriptor);
    *descriptor = -1;
  }
}

void gate::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = ::write(wake_, &one, sizeof one);
}

void gate::listen_again(bool on) {
  if (on == accepting_)
    return;
  if (on)
    watch(epoll_, listener_, EPOLLIN);
  else
    unwatch(epoll_, listener_);
  accepting_ = on;
}

void gate::run() {
  std::array<epoll_event, 256> events{};
  next_sweep_ = clock::now() + sweep_every;
  while (!closing_) {
    const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                               static_cast<int>(sweep_every.count()));
    for (int i = 0; i < n; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == listener_) {
        accept_all();
      } else if (descriptor == wake_) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(wake_, &count, sizeof count);
        take_returned();
      } else {
        read_from(descriptor);
      }
    }
    if (clock::now() >= next_sweep_)
      sweep();
    waiting_count_ = waiting_.size();
  }
}

/// Edge-triggered: reads until nothing is left, or the connection has gone on.
void gate::read_from(int descriptor) {
  for (;;) {
    const auto at = waiting_.find(descriptor);
    if (at == waiting_.end())
      return;
    auto& one = *at->second;
    const auto got = one.receive();
    if (one.draining)
      one.in.clear();
    else
      look_at(descriptor);
    if (got == connection::input::ended) {
      forget(descriptor);
      return;
    }
    if (got == connection::input::nothing_left)
      return;
  }
}

void gate::accept_all() {
  for (int i = 0; i < 64; ++i) {
    auto one = accept_from(listener_);
    if (one.descriptor == -1)
      return;
    if (one.descriptor == -2) {
      listen_again(false); // until the next sweep: spinning would not help
      return;
    }
    admit(one.descriptor, std::move(one.peer), one.port);
  }
}

void gate::admit(int descriptor, std::string peer, int port) {
  // Those that workers give back come over and above the limit for a moment.
  while (waiting_.size() >= limits_.connections && evict_idle()) {
  }
  auto one = std::make_unique<connection>(descriptor, std::move(peer), port);
  one->deadline = clock::now() + limits_.header_time;
  // Edge-triggered: a client that sends nothing more causes no more work.
  if (waiting_.size() < limits_.connections &&
      watch(epoll_, descriptor, EPOLLIN | EPOLLRDHUP | EPOLLET))
    waiting_.emplace(descriptor, std::move(one));
  else
    one->send(refusal_(503, "There are too many connections."),
              std::chrono::milliseconds(0));
}

void gate::take_returned() {
  std::vector<connection_ptr> returned;
  {
    const std::lock_guard lock(mutex_);
    returned.swap(returned_);
  }
  for (auto& one : returned) {
    one->deadline = clock::now() + limits_.idle_time;
    one->begun = false;
    one->continued = false;
    const int descriptor = one->descriptor();
    if (!watch(epoll_, descriptor, EPOLLIN | EPOLLRDHUP | EPOLLET))
      continue;
    waiting_.emplace(descriptor, std::move(one));
    look_at(descriptor);
  }
}

void gate::look_at(int descriptor) {
  auto at = waiting_.find(descriptor);
  auto& one = *at->second;
  if (one.draining)
    return;
  while (one.in.size() >= 2 && one.in[0] == '\r' && one.in[1] == '\n')
    one.in.erase(0, 2);
  if (one.in.empty())
    return;
  if (!one.begun) {
    one.begun = true;
    one.deadline = clock::now() + limits_.header_time;
  }
  const auto seen = frame(one.in, limits_.request);
  switch (seen.now) {
  case framing::state::refused:
    refuse(one, seen.status, seen.reason);
    return;
  case framing::state::incomplete:
    if (seen.size == 0)
      return;
    if (!one.continued) {
      one.continued = true;
      one.deadline = clock::now() + limits_.body_time;
      if (seen.wants_continue)
        one.send("HTTP/1.1 100 Continue\r\n\r\n", std::chrono::milliseconds(0));
    }
    return;
  case framing::state::complete:
    break;
  }
  unwatch(epoll_, descriptor);
  auto going = std::move(at->second);
  waiting_.erase(at);
  if (on_request_(going, seen))
    return;
  refuse(*going, 503, "The server is busy. Try again in a moment.");
  if (watch(epoll_, descriptor, EPOLLIN | EPOLLRDHUP | EPOLLET))
    waiting_.emplace(descriptor, std::move(going));
}

/// Closing at once could destroy the answer on its way (the client's unread
/// bytes cause a reset), so the connection stays until the client has had time.
void gate::refuse(connection& whom, int status, std::string_view reason) {
  whom.send(refusal_(status, reason), std::chrono::milliseconds(0));
  ::shutdown(whom.descriptor(), SHUT_WR);
  whom.in.clear();
  whom.in.shrink_to_fit();
  whom.draining = true;
  whom.deadline = clock::now() + drain_time;
}

void gate::forget(int descriptor) {
  waiting_.erase(descriptor); // closing takes it out of the epoll set
}

bool gate::evict_idle() {
  auto oldest = waiting_.end();
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at)
    if (!at->second->begun &&
        (oldest == waiting_.end() || at->second->deadline < oldest->second->deadline))
      oldest = at;
  if (oldest == waiting_.end())
    return false;
  waiting_.erase(oldest);
  return true;
}

void gate::sweep() {
  const auto now = clock::now();
  next_sweep_ = now + sweep_every;
  listen_again(true);
  std::size_t buffered = 0;
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    auto& one = *at->second;
    buffered += one.in.size();
    if (buffered > limits_.buffered_bytes && one.begun) {
      buffered -= one.in.size();
      refuse(one, 503, "The server is busy. Try again in a moment.");
    } else if (now >= one.deadline) {
      if (!one.begun || one.draining) {
        at = waiting_.erase(at);
        continue;
      }
      refuse(one, 408, "The request did not arrive in time.");
    }
    ++at;
  }
}

} // namespace tradeeon::http
