#pragma once

#include "actors/webhook_transport.hpp"
#include "http/clients/idle_pool.hpp"
#include "http/clients/name_resolver.hpp"
#include "http/clients/url_guard.hpp"
#include "http/clients/webhook_sender.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_set>

namespace tradeeon {

class webhook_attempt;

/// What all attempts of one sender share; on the io thread only.
struct webhook_workshop {
  boost::asio::io_context& io;
  boost::asio::ssl::context& tls;
  const webhook_options& options;
  name_resolver& names;
  idle_pool& idle;
  std::unordered_set<std::shared_ptr<webhook_attempt>>& running;
};

/// One request from its URL check to its answer.
class webhook_attempt : public std::enable_shared_from_this<webhook_attempt> {
public:
  using clock = std::chrono::steady_clock;

  webhook_attempt(webhook_workshop& shop, webhook_request request, webhook_done done,
                  clock::time_point asked);

  void start();

  /// Ends the attempt without a status.
  void fail(std::string error);

private:
  enum class phase : unsigned char { connecting, asking, draining };

  std::string prepare(webhook_request request);
  void connect();
  void open(const address_list& addresses);
  [[nodiscard]] std::string why_blocked(const address_list& addresses) const;
  void write();
  void read();
  void on_read(io_error error, std::size_t bytes);
  void new_parser();
  void broken(io_error error);
  void wait_until(phase now, clock::time_point deadline);
  void on_deadline();
  void answer(bool reusable);
  void finish(webhook_answer answer);

  webhook_workshop& shop_;
  webhook_request asked_for_;
  webhook_done done_;
  const clock::time_point asked_;
  boost::asio::steady_timer timer_;
  phase phase_ = phase::connecting;
  webhook_url url_;
  http_request request_;
  std::shared_ptr<connection> connection_;
  std::optional<http_answer_parser> parser_;
  std::size_t bytes_read_ = 0;
  bool reused_ = false;
  bool finished_ = false;
};

} // namespace tradeeon
