#include "http/clients/address_guard.hpp"
#include "http/clients/retry_after.hpp"
#include "http/clients/url_guard.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace tradeeon {

namespace {

using boost::asio::ip::make_address;

const std::string name_63(63, 'a');

std::string long_host() {
  std::string host;
  for (int i = 0; i < 3; ++i)
    host += name_63 + ".";
  return host + std::string(61, 'b'); // 253
}

} // namespace

TEST_CASE("a webhook URL is taken apart") {
  struct row {
    std::string text, host, target, authority, origin;
    unsigned port;
    bool numeric;
  };
  const row rows[] = {
    {"https://example.com", "example.com", "/", "example.com", "https://example.com", 443,
     false},
    {"HTTPS://Example.COM/A?b=C", "example.com", "/A?b=C", "example.com",
     "https://example.com", 443, false},
    {"https://example.com?x=1", "example.com", "/?x=1", "example.com",
     "https://example.com", 443, false},
    {"https://example.com:443/", "example.com", "/", "example.com", "https://example.com",
     443, false},
    {"https://example.com:8443/a/b%20c;d=e,f@g:h", "example.com", "/a/b%20c;d=e,f@g:h",
     "example.com:8443", "https://example.com:8443", 8443, false},
    {"https://xn--bcher-kva.example/", "xn--bcher-kva.example", "/",
     "xn--bcher-kva.example", "https://xn--bcher-kva.example", 443, false},
    {"https://93.184.216.34:1/", "93.184.216.34", "/", "93.184.216.34:1",
     "https://93.184.216.34:1", 1, true},
    {"https://[2606:4700::1111]:65535/x", "2606:4700::1111", "/x",
     "[2606:4700::1111]:65535", "https://[2606:4700::1111]:65535", 65535, true},
    {"https://[2606:4700:0:0::1111]", "2606:4700::1111", "/", "[2606:4700::1111]",
     "https://[2606:4700::1111]", 443, true},
    {"https://1.example.com/1.2.3.4", "1.example.com", "/1.2.3.4", "1.example.com",
     "https://1.example.com", 443, false},
    {"https://0xabc.de/", "0xabc.de", "/", "0xabc.de", "https://0xabc.de", 443, false},
  };
  for (const auto& want : rows) {
    CAPTURE(want.text);
    const auto url = parse_webhook_url(want.text, false);
    REQUIRE(url.ok());
    CHECK(url->tls);
    CHECK(url->host == want.host);
    CHECK(url->port == want.port);
    CHECK(url->numeric == want.numeric);
    CHECK(url->target == want.target);
    CHECK(url->authority() == want.authority);
    CHECK(url->origin() == want.origin);
  }
  CHECK(parse_webhook_url("https://" + long_host() + "/", false).ok());
}

TEST_CASE("private targets and plain http are for deployments that allow them") {
  for (const char* text :
       {"http://example.com/", "http://localhost:9000/hook", "https://localhost",
        "http://127.0.0.1:8080/", "https://10.1.2.3/", "https://192.168.1.1",
        "https://[::1]/", "https://[fd00::1]/", "http://sink/", "https://my_service:1/",
        "https://printer.local/", "https://metadata.google.internal/",
        "https://a.localhost/", "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/", "https://[::ffff:7f00:1]/", "https://[64:ff9b::a00:1]/"}) {
    CAPTURE(text);
    CHECK(parse_webhook_url(text, true).ok());
    const auto refused = parse_webhook_url(text, false);
    REQUIRE(!refused.ok());
    CHECK(refused.error().code == problem_code::invalid);
    CHECK(refused.error().text.find("TRADEEON_ALLOW_PRIVATE_WEBHOOKS") !=
          std::string::npos);
  }
}

TEST_CASE("a bad URL is refused with a text, whatever is allowed") {
  const std::string bad[] = {
    "",
    " ",
    "https",
    "https:",
    "https:/",
    "https://",
    "https:///path",
    "https://?x",
    "//example.com/",
    "example.com",
    "/path",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "ws://example.com",
    "https//example.com",
    "https:\\\\example.com",
    " https://example.com",
    "https://example.com ",
    "https://exa mple.com/",
    "https://example.com/a b",
    "https://example.com/\r\nX: y",
    "https://example.com/\n",
    "https://example.com\t/",
    std::string("https://a.b/\0x", 14),
    "https://example.com/\x7f",
    "https://b\xc3\xbc"
    "cher.example/",
    "https://example.com/\xe2\x82\xac",
    "https://user@example.com/",
    "https://user:password@example.com/",
    "https://@example.com/",
    "https://a@b@c.example/",
    "https://example.com\\@127.0.0.1/",
    "https://example.com#x",
    "https://example.com/#x",
    "https://example.com:/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://example.com:99999999999/",
    "https://example.com:-1/",
    "https://example.com:+80/",
    "https://example.com:8o/",
    "https://example.com:80:80/",
    "https://example.com:0x50/",
    "https://.example.com/",
    "https://example..com/",
    "https://example.com./",
    "https://./",
    "https://-a.example/",
    "https://a-.example/",
    "https://" + name_63 + "a.example/",
    "https://" + long_host() + "c/",
    "https://exam%70le.com/",
    "https://%31%32%37.0.0.1/",
    "https://ex$mple.com/",
    "https://2130706433/",
    "https://0/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7F.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.01/",
    "https://127.0.0.1.2/",
    "https://256.1.1.1/",
    "https://1.2.3/",
    "https://1.2.3.0x/",
    "https://a.0x1f/",
    "https://127.0.0.1./",
    "https://[::1/",
    "https://::1/",
    "https://[]/",
    "https://[::1]x/",
    "https://[::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[::1]:/",
    "https://[127.0.0.1]/",
    "https://[example.com]/",
    "https://[::g]/",
    "https://x[::1]/",
    "https://[[::1]]/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://224.0.0.1/",
    "https://[ff02::1]/",
    "https://example.com/%",
    "https://example.com/%2",
    "https://example.com/%zz",
    "https://example.com/a[1]",
    "https://example.com/{a}",
    "https://example.com/\"",
    "https://example.com/<a>",
    "https://example.com/a^b",
    "https://example.com/`a`",
    "https://example.com/a|b",
    "https://example.com/" + std::string(2048, 'a'),
  };
  for (const auto& text : bad)
    for (const bool allow_private : {false, true}) {
      CAPTURE(text);
      CAPTURE(allow_private);
      const auto url = parse_webhook_url(text, allow_private);
      REQUIRE(!url.ok());
      CHECK(url.error().code == problem_code::invalid);
      CHECK(url.error().place == "url");
      CHECK(url.error().text.size() > 10);
    }
}

TEST_CASE("whatever parses comes back from its own parts") {
  std::mt19937 random{20240601};
  const std::string pieces[] = {"https://",  "http://", "a",  "example.com", ":",  "80",
                                "/",         "?",       "[",  "]",           "::", "1",
                                "127.0.0.1", "@",       "%",  "%41",         ".",  "0x",
                                "-",         "A",       "\\", "#",           " ",  "\n"};
  int parsed = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = random() % 8 != 0 ? "https://" : "";
    for (auto n = random() % 7; n > 0; --n)
      text += pieces[random() % std::size(pieces)];
    const auto url = parse_webhook_url(text, true);
    if (!url)
      continue;
    ++parsed;
    const auto again = parse_webhook_url(url->origin() + url->target, true);
    REQUIRE(again.ok());
    CHECK(again->origin() == url->origin());
    CHECK(again->target == url->target);
    CHECK(again->host == url->host);
    CHECK(url->target.find_first_of(" \r\n#\\") == std::string::npos);
    CHECK(url->host.find_first_of("@/?#%\\ \n") == std::string::npos);
  }
  CHECK(parsed > 1000);
}

TEST_CASE("addresses that are not of the public internet are told apart") {
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.0",
                           "10.255.255.255",
                           "100.64.0.0",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.0.1",
                           "169.254.169.254",
                           "172.16.0.0",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.9",
                           "192.88.99.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.7",
                           "203.0.113.200",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::7f00:1",
                           "::ffff:127.0.0.1",
                           "::ffff:8.8.8.8",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::1",
                           "100::1",
                           "fc00::1",
                           "fdff::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1",
                           "ff0e::1",
                           "2001::1",
                           "2001:2::1",
                           "2001:10::1",
                           "2001:20::1",
                           "2001:db8::1",
                           "2002:7f00:1::1",
                           "3fff::1",
                           "3fff:fff::1",
                           "4000::1",
                           "5f00::1",
                           "1fff::1",
                           "8000::1"}) {
    CAPTURE(text);
    CHECK(!why_not_public(make_address(text)).empty());
  }
  for (const char* text :
       {"1.0.0.1",         "8.8.8.8",         "9.255.255.255",   "11.0.0.0",
        "93.184.216.34",   "100.63.255.255",  "100.128.0.0",     "126.255.255.255",
        "128.0.0.1",       "169.253.255.255", "169.255.0.0",     "172.15.255.255",
        "172.32.0.0",      "191.255.255.255", "192.0.1.1",       "192.0.3.0",
        "192.167.255.255", "192.169.0.0",     "198.17.255.255",  "198.20.0.0",
        "203.0.112.1",     "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888",
        "2a00::1",         "2001:200::1",     "2003::1",         "3ffe::1",
        "2400::1"}) {
    CAPTURE(text);
    CHECK(why_not_public(make_address(text)).empty());
  }
}

TEST_CASE("Retry-After is seconds or a date, at most an hour") {
  constexpr std::int64_t now = 784111777; // Sun, 06 Nov 1994 08:49:37 GMT
  struct row {
    const char* value;
    std::int64_t want;
  };
  for (const auto& each : {
         row{"0", 0},
         row{"1", 1000},
         row{" 120\t", 120'000},
         row{"3600", 3'600'000},
         row{"3601", 3'600'000},
         row{"000000000007", 7000},
         row{"99999999999999999999999", 3'600'000},
         row{"Sun, 06 Nov 1994 08:49:47 GMT", 10'000},
         row{"Sunday, 06-Nov-94 08:49:47 GMT", 10'000},
         row{"Sun Nov  6 08:49:47 1994", 10'000},
         row{"Sun, 06 Nov 1994 08:00:00 GMT", 0},
         row{"Fri, 01 Jan 2038 00:00:00 GMT", 3'600'000},
         row{"", -1},
         row{" ", -1},
         row{"-1", -1},
         row{"+1", -1},
         row{"1.5", -1},
         row{"1s", -1},
         row{"soon", -1},
         row{"Sun, 06 Nov 1994", -1},
         row{"Sun, 06 Nov 1994 08:49:37 GMT and more", -1},
         row{"Sun, 06 Foo 1994 08:49:37 GMT", -1},
       }) {
    CAPTURE(each.value);
    CHECK(parse_retry_after(each.value, now) == each.want);
  }
  CHECK(parse_retry_after(std::string(10'000, '1'), now) == -1);
}

} // namespace tradeeon
