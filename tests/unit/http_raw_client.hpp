// A client that sends exactly the bytes it is told to.
#pragma once

#include <string>
#include <string_view>

namespace tradeeon::test {

class raw_client {
public:
  /// `small_window`: a client that can hold only a few KiB it has not read.
  explicit raw_client(int port, bool small_window = false);
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;
  ~raw_client();

  /// False where the server no longer takes bytes.
  bool send(std::string_view bytes) const;
  void close_sending() const;
  /// Reads until all that was received contains `text`; false at the end of the
  /// stream or after ten seconds.
  bool read_until(std::string_view text);
  /// Reads until the server closes; false after `seconds`.
  bool read_to_end(int seconds = 10);
  [[nodiscard]] const std::string& received() const { return received_; }
  /// Forgets what was received, so that `read_until` finds new text only.
  void forget() { received_.clear(); }
  /// The number of times `text` was received.
  [[nodiscard]] std::size_t count(std::string_view text) const;

private:
  /// 1: more was received, 0: end, -1: nothing in time.
  int receive(int ms);

  int descriptor_ = -1;
  std::string received_;
};

} // namespace tradeeon::test
