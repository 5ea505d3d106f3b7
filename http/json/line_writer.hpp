#pragma once

#include "domain/alerts/trigger.hpp"
#include "domain/trading/decimal.hpp"

#include <string>

namespace tradeeon::json {

/// Appends JSON to a text without building a tree of it first: for what is written
/// by the hundred thousand. Whoever calls keeps the order of opening and closing.
class line_writer {
public:
  explicit line_writer(std::string& out) : out_(out) {}

  void open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    fresh_ = false;
  }
  /// `name` needs no escaping.
  void key(std::string_view name);
  void text(std::string_view x);
  void number(double x); ///< null where there is no value
  void whole(std::int64_t x);
  void state(truth x); ///< null for unknown
  void flag(bool x);
  void amount(decimal x); ///< all its digits, never with an exponent
  void null();
  /// JSON that is there already.
  void raw(std::string_view json);

private:
  void separate();
  std::string& out_;
  bool fresh_ = true; ///< nothing stands before the next value on its level
};

/// What `explanation_object` holds, written.
void write_explanation(line_writer& out, const explanation& x);

} // namespace tradeeon::json
