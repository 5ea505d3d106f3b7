#include "tests/support/webhook_sink.hpp"

#include "tests/support/webhook_sink_session.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

namespace tradeeon::test {

std::string received_webhook::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (boost::beast::iequals(key, {name.data(), name.size()}))
      return value;
  return {};
}

/// Counts, options and the io thread; sessions register here to be closed.
struct webhook_sink::server {
  explicit server(sink_options chosen) : options(std::move(chosen)) {
    if (!options.key_pem.empty()) {
      tls.emplace(asio::ssl::context::tls_server);
      tls->use_certificate_chain(asio::buffer(options.certificate_pem));
      tls->use_private_key(asio::buffer(options.key_pem), asio::ssl::context::pem);
      if (options.old_tls) {
        SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(tls->native_handle(), TLS1_1_VERSION);
        SSL_CTX_set_cipher_list(tls->native_handle(), "ALL:@SECLEVEL=0");
      }
    }
    acceptor.open(tcp::v4());
    acceptor.set_option(asio::socket_base::reuse_address{true});
    acceptor.bind({asio::ip::address_v4::loopback(), 0});
    acceptor.listen(1024);
    port = acceptor.local_endpoint().port();
  }

  void accept();
  void stop() {
    asio::post(io, [this] {
      io_error ignored;
      acceptor.close(ignored);
      for (auto* each : sessions)
        each->close();
    });
  }

  sink_reply take(received_webhook request) {
    std::function<sink_reply(const received_webhook&)> decide;
    {
      const std::lock_guard lock{mutex};
      decide = reply;
    }
    auto chosen = decide ? decide(request) : sink_reply{};
    const std::lock_guard lock{mutex};
    ++requests;
    if (options.keep_requests)
      received.push_back(std::move(request));
    changed.notify_all();
    return chosen;
  }

  template <class Change>
  void change(Change&& what) {
    const std::lock_guard lock{mutex};
    what();
    changed.notify_all();
  }

  template <class Test>
  bool wait(milliseconds limit, Test&& test) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, limit, test);
  }

  const sink_options options;
  std::optional<asio::ssl::context> tls;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  std::uint16_t port = 0;
  std::unordered_set<sink_session*> sessions; // io thread
  std::mutex mutex;                           // guards what follows
  std::condition_variable changed;
  std::function<sink_reply(const received_webhook&)> reply;
  std::vector<received_webhook> received;
  std::size_t requests = 0;
  std::size_t accepted = 0;
  std::size_t open = 0;
  std::thread thread;
};

void webhook_sink::server::accept() {
  acceptor.async_accept([this](io_error error, tcp::socket socket) {
    if (!acceptor.is_open())
      return;
    if (!error) {
      std::size_t number = 0;
      change([&] { number = ++accepted; });
      io_error ignored;
      socket.set_option(tcp::no_delay{true}, ignored);
      if (options.close_on_accept)
        socket.close(ignored);
      else if (tls)
        std::make_shared<sink_session_over<asio::ssl::stream<tcp::socket>, server>>(
          *this, number, std::move(socket), *tls)
          ->start();
      else
        std::make_shared<sink_session_over<tcp::socket, server>>(*this, number,
                                                                 std::move(socket))
          ->start();
    }
    accept();
  });
}

webhook_sink::webhook_sink(sink_options options)
    : server_(std::make_shared<server>(std::move(options))) {
  server_->accept();
  server_->thread = std::thread([run = server_.get()] { run->io.run(); });
}

webhook_sink::~webhook_sink() {
  server_->stop();
  server_->thread.join();
}

std::uint16_t webhook_sink::port() const {
  return server_->port;
}

std::string webhook_sink::url(std::string_view path) const {
  return (server_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") +
         std::to_string(port()) + std::string{path};
}

void webhook_sink::set_reply(std::function<sink_reply(const received_webhook&)> reply) {
  const std::lock_guard lock{server_->mutex};
  server_->reply = std::move(reply);
}

std::vector<received_webhook> webhook_sink::received() const {
  const std::lock_guard lock{server_->mutex};
  return server_->received;
}

std::size_t webhook_sink::count() const {
  const std::lock_guard lock{server_->mutex};
  return server_->requests;
}

std::size_t webhook_sink::connections() const {
  const std::lock_guard lock{server_->mutex};
  return server_->accepted;
}

std::size_t webhook_sink::open() const {
  const std::lock_guard lock{server_->mutex};
  return server_->open;
}

bool webhook_sink::wait_for(std::size_t n, milliseconds limit) const {
  return server_->wait(limit, [&] { return server_->requests >= n; });
}

bool webhook_sink::wait_open(std::size_t n, milliseconds limit) const {
  return server_->wait(limit, [&] { return server_->open == n; });
}

bool webhook_sink::wait_connections(std::size_t n, milliseconds limit) const {
  return server_->wait(limit, [&] { return server_->accepted >= n; });
}

} // namespace tradeeon::test
