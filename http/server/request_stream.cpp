#include "http/server/request_stream.hpp"

#include <algorithm>
#include <cstring>

namespace tradeeon::http {

namespace {

constexpr std::size_t piece = 64 * 1024;

} // namespace

ssize_t request_stream::read(char* to, size_t size) {
  const auto n = std::min(size, request_.size());
  std::memcpy(to, request_.data(), n);
  request_.remove_prefix(n);
  return static_cast<ssize_t>(n);
}

ssize_t request_stream::write(const char* from, size_t size) {
  if (failed_)
    return -1;
  out_.append(from, size);
  if (out_.size() >= piece && !flush())
    return -1;
  return static_cast<ssize_t>(size);
}

void request_stream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = peer_.peer;
  port = peer_.port;
}

void request_stream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear(); // nobody asks
  port = 0;
}

bool request_stream::flush() {
  if (!failed_ && !out_.empty() && !peer_.send(out_, write_time_))
    failed_ = true;
  out_.clear();
  return !failed_;
}

} // namespace tradeeon::http
