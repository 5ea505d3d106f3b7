#pragma once

#include <cstdint>

namespace tradeeon::http {

/// What the kernel says of this process; 0 where it does not tell.
struct process_figures {
  double cpu_seconds = 0;        ///< user and system together
  double start_time_seconds = 0; ///< since 1970
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t open_descriptors = 0;
  std::uint64_t most_descriptors = 0;
};

/// Reads /proc; costs some tens of microseconds.
[[nodiscard]] process_figures read_process_figures();

} // namespace tradeeon::http
