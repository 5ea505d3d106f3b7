#include "http/json/line_writer.hpp"

#include "domain/support/numbers.hpp"
#include "http/json/answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tradeeon::json {

void line_writer::separate() {
  if (!fresh_)
    out_ += ',';
  fresh_ = false;
}

void line_writer::key(std::string_view name) {
  separate();
  out_.append("\"").append(name).append("\":");
  fresh_ = true; // no comma between a name and its value
}

void line_writer::text(std::string_view x) {
  separate();
  const bool plain = std::all_of(x.begin(), x.end(), [](char c) {
    return c >= ' ' && c < 127 && c != '"' && c != '\\';
  });
  if (plain)
    out_.append("\"").append(x).append("\"");
  else
    out_ += quoted(x);
}

void line_writer::number(double x) {
  separate();
  if (!has_value(x)) {
    out_ += "null";
    return;
  }
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr;
  const std::string_view text{digits.data(),
                              static_cast<std::size_t>(end - digits.data())};
  out_ += text;
  if (text.find_first_of(".en") == text.npos)
    out_ += ".0"; // a number with a fraction stays one, whatever its value
}

void line_writer::whole(std::int64_t x) {
  separate();
  std::array<char, 24> digits{};
  out_.append(digits.data(),
              std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr);
}

void line_writer::flag(bool x) {
  separate();
  out_ += x ? "true" : "false";
}

void line_writer::amount(decimal x) {
  raw(x.text());
}

void line_writer::null() {
  raw("null");
}

void line_writer::raw(std::string_view json) {
  separate();
  out_ += json;
}

void line_writer::state(truth x) {
  if (x != truth::unknown)
    return flag(x == truth::yes);
  null();
}

void write_explanation(line_writer& out, const explanation& x) {
  const auto field = [&](std::string_view name, double number) {
    out.key(name);
    out.number(number);
  };
  out.open('{');
  out.key("bar");
  out.open('{');
  out.key("open_time");
  out.whole(x.bar.open_time);
  field("open", x.bar.open);
  field("high", x.bar.high);
  field("low", x.bar.low);
  field("close", x.bar.close);
  field("volume", x.bar.volume);
  out.key("closed");
  out.flag(x.bar.closed);
  out.close('}');
  out.key("conditions");
  out.open('[');
  for (const auto& part : x.parts) {
    out.open('{');
    out.key("condition_id");
    out.text(part.condition_id);
    out.key("expression");
    out.text(part.text);
    out.key("ok");
    out.state(part.state);
    field("left", part.left);
    field("right", part.right);
    field("right_high", part.right_high);
    field("previous_left", part.previous_left);
    field("previous_right", part.previous_right);
    out.key("left_bar_ms");
    out.whole(part.left_bar);
    out.key("right_bar_ms");
    out.whole(part.right_bar);
    out.close('}');
  }
  out.close(']');
  out.close('}');
}

} // namespace tradeeon::json
