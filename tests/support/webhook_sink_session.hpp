// One connection of a webhook_sink.
#pragma once

#include "tests/support/webhook_sink.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>
#include <type_traits>

namespace tradeeon::test {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using io_error = boost::system::error_code;

/// What the sink needs to know of a session of its.
struct sink_session {
  virtual ~sink_session() = default;
  virtual void close() = 0;
};

inline std::string answer_text(const sink_reply& reply) {
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " Status\r\n";
  for (const auto& [name, value] : reply.headers)
    text += name + ": " + value + "\r\n";
  text += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n";
  return text + reply.body;
}

/// One connection; lives as long as an operation of it is pending.
template <class Stream, class Server>
class sink_session_over
    : public sink_session,
      public std::enable_shared_from_this<sink_session_over<Stream, Server>> {
public:
  template <class... Args>
  sink_session_over(Server& owner, std::size_t number, Args&&... args)
      : owner_(owner), number_(number), stream_(std::forward<Args>(args)...),
        timer_(owner.io) {
    owner_.sessions.insert(this);
    owner_.change([&] { ++owner_.open; });
  }
  sink_session_over(const sink_session_over&) = delete;
  sink_session_over& operator=(const sink_session_over&) = delete;
  ~sink_session_over() override {
    owner_.sessions.erase(this);
    owner_.change([&] { --owner_.open; });
  }

  void start() {
    if constexpr (std::is_same_v<Stream, tcp::socket>)
      read();
    else
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](io_error error) {
                                if (!error)
                                  self->read();
                              });
  }

  void close() override {
    io_error ignored;
    timer_.cancel(ignored);
    socket().close(ignored);
  }

private:
  tcp::socket& socket() {
    if constexpr (std::is_same_v<Stream, tcp::socket>)
      return stream_;
    else
      return stream_.next_layer();
  }

  void read() {
    parser_.emplace();
    parser_->body_limit(16 * 1024 * 1024);
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](io_error error, std::size_t) {
                       if (!error)
                         self->meet();
                     });
  }

  void meet() {
    auto& message = parser_->get();
    received_webhook got;
    got.method = std::string{message.method_string()};
    got.path = std::string{message.target()};
    for (const auto& field : message)
      got.headers.emplace_back(field.name_string(), field.value());
    got.body = std::move(message.body());
    got.connection = number_;
    got.nth = ++requests_;
    reply_ = owner_.take(std::move(got));
    switch (reply_.how) {
    case sink_reply::manner::answer:
      return write(answer_text(reply_));
    case sink_reply::manner::hang:
      return watch();
    case sink_reply::manner::reset: {
      io_error ignored;
      socket().set_option(asio::socket_base::linger{true, 0}, ignored);
      return close();
    }
    case sink_reply::manner::close:
      return close();
    case sink_reply::manner::raw:
    case sink_reply::manner::endless:
    case sink_reply::manner::drip:
      return write(std::move(reply_.body));
    }
  }

  void write(std::string text) {
    out_ = std::move(text);
    asio::async_write(stream_, asio::buffer(out_),
                      [self = this->shared_from_this()](io_error error, std::size_t) {
                        if (!error)
                          self->written();
                      });
  }

  void written() {
    switch (reply_.how) {
    case sink_reply::manner::endless:
      return write(std::string(4096, 'x'));
    case sink_reply::manner::drip:
      timer_.expires_after(std::chrono::milliseconds{10});
      return timer_.async_wait([self = this->shared_from_this()](io_error error) {
        if (!error)
          self->write("x");
      });
    default:
      return reply_.close_after ? close() : read();
    }
  }

  /// Keeps the session until the peer gives up.
  void watch() {
    stream_.async_read_some(asio::buffer(&byte_, 1),
                            [self = this->shared_from_this()](io_error, std::size_t) {});
  }

  Server& owner_;
  const std::size_t number_;
  Stream stream_;
  asio::steady_timer timer_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  sink_reply reply_;
  std::string out_;
  std::size_t requests_ = 0;
  char byte_ = 0;
};

} // namespace tradeeon::test
