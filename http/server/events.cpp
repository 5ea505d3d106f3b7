#include "domain/market/symbol.hpp"
#include "http/json/bot_event_codec.hpp"
#include "http/json/candle_codec.hpp"
#include "http/json/trigger_codec.hpp"
#include "http/server/routes.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace tradeeon::http::events {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t page = 200;       ///< logged events per replay query
constexpr std::size_t max_symbols = 50; ///< of bars in one stream
/// How soon a stream notices that its client has left or the server drains.
constexpr std::chrono::milliseconds attention{200};

/// One of the server's stream places, for as long as this lives.
class place {
public:
  explicit place(services& on) : on_(on) {
    taken_ = on_.open_streams.fetch_add(1) < on_.max_streams;
    if (!taken_)
      on_.open_streams.fetch_sub(1);
  }
  place(const place&) = delete;
  place& operator=(const place&) = delete;
  ~place() {
    if (taken_)
      on_.open_streams.fetch_sub(1);
  }
  [[nodiscard]] bool taken() const noexcept { return taken_; }

private:
  services& on_;
  bool taken_ = false;
};

/// The engine's live stream, closed when this ends.
class live_stream {
public:
  live_stream(engine_api& engine, std::shared_ptr<event_queue> queue)
      : engine_(engine), queue_(std::move(queue)) {}
  live_stream(const live_stream&) = delete;
  live_stream& operator=(const live_stream&) = delete;
  ~live_stream() { engine_.close_stream(queue_); }
  event_queue& operator*() const noexcept { return *queue_; }

private:
  engine_api& engine_;
  std::shared_ptr<event_queue> queue_;
};

std::string event_text(std::int64_t seq, std::string_view name, const std::string& data) {
  std::string text;
  if (seq > 0)
    text += "id: " + std::to_string(seq) + "\n";
  text.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
  return text;
}

std::string event_text(const storage::log_event& x) {
  switch (x.what) {
  case storage::log_event::kind::trigger:
    return event_text(x.seq, "trigger", json::render(x.fact));
  case storage::log_event::kind::delivery:
    return event_text(x.seq, "delivery", json::render(x.delivered));
  case storage::log_event::kind::bot:
    return event_text(x.seq, "bot", json::render(x.handed));
  case storage::log_event::kind::bot_event:
    return event_text(x.seq, "bot",
                      json::render(x.noted.row, x.noted.bot_id, x.noted.run_id));
  }
  return {};
}

std::string event_text(const live_event& x) {
  switch (x.what) {
  case live_event::kind::trigger:
    return event_text(x.seq, "trigger", json::render(x.fact));
  case live_event::kind::delivery:
    return event_text(x.seq, "delivery", json::render(x.delivered));
  case live_event::kind::bot:
    return event_text(x.seq, "bot", json::render(x.handed));
  case live_event::kind::bot_event:
    return event_text(x.seq, "bot",
                      json::render(x.noted.row, x.noted.bot_id, x.noted.run_id));
  case live_event::kind::bar:
    return event_text(0, "bar", json::render(x.bar));
  }
  return {};
}

/// Where the client wants to go on; nothing where it wants only what is new.
result<std::int64_t> resume_point(const call& c, std::int64_t newest) {
  auto text = c.header("Last-Event-ID");
  if (text.empty())
    text = c.query("last_event_id");
  if (text.empty())
    return newest;
  std::int64_t seq = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (error != std::errc{} || end != text.data() + text.size() || seq < 0)
    return bad_input("last_event_id", "The last event's id must be a whole number.");
  // An id of another database's log must not hold back what comes from now on.
  return std::min(seq, newest);
}

result<std::vector<std::string>> asked_symbols(const call& c) {
  std::set<std::string> found;
  if (!c.has_query("symbols")) {
    const auto mine = c.on.queries.alerts_of(c.user());
    if (!mine)
      return mine.error();
    for (const auto& x : *mine)
      if (found.size() < max_symbols)
        found.insert(x.symbol);
    return std::vector<std::string>(found.begin(), found.end());
  }
  const auto text = c.query("symbols");
  std::string_view rest(text);
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const auto symbol = normalise_symbol(one, "symbols");
    if (!symbol)
      return symbol.error();
    found.insert(*symbol);
  }
  if (found.size() > max_symbols)
    return bad_input("symbols", "A stream carries the bars of at most " +
                                  std::to_string(max_symbols) + " symbols.");
  return std::vector<std::string>(found.begin(), found.end());
}

/// One client's stream. The live queue is open before the log is read, so that
/// nothing falls between the two; what is in both is sent once, from the log.
class session {
public:
  session(services& on, std::string user, std::int64_t after, event_queue& live,
          event_sink& out)
      : on_(on), user_(std::move(user)), sent_(after), live_(live), out_(out) {}

  void run() {
    if (out_.send(": tradeeon\nretry: 2000\n\n") && replay())
      follow();
  }

private:
  /// Sends the log after the client's last event; false where the stream ends.
  bool replay() {
    for (;;) {
      const auto logged = on_.queries.events(user_, sent_, page);
      if (!logged)
        return false; // the client comes back with its last id
      for (const auto& x : *logged) {
        if (!out_.send(event_text(x)))
          return false;
        sent_ = x.seq;
      }
      if (logged->size() < page)
        return !out_.ended();
      if (out_.ended())
        return false;
    }
  }

  void follow() {
    auto last = clock::now();
    while (!out_.ended()) {
      const auto next = live_.pop(std::min(attention, on_.heartbeat));
      if (next) {
        if (next->seq > 0 && next->seq <= sent_)
          continue;
        if (!out_.send(event_text(*next)))
          return;
        sent_ = std::max(sent_, next->seq);
        last = clock::now();
      } else if (live_.closed()) {
        return; // too slow for its events: they are in the log
      } else if (clock::now() - last >= on_.heartbeat) {
        if (!out_.send(": ping\n\n"))
          return;
        last = clock::now();
      }
    }
  }

  services& on_;
  std::string user_;
  std::int64_t sent_;
  event_queue& live_;
  event_sink& out_;
};

reply busy(problem why) {
  auto answer = failed(std::move(why));
  answer.headers.emplace_back("Retry-After", "5");
  return answer;
}

} // namespace

reply stream(const call& c) {
  auto symbols = asked_symbols(c);
  if (!symbols)
    return failed(std::move(symbols).error());
  auto seat = std::make_shared<place>(c.on);
  if (!seat->taken())
    return busy({problem_code::unavailable, "All event streams are in use.", ""});
  const auto newest = c.on.queries.last_seq();
  if (!newest)
    return failed(newest.error());
  const auto after = resume_point(c, *newest);
  if (!after)
    return failed(after.error());
  auto queue = c.on.engine.open_stream({c.user(), *std::move(symbols)});
  if (!queue)
    return busy(std::move(queue).error());
  auto live = std::make_shared<live_stream>(c.on.engine, *std::move(queue));
  reply answer;
  answer.content_type = "text/event-stream";
  answer.headers.emplace_back("X-Accel-Buffering", "no");
  answer.stream = [&on = c.on, user = c.user(), after = *after, live, seat](
                    event_sink& out) { session(on, user, after, **live, out).run(); };
  return answer;
}

} // namespace tradeeon::http::events
