#include "tests/support/test_certificate.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace tradeeon::test {

namespace {

template <class T, void (*Free)(T*)>
struct freed {
  void operator()(T* x) const { Free(x); }
};
template <class T, void (*Free)(T*)>
using owned = std::unique_ptr<T, freed<T, Free>>;

void check(bool good) {
  if (!good)
    throw std::runtime_error("OpenSSL could not make a test certificate");
}

void add_extension(X509* certificate, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const owned<X509_EXTENSION, X509_EXTENSION_free> extension{
    X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str())};
  check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

template <class Write>
std::string pem(Write&& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> memory{BIO_new(BIO_s_mem()), BIO_free};
  check(memory != nullptr && write(memory.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

} // namespace

test_certificate make_certificate(const std::string& names, long seconds_valid) {
  const owned<EVP_PKEY, EVP_PKEY_free> key{EVP_EC_gen("P-256")};
  const owned<X509, X509_free> certificate{X509_new()};
  check(key != nullptr && certificate != nullptr);
  X509* raw = certificate.get();
  check(X509_set_version(raw, 2) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(raw), 1);
  X509_gmtime_adj(X509_getm_notBefore(raw), -7200);
  X509_gmtime_adj(X509_getm_notAfter(raw), seconds_valid);
  check(X509_set_pubkey(raw, key.get()) == 1);
  auto* name = X509_get_subject_name(raw);
  check(X509_NAME_add_entry_by_txt(
          name, "CN", MBSTRING_ASC,
          reinterpret_cast<const unsigned char*>("tradeeon test"), -1, -1, 0) == 1);
  check(X509_set_issuer_name(raw, name) == 1);
  add_extension(raw, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(raw, NID_subject_alt_name, names);
  check(X509_sign(raw, key.get(), EVP_sha256()) != 0);
  return {
    pem([&](BIO* out) { return PEM_write_bio_X509(out, raw); }),
    pem([&](BIO* out) {
      return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr);
    }),
  };
}

} // namespace tradeeon::test
