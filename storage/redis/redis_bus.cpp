#include "storage/redis/redis_bus.hpp"

#include "storage/redis/stream_id.hpp"

#include <optional>
#include <utility>

namespace tradeeon::storage::redis {

namespace {

bool is_error(const reply& x, std::string_view start) {
  return x.what == reply::kind::error && x.text.rfind(start, 0) == 0;
}

constexpr std::string_view no_such_key = "ERR no such key";

/// What XINFO STREAM says.
result<bus_tail> read_tail(const reply& info) {
  bus_tail out;
  if (is_error(info, no_such_key))
    return out;
  const auto* last = info.field("last-generated-id");
  const auto place = last == nullptr ? std::nullopt : parse_stream_id(last->text);
  if (!place)
    return refused(info);
  out.exists = true;
  out.place = *place;
  const auto* entry = info.field("last-entry");
  if (entry != nullptr && entry->items.size() == 2)
    if (const auto* event = entry->items[1].field("event_id"); event != nullptr)
      out.event_id = event->text;
  return out;
}

command add_command(const bus_entry& x, bool create) {
  command out{"XADD", stream_key};
  if (!create)
    out.emplace_back("NOMKSTREAM");
  out.push_back(to_string(x.place));
  for (const auto& [name, value] : x.fields) {
    out.push_back(name);
    out.push_back(value);
  }
  return out;
}

class redis_bus final : public event_bus {
public:
  redis_bus(redis_address at, time_limits limits)
      : address_(std::move(at)), limits_(limits) {}

  result<bus_tail> tail() override {
    return with([](connection& on) -> result<bus_tail> {
      auto info = on.ask({"XINFO", "STREAM", stream_key});
      if (!info)
        return std::move(info).error();
      return read_tail(*info);
    });
  }

  result<bus_outcome> publish(const std::vector<bus_entry>& batch, const bus_place& after,
                              bool create) override {
    return with([&](connection& on) { return publish_on(on, batch, after, create); });
  }

  result<std::uint64_t> trim(const bus_place& keep_from) override {
    return with([&](connection& on) -> result<std::uint64_t> {
      auto groups = groups_on(on);
      if (!groups)
        return std::move(groups).error();
      // `~` drops whole nodes of some hundred entries, which costs next to nothing.
      auto gone = on.ask(
        {"XTRIM", stream_key, "MINID", "~", to_string(trim_limit(*groups, keep_from))});
      if (!gone)
        return std::move(gone).error();
      if (gone->what != reply::kind::number)
        return refused(*gone);
      return static_cast<std::uint64_t>(gone->number);
    });
  }

private:
  /// Runs `use` on the connection, made where there is none; a problem ends it.
  template <class Use>
  auto with(Use use) -> decltype(use(std::declval<connection&>())) {
    if (!connection_) {
      auto made = connection::open(address_, limits_);
      if (!made)
        return named(std::move(made).error());
      connection_.emplace(*std::move(made));
    }
    auto done = use(*connection_);
    if (done)
      return done;
    connection_.reset();
    return named(std::move(done).error());
  }

  [[nodiscard]] problem named(problem what) const {
    what.text = "Redis at " + redis::to_string(address_) + ": " + what.text;
    return what;
  }

  static result<bus_outcome> publish_on(connection& on,
                                        const std::vector<bus_entry>& batch,
                                        const bus_place& after, bool create) {
    std::vector<command> all{{"XINFO", "STREAM", stream_key}};
    for (const auto& x : batch) {
      all.push_back(add_command(x, create));
      for (const auto& message : x.messages)
        all.push_back({"PUBLISH", message.channel, message.payload});
    }
    auto answers = on.transaction(all);
    if (!answers)
      return std::move(answers).error();
    auto before = read_tail(answers->front());
    if (!before)
      return std::move(before).error();
    for (const auto& answer : *answers)
      if (answer.what == reply::kind::error && !is_error(answer, no_such_key))
        return refused(answer);
    if (!before->exists && !create)
      return bus_outcome::gone;
    return before->place == after ? bus_outcome::accepted : bus_outcome::replaced;
  }

  static result<std::vector<group_progress>> groups_on(connection& on) {
    auto listed = on.ask({"XINFO", "GROUPS", stream_key});
    if (!listed)
      return std::move(listed).error();
    if (listed->what != reply::kind::list)
      return refused(*listed);
    std::vector<group_progress> out;
    for (const auto& one : listed->items) {
      auto progress = progress_on(on, one);
      if (!progress)
        return std::move(progress).error();
      out.push_back(*progress);
    }
    return out;
  }

  static result<group_progress> progress_on(connection& on, const reply& group) {
    const auto* name = group.field("name");
    const auto* delivered = group.field("last-delivered-id");
    const auto last =
      delivered == nullptr ? std::nullopt : parse_stream_id(delivered->text);
    if (name == nullptr || !last)
      return refused(group);
    group_progress out{*last, std::nullopt};
    auto pending = on.ask({"XPENDING", stream_key, name->text});
    if (!pending)
      return std::move(pending).error();
    if (pending->items.size() != 4)
      return refused(*pending);
    if (pending->items[0].number > 0) {
      out.oldest_unacked = parse_stream_id(pending->items[1].text);
      if (!out.oldest_unacked)
        return refused(*pending);
    }
    return out;
  }

  redis_address address_;
  time_limits limits_;
  std::optional<connection> connection_;
};

} // namespace

std::unique_ptr<event_bus> open_bus(redis_address at, time_limits limits) {
  return std::make_unique<redis_bus>(std::move(at), limits);
}

} // namespace tradeeon::storage::redis
