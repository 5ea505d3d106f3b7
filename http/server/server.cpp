#include "http/server/server.hpp"

#include "http/server/crew.hpp"
#include "http/server/dispatcher.hpp"
#include "http/server/exposition.hpp"
#include "http/server/request_stream.hpp"
#include "http/server/routes.hpp"

#include <httplib.h>

#include <atomic>

namespace tradeeon::http {

namespace {

using std::chrono::milliseconds;

/// How long a worker stays with a client that is likely to ask again at once.
constexpr milliseconds linger{20};

/// One request while cpp-httplib is at work on it.
struct exchange {
  const connection& client;
  request_stream& stream;
  std::string_view body;
  const std::atomic<bool>& draining;
};

/// cpp-httplib hands its handlers no context, and calls them on the thread that
/// it was called on.
thread_local exchange* current = nullptr; // NOLINT

/// cpp-httplib as a parser and printer only: sockets, threads, routes and the
/// request's extent are not its business.
class message_codec : public httplib::Server {
public:
  message_codec() {
    svr_sock_ = 0; // any valid number: "is not shutting down"
  }
  bool process(httplib::Stream& stream, bool close) {
    bool closed = false;
    return process_request(stream, close, closed, [](httplib::Request& request) {
      // We answer neither in parts nor compressed (on the fly it would be an
      // easy way to keep us busy), and the gate has dealt with the expectation.
      request.ranges.clear();
      request.headers.erase("Accept-Encoding");
      request.headers.erase("Expect");
    });
  }
};

class stream_sink final : public event_sink {
public:
  stream_sink(httplib::DataSink& sink, const exchange& at) : sink_(sink), at_(at) {}
  bool send(std::string_view text) override {
    return sink_.write(text.data(), text.size()) && at_.stream.flush();
  }
  [[nodiscard]] bool ended() const override {
    return at_.draining || at_.stream.client_gone();
  }

private:
  httplib::DataSink& sink_;
  const exchange& at_;
};

void fill(httplib::Response& response, reply answer) {
  response.status = answer.status;
  for (auto& [name, value] : answer.headers)
    response.headers.emplace(std::move(name), std::move(value));
  if (answer.stream) {
    response.set_chunked_content_provider(
      answer.content_type, [stream = std::move(answer.stream),
                            at = current](std::size_t, httplib::DataSink& sink) {
        stream_sink out(sink, *at);
        stream(out);
        sink.done();
        return true;
      });
  } else if (!answer.body.empty()) {
    response.body = std::move(answer.body);
    response.headers.emplace("Content-Type", answer.content_type);
  }
}

} // namespace

class http_server::impl {
public:
  impl(options how, engine_api& engine, storage::queries& queries, const counters& counts)
      : how_(std::move(how)),
        counts_(counts), services_{engine,
                                   queries,
                                   counts,
                                   how_.now,
                                   [this] { return metrics(); },
                                   how_.policy != nullptr
                                     ? how_.policy
                                     : std::make_shared<live<request_policy>>(how_)},
        dispatcher_(how_, services_,
                    router(how_.without_store ? routes_anywhere() : routes())),
        crew_({how_.request_threads + how_.streams, how_.waiting_requests}),
        gate_(
          how_.gate,
          [this](connection_ptr& from, const framing& first) {
            return take(from, first);
          },
          [this](int status, std::string_view reason) {
            return refusal_text(status, reason);
          }) {
    services_.max_streams = how_.streams;
    services_.max_candles = how_.max_candles;
    services_.heartbeat = how_.heartbeat;
    services_.started_at = how_.now();
    services_.desk = how_.bots;
    codec_.set_pre_routing_handler(
      [this](const httplib::Request& request, httplib::Response& response) {
        fill(response, dispatcher_.answer(request, current->body, current->client.peer));
        return httplib::Server::HandlerResponse::Handled;
      });
    codec_.set_error_handler([this](const httplib::Request&,
                                    httplib::Response& response) {
      if (response.body.empty() && !response.content_provider_)
        fill(response, dispatcher_.refusal(response.status, "The request is malformed."));
    });
    codec_.set_exception_handler([this](const httplib::Request&,
                                        httplib::Response& response,
                                        const std::exception_ptr&) {
      fill(response, dispatcher_.refusal(500, "Something went wrong here."));
    });
    codec_.set_keep_alive_timeout(
      std::chrono::duration_cast<std::chrono::seconds>(how_.gate.idle_time).count());
    codec_.set_keep_alive_max_count(1'000'000);
  }

  result<std::uint16_t> start() { return gate_.open(how_.host, how_.port); }

  void drain() {
    draining_ = true;
    gate_.close();
    crew_.finish();
  }

private:
  bool take(connection_ptr& from, const framing& first) {
    auto held = std::make_shared<connection_ptr>(std::move(from));
    if (crew_.take([this, held, first] { serve(std::move(*held), first); }))
      return true;
    from = std::move(*held);
    return false;
  }

  /// Answers requests for as long as the next one is there, then gives the
  /// connection back.
  void serve(connection_ptr client, framing request) {
    do {
      // While draining, clients are sent to another node: none is kept here.
      const bool close = request.close_after || draining_ || services_.engine.draining();
      const bool sent = exchange_with(*client, request, close);
      client->in.erase(0, request.size);
      if (!sent || close)
        return;
    } while (next_request(*client, request));
    gate_.give_back(std::move(client));
  }

  bool exchange_with(const connection& client, const framing& request, bool close) {
    const auto whole = std::string_view(client.in).substr(0, request.size);
    const auto header = whole.find("\r\n\r\n") + 4;
    request_stream stream(client, whole.substr(0, header), how_.write_time);
    exchange here{client, stream, whole.substr(header), draining_};
    current = &here;
    const bool answered = codec_.process(stream, close);
    current = nullptr;
    return stream.flush() && answered;
  }

  bool next_request(connection& client, framing& request) const {
    for (;;) {
      while (client.in.compare(0, 2, "\r\n") == 0)
        client.in.erase(0, 2);
      if (!client.in.empty()) {
        request = frame(client.in, how_.gate.request);
        return request.now == framing::state::complete;
      }
      if (draining_ || crew_.crowded() || !client.readable(linger) ||
          client.receive() == connection::input::ended)
        return false;
    }
  }

  std::string metrics() const {
    node_figures node;
    node.connections = gate_.waiting() + crew_.busy();
    node.uptime_seconds = static_cast<double>(how_.now() - services_.started_at) / 1000;
    node.draining = services_.engine.draining();
    node.storage = services_.queries.size();
    node.process = read_process_figures();
    return exposition(counts_, dispatcher_.figures(), node);
  }

  std::string refusal_text(int status, std::string_view reason) const {
    const auto answer = dispatcher_.refusal(status, reason);
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Refused\r\n";
    for (const auto& [name, value] : answer.headers)
      text += name + ": " + value + "\r\n";
    text += "Content-Type: " + answer.content_type +
            "\r\nContent-Length: " + std::to_string(answer.body.size()) +
            "\r\nConnection: close\r\n\r\n" + answer.body;
    return text;
  }

  const options how_;
  const counters& counts_;
  services services_;
  dispatcher dispatcher_;
  message_codec codec_;
  std::atomic<bool> draining_{false};
  crew crew_;
  gate gate_; // last: its thread uses all of the above
};

http_server::http_server(options how, engine_api& engine, storage::queries& queries,
                         const counters& counts)
    : impl_(std::make_unique<impl>(std::move(how), engine, queries, counts)) {}

http_server::~http_server() {
  stop();
}

result<std::uint16_t> http_server::start() {
  return impl_->start();
}

void http_server::drain() {
  impl_->drain();
}

void http_server::stop() {
  impl_->drain();
}

} // namespace tradeeon::http
