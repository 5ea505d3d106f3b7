// One outbound HTTP/1.1 connection, plain or TLS. Used on one thread only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

using io_error = boost::system::error_code;

/// A body that is read and forgotten, so that no answer costs memory.
struct discarded_body {
  struct value_type {};

  class reader {
  public:
    template <bool IsRequest, class Fields>
    explicit reader(boost::beast::http::header<IsRequest, Fields>&, value_type&) {}
    void init(const boost::optional<std::uint64_t>&, io_error& error) { error = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, io_error& error) {
      error = {};
      return boost::beast::buffer_bytes(buffers);
    }
    void finish(io_error& error) { error = {}; }
  };
};

using http_request = boost::beast::http::request<boost::beast::http::string_body>;
using http_answer_parser = boost::beast::http::response_parser<discarded_body>;

/// Handlers run later on the io thread, with operation_aborted after `close()`;
/// the caller keeps the connection and the arguments alive until then.
class connection {
public:
  using done = std::function<void(io_error)>;
  using read_done = std::function<void(io_error, std::size_t)>;
  using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  virtual ~connection() = default;

  /// Connects to the first endpoint that answers; for TLS also shakes hands.
  virtual void open(const endpoints& where, done handler) = 0;
  virtual void write(http_request& request, done handler) = 0;
  /// Feeds `parser` with at most one read of up to the buffer's limit.
  virtual void read_some(http_answer_parser& parser, read_done handler) = 0;
  /// False once the peer has closed or sent something unasked.
  [[nodiscard]] virtual bool healthy() = 0;
  virtual void close() noexcept = 0;
  /// Why the peer's certificate was refused; empty if it was not.
  [[nodiscard]] virtual std::string certificate_error() { return {}; }

  /// True while bytes of an answer wait here.
  [[nodiscard]] bool has_unread() const noexcept { return buffer_.size() > 0; }

protected:
  explicit connection(std::size_t buffer_limit) : buffer_(buffer_limit) {}
  boost::beast::flat_buffer buffer_;
};

/// A context for `make_tls_connection`: TLS 1.2 or newer, the peer verified
/// against the system's authorities and, unless empty, those of `ca_file`.
[[nodiscard]] boost::asio::ssl::context make_tls_context(const std::string& ca_file);

[[nodiscard]] std::shared_ptr<connection>
make_plain_connection(boost::asio::io_context& io, std::size_t buffer_limit);

/// `host` is the name or address that the certificate has to carry; `tls`
/// outlives the connection.
[[nodiscard]] std::shared_ptr<connection>
make_tls_connection(boost::asio::io_context& io, std::size_t buffer_limit,
                    boost::asio::ssl::context& tls, const std::string& host,
                    bool host_is_address);

} // namespace tradeeon
