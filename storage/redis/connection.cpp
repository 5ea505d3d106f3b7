#include "storage/redis/connection.hpp"

#include <hiredis/hiredis.h>

#include <algorithm>

namespace tradeeon::storage::redis {

namespace {

problem away(std::string text) {
  return {problem_code::unavailable, std::move(text), {}};
}

timeval to_timeval(std::chrono::milliseconds x) {
  return {static_cast<time_t>(x.count() / 1'000),
          static_cast<suseconds_t>(x.count() % 1'000 * 1'000)};
}

struct freer {
  void operator()(void* x) const noexcept { freeReplyObject(x); }
};

reply copy_of(const redisReply& from) {
  reply out;
  switch (from.type) {
  case REDIS_REPLY_STRING:
  case REDIS_REPLY_STATUS:
    out.what = reply::kind::text;
    out.text.assign(from.str, from.len);
    break;
  case REDIS_REPLY_ERROR:
    out.what = reply::kind::error;
    out.text.assign(from.str, from.len);
    break;
  case REDIS_REPLY_INTEGER:
    out.what = reply::kind::number;
    out.number = from.integer;
    break;
  case REDIS_REPLY_ARRAY:
    out.what = reply::kind::list;
    out.items.reserve(from.elements);
    for (std::size_t i = 0; i < from.elements; ++i)
      out.items.push_back(copy_of(*from.element[i]));
    break;
  default:
    break;
  }
  return out;
}

} // namespace

const reply* reply::field(std::string_view name) const {
  for (std::size_t i = 0; i + 1 < items.size(); i += 2)
    if (items[i].what == kind::text && items[i].text == name)
      return &items[i + 1];
  return nullptr;
}

problem refused(const reply& answer) {
  return away(answer.what == reply::kind::error ? "it answers: " + answer.text
                                                : "it answers something unexpected");
}

void connection::closer::operator()(redisContext* x) const noexcept {
  redisFree(x);
}

problem connection::failure() const {
  // A time limit shows as the system's "try again", which would mislead.
  if (context_->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK))
    return away("it does not answer in time");
  return away(context_->errstr);
}

result<connection> connection::open(const redis_address& to, const time_limits& limits) {
  auto* context =
    redisConnectWithTimeout(to.host.c_str(), to.port, to_timeval(limits.connect));
  if (context == nullptr)
    return away("there is no memory for a connection");
  connection out{context};
  if (context->err != 0)
    return away(context->errstr);
  if (redisSetTimeout(context, to_timeval(limits.answer)) != REDIS_OK)
    return out.failure();
  redisEnableKeepAlive(context); // an unplugged peer is noticed either way
  if (auto known = out.introduce(to); !known)
    return std::move(known).error();
  return out;
}

result<void> connection::introduce(const redis_address& as) {
  std::vector<command> wanted;
  if (!as.password.empty() && as.user.empty())
    wanted.push_back({"AUTH", as.password.reveal()});
  else if (!as.password.empty())
    wanted.push_back({"AUTH", as.user, as.password.reveal()});
  if (as.database != 0)
    wanted.push_back({"SELECT", std::to_string(as.database)});
  for (const auto& one : wanted) {
    auto answer = ask(one);
    if (!answer)
      return std::move(answer).error();
    if (answer->what == reply::kind::error)
      return refused(*answer);
  }
  return {};
}

result<void> connection::send(const command& what) {
  std::vector<const char*> parts;
  std::vector<std::size_t> sizes;
  for (const auto& part : what) {
    parts.push_back(part.data());
    sizes.push_back(part.size());
  }
  if (redisAppendCommandArgv(context_.get(), static_cast<int>(what.size()), parts.data(),
                             sizes.data()) != REDIS_OK)
    return failure();
  return {};
}

result<reply> connection::receive() {
  void* raw = nullptr;
  if (redisGetReply(context_.get(), &raw) != REDIS_OK)
    return failure();
  const std::unique_ptr<void, freer> held{raw};
  return copy_of(*static_cast<const redisReply*>(raw));
}

result<reply> connection::ask(const command& what) {
  if (auto sent = send(what); !sent)
    return std::move(sent).error();
  return receive();
}

result<std::vector<reply>> connection::transaction(const std::vector<command>& all) {
  if (auto sent = send({"MULTI"}); !sent)
    return std::move(sent).error();
  for (const auto& one : all)
    if (auto sent = send(one); !sent)
      return std::move(sent).error();
  if (auto sent = send({"EXEC"}); !sent)
    return std::move(sent).error();
  std::string first_refusal;
  for (std::size_t i = 0; i < all.size() + 1; ++i) {
    auto queued = receive();
    if (!queued)
      return std::move(queued).error();
    if (queued->what == reply::kind::error && first_refusal.empty())
      first_refusal = queued->text;
  }
  auto done = receive();
  if (!done)
    return std::move(done).error();
  if (!first_refusal.empty()) // says more than that the transaction was dropped
    return away("it answers: " + first_refusal);
  if (done->what != reply::kind::list || done->items.size() != all.size())
    return refused(*done);
  return std::move(done->items);
}

} // namespace tradeeon::storage::redis
