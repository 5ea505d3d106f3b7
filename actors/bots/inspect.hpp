// inspect() for what bots are made of. Orders, deals and amounts have a durable form
// already, which is what travels.
#pragma once

#include "actors/bots/wire.hpp"

#include <caf/meta/load_callback.hpp>
#include <caf/meta/type_name.hpp>
#include <caf/sec.hpp>

#define TRADEEON_INSPECT(Type, ...)                                                      \
  template <class Inspector>                                                             \
  typename Inspector::result_type inspect(Inspector& f, Type& x) {                       \
    return f(caf::meta::type_name(#Type), __VA_ARGS__);                                  \
  }

namespace tradeeon {

/// Carries `x` as the bytes that `save` writes and `load` reads.
template <class Inspector, class T, class Load>
typename Inspector::result_type inspect_bytes(Inspector& f, T& x, Load load_it) {
  byte_writer out;
  save(out, x);
  auto bytes = out.take();
  auto loaded = [&]() -> caf::error {
    byte_reader in{bytes};
    x = load_it(in);
    if (in.ok() && in.at_end())
      return caf::none;
    return caf::make_error(caf::sec::runtime_error, "damaged bytes");
  };
  return f(bytes, caf::meta::load_callback(loaded));
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, decimal& x) {
  return inspect_bytes(f, x, load_decimal);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, order& x) {
  return inspect_bytes(f, x, load_order);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, deal& x) {
  return inspect_bytes(f, x, load_deal);
}

TRADEEON_INSPECT(fill, x.fill_id, x.quantity, x.price, x.fee, x.fee_asset, x.at)
TRADEEON_INSPECT(order_fill, x.client_id, x.piece, x.fee_quote)
TRADEEON_INSPECT(bot, x.bot_id, x.user_id, x.name, x.type, x.status, x.status_reason,
                 x.symbols, x.pair, x.exchange, x.interval, x.mode, x.run, x.revision,
                 x.required_capital, x.created_at, x.updated_at, x.document)
TRADEEON_INSPECT(bot_run, x.run_id, x.bot_id, x.user_id, x.number, x.mode,
                 x.initial_balance, x.quote, x.started_at, x.ended_at)
TRADEEON_INSPECT(bot_event, x.seq, x.type, x.category, x.symbol, x.message, x.details,
                 x.at)
TRADEEON_INSPECT(run_figures, x.cash, x.invested, x.holdings, x.realised, x.fees, x.peak,
                 x.drawdown, x.orders, x.deals_closed, x.deals_won, x.at)
TRADEEON_INSPECT(bot_command, x.what, x.deal, x.amount, x.text, x.symbol, x.signal_id,
                 x.signal_at, x.sell, x.to_open_deals)
TRADEEON_INSPECT(symbol_rules, x.symbol, x.base, x.quote, x.tick, x.lot, x.min_quantity,
                 x.max_quantity, x.min_notional)
TRADEEON_INSPECT(bot_draft, x.row, x.questions, x.conditions)
TRADEEON_INSPECT(bot_start, x.user_id, x.bot_id, x.mode, x.initial_balance)
TRADEEON_INSPECT(market_news, x.bars, x.handoffs)
TRADEEON_INSPECT(bot_loading, x.from, x.past, x.has_mood, x.mood, x.rules)
TRADEEON_INSPECT(bot_committed, x.row, x.step)
TRADEEON_INSPECT(bot_edit, x.draft, x.effects)

namespace storage {

TRADEEON_INSPECT(bot_cursor, x.bars, x.handoff)
TRADEEON_INSPECT(bot_snapshot, x.row, x.run, x.step, x.state, x.cursor)
TRADEEON_INSPECT(logged_bot_event, x.bot_id, x.run_id, x.user_id, x.row)
TRADEEON_INSPECT(driving_bars, x.symbol, x.base, x.bars)
TRADEEON_INSPECT(inputs_request, x.bot_id, x.after, x.asks_as, x.max_bars, x.max_handoffs)
TRADEEON_INSPECT(bot_inputs, x.bars, x.handoffs, x.more)
TRADEEON_INSPECT(trading_switch, x.user_id, x.state, x.reason, x.at)

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, bot_commit& x) {
  bool leased = x.right.has_value();
  auto right = x.right.value_or(tenure{});
  bool moves = x.status.has_value();
  auto status = x.status.value_or(bot_status::inactive);
  auto loaded = [&]() -> caf::error {
    x.right = leased ? std::optional{right} : std::nullopt;
    x.status = moves ? std::optional{status} : std::nullopt;
    return caf::none;
  };
  return f(caf::meta::type_name("bot_commit"), x.bot_id, x.run, x.step, leased, right,
           x.state, x.cursor, x.figures, x.orders, x.fills, x.deals, x.events, moves,
           status, x.status_reason, x.returned, x.coins,
           caf::meta::load_callback(loaded));
}

} // namespace storage
} // namespace tradeeon

#undef TRADEEON_INSPECT
