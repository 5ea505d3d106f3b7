#include "tests/bench/idle_memory.hpp"

#include "tests/bench/figures.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

namespace tradeeon::bench {

namespace {

struct program {
  pid_t pid;
  int out; ///< read end of its standard output
};

program start_server(const std::string& folder, const char* feed) {
  int ends[2];
  if (::pipe(ends) != 0)
    cannot("no pipe");
  const auto pid = ::fork();
  if (pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDERR_FILENO);
    ::close(ends[0]);
    ::execl(TRADEEON_PROGRAM, "tradeeon", "serve", "--data", folder.c_str(), "--feed",
            feed, "--http", "127.0.0.1:0", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

void wait_until_ready(const program& server) {
  std::string said;
  char some[4'096];
  while (said.find("tradeeon ready") == std::string::npos) {
    const auto n = ::read(server.out, some, sizeof some);
    if (n <= 0)
      cannot("`tradeeon serve` has ended before it was ready");
    said.append(some, static_cast<std::size_t>(n));
  }
}

double resident_mib(pid_t pid) {
  std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
  for (std::string word; status >> word;)
    if (word == "VmRSS:") {
      double kib = 0;
      status >> kib;
      return kib / 1'024;
    }
  cannot("no VmRSS for `tradeeon serve`");
}

} // namespace

double idle_memory(const std::string& folder, const char* feed) {
  const auto server = start_server(folder, feed);
  wait_until_ready(server);
  // What it does at the start, a made-up past among it, belongs to its memory.
  std::this_thread::sleep_for(std::chrono::seconds{5});
  const auto figure = resident_mib(server.pid);
  ::kill(server.pid, SIGTERM);
  ::waitpid(server.pid, nullptr, 0);
  ::close(server.out);
  return figure;
}

} // namespace tradeeon::bench
