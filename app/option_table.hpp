#pragma once

#include "app/config.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// How an option is written in a TOML file.
enum class option_shape : unsigned char {
  text,
  number,
  number_or_text,
  yes_no,
  list, ///< an array of texts; in flags and environment separated by commas
};

/// One option: what it is called everywhere, and how its text is read.
struct option_info {
  std::string_view name; ///< TOML key
  option_shape shape = option_shape::text;
  bool confidential = false; ///< no flag: other users can read command lines
  bool reloadable = false;   ///< SIGHUP changes it in a running server
  std::vector<std::string_view> environment; ///< names from before tradeeon
  std::string_view metavar;                  ///< in help: "HOST:PORT"
  std::string_view help;                     ///< one line
  /// Reads `text` into the configuration; a problem without a place says what
  /// would be accepted.
  std::function<result<void>(config&, std::string_view text)> set;
  /// The text that `set` would read back.
  std::function<std::string(const config&)> get;

  /// "--webhook-timeout"
  [[nodiscard]] std::string flag() const;
  /// "TRADEEON_WEBHOOK_TIMEOUT"
  [[nodiscard]] std::string variable() const;
};

/// Every option, in the order of the documentation.
[[nodiscard]] const std::vector<option_info>& all_options();

/// A variable of the earlier deployment that nothing reads any more.
struct retired_variable {
  std::string_view name;
  std::string_view reason; ///< why, as the end of a sentence
};

[[nodiscard]] const std::vector<retired_variable>& retired_variables();

} // namespace tradeeon
