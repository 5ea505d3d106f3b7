#include "app/log_line.hpp"

#include "actors/journal.hpp"
#include "http/json/answers.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon {

namespace {

/// Takes what stands before the next mark off `rest`.
std::string_view take_record(std::string_view& rest) {
  const auto end = rest.find(journal::record_mark);
  const auto part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

std::string_view colour_of(std::string_view level) {
  if (level == "error" || level == "critical")
    return "\x1b[31m";
  if (level == "warn")
    return "\x1b[33m";
  return level == "info" ? "\x1b[32m" : "\x1b[36m";
}

/// A line is a line, whatever a message holds.
void append_line_text(std::string& to, std::string_view text) {
  for (const char c : text)
    to.push_back(static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? ' ' : c);
}

/// In quotes where it would otherwise not be told from what follows.
void append_value(std::string& to, std::string_view text) {
  if (!text.empty() && text.find_first_of(" \t\n\r\"=") == std::string_view::npos)
    append_line_text(to, text);
  else
    to += json::quoted(text);
}

} // namespace

log_line read_log_line(std::string_view payload) {
  log_line out;
  out.event = "log";
  if (payload.empty() || payload.front() != journal::record_mark) {
    out.message = payload;
    return out;
  }
  payload.remove_prefix(1);
  out.event = take_record(payload);
  out.message = take_record(payload);
  while (!payload.empty()) {
    const auto part = take_record(payload);
    const auto unit = part.find(journal::unit_mark);
    if (unit == std::string_view::npos || unit + 1 >= part.size())
      continue;
    out.fields.push_back(
      {part.substr(0, unit), part.substr(unit + 2), part[unit + 1] == 'n'});
  }
  return out;
}

std::string json_of(const log_line& x) {
  std::string out = R"({"ts":")" + json::iso_time(x.at) + R"(","level":")";
  out.append(x.level).append(R"(","event":)").append(json::quoted(x.event));
  out.append(R"(,"msg":)").append(json::quoted(x.message));
  for (const auto& each : x.fields) {
    out.append(",").append(json::quoted(each.key)).append(":");
    out.append(each.number ? std::string{each.text} : json::quoted(each.text));
  }
  if (x.suppressed > 0)
    out.append(R"(,"suppressed":)").append(std::to_string(x.suppressed));
  return out + "}";
}

std::string text_of(const log_line& x, bool colours) {
  std::string out = json::iso_time(x.at) + " ";
  if (colours)
    out.append(colour_of(x.level)).append(x.level).append("\x1b[0m ");
  else
    out.append(x.level).append(" ");
  out.append(x.event).append(": ");
  append_line_text(out, x.message);
  for (const auto& each : x.fields) {
    out.append(" ").append(each.key).append("=");
    append_value(out, each.text);
  }
  if (x.suppressed > 0)
    out.append(" suppressed=").append(std::to_string(x.suppressed));
  return out;
}

} // namespace tradeeon
