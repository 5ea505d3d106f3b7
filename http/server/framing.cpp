#include "http/server/framing.hpp"

#include <algorithm>
#include <cctype>

namespace tradeeon::http {

namespace {

framing refused(int status, std::string_view reason) {
  framing answer;
  answer.now = framing::state::refused;
  answer.status = status;
  answer.reason = reason;
  return answer;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool mentions(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    auto item = list.substr(0, comma);
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t'))
      item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t'))
      item.remove_suffix(1);
    if (same(item, word))
      return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           marks.find(c) != std::string_view::npos;
  });
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u == '\t' || (u >= 0x20 && u != 0x7f);
  });
}

/// The header fields that decide where a request ends.
struct deciding_fields {
  bool http_1_0 = false;
  std::string_view path;
  int hosts = 0;
  int lengths = 0;
  std::size_t length = 0;
  bool length_ok = true;
  bool transfer_coding = false;
  bool content_coding = false;
  bool keep_alive = false;
  bool close = false;
  bool expects_continue = false;
};

bool read_length(std::string_view text, std::size_t& out) {
  if (text.empty() || text.size() > 15)
    return false;
  out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9')
      return false;
    out = out * 10 + static_cast<std::size_t>(c - '0');
  }
  return true;
}

void read_field(std::string_view name, std::string_view value, deciding_fields& out) {
  if (same(name, "host")) {
    ++out.hosts;
  } else if (same(name, "content-length")) {
    ++out.lengths;
    out.length_ok = out.length_ok && read_length(value, out.length);
  } else if (same(name, "transfer-encoding")) {
    out.transfer_coding = true;
  } else if (same(name, "content-encoding")) {
    out.content_coding = out.content_coding || !same(value, "identity");
  } else if (same(name, "connection")) {
    out.close = out.close || mentions(value, "close");
    out.keep_alive = out.keep_alive || mentions(value, "keep-alive");
  } else if (same(name, "expect")) {
    out.expects_continue = same(value, "100-continue");
  }
}

/// Checks "METHOD target HTTP/1.x"; empty where it is fine.
std::string_view check_request_line(std::string_view line, deciding_fields& out) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return "The request line must be METHOD, target and version.";
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!is_token(line.substr(0, first)))
    return "The method is malformed.";
  if (target.empty() || (target.front() != '/' && target != "*") ||
      target.find(' ') != std::string_view::npos || !is_printable(target))
    return "The target must be a path that begins with a slash.";
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return "Only HTTP/1.1 and HTTP/1.0 are spoken here.";
  out.path = target.substr(0, target.find('?'));
  out.http_1_0 = version == "HTTP/1.0";
  return {};
}

/// Reads all header lines; empty where they are fine.
std::string_view check_lines(std::string_view block, deciding_fields& out) {
  bool first = true;
  while (!block.empty()) {
    const auto end = block.find("\r\n");
    const auto line = block.substr(0, end);
    block.remove_prefix(end + 2);
    if (!is_printable(line))
      return "A header line has a control character in it.";
    if (first) {
      first = false;
      if (const auto wrong = check_request_line(line, out); !wrong.empty())
        return wrong;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
      return "A header line is malformed.";
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
      value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
      value.remove_suffix(1);
    read_field(line.substr(0, colon), value, out);
  }
  return {};
}

} // namespace

framing frame(std::string_view bytes, const framing_limits& limits) {
  const auto end = bytes.substr(0, limits.header_bytes).find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (bytes.size() >= limits.header_bytes)
      return refused(431, "The header is longer than 16 KiB.");
    return {};
  }
  deciding_fields fields;
  if (const auto wrong = check_lines(bytes.substr(0, end + 2), fields); !wrong.empty())
    return refused(400, wrong);
  if (fields.transfer_coding)
    return refused(411,
                   "Send the body with a Content-Length, not with a transfer coding.");
  if (fields.lengths > 1 || !fields.length_ok)
    return refused(400, "Send one Content-Length, in decimal digits.");
  if (fields.hosts > 1 || (fields.hosts == 0 && !fields.http_1_0))
    return refused(400, "Send exactly one Host.");
  if (fields.length > limits.body_bytes && fields.path != limits.large_path)
    return refused(413, "The body may have at most 1 MiB.");
  if (fields.length > std::max(limits.body_bytes, limits.large_body_bytes))
    return refused(413, "The body may have at most 4 MiB.");
  if (fields.content_coding && fields.length > 0)
    return refused(400, "Send the body without a content encoding.");

  framing answer;
  answer.size = end + 4 + fields.length;
  answer.close_after = fields.close || (fields.http_1_0 && !fields.keep_alive);
  answer.wants_continue = fields.expects_continue && !fields.http_1_0;
  if (bytes.size() >= answer.size)
    answer.now = framing::state::complete;
  return answer;
}

} // namespace tradeeon::http
