#include "domain/trading/order.hpp"

namespace tradeeon {

namespace {

result<void> refuse(const order& x, std::string_view what) {
  return problem{problem_code::bad_transition,
                 "order " + x.client_id + " is " + std::string{to_string(x.status)} +
                   " and can't be " + std::string{what},
                 "status"};
}

result<void> take_fill(order& x, const order_event& event) {
  const auto& piece = event.piece;
  if (x.status != order_status::open && x.status != order_status::partially_filled)
    return refuse(x, "filled");
  if (!piece.quantity.positive() || !piece.price.positive())
    return bad_input("fill", "a fill has a quantity and a price above 0");
  const bool by_amount = !x.quote_amount.is_zero();
  if (!by_amount && piece.quantity > x.open_quantity())
    return refuse(x, "filled beyond its quantity");
  x.filled_quantity += piece.quantity;
  x.filled_quote += piece.quantity * piece.price;
  x.fees_quote += event.fee_quote;
  ++x.fills;
  if (by_amount && event.last)
    x.quantity = x.filled_quantity; // now it is known what the amount has bought
  x.status = event.last || (!by_amount && x.open_quantity().is_zero())
               ? order_status::filled
               : order_status::partially_filled;
  return {};
}

} // namespace

result<void> apply(order& x, const order_event& event) {
  using kind = order_event::kind;
  result<void> done;
  switch (event.what) {
  case kind::accepted:
    if (x.status != order_status::submitted)
      return refuse(x, "accepted");
    x.status = order_status::open;
    break;
  case kind::rejected:
    if (x.status != order_status::submitted)
      return refuse(x, "rejected");
    x.status = order_status::rejected;
    x.reason = event.reason;
    break;
  case kind::triggered:
    if (x.status != order_status::open || x.triggered ||
        (x.type != order_type::stop && x.type != order_type::stop_limit))
      return refuse(x, "triggered");
    x.triggered = true;
    break;
  case kind::filled:
    if (done = take_fill(x, event); !done)
      return done;
    break;
  case kind::canceled:
    if (!x.live())
      return refuse(x, "canceled");
    x.status = order_status::canceled;
    x.reason = event.reason;
    break;
  }
  x.updated_at = event.at;
  return {};
}

std::string_view to_string(order_side x) noexcept {
  return x == order_side::buy ? "buy" : "sell";
}

std::string_view to_string(order_type x) noexcept {
  switch (x) {
  case order_type::market:
    return "market";
  case order_type::limit:
    return "limit";
  case order_type::stop:
    return "stop";
  case order_type::stop_limit:
    return "stop_limit";
  }
  return "market";
}

std::string_view to_string(order_role x) noexcept {
  switch (x) {
  case order_role::base:
    return "base";
  case order_role::safety:
    return "safety";
  case order_role::add:
    return "add";
  case order_role::take_profit:
    return "take_profit";
  case order_role::stop_loss:
    return "stop_loss";
  case order_role::exit:
    return "exit";
  case order_role::grid_buy:
    return "grid_buy";
  case order_role::grid_sell:
    return "grid_sell";
  }
  return "base";
}

std::string_view to_string(order_status x) noexcept {
  switch (x) {
  case order_status::submitted:
    return "submitted";
  case order_status::open:
    return "open";
  case order_status::partially_filled:
    return "partially_filled";
  case order_status::filled:
    return "filled";
  case order_status::canceled:
    return "canceled";
  case order_status::rejected:
    return "rejected";
  }
  return "submitted";
}

void save(byte_writer& out, const order& x) {
  out.text(x.client_id);
  out.text(x.symbol);
  out.u32(x.deal);
  out.u8(static_cast<std::uint8_t>(x.role));
  out.u32(static_cast<std::uint32_t>(x.number));
  out.u8(static_cast<std::uint8_t>(x.side));
  out.u8(static_cast<std::uint8_t>(x.type));
  for (const auto& amount : {x.quantity, x.quote_amount, x.limit_price, x.stop_price,
                             x.filled_quantity, x.filled_quote, x.fees_quote, x.reserved})
    save(out, amount);
  out.u8(static_cast<std::uint8_t>((x.reduce_only ? 1U : 0U) | (x.triggered ? 2U : 0U)));
  out.u8(static_cast<std::uint8_t>(x.status));
  out.text(x.reason);
  out.i64(x.created_at);
  out.i64(x.updated_at);
  out.u32(x.fills);
}

order load_order(byte_reader& in) {
  order x;
  x.client_id = in.text();
  x.symbol = in.text();
  x.deal = in.u32();
  x.role = static_cast<order_role>(in.u8());
  x.number = static_cast<std::int32_t>(in.u32());
  x.side = static_cast<order_side>(in.u8());
  x.type = static_cast<order_type>(in.u8());
  for (auto* amount : {&x.quantity, &x.quote_amount, &x.limit_price, &x.stop_price,
                       &x.filled_quantity, &x.filled_quote, &x.fees_quote, &x.reserved})
    *amount = load_decimal(in);
  const auto flags = in.u8();
  x.reduce_only = (flags & 1U) != 0;
  x.triggered = (flags & 2U) != 0;
  x.status = static_cast<order_status>(in.u8());
  x.reason = in.text();
  x.created_at = in.i64();
  x.updated_at = in.i64();
  x.fills = in.u32();
  return x;
}

} // namespace tradeeon
