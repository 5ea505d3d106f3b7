#include "domain/bots/deal.hpp"

namespace tradeeon {

std::string_view to_string(deal_status x) noexcept {
  switch (x) {
  case deal_status::opening:
    return "opening";
  case deal_status::open:
    return "open";
  case deal_status::closing:
    return "closing";
  case deal_status::closed:
    return "closed";
  }
  return "opening";
}

void save(byte_writer& out, const deal& x) {
  out.u32(x.number);
  out.text(x.symbol);
  out.u8(static_cast<std::uint8_t>(x.status));
  x.held.save(out);
  for (const auto& amount : {x.bought, x.spent, x.sold, x.received, x.fees, x.realised,
                             x.first_price, x.last_price})
    save(out, amount);
  out.u32(x.entries);
  out.u32(x.orders);
  out.text(x.close_reason);
  out.i64(x.opened_at);
  out.i64(x.closed_at);
}

deal load_deal(byte_reader& in) {
  deal x;
  x.number = in.u32();
  x.symbol = in.text();
  x.status = static_cast<deal_status>(in.u8());
  x.held.load(in);
  for (auto* amount : {&x.bought, &x.spent, &x.sold, &x.received, &x.fees, &x.realised,
                       &x.first_price, &x.last_price})
    *amount = load_decimal(in);
  x.entries = in.u32();
  x.orders = in.u32();
  x.close_reason = in.text();
  x.opened_at = in.i64();
  x.closed_at = in.i64();
  return x;
}

} // namespace tradeeon
