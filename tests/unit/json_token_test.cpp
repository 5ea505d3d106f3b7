#include "http/server/jwt.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <string>
#include <vector>

using namespace tradeeon;
using http::role;
using http::verify_token;

namespace {

const secret key{"0123456789abcdef0123456789abcdef"};
constexpr std::int64_t now = 1'700'000'000;
const std::string plain_header = R"({"alg":"HS256","typ":"JWT"})";
const std::string plain_claims = R"({"sub":"u1","exp":1700000100})";

std::string base64url(const std::string& in) {
  std::string out(4 * ((in.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(in.data()),
                                   static_cast<int>(in.size()));
  out.resize(static_cast<std::size_t>(size));
  for (auto& c : out)
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (!out.empty() && out.back() == '=')
    out.pop_back();
  return out;
}

std::string signature_of(const std::string& text, const std::string& with,
                         const EVP_MD* digest) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  HMAC(digest, with.data(), static_cast<int>(with.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(),
       &size);
  return base64url({reinterpret_cast<const char*>(out.data()), size});
}

std::string forged(const std::string& header, const std::string& claims,
                   const std::string& with = key.reveal(),
                   const EVP_MD* digest = EVP_sha256()) {
  const auto text = base64url(header) + "." + base64url(claims);
  return text + "." + signature_of(text, with, digest);
}

std::string claims(const std::string& text) {
  return forged(plain_header, text);
}

std::string header(const std::string& text) {
  return forged(text, plain_claims);
}

} // namespace

TEST_CASE("good tokens name their user and role") {
  struct line {
    std::string token;
    std::string user;
    role who;
  };
  const std::vector<line> table{
    {forged(plain_header, plain_claims), "u1", role::user},
    {header(R"({"alg":"HS256"})"), "u1", role::user},
    {header(R"({"alg":"HS256","typ":"JWT","kid":"x"})"), "u1", role::user},
    {claims(R"({"user_id":"u2","exp":1700000100})"), "u2", role::user},
    {claims(R"({"sub":"u3","user_id":"other","exp":1700000100})"), "u3", role::user},
    {claims(R"({"sub":"u1","exp":1700000100,"role":"ingest"})"), "u1", role::ingest},
    {claims(R"({"sub":"u1","exp":1700000100,"role":"admin"})"), "u1", role::admin},
    {claims(R"({"sub":"u1","exp":1700000100,"role":"authenticated"})"), "u1", role::user},
    {claims(R"({"sub":"u1","exp":1700000100,"role":"ADMIN"})"), "u1", role::user},
    {claims(R"({"sub":"u1","exp":1700000100,"role":["admin"]})"), "u1", role::user},
    {claims(R"({"sub":"u1","exp":1700000100.5,"aud":"x"})"), "u1", role::user},
    {claims(R"({"sub":"u1","exp":1699999941})"), "u1", role::user}, // within the leeway
    {claims(R"({"sub":"u1","exp":1700000100,"nbf":1700000060})"), "u1", role::user},
    {claims(R"({"sub":")" + std::string(128, 'x') + R"(","exp":1700000100})"),
     std::string(128, 'x'), role::user},
  };
  for (const auto& x : table) {
    CAPTURE(x.token);
    const auto who = verify_token(x.token, key, now);
    REQUIRE(who.ok());
    CHECK(who->user_id == x.user);
    CHECK(who->who == x.who);
  }
}

TEST_CASE("forged, stale and malformed tokens all get the same answer") {
  const auto good = forged(plain_header, plain_claims);
  const auto text = good.substr(0, good.rfind('.'));
  const auto second = text.find('.');
  const auto swapped = [&](char from, char to) {
    auto out = good;
    const auto at = out.find(from, second);
    if (at != std::string::npos)
      out[at] = to;
    else
      out += to;
    return out;
  };
  auto other_bits = good;
  other_bits.back() = other_bits.back() == 'A' ? 'B' : 'A';
  // The last letter of 32 bytes carries two unused bits.
  auto unused_bits = good;
  unused_bits.back() = static_cast<char>(unused_bits.back() + 1);
  const std::vector<std::string> table{
    "",
    ".",
    "..",
    "...",
    "x",
    "a.b.c",
    text,
    text + ".",
    "." + good,
    good + ".",
    good + ".x",
    good + "=",
    good + " ",
    " " + good,
    good + "\n",
    std::string(good).insert(3, 1, '\0'),
    std::string(good).append(1, '\0'),
    good.substr(1),
    good.substr(0, good.size() - 1),
    other_bits,
    unused_bits,
    swapped('-', '+'),
    swapped('_', '/'),
    "Bearer " + good,
    forged(plain_header, plain_claims, "another key, also of 32 bytes..."),
    forged(plain_header, plain_claims, ""),
    base64url(R"({"alg":"none"})") + "." + base64url(plain_claims) + ".",
    base64url(R"({"alg":"none","typ":"JWT"})") + "." + base64url(plain_claims) + ".x",
    header(R"({"alg":"none","typ":"JWT"})"),
    header(R"({"alg":"nOnE","typ":"JWT"})"),
    header(R"({"alg":"hs256","typ":"JWT"})"),
    header(R"({"alg":"HS384","typ":"JWT"})"),
    forged(R"({"alg":"HS384","typ":"JWT"})", plain_claims, key.reveal(), EVP_sha384()),
    forged(R"({"alg":"HS512","typ":"JWT"})", plain_claims, key.reveal(), EVP_sha512()),
    header(R"({"alg":"RS256","typ":"JWT"})"),
    header(R"({"alg":"ES256","typ":"JWT"})"),
    header(R"({"typ":"JWT"})"),
    header(R"({"alg":5})"),
    header(R"({"alg":["HS256"]})"),
    header(R"({"alg":"HS256","crit":["exp"]})"),
    header(R"(["HS256"])"),
    header("HS256"),
    header(""),
    claims(""),
    claims("[]"),
    claims("{"),
    claims(plain_claims + "x"),
    claims(R"({"sub":"u1"})"),
    claims(R"({"sub":"u1","exp":null})"),
    claims(R"({"sub":"u1","exp":"1700000100"})"),
    claims(R"({"sub":"u1","exp":true})"),
    claims(R"({"sub":"u1","exp":[1700000100]})"),
    claims(R"({"sub":"u1","exp":1699999940})"),
    claims(R"({"sub":"u1","exp":0})"),
    claims(R"({"sub":"u1","exp":-1})"),
    claims(R"({"sub":"u1","exp":1e400})"),
    claims(R"({"sub":"u1","exp":1700000100,"nbf":1700000061})"),
    claims(R"({"sub":"u1","exp":1700000100,"nbf":"0"})"),
    claims(R"({"sub":"u1","exp":1700000100,"nbf":null})"),
    claims(R"({"exp":1700000100})"),
    claims(R"({"sub":"","exp":1700000100})"),
    claims(R"({"sub":5,"exp":1700000100})"),
    claims(R"({"sub":null,"user_id":"u1","exp":1700000100})"),
    claims(R"({"sub":"a\u0000b","exp":1700000100})"),
    claims(R"({"sub":"a\nb","exp":1700000100})"),
    claims("{\"sub\":\"\xff\",\"exp\":1700000100}"),
    claims(R"({"sub":")" + std::string(129, 'x') + R"(","exp":1700000100})"),
    claims(R"({"sub":"u1","exp":1700000100,"x":")" + std::string(9'000, 'x') + R"("})"),
    std::string(100'000, 'A'),
  };
  const auto first = verify_token("", key, now).error();
  CHECK(first.code == problem_code::unauthenticated);
  for (const auto& token : table) {
    CAPTURE(token);
    const auto who = verify_token(token, key, now);
    REQUIRE_FALSE(who.ok());
    CHECK(who.error().code == first.code);
    CHECK(who.error().text == first.text);
    CHECK(who.error().place == first.place);
  }
  CHECK(table.size() >= 40);
  CHECK_FALSE(verify_token(good, secret{}, now).ok());
  CHECK(verify_token(good, key, now).ok());
}

TEST_CASE("no token is of the owner under which bots keep their questions") {
  for (const auto* sub : {R"(\u0001bot:b1)", R"(a\u0001)", R"(a\u007f)"}) {
    const auto text = claims(std::string{R"({"sub":")"} + sub + R"(","exp":1700000100})");
    CHECK_FALSE(verify_token(text, key, now).ok());
  }
}

TEST_CASE("a minted token is valid until its time is up") {
  const auto token = http::mint_token({"alice", role::ingest}, 3'600, key, now);
  REQUIRE(token.ok());
  const auto who = verify_token(*token, key, now + 3'600);
  REQUIRE(who.ok());
  CHECK(who->user_id == "alice");
  CHECK(who->who == role::ingest);
  CHECK_FALSE(verify_token(*token, key, now + 3'660).ok());
  CHECK_FALSE(verify_token(*token, secret{"another"}, now).ok());
  CHECK_FALSE(http::mint_token({"", role::user}, 60, key, now).ok());
  CHECK_FALSE(http::mint_token({std::string(129, 'x'), role::user}, 60, key, now).ok());
  CHECK_FALSE(http::mint_token({"a\xff", role::user}, 60, key, now).ok());
  CHECK_FALSE(http::mint_token({"a", role::user}, 0, key, now).ok());
  CHECK_FALSE(http::mint_token({"a", role::user}, 60, secret{}, now).ok());
  CHECK(http::to_string(*http::parse_role("admin")) == "admin");
  CHECK_FALSE(http::parse_role("root").ok());
}
