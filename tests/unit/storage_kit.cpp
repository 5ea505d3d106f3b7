#include "tests/unit/storage_kit.hpp"

#include <cstdlib>
#include <filesystem>
#include <limits>

namespace tradeeon::storage::test {

temporary_folder::temporary_folder() {
  auto name = (std::filesystem::temp_directory_path() / "tradeeon-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string temporary_folder::file(std::string_view name) const {
  return path_ + "/" + std::string{name};
}

candle bar_at(time_ms open_time, double close) {
  candle bar;
  bar.open_time = open_time;
  bar.open = close - 0.25;
  bar.high = close + 1.1;
  bar.low = close - 1.3;
  bar.close = close;
  bar.volume = 12.5;
  return bar;
}

alert alert_named(const std::string& id, const std::string& user,
                  const std::string& symbol) {
  alert row;
  row.alert_id = id;
  row.user_id = user;
  row.symbol = symbol;
  row.base = timeframe::m1;
  row.expression = "close > 30";
  row.mode = fire_mode::per_edge;
  row.actions = {webhook(), notify()};
  row.created_at = 1'000;
  row.document = "{\"symbol\":\"" + symbol + "\"}";
  return row;
}

action webhook(const std::string& url) {
  return {action_kind::webhook, url, "", -1};
}

action notify() {
  return {action_kind::notify, "", "", -1};
}

action to_bot(const std::string& id, std::int32_t dca_index) {
  return {action_kind::bot, id, dca_index < 0 ? "execute_entry" : "execute_dca",
          dca_index};
}

firing fire(const alert& owner, time_ms bar_time, std::vector<action> actions) {
  firing f;
  f.fact.event_id = owner.alert_id + ":" + std::to_string(bar_time);
  f.fact.subject = owner.alert_id;
  f.fact.user_id = owner.user_id;
  f.fact.symbol = owner.symbol;
  f.fact.base = owner.base;
  f.fact.bar_time = bar_time;
  f.fact.price = 101.5;
  f.fact.triggered_at = bar_time + minute;
  f.fact.late_by = 7;
  f.fact.why.bar = bar_at(bar_time, 101.5);
  explained_part part;
  part.condition_id = "0123456789abcdef";
  part.text = owner.expression;
  part.state = truth::yes;
  part.left = 31.25;
  part.right = 30;
  part.right_high = std::numeric_limits<double>::quiet_NaN();
  part.left_bar = bar_time;
  f.fact.why.parts.push_back(part);
  f.actions = std::move(actions);
  return f;
}

firing fire_condition(const std::string& condition_id, time_ms bar_time, bool edge,
                      const std::string& symbol) {
  firing f;
  f.fact.kind = trigger_kind::condition;
  f.fact.event_id = condition_id + ":" + std::to_string(bar_time);
  f.fact.subject = condition_id;
  f.fact.symbol = symbol;
  f.fact.bar_time = bar_time;
  f.fact.price = 99;
  f.fact.triggered_at = bar_time + minute;
  f.fact.edge = edge;
  return f;
}

registered_condition condition_named(const std::string& id, const std::string& symbol) {
  registered_condition row;
  row.condition_id = id;
  row.type = "indicator";
  row.symbol = symbol;
  row.base = timeframe::m1;
  row.text = "RSI(14) < 30";
  row.document = "{}";
  row.created_at = 500;
  return row;
}

subscription subscription_of(const std::string& id, const std::string& user,
                             const std::string& condition, bool level) {
  subscription row;
  row.subscription_id = id;
  row.user_id = user;
  row.bot_id = "bot-of-" + id;
  row.bot_type = "dca";
  row.condition_id = condition;
  row.bot_config = "{\"fire\":\"edge\"}";
  row.level = level;
  row.created_at = 600;
  return row;
}

symbol_commit bar_commit(const std::string& symbol, time_ms open_time,
                         std::vector<firing> firings) {
  symbol_commit batch;
  batch.symbol = symbol;
  batch.base = timeframe::m1;
  batch.watermark = open_time;
  batch.bars = {{timeframe::m1, {bar_at(open_time)}}};
  batch.firings = std::move(firings);
  return batch;
}

} // namespace tradeeon::storage::test
