#pragma once

#include <chrono>
#include <cstdint>

namespace tradeeon {

/// A bar on standard error, for people: shown only where that is a terminal and
/// the work takes a while, and gone when the work is done.
class progress_bar {
public:
  /// `wanted` false: never shown.
  explicit progress_bar(bool wanted);
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  ~progress_bar();

  /// `fraction` 0..1 of the work is done. Cheap to call often.
  void show(double fraction, std::uint64_t bars);
  /// Clears the line; called before anything else is printed.
  void hide();

private:
  using clock = std::chrono::steady_clock;
  bool enabled_;
  bool visible_ = false;
  std::uint32_t calls_ = 0;
  clock::time_point started_ = clock::now();
  clock::time_point shown_ = clock::now();
};

} // namespace tradeeon
