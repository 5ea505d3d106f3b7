#include "http/clients/url_guard.hpp"

#include "http/clients/address_guard.hpp"

#include <algorithm>
#include <charconv>

namespace tradeeon {

namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t longest_url = 2048;
constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_label = 63;

problem bad_url(std::string text) {
  return bad_input("url", std::move(text));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

result<void> check_characters(std::string_view text) {
  if (text.empty())
    return bad_url("a webhook URL looks like https://example.com/path");
  if (text.size() > longest_url)
    return bad_url("a webhook URL has at most 2048 characters");
  for (const char c : text) {
    if (c <= ' ' || c > '~')
      return bad_url("a URL has no blanks, control or non-ASCII characters: "
                     "percent-encode them, write international names as xn--");
    if (std::string_view{"\"<>\\^`{|}"}.find(c) != std::string_view::npos)
      return bad_url("\" < > \\ ^ ` { | } have to be percent-encoded in a URL");
    if (c == '#')
      return bad_url("a webhook URL has no #fragment: it would not be sent");
  }
  return {};
}

/// Cuts the scheme off `rest`.
result<bool> read_scheme(std::string_view& rest, bool allow_private) {
  const auto colon = rest.find("://");
  const auto scheme = lower(rest.substr(0, colon));
  if (colon == std::string_view::npos || (scheme != "https" && scheme != "http"))
    return bad_url("a webhook URL starts with https://");
  if (scheme == "http" && !allow_private)
    return bad_url("a webhook URL starts with https://; plain http is accepted only "
                   "with TRADEEON_ALLOW_PRIVATE_WEBHOOKS=true");
  rest.remove_prefix(colon + 3);
  return scheme == "https";
}

result<std::uint16_t> read_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit) ||
      error != std::errc{} || end != text.data() + text.size() || port < 1 ||
      port > 65535)
    return bad_url("a port is a number from 1 to 65535");
  return static_cast<std::uint16_t>(port);
}

/// True for what some resolver would read as an IPv4 number: the last part is
/// decimal, octal or hexadecimal.
bool looks_numeric(std::string_view host) {
  const auto dot = host.rfind('.');
  const auto last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (std::all_of(last.begin(), last.end(), is_digit))
    return true;
  return last.substr(0, 2) == "0x" && std::all_of(last.begin() + 2, last.end(), is_hex);
}

result<void> check_address(const ip::address& where, bool allow_private) {
  if (where.is_unspecified() || where.is_multicast())
    return bad_url("a webhook goes to the address of one host");
  if (const auto why = why_not_public(where); !allow_private && !why.empty())
    return bad_url("the address is not public (" + std::string{why} +
                   "); TRADEEON_ALLOW_PRIVATE_WEBHOOKS=true accepts it");
  return {};
}

result<void> check_name(std::string_view host, bool allow_private) {
  if (host.size() > longest_host)
    return bad_url("a host name has at most 253 characters");
  for (std::string_view rest = host;;) {
    const auto dot = rest.find('.');
    const auto label = rest.substr(0, dot);
    const auto known = [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    };
    if (label.empty() || label.size() > longest_label || label.front() == '-' ||
        label.back() == '-' || !std::all_of(label.begin(), label.end(), known))
      return bad_url(
        "a host name is made of letters, digits and '-' in parts of 1 to 63, "
        "with one '.' between them");
    if (dot == std::string_view::npos)
      break;
    rest.remove_prefix(dot + 1);
  }
  if (!allow_private &&
      (host.find('.') == std::string_view::npos || ends_with(host, ".localhost") ||
       ends_with(host, ".local") || ends_with(host, ".internal")))
    return bad_url("the host name is not public; TRADEEON_ALLOW_PRIVATE_WEBHOOKS=true "
                   "accepts it");
  return {};
}

/// Fills host and numeric from what stands between the scheme and the port.
result<void> read_host(std::string_view text, bool allow_private, webhook_url& url) {
  boost::system::error_code error;
  url.host = lower(text);
  if (!text.empty() && text.front() == '[') {
    if (text.find_first_of("%") != std::string_view::npos || text.back() != ']')
      return bad_url("an IPv6 host looks like [2606:4700::1111], without a zone");
    const auto where =
      ip::make_address_v6(url.host.substr(1, url.host.size() - 2), error);
    if (error)
      return bad_url("an IPv6 host looks like [2606:4700::1111]");
    url.host = where.to_string();
    url.numeric = true;
    return check_address(where, allow_private);
  }
  if (!looks_numeric(url.host))
    return check_name(url.host, allow_private);
  const auto where = ip::make_address_v4(url.host, error);
  if (error || where.to_string() != url.host)
    return bad_url("an IPv4 host is four decimal numbers like 93.184.216.34");
  url.numeric = true;
  return check_address(where, allow_private);
}

result<std::string> read_target(std::string_view text) {
  if (text.find_first_of("[]") != std::string_view::npos)
    return bad_url("[ and ] have to be percent-encoded in a path or query");
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '%' && (i + 2 >= text.size() || !is_hex(lower(text[i + 1])) ||
                           !is_hex(lower(text[i + 2]))))
      return bad_url("after '%' come two hexadecimal digits");
  return text.empty() || text.front() == '?' ? "/" + std::string{text}
                                             : std::string{text};
}

} // namespace

std::string webhook_url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80))
    text += ":" + std::to_string(port);
  return text;
}

std::string webhook_url::origin() const {
  return (tls ? "https://" : "http://") + authority();
}

result<webhook_url> parse_webhook_url(std::string_view text, bool allow_private) {
  if (auto checked = check_characters(text); !checked)
    return std::move(checked).error();
  webhook_url url;
  auto tls = read_scheme(text, allow_private);
  if (!tls)
    return std::move(tls).error();
  url.tls = *tls;
  url.port = url.tls ? 443 : 80;

  const auto end = std::min(text.find_first_of("/?"), text.size());
  auto authority = text.substr(0, end);
  if (authority.find('@') != std::string_view::npos)
    return bad_url("a webhook URL has no user or password before the host");
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    auto port = read_port(authority.substr(colon + 1));
    if (!port)
      return std::move(port).error();
    url.port = *port;
    authority = authority.substr(0, colon);
  }
  if (auto checked = read_host(authority, allow_private, url); !checked)
    return std::move(checked).error();
  auto target = read_target(text.substr(end));
  if (!target)
    return std::move(target).error();
  url.target = *std::move(target);
  return url;
}

} // namespace tradeeon
