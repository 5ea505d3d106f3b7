#include "app/certificates.hpp"

#include "app/secrets_file.hpp"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

namespace tradeeon {

namespace {

template <class T, void (*Free)(T*)>
struct freed {
  void operator()(T* x) const { Free(x); }
};
template <class T, void (*Free)(T*)>
using owned = std::unique_ptr<T, freed<T, Free>>;
using key_ptr = owned<EVP_PKEY, EVP_PKEY_free>;
using certificate_ptr = owned<X509, X509_free>;
using bio_ptr = std::unique_ptr<BIO, int (*)(BIO*)>;

constexpr std::string_view key_file = "cluster.key";
constexpr long day = 86'400;

problem broken(const std::string& path, const std::string& what) {
  return {problem_code::internal, what, path};
}

// -- files ------------------------------------------------------------------------

/// Appears under its name only when it is complete.
result<void> write_file(const std::string& path, const std::string& text, mode_t mode) {
  auto draft = path + ".XXXXXX";
  const int file = ::mkostemp(draft.data(), O_CLOEXEC);
  if (file < 0)
    return broken(path, "can't be written: " + std::generic_category().message(errno));
  const bool whole =
    ::fchmod(file, mode) == 0 &&
    ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
    ::fsync(file) == 0;
  const auto why = errno;
  ::close(file);
  if (whole && ::rename(draft.c_str(), path.c_str()) == 0)
    return {};
  ::unlink(draft.c_str());
  return broken(path, "can't be written: " +
                        std::generic_category().message(whole ? errno : why));
}

result<std::string> read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in && text.empty())
    return bad_input(path, "can't be read; `tradeeon certs node` makes it");
  return text;
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// -- PEM --------------------------------------------------------------------------

template <class Write>
std::string pem(Write&& write) {
  const bio_ptr memory{BIO_new(BIO_s_mem()), BIO_free};
  if (memory == nullptr || write(memory.get()) != 1)
    return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* x) {
  return pem([=](BIO* out) { return PEM_write_bio_X509(out, x); });
}

std::string pem_of(EVP_PKEY* x) {
  return pem([=](BIO* out) {
    return PEM_write_bio_PrivateKey(out, x, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

certificate_ptr certificate_of(const std::string& text) {
  const bio_ptr in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
  return certificate_ptr{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)};
}

key_ptr key_of(const std::string& text) {
  const bio_ptr in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
  return key_ptr{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr)};
}

// -- certificates -----------------------------------------------------------------

bool add_extension(X509* to, X509* issuer, int id, const char* text) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  const owned<X509_EXTENSION, X509_EXTENSION_free> made{
    X509V3_EXT_conf_nid(nullptr, &context, id, text)};
  return made != nullptr && X509_add_ext(to, made.get(), -1) == 1;
}

bool set_serial(X509* x) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return false;
  bytes[0] &= 0x7f; // positive
  const owned<BIGNUM, BN_free> number{
    BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
  return number != nullptr &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x)) != nullptr;
}

/// A certificate for `key`, signed by `issuer_key`; null on failure. Without `issuer` it
/// is an authority and signs itself.
certificate_ptr signed_certificate(EVP_PKEY* key, const std::string& name, long seconds,
                                   X509* issuer, EVP_PKEY* issuer_key) {
  certificate_ptr made{X509_new()};
  auto* x = made.get();
  if (x == nullptr || X509_set_version(x, 2) != 1 || !set_serial(x))
    return nullptr;
  X509_gmtime_adj(X509_getm_notBefore(x), -3'600); // clocks differ
  X509_gmtime_adj(X509_getm_notAfter(x), seconds);
  auto* subject = X509_get_subject_name(x);
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  auto* by = issuer != nullptr ? issuer : x;
  const bool authority = issuer == nullptr;
  const bool fine =
    X509_set_pubkey(x, key) == 1 &&
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
    X509_set_issuer_name(x, X509_get_subject_name(by)) == 1 &&
    add_extension(x, by, NID_basic_constraints,
                  authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
    add_extension(x, by, NID_key_usage,
                  authority ? "critical,keyCertSign" : "critical,digitalSignature") &&
    (authority || add_extension(x, by, NID_ext_key_usage, "serverAuth,clientAuth")) &&
    X509_sign(x, issuer_key, EVP_sha256()) != 0;
  return fine ? std::move(made) : nullptr;
}

/// Whether the certificate at `path` is good for another month.
bool lasts(const std::string& path) {
  const auto text = read_file(path);
  const auto held = text ? certificate_of(*text) : nullptr;
  std::time_t then = std::time(nullptr) + 30 * day;
  return held != nullptr && X509_cmp_time(X509_get0_notAfter(held.get()), &then) > 0;
}

} // namespace

result<bool> make_authority(const std::string& directory) {
  if (auto made = make_data_directory(directory); !made)
    return std::move(made).error();
  const bool had_key = exists(directory + "/" + std::string{key_file});
  for (const auto file : {key_file, webhook_secret_file})
    if (auto made = read_or_create_secret(directory, file); !made)
      return std::move(made).error();
  if (exists(directory + "/ca.pem") && exists(directory + "/ca.key"))
    return !had_key;
  const key_ptr key{EVP_EC_gen("P-256")};
  const auto made = key != nullptr
                      ? signed_certificate(key.get(), "tradeeon cluster authority",
                                           3'650 * day, nullptr, key.get())
                      : nullptr;
  if (made == nullptr)
    return broken(directory, "OpenSSL could not make a certificate");
  if (auto kept = write_file(directory + "/ca.key", pem_of(key.get()), 0600); !kept)
    return std::move(kept).error();
  if (auto kept = write_file(directory + "/ca.pem", pem_of(made.get()), 0644); !kept)
    return std::move(kept).error();
  return true;
}

result<bool> make_node_certificate(const std::string& directory, const std::string& name,
                                   const std::string& out) {
  if (exists(out + "/node.key") && lasts(out + "/node.pem"))
    return false;
  const auto authority_pem = read_file(directory + "/ca.pem");
  const auto authority_key = read_file(directory + "/ca.key");
  if (!authority_pem || !authority_key)
    return bad_input(directory,
                     "there is no authority here; `tradeeon certs init` makes it");
  const auto authority = certificate_of(*authority_pem);
  const auto signs = key_of(*authority_key);
  const key_ptr key{EVP_EC_gen("P-256")};
  const auto made =
    authority != nullptr && signs != nullptr && key != nullptr
      ? signed_certificate(key.get(), name, 825 * day, authority.get(), signs.get())
      : nullptr;
  if (made == nullptr)
    return broken(directory, "OpenSSL could not make a certificate of this authority");
  if (auto folder = make_data_directory(out); !folder)
    return std::move(folder).error();
  // The certificate comes last: a run that breaks off before it is made good by the next.
  if (auto kept = write_file(out + "/ca.pem", *authority_pem, 0644); !kept)
    return std::move(kept).error();
  for (const auto file : {key_file, webhook_secret_file}) {
    const auto text = read_or_create_secret(directory, file);
    if (!text)
      return text.error();
    if (auto kept =
          write_file(out + "/" + std::string{file}, text->reveal() + "\n", 0600);
        !kept)
      return std::move(kept).error();
  }
  if (auto kept = write_file(out + "/node.key", pem_of(key.get()), 0600); !kept)
    return std::move(kept).error();
  if (auto kept = write_file(out + "/node.pem", pem_of(made.get()), 0644); !kept)
    return std::move(kept).error();
  return true;
}

result<secret> read_cluster_key(const std::string& directory) {
  for (const auto* name : {"/ca.pem", "/node.pem", "/node.key"})
    if (auto text = read_file(directory + name); !text)
      return std::move(text).error();
  const auto pem_text = read_file(directory + "/node.pem");
  if (certificate_of(*pem_text) == nullptr)
    return bad_input(directory + "/node.pem", "this is no certificate in PEM form");
  const auto key_text = read_file(directory + "/node.key");
  if (key_of(*key_text) == nullptr)
    return bad_input(directory + "/node.key", "this is no private key in PEM form");
  if (!exists(directory + "/" + std::string{key_file}))
    return bad_input(directory + "/" + std::string{key_file},
                     "can't be read; `tradeeon certs node` makes it");
  return read_or_create_secret(directory, key_file);
}

} // namespace tradeeon
