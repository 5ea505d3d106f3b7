#include "app/option_values.hpp"

#include "domain/market/symbol.hpp"
#include "domain/support/numbers.hpp"

#include <algorithm>
#include <charconv>

namespace tradeeon {

namespace {

problem refused(std::string text) {
  return bad_input({}, std::move(text));
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '.' || c == '-' || c == '_';
}

bool is_host(std::string_view host, bool bracketed) {
  constexpr std::size_t longest = 253;
  if (host.empty() || host.size() > longest)
    return false;
  return std::all_of(host.begin(), host.end(), [bracketed](char c) {
    return is_host_character(c) || (bracketed && (c == ':' || c == '%'));
  });
}

} // namespace

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string out = "\"";
  for (const char c : text.substr(0, longest))
    out.push_back(static_cast<unsigned char>(c) < ' ' ? '?' : c);
  return out + (text.size() > longest ? "…\"" : "\"");
}

result<std::uint64_t> parse_whole(std::string_view text, std::uint64_t low,
                                  std::uint64_t high) {
  std::uint64_t x = 0;
  const auto* last = text.data() + text.size();
  const auto [ptr, ec] = std::from_chars(text.data(), last, x);
  if (ec != std::errc{} || ptr != last || x < low || x > high)
    return refused(quoted(text) + " is not a whole number from " + std::to_string(low) +
                   " to " + std::to_string(high));
  return x;
}

result<double> parse_real(std::string_view text, double low, double high,
                          std::string_view unit) {
  const auto x = parse_number(text);
  if (!x || *x < low || *x > high)
    return refused(quoted(text) + " is not a number from " + format_number(low) + " to " +
                   format_number(high) + std::string{unit.empty() ? "" : " "} +
                   std::string{unit});
  return *x;
}

result<bool> parse_yes_no(std::string_view text) {
  const auto word = lower(text);
  for (const auto* yes : {"true", "yes", "on", "1"})
    if (word == yes)
      return true;
  for (const auto* no : {"false", "no", "off", "0"})
    if (word == no)
      return false;
  return refused(quoted(text) + " is not true or false");
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const auto comma = text.find(',');
    if (const auto part = trimmed(text.substr(0, comma)); !part.empty())
      out.emplace_back(part);
    if (comma == std::string_view::npos)
      return out;
    text.remove_prefix(comma + 1);
  }
}

result<std::string> parse_word(std::string_view text,
                               const std::vector<std::string_view>& accepted) {
  const auto word = lower(text);
  std::string choice;
  for (const auto& candidate : accepted) {
    if (word == candidate)
      return word;
    choice.append(choice.empty() ? "" : ", ").append(candidate);
  }
  return refused(quoted(text) + " is not one of " + choice);
}

result<feed_kind> parse_feed(std::string_view text) {
  if (lower(text) == "binance")
    return refused(
      "the feed binance is not part of this version; use demo, push or replay");
  const auto word = parse_word(text, {"demo", "push", "replay"});
  if (!word)
    return word.error();
  if (*word == "demo")
    return feed_kind::demo;
  return *word == "push" ? feed_kind::push : feed_kind::replay;
}

result<double> parse_speed(std::string_view text) {
  constexpr double slowest = 0.001;
  constexpr double fastest = 1e9;
  if (lower(text) == "max")
    return 0.0;
  auto x = parse_real(text, slowest, fastest, "");
  if (!x)
    return refused(x.error().text + ", or max");
  return x;
}

result<std::string> parse_path(std::string_view value) {
  constexpr std::size_t longest = 4'096; // PATH_MAX
  if (value.size() > longest || value.find('\0') != std::string_view::npos)
    return bad_input({}, "a path has at most 4096 characters, none of them NUL");
  return std::string{value};
}

result<std::string> parse_data(std::string_view value) {
  if (value.empty())
    return bad_input({}, "a directory is needed, such as ./tradeeon-data");
  return parse_path(value);
}

result<std::string> parse_name(std::string_view value) {
  constexpr std::size_t longest = 255;
  for (const char c : value)
    if (c <= ' ' || c > '~')
      return bad_input({}, "a name is made of printable characters without blanks");
  if (value.size() > longest)
    return bad_input({}, "a name has at most 255 characters");
  return std::string{value};
}

result<std::string> parse_level(std::string_view value) {
  auto level = parse_word(
    value, {"trace", "debug", "info", "warn", "warning", "error", "critical", "off"});
  if (level && *level == "warning")
    return std::string{"warn"};
  return level;
}

result<std::string> parse_origin(std::string_view text) {
  constexpr std::size_t longest = 300;
  const auto refusal = refused(quoted(text) + " is not an origin such as "
                                              "https://app.example.com or *");
  if (text == "*")
    return std::string{text};
  if (!text.empty() && text.back() == '/')
    text.remove_suffix(1);
  const auto scheme = text.substr(0, text.find("://"));
  if ((scheme != "http" && scheme != "https") || text.size() > longest)
    return refusal;
  auto host = text.substr(scheme.size() + 3);
  if (host.empty() || !std::all_of(host.begin(), host.end(), [](char c) {
        return is_host_character(c) || c == ':' || c == '[' || c == ']';
      }))
    return refusal;
  return lower(text);
}

result<endpoint> parse_endpoint(std::string_view text) {
  const auto refusal =
    refused(quoted(text) + " is not HOST:PORT, such as 127.0.0.1:8000 or [::1]:8000; "
                           "ports go from 0 (any free one) to 65535");
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return refusal;
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed)
    host = host.substr(1, host.size() - 2);
  const auto port = parse_whole(text.substr(colon + 1), 0, 65'535);
  if (!port || !is_host(host, bracketed))
    return refusal;
  return endpoint{std::string{host}, static_cast<std::uint16_t>(*port)};
}

std::string to_string(const endpoint& at) {
  const bool six = at.host.find(':') != std::string::npos;
  return (six ? "[" + at.host + "]" : at.host) + ":" + std::to_string(at.port);
}

std::string_view to_string(feed_kind feed) noexcept {
  switch (feed) {
  case feed_kind::demo:
    return "demo";
  case feed_kind::push:
    return "push";
  case feed_kind::replay:
    return "replay";
  }
  return "push";
}

} // namespace tradeeon
