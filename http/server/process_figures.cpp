#include "http/server/process_figures.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace tradeeon::http {

namespace {

/// Ends of directory listings, "." and "..", and the descriptor that lists.
constexpr std::uint64_t not_ours = 3;

std::uint64_t count_descriptors() {
  auto* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr)
    return 0;
  std::uint64_t count = 0;
  while (::readdir(folder) != nullptr)
    ++count;
  ::closedir(folder);
  return count > not_ours ? count - not_ours : 0;
}

/// When the machine started, in seconds since 1970.
double boot_time() {
  std::ifstream in("/proc/stat");
  std::string word;
  double seconds = 0;
  while (in >> word)
    if (word == "btime" && in >> seconds)
      return seconds;
  return 0;
}

/// The fields of /proc/self/stat after the program's name, which may hold blanks.
std::istringstream stat_fields() {
  std::ifstream in("/proc/self/stat");
  std::string line;
  std::getline(in, line);
  const auto end = line.rfind(')');
  return std::istringstream(end == std::string::npos ? "" : line.substr(end + 1));
}

} // namespace

process_figures read_process_figures() {
  process_figures out;
  auto fields = stat_fields();
  std::string skipped;
  const auto skip = [&](int count) {
    for (int i = 0; i < count; ++i)
      fields >> skipped;
  };
  double user = 0;
  double system = 0;
  double started = 0;
  std::uint64_t pages = 0;
  skip(11); // state … cmajflt
  fields >> user >> system;
  skip(4); // cutime … nice
  fields >> out.threads;
  skip(1); // itrealvalue
  fields >> started >> out.virtual_bytes >> pages;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  if (fields) {
    out.cpu_seconds = (user + system) / ticks;
    out.start_time_seconds = boot_time() + started / ticks;
    out.resident_bytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  }
  out.open_descriptors = count_descriptors();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    out.most_descriptors = limit.rlim_cur;
  return out;
}

} // namespace tradeeon::http
