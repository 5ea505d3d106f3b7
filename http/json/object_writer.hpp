#pragma once

#include "http/json/line_writer.hpp"
#include "http/json/time_text.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tradeeon::json {

/// One object, written field by field; closed when this ends.
class object_writer {
public:
  explicit object_writer(line_writer& to) : to_(to) { to_.open('{'); }
  object_writer(const object_writer&) = delete;
  object_writer& operator=(const object_writer&) = delete;
  ~object_writer() { to_.close('}'); }

  object_writer& text(std::string_view name, std::string_view x) {
    to_.key(name);
    to_.text(x);
    return *this;
  }
  /// Null where it is empty.
  object_writer& text_or_null(std::string_view name, std::string_view x) {
    return x.empty() ? null(name) : text(name, x);
  }
  object_writer& amount(std::string_view name, decimal x) {
    to_.key(name);
    to_.amount(x);
    return *this;
  }
  /// Null where it is 0.
  object_writer& amount_or_null(std::string_view name, decimal x) {
    return x.is_zero() ? null(name) : amount(name, x);
  }
  object_writer& whole(std::string_view name, std::int64_t x) {
    to_.key(name);
    to_.whole(x);
    return *this;
  }
  object_writer& number(std::string_view name, const std::optional<double>& x) {
    if (!x)
      return null(name);
    to_.key(name);
    to_.number(*x);
    return *this;
  }
  object_writer& flag(std::string_view name, bool x) {
    to_.key(name);
    to_.flag(x);
    return *this;
  }
  /// ISO 8601, or null for 0.
  object_writer& time(std::string_view name, time_ms t) {
    return t == 0 ? null(name) : text(name, iso_time(t));
  }
  object_writer& raw(std::string_view name, std::string_view json) {
    to_.key(name);
    to_.raw(json);
    return *this;
  }
  object_writer& null(std::string_view name) {
    to_.key(name);
    to_.null();
    return *this;
  }
  /// `write(line_writer&, one)` for each of `rows`.
  template <class Rows, class Write>
  object_writer& list(std::string_view name, const Rows& rows, Write write) {
    to_.key(name);
    to_.open('[');
    for (const auto& one : rows)
      write(to_, one);
    to_.close(']');
    return *this;
  }
  /// A nested object: `write(object_writer&)`.
  template <class Write>
  object_writer& object(std::string_view name, Write write) {
    to_.key(name);
    object_writer inner{to_};
    write(inner);
    return *this;
  }

private:
  line_writer& to_;
};

/// A whole answer: `{"success":true, …}` with what `write(object_writer&)` adds.
template <class Write>
[[nodiscard]] std::string success_answer(Write write) {
  std::string out;
  line_writer to{out};
  {
    object_writer top{to};
    top.flag("success", true);
    write(top);
  }
  return out;
}

} // namespace tradeeon::json
