// Lines for the operator: an event's stable name, a sentence, and fields. How a
// line looks in the end is app/log's business; this only carries the parts there.
#pragma once

#include <spdlog/spdlog.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace tradeeon::journal {

// What stands between the parts of a line on its way: "R event R message",
// then "R key U kind value" for each field (kind: 's' text, 'n' number).
inline constexpr char record_mark = '\x1e';
inline constexpr char unit_mark = '\x1f';

/// One named value of a line: text or a whole number. Never a secret.
struct field {
  field(std::string_view name, std::string value) : key(name), text(std::move(value)) {}
  field(std::string_view name, std::string_view value) : key(name), text(value) {}
  field(std::string_view name, const char* value) : key(name), text(value) {}
  template <class Number, class = std::enable_if_t<std::is_integral_v<Number>>>
  field(std::string_view name, Number value)
      : key(name), text(std::to_string(value)), number(true) {}

  std::string_view key;
  std::string text;
  bool number = false;
};

using level = spdlog::level::level_enum;

/// Whether a line of this level goes anywhere; where building its fields costs.
inline bool wants(level how) {
  return spdlog::should_log(how);
}

inline void append_clean(std::string& to, std::string_view text) {
  for (const char c : text)
    to.push_back(c == record_mark || c == unit_mark ? '?' : c);
}

/// Writes one line. `event` is a short name that never changes and is part of no
/// sentence ("actor.restart"); lines are limited by it. Thread-safe.
inline void write(level how, std::string_view event, std::string_view message,
                  std::initializer_list<field> fields = {}) {
  if (!wants(how))
    return;
  std::string line{record_mark};
  append_clean(line, event);
  line.push_back(record_mark);
  append_clean(line, message);
  for (const auto& x : fields) {
    line.push_back(record_mark);
    append_clean(line, x.key);
    line.push_back(unit_mark);
    line.push_back(x.number ? 'n' : 's');
    append_clean(line, x.text);
  }
  spdlog::log(how, spdlog::string_view_t{line.data(), line.size()});
}

inline void debug(std::string_view event, std::string_view message,
                  std::initializer_list<field> fields = {}) {
  write(level::debug, event, message, fields);
}
inline void info(std::string_view event, std::string_view message,
                 std::initializer_list<field> fields = {}) {
  write(level::info, event, message, fields);
}
inline void warn(std::string_view event, std::string_view message,
                 std::initializer_list<field> fields = {}) {
  write(level::warn, event, message, fields);
}
inline void error(std::string_view event, std::string_view message,
                  std::initializer_list<field> fields = {}) {
  write(level::err, event, message, fields);
}

} // namespace tradeeon::journal
