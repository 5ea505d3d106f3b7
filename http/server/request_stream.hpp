#pragma once

#include "http/server/connection.hpp"

#include <httplib.h>

#include <string>
#include <string_view>

namespace tradeeon::http {

/// What cpp-httplib reads a request from and writes its answer to: the request
/// is in memory, whole; the answer leaves in as few pieces as possible.
class request_stream final : public httplib::Stream {
public:
  /// `request` must outlive the stream.
  request_stream(const connection& peer, std::string_view request,
                 std::chrono::milliseconds write_time)
      : peer_(peer), request_(request), write_time_(write_time) {}

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return !failed_; }
  ssize_t read(char* to, size_t size) override;
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return peer_.descriptor(); }

  /// Sends what was written. False, now and later, once the client is gone or
  /// too slow.
  bool flush();
  [[nodiscard]] bool client_gone() const { return failed_ || peer_.hung_up(); }

private:
  const connection& peer_;
  std::string_view request_;
  std::string out_;
  std::chrono::milliseconds write_time_;
  bool failed_ = false;
};

} // namespace tradeeon::http
