// How every benchmark prints: figure, target, and whether it was reached.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace tradeeon::bench {

using steady = std::chrono::steady_clock;

inline double seconds_since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

/// Processor time of the calling thread: what work on one core takes, whoever else
/// the machine works for.
inline double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// A figure that should be at least its target.
inline void report_at_least(const char* what, double figure, const char* unit,
                            double target) {
  std::printf("%-58s %14.6g %-9s target >= %-8.6g %s\n", what, figure, unit, target,
              figure >= target ? "met" : "MISSED");
  std::fflush(stdout);
}

/// A figure that should be at most its target.
inline void report_at_most(const char* what, double figure, const char* unit,
                           double target) {
  std::printf("%-58s %14.4g %-9s target <= %-8.6g %s\n", what, figure, unit, target,
              figure <= target ? "met" : "MISSED");
  std::fflush(stdout);
}

/// A figure without a target.
inline void report(const char* what, double figure, const char* unit) {
  std::printf("%-58s %14.6g %s\n", what, figure, unit);
  std::fflush(stdout);
}

/// The q-quantile, q in 0..1; 0 where there is nothing.
inline double quantile(std::vector<double> all, double q) {
  if (all.empty())
    return 0;
  std::sort(all.begin(), all.end());
  return all[static_cast<std::size_t>(q * static_cast<double>(all.size() - 1))];
}

/// A benchmark that can't measure says so; a slow one is not a failure.
[[noreturn]] inline void cannot(const char* what) {
  std::fprintf(stderr, "bench: %s\n", what);
  std::exit(1);
}

} // namespace tradeeon::bench
