#include "tests/support/engine_fixture.hpp"

#include "actors/engine_tree.hpp"
#include "domain/conditions/parser.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

namespace tradeeon::test {

namespace {

constexpr time_ms epoch = 1'700'000'040'000; // a whole minute
constexpr time_ms minute = 60'000;

} // namespace

void held_transport::answer(webhook_answer with) {
  REQUIRE_FALSE(requests.empty());
  auto first = std::move(requests.front());
  requests.erase(requests.begin());
  first.done(std::move(with));
}

engine_fixture::engine_fixture() = default;

engine_fixture::~engine_fixture() {
  stop();
}

time_ms engine_fixture::now() const {
  const auto passed = sched.clock().current_time.time_since_epoch();
  return epoch + std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
}

void engine_fixture::start(const std::function<void(engine_context&)>& tune) {
  context = std::make_shared<engine_context>();
  context->detached = false; // a thread of its own would escape the virtual clock
  context->now = [this] { return now(); };
  context->open_store = [this] { return database.open_store(); };
  context->transport = transport;
  context->render_webhook = [](const delivery& what, const trigger&, time_ms) {
    return webhook_request{what.url, what.event_id, {{"webhook-id", what.delivery_id}}};
  };
  context->check_webhook_url = [](const std::string&) { return result<void>{}; };
  context->streams = std::make_shared<stream_registry>(8, 1'024, *context->count);
  if (tune)
    tune(*context);
  root = spawn_engine(sys, context);
  settle();
}

void engine_fixture::stop() {
  if (!root)
    return;
  caf::anon_send<caf::message_priority::high>(
    root, caf::exit_msg{self->address(), caf::exit_reason::user_shutdown});
  root = nullptr;
  settle();
  context->names->clear();
  // Answers that nobody waits for any more: they hold the dispatcher alive.
  transport->requests.clear();
}

alert engine_fixture::add_alert(const std::string& id, const std::string& expression,
                                fire_mode mode, const std::string& symbol, timeframe base,
                                std::vector<action> actions) {
  alert row;
  row.alert_id = id;
  row.user_id = "u";
  row.symbol = symbol;
  row.base = base;
  auto parsed = parse_expression(expression, {symbol, base});
  REQUIRE_MESSAGE(parsed.ok(), parsed.error().text);
  row.expression = print(*parsed, base);
  row.mode = mode;
  row.actions = std::move(actions);
  row.created_at = now();
  return ask<alert>(find(role::store), create_atom_v, row);
}

std::vector<tagged_candle> engine_fixture::bars(const std::vector<double>& closes,
                                                std::size_t first,
                                                const std::string& symbol) {
  std::vector<tagged_candle> out;
  for (std::size_t i = 0; i < closes.size(); ++i) {
    candle bar;
    bar.open_time = epoch - epoch % minute + static_cast<time_ms>(first + i) * minute;
    bar.open = bar.high = bar.low = bar.close = closes[i];
    bar.volume = 1;
    out.push_back({symbol, timeframe::m1, bar});
  }
  return out;
}

void engine_fixture::send_candles(std::vector<tagged_candle> candles) {
  caf::anon_send(find(role::router), ingest_atom_v, std::move(candles), time_ms{0});
  settle();
}

ingest_receipt engine_fixture::push(std::vector<tagged_candle> candles) {
  return ask<ingest_receipt>(find(role::router), ingest_atom_v, std::move(candles),
                             time_ms{0});
}

std::vector<std::string> engine_fixture::log(const std::string& user) {
  storage::queries::trigger_filter filter;
  filter.user_id = user;
  auto rows = queries->triggers(filter);
  REQUIRE(rows.ok());
  std::vector<std::string> ids;
  for (const auto& x : *rows)
    ids.push_back(x.event_id);
  return ids;
}

} // namespace tradeeon::test
