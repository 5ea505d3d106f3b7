// Keeps one broken TLS connection from dropping all others of a node.
//
// CAF 0.17.6 asks SSL_get_error after each operation, and that looks at the thread's
// queue of errors. CAF never empties it, and since OpenSSL 3 a peer that just closes
// leaves an error there: the next operation on any other connection of the network thread
// that has nothing to read yet is then taken for a failure, and that connection is closed
// too. The functions below stand in front of OpenSSL's own for everything in this
// process. They begin with an empty queue, as OpenSSL's manual asks of every caller.
#include "actors/cluster/tls_errors.hpp"

#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace {

template <class Function>
Function next(const char* name) noexcept {
  // POSIX has it so that a pointer to data may be one to a function.
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {

int SSL_read(SSL* ssl, void* into, int count) {
  static const auto real = next<int (*)(SSL*, void*, int)>("SSL_read");
  ERR_clear_error();
  return real(ssl, into, count);
}

int SSL_write(SSL* ssl, const void* from, int count) {
  static const auto real = next<int (*)(SSL*, const void*, int)>("SSL_write");
  ERR_clear_error();
  return real(ssl, from, count);
}

int SSL_connect(SSL* ssl) {
  static const auto real = next<int (*)(SSL*)>("SSL_connect");
  ERR_clear_error();
  return real(ssl);
}

int SSL_accept(SSL* ssl) {
  static const auto real = next<int (*)(SSL*)>("SSL_accept");
  ERR_clear_error();
  return real(ssl);
}

} // extern "C"

namespace tradeeon {

void keep_tls_connections_apart() noexcept {}

} // namespace tradeeon
