// Reads per second and their 99th percentile under 64 keep-alive connections.
#include "tests/bench/figures.hpp"
#include "tests/support/web_fixture.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace {

using clock_type = std::chrono::steady_clock;

constexpr int connections = 64;
constexpr int client_threads = 2; // clients share the machine with the server
constexpr auto run_time = std::chrono::seconds(4);

int connect_to(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    return -1;
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

/// True once `text` holds a whole answer with a Content-Length.
bool whole(const std::string& text) {
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos)
    return false;
  const auto at = text.find("Content-Length: ");
  return at != std::string::npos &&
         text.size() >= end + 4 + std::stoul(text.substr(at + 16));
}

/// Keeps one request under way on each of its connections.
void hammer(int port, const std::string& request, std::vector<double>& seconds,
            std::size_t& failures) {
  struct one {
    int fd;
    std::string text;
    clock_type::time_point sent;
  };
  std::vector<one> all;
  std::vector<pollfd> waiting;
  for (int i = 0; i < connections / client_threads; ++i) {
    all.push_back({connect_to(port), "", clock_type::now()});
    waiting.push_back({all.back().fd, POLLIN, 0});
    (void)!::write(all.back().fd, request.data(), request.size());
  }
  std::vector<char> chunk(65'536);
  const auto until = clock_type::now() + run_time;
  while (clock_type::now() < until) {
    ::poll(waiting.data(), waiting.size(), 1'000);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (waiting[i].revents == 0)
        continue;
      const auto n = ::read(all[i].fd, chunk.data(), chunk.size());
      if (n <= 0) {
        ++failures;
        waiting[i].fd = -1;
        continue;
      }
      all[i].text.append(chunk.data(), static_cast<std::size_t>(n));
      if (!whole(all[i].text))
        continue;
      if (all[i].text.compare(0, 12, "HTTP/1.1 200") != 0)
        ++failures;
      all[i].text.clear();
      const auto now = clock_type::now();
      seconds.push_back(std::chrono::duration<double>(now - all[i].sent).count());
      all[i].sent = now;
      (void)!::write(all[i].fd, request.data(), request.size());
    }
  }
  for (const auto& x : all)
    ::close(x.fd);
}

namespace bench = tradeeon::bench;

void measure(int port, const char* name, const std::string& request) {
  std::vector<std::vector<double>> seconds(client_threads);
  std::vector<std::size_t> failures(client_threads, 0);
  std::vector<std::thread> threads;
  const auto begun = clock_type::now();
  for (std::size_t t = 0; t < client_threads; ++t)
    threads.emplace_back([&, t] { hammer(port, request, seconds[t], failures[t]); });
  for (auto& x : threads)
    x.join();
  const double took = std::chrono::duration<double>(clock_type::now() - begun).count();
  std::vector<double> all;
  std::size_t failed = 0;
  for (std::size_t t = 0; t < client_threads; ++t) {
    all.insert(all.end(), seconds[t].begin(), seconds[t].end());
    failed += failures[t];
  }
  std::sort(all.begin(), all.end());
  const auto at = [&](double q) {
    return all.empty() ? 0.0 : all[static_cast<std::size_t>(q * double(all.size() - 1))];
  };
  std::puts(name);
  bench::report_at_least("    reads", double(all.size()) / took, "/s", 15'000);
  bench::report("    median", at(0.5) * 1e3, "ms");
  bench::report_at_most("    99th percentile", at(0.99) * 1e3, "ms", 20);
  bench::report("    failed", double(failed), "");
}

} // namespace

int main() {
  using namespace tradeeon;
  test::web w;
  w.put_bars(100);
  for (int i = 0; i < 3; ++i)
    w.new_alert("ann");
  const auto head = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                    w.token("ann", http::role::user) + "\r\n\r\n";
  std::printf("%d keep-alive connections on loopback, clients on the same machine\n",
              connections);
  measure(w.port, "GET /alerts", "GET /alerts" + head);
  measure(w.port, "GET ticker/price", "GET /api/ticker/price?symbol=BTCUSDT" + head);
  return 0;
}
