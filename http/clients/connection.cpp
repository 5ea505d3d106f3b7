#include "http/clients/connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <cerrno>

namespace tradeeon {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

/// What plain and TLS share; `Stream` is what HTTP is spoken over.
template <class Stream>
class connection_over : public connection {
public:
  template <class... Args>
  explicit connection_over(std::size_t buffer_limit, Args&&... args)
      : connection(buffer_limit), stream_(std::forward<Args>(args)...) {}

  void open(const endpoints& where, done handler) override {
    asio::async_connect(
      socket(), where,
      [this, handler = std::move(handler)](io_error error, const tcp::endpoint&) {
        if (!error)
          socket().set_option(tcp::no_delay{true}, error);
        if (error)
          handler(error);
        else
          shake_hands(handler);
      });
  }

  void write(http_request& request, done handler) override {
    http::async_write(
      stream_, request,
      [handler = std::move(handler)](io_error error, std::size_t) { handler(error); });
  }

  void read_some(http_answer_parser& parser, read_done handler) override {
    http::async_read_some(stream_, buffer_, parser, std::move(handler));
  }

  bool healthy() override {
    if (!socket().is_open() || has_unread())
      return false;
    char byte = 0;
    const auto got = ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  void close() noexcept override {
    io_error ignored;
    socket().close(ignored);
  }

protected:
  virtual tcp::socket& socket() = 0;
  virtual void shake_hands(const done& handler) = 0;
  Stream stream_;
};

class plain_connection final : public connection_over<tcp::socket> {
public:
  using connection_over::connection_over;

private:
  tcp::socket& socket() override { return stream_; }
  void shake_hands(const done& handler) override { handler({}); }
};

class tls_connection final : public connection_over<asio::ssl::stream<tcp::socket>> {
public:
  tls_connection(std::size_t buffer_limit, asio::io_context& io, asio::ssl::context& tls,
                 const std::string& host, bool host_is_address)
      : connection_over(buffer_limit, io, tls) {
    auto* handle = stream_.native_handle();
    auto* wanted = SSL_get0_param(handle);
    // Refuses the handshake where the name cannot be set, rather than not check it.
    if (host_is_address) {
      prepared_ = X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
    } else {
      X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      prepared_ = X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
                  SSL_set_tlsext_host_name(handle, host.c_str()) == 1;
    }
  }

  std::string certificate_error() override {
    const auto verdict = SSL_get_verify_result(stream_.native_handle());
    return verdict == X509_V_OK ? std::string{} : X509_verify_cert_error_string(verdict);
  }

private:
  tcp::socket& socket() override { return stream_.next_layer(); }

  void shake_hands(const done& handler) override {
    if (prepared_)
      stream_.async_handshake(asio::ssl::stream_base::client, handler);
    else
      handler(asio::error::invalid_argument);
  }

  bool prepared_ = false;
};

} // namespace

asio::ssl::context make_tls_context(const std::string& ca_file) {
  asio::ssl::context tls{asio::ssl::context::tls_client};
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_default_verify_paths();
  if (!ca_file.empty())
    tls.load_verify_file(ca_file);
  return tls;
}

std::shared_ptr<connection> make_plain_connection(asio::io_context& io,
                                                  std::size_t buffer_limit) {
  return std::make_shared<plain_connection>(buffer_limit, io);
}

std::shared_ptr<connection> make_tls_connection(asio::io_context& io,
                                                std::size_t buffer_limit,
                                                asio::ssl::context& tls,
                                                const std::string& host,
                                                bool host_is_address) {
  return std::make_shared<tls_connection>(buffer_limit, io, tls, host, host_is_address);
}

} // namespace tradeeon
