#include "tests/bench/bench_engine_kit.hpp"

#include "http/clients/webhook_signature.hpp"
#include "http/json/trigger_codec.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/bench/figures.hpp"

#include <filesystem>

namespace tradeeon::bench {

namespace {

constexpr time_ms minute = 60'000;

time_ms wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
           std::chrono::system_clock::now().time_since_epoch())
    .count();
}

void must(const result<void>& x) {
  if (!x)
    cannot(x.error().text.c_str());
}

template <class T>
T must(result<T> x) {
  if (!x)
    cannot(x.error().text.c_str());
  return *std::move(x);
}

void store_alerts(const std::string& path, const std::vector<alert>& alerts) {
  const auto store = must(storage::sqlite::open_store(path));
  must(store->begin());
  for (const auto& row : alerts)
    must(store->insert_alert(row, 1'000'000));
  must(store->commit());
}

} // namespace

temporary_folder::temporary_folder(const std::string& root)
    : path_(root + "/tradeeon-bench-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr)
    cannot("no temporary folder");
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

running_engine::running_engine(const std::string& folder,
                               const std::vector<alert>& alerts) {
  const auto path = folder + "/tradeeon.db";
  store_alerts(path, alerts);
  webhook_options options;
  options.allow_private = true;
  owned_sender_ = must(webhook_sender::make(options));
  const auto key =
    std::make_shared<webhook_key>(must(webhook_key::make(secret{"bench"})));
  engine_parts parts;
  parts.context.now = wall_clock;
  parts.context.open_store = [path] { return storage::sqlite::open_store(path); };
  // The engine is stopped before the sender goes.
  parts.context.transport = {std::shared_ptr<void>{}, owned_sender_.get()};
  parts.context.render_webhook = [key](const delivery& what, const trigger& fact,
                                       time_ms now) {
    webhook_request request;
    request.url = what.url;
    request.body = json::webhook_body(fact);
    request.headers =
      key->headers(request.body, {what.delivery_id, what.event_id, now / 1'000});
    return request;
  };
  engine_ = must(engine::start(std::move(parts)));
}

running_engine::~running_engine() {
  engine_->stop();
  owned_sender_->stop();
}

void running_engine::push(std::vector<tagged_candle> candles) {
  const auto count = candles.size();
  const auto receipt = must(engine_->api().ingest(std::move(candles)));
  if (receipt.accepted != count)
    cannot(receipt.refused.empty() ? "candles were taken for duplicates"
                                   : receipt.refused.front().reason.c_str());
}

time_ms minute_of(std::size_t n) {
  static const time_ms first = (wall_clock() / minute - 500'000) * minute;
  return first + static_cast<time_ms>(n) * minute;
}

tagged_candle minute_candle(const std::string& symbol, std::size_t n, double close) {
  return {symbol, timeframe::m1, {minute_of(n), close, close, close, close, 1, true, 0}};
}

alert bench_alert(std::size_t number, const std::string& symbol,
                  const std::string& expression, fire_mode mode,
                  const std::string& webhook_url) {
  alert row;
  row.alert_id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + number);
  row.user_id = "user-" + std::to_string(number % 1'000);
  row.symbol = symbol;
  row.expression = expression;
  row.mode = mode;
  row.actions = {webhook_url.empty() ? action{}
                                     : action{action_kind::webhook, webhook_url, "", -1}};
  return row;
}

} // namespace tradeeon::bench
