#include "tests/unit/bots_kit.hpp"

#include "domain/bots/plans/make_plan.hpp"
#include "http/json/bot_reader.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

namespace tradeeon::test {

namespace {

std::string kind_of(const order& x) {
  auto out = std::string{to_string(x.role)} + ' ' + std::to_string(x.number) + ' ' +
             std::string{to_string(x.side)} + ' ' + std::string{to_string(x.type)} + ' ';
  if (x.quote_amount.positive())
    out += x.quote_amount.text() + " USDT";
  else
    out += x.quantity.text();
  if (x.limit_price.positive())
    out += ' ' + x.limit_price.text();
  if (x.stop_price.positive())
    out += ' ' + x.stop_price.text();
  return out;
}

} // namespace

symbol_rules bot_lab::default_rules() {
  auto x = cents_and_thousandths();
  x.min_notional = 5;
  return x;
}

bot_lab::bot_lab(std::string_view config, symbol_rules rules, std::string_view money)
    : money_(money), state_(std::make_shared<trading_state>(trading_state::active)) {
  rules_.put(std::move(rules));
  const auto read = json::parse_bot(config);
  REQUIRE_MESSAGE(read, (read ? "" : read.error().place + ": " + read.error().text));
  symbols_ = read->row.symbols;
  settings_ = std::make_shared<bot_settings>(read->settings);
  make();
}

void bot_lab::make() {
  run_ = std::make_unique<bot_machine>(
    run_identity{"bot-r1", symbols_, settings_->interval, d(money_)}, settings_,
    make_plan(*settings_), rules_, [state = state_] { return *state; });
}

void bot_lab::restart() {
  collect();
  const auto state = run_->save();
  make();
  REQUIRE(run_->load(state));
  REQUIRE(run_->save() == state);
}

void bot_lab::bar(double open, double high, double low, double close,
                  std::vector<std::string_view> said, const std::string& symbol) {
  const auto& on = symbol.empty() ? symbols_.front() : symbol;
  candle x;
  x.open_time = symbol.empty() || symbol == symbols_.front() ? bars_++ * 60'000
                                                             : (bars_ - 1) * 60'000;
  x.open = open;
  x.high = high;
  x.low = low;
  x.close = close;
  x.volume = 1'000;
  run_->on_bar(on, timeframe::m1, x, answers{std::move(said)});
}

result<void> bot_lab::command(bot_command::kind what, std::uint32_t deal) {
  bot_command x;
  x.what = what;
  x.deal = deal;
  return run_->on_command(x);
}

void bot_lab::edit(std::string_view config, bool to_open_deals) {
  const auto read = json::parse_bot(config);
  REQUIRE(read);
  settings_ = std::make_shared<bot_settings>(read->settings);
  run_->on_edit(settings_, to_open_deals);
}

void bot_lab::collect() {
  const auto made = run_->take_effects();
  for (const auto& x : made.fills) {
    std::string of = x.client_id;
    for (const auto& order : made.orders)
      if (order.client_id == x.client_id)
        of = std::string{to_string(order.role)} + ' ' + std::to_string(order.number);
    seen_.push_back("fill " + of + ' ' + x.piece.quantity.text() + ' ' +
                    x.piece.price.text() + ' ' + x.piece.fee.text() +
                    (x.piece.fee_asset == "USDT" ? "" : ' ' + x.piece.fee_asset));
  }
  for (const auto& x : made.orders)
    seen_.push_back("order " + kind_of(x) + ' ' + std::string{to_string(x.status)});
  for (const auto& x : made.deals)
    if (x.status == deal_status::closed)
      seen_.push_back("deal " + std::to_string(x.number) + " closed " + x.close_reason +
                      ' ' + x.profit().text());
  for (const auto& x : made.events)
    diary_.push_back(x.type);
}

std::vector<std::string> bot_lab::effects() {
  collect();
  return std::exchange(seen_, {});
}

std::vector<std::string> bot_lab::diary() {
  collect();
  return std::exchange(diary_, {});
}

std::vector<std::string> bot_lab::live() const {
  std::vector<std::string> out;
  for (const auto& x : run_->open_orders())
    if (x.live())
      out.push_back(kind_of(x));
  return out;
}

} // namespace tradeeon::test
