#include "http/clients/webhook_attempt.hpp"

#include "http/clients/address_guard.hpp"
#include "http/clients/retry_after.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace tradeeon {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t most_addresses = 8;

bool is_field_name(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_';
  });
}

/// No control characters, so that a value cannot smuggle in a second header.
bool is_field_value(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f';
  });
}

bool is_own_field(http::field name) {
  return name == http::field::host || name == http::field::content_length ||
         name == http::field::transfer_encoding || name == http::field::connection ||
         name == http::field::expect || name == http::field::upgrade;
}

std::string describe(io_error error) {
  if (error == http::error::end_of_stream || error == asio::error::eof ||
      error == http::error::partial_message ||
      error == asio::ssl::error::stream_truncated)
    return "the connection was closed before the answer";
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return "the answer's header is too large";
  if (error.category() == http::make_error_code(http::error::bad_version).category())
    return "the answer is not HTTP: " + error.message();
  return error.message();
}

} // namespace

webhook_attempt::webhook_attempt(webhook_workshop& shop, webhook_request request,
                                 webhook_done done, clock::time_point asked)
    : shop_(shop), asked_for_(std::move(request)), done_(std::move(done)), asked_(asked),
      timer_(shop.io) {}

void webhook_attempt::start() {
  if (auto wrong = prepare(std::move(asked_for_)); !wrong.empty())
    return fail(std::move(wrong));
  connection_ = shop_.idle.take(url_.origin());
  if (connection_ == nullptr)
    return connect();
  reused_ = true;
  write();
}

/// Fills url_ and request_; returns what is wrong, or nothing.
std::string webhook_attempt::prepare(webhook_request request) {
  auto url = parse_webhook_url(request.url, shop_.options.allow_private);
  if (!url)
    return "blocked: " + url.error().text;
  url_ = *std::move(url);
  request_.version(11);
  request_.method(http::verb::post);
  request_.target(url_.target);
  request_.set(http::field::host, url_.authority());
  for (const auto& [name, value] : request.headers) {
    if (!is_field_name(name) || is_own_field(http::string_to_field(name)) ||
        !is_field_value(value))
      return "a header is not allowed or malformed";
    request_.set(name, value);
  }
  if (request_.find(http::field::content_type) == request_.end())
    request_.set(http::field::content_type, "application/json");
  request_.body() = std::move(request.body);
  request_.prepare_payload();
  return {};
}

void webhook_attempt::connect() {
  reused_ = false;
  wait_until(phase::connecting, clock::now() + shop_.options.connect_timeout);
  if (url_.numeric)
    return open({asio::ip::make_address(url_.host)});
  shop_.names.resolve(url_.host, [self = shared_from_this()](const auto& found) {
    if (self->finished_)
      return;
    if (found)
      self->open(*found);
    else
      self->fail(found.error().text);
  });
}

/// Every address of the name has to be allowed: picking the good ones would let
/// a name server try which of its answers get through.
std::string webhook_attempt::why_blocked(const address_list& addresses) const {
  if (addresses.empty())
    return "name lookup: no address";
  if (shop_.options.allow_private)
    return {};
  const auto own = shop_.options.own();
  for (const auto& each : addresses) {
    if (const auto why = why_not_public(each); !why.empty())
      return "blocked: the host has an address that is not public (" + std::string{why} +
             ")";
    if (std::find(own.begin(), own.end(), each) != own.end())
      return "blocked: the host is this machine";
  }
  return {};
}

void webhook_attempt::open(const address_list& addresses) {
  if (auto why = why_blocked(addresses); !why.empty())
    return fail(std::move(why));
  connection::endpoints where;
  for (std::size_t i = 0; i < std::min(addresses.size(), most_addresses); ++i)
    where.emplace_back(addresses[i], url_.port);
  const auto limit = shop_.options.most_answer_bytes;
  connection_ =
    url_.tls ? make_tls_connection(shop_.io, limit, shop_.tls, url_.host, url_.numeric)
             : make_plain_connection(shop_.io, limit);
  connection_->open(
    where, [self = shared_from_this(), held = connection_](io_error error) {
      if (self->finished_)
        return;
      if (!error)
        return self->write();
      const auto refused = held->certificate_error();
      self->fail("connect: " + (refused.empty() ? error.message() : refused));
    });
}

void webhook_attempt::write() {
  wait_until(phase::asking, asked_ + shop_.options.total_timeout);
  new_parser();
  connection_->write(request_,
                     [self = shared_from_this(), held = connection_](io_error error) {
                       if (self->finished_)
                         return;
                       if (error)
                         self->broken(error);
                       else
                         self->read();
                     });
}

void webhook_attempt::new_parser() {
  parser_.emplace();
  parser_->eager(true);
  parser_->body_limit(boost::none); // the bytes are counted in on_read
  parser_->header_limit(static_cast<std::uint32_t>(shop_.options.most_answer_bytes));
}

void webhook_attempt::read() {
  connection_->read_some(*parser_, [self = shared_from_this(), held = connection_](
                                     io_error error, std::size_t bytes) {
    if (!self->finished_)
      self->on_read(error, bytes);
  });
}

void webhook_attempt::on_read(io_error error, std::size_t bytes) {
  bytes_read_ += bytes;
  const bool header = parser_->is_header_done();
  const bool interim = header && parser_->get().result_int() / 100 == 1;
  if (header && !interim) {
    if (error || parser_->is_done())
      return answer(!error && parser_->keep_alive());
    if (bytes_read_ >= shop_.options.most_answer_bytes)
      return answer(false);
    if (phase_ == phase::asking)
      wait_until(phase::draining, std::min(clock::now() + shop_.options.drain_timeout,
                                           asked_ + shop_.options.total_timeout));
    return read();
  }
  if (error)
    return broken(error);
  if (bytes_read_ >= shop_.options.most_answer_bytes)
    return fail("the answer's header is too large");
  if (interim)
    new_parser();
  read();
}

void webhook_attempt::broken(io_error error) {
  const bool stale =
    reused_ && bytes_read_ == 0 && !parser_->got_some() && !connection_->has_unread();
  if (!stale)
    return fail(describe(error));
  connection_->close();
  connect();
}

void webhook_attempt::wait_until(phase now, clock::time_point deadline) {
  phase_ = now;
  timer_.expires_at(std::min(deadline, asked_ + shop_.options.total_timeout));
  timer_.async_wait([self = shared_from_this()](io_error) {
    // A cancelled wait may be queued already: only the clock tells.
    if (!self->finished_ && clock::now() >= self->timer_.expiry())
      self->on_deadline();
  });
}

void webhook_attempt::on_deadline() {
  switch (phase_) {
  case phase::connecting:
    return fail("timed out while connecting");
  case phase::asking:
    return fail("timed out while waiting for the answer");
  case phase::draining:
    return answer(false);
  }
}

void webhook_attempt::answer(bool reusable) {
  const auto& got = parser_->get();
  webhook_answer result;
  result.status = static_cast<int>(got.result_int());
  result.outcome =
    result.status / 100 == 2 ? attempt_class::delivered : attempt_class::refused;
  if (result.outcome == attempt_class::refused)
    result.error = "status " + std::to_string(result.status);
  if (const auto at = got.find(http::field::retry_after); at != got.end()) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    result.retry_after_ms =
      parse_retry_after({at->value().data(), at->value().size()},
                        std::chrono::duration_cast<std::chrono::seconds>(now).count());
  }
  if (reusable)
    shop_.idle.put(url_.origin(), std::exchange(connection_, nullptr));
  finish(std::move(result));
}

void webhook_attempt::fail(std::string error) {
  webhook_answer result;
  result.error = std::move(error);
  finish(std::move(result));
}

void webhook_attempt::finish(webhook_answer answer) {
  if (std::exchange(finished_, true))
    return;
  timer_.cancel();
  if (connection_ != nullptr)
    connection_->close();
  answer.elapsed_ms =
    std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - asked_).count();
  const auto self = shared_from_this();
  shop_.running.erase(self);
  try {
    std::exchange(done_, nullptr)(std::move(answer));
  } catch (...) { // NOLINT(bugprone-empty-catch): promised in webhook_sender.hpp
  }
}

} // namespace tradeeon
