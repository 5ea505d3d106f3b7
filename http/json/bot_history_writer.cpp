// Orders, fills, deals and diary lines, and previews of orders to come.
#include "http/json/bot_writer.hpp"
#include "http/json/object_writer.hpp"

#include <algorithm>

namespace tradeeon::json {

namespace {

template <class Row>
std::string render_part(std::string_view name, const std::vector<Row>& rows,
                        const list_part& part) {
  return success_answer([&](object_writer& out) {
    out.list(name, rows, [](line_writer& to, const Row& x) { write(to, x); });
    out.whole("total", static_cast<std::int64_t>(part.total))
      .whole("limit", static_cast<std::int64_t>(part.limit))
      .whole("offset", static_cast<std::int64_t>(part.offset))
      .flag("has_more", part.offset + rows.size() < part.total);
  });
}

void write(line_writer& to, const previewed_order& x) {
  object_writer out{to};
  out.text("role", to_string(x.role))
    .whole("number", x.number)
    .text("side", to_string(x.side))
    .text("order_type", to_string(x.type))
    .amount_or_null("price", x.price)
    .amount("quantity", x.quantity)
    .amount("amount", x.amount)
    .amount("drop_percent", x.drop_percent)
    .amount("total", x.total)
    .amount("average", x.average)
    .amount_or_null("take_profit", x.take_profit);
}

/// One line of a timeline: an event or an order.
struct moment {
  time_ms at = 0;
  const event_view* event = nullptr;
  const order_view* made = nullptr;
};

void write(line_writer& to, const moment& x) {
  object_writer out{to};
  out.text("type", x.event != nullptr ? "event" : "order").time("timestamp", x.at);
  std::string data;
  line_writer inner{data};
  if (x.event != nullptr)
    write(inner, *x.event);
  else
    write(inner, *x.made);
  out.raw("data", data);
}

} // namespace

void write_fields(object_writer& out, const order_view& x) {
  const auto& row = x.row;
  out.text("order_id", row.client_id)
    .text("bot_id", x.bot_id)
    .text("run_id", x.run_id)
    .null("exchange_order_id") // paper orders have none
    .text("symbol", row.symbol)
    .text("side", to_string(row.side))
    .amount("qty", row.quantity)
    .text("order_type", to_string(row.type))
    .amount_or_null("limit_price", row.limit_price)
    .amount_or_null("stop_price", row.stop_price)
    .text("status", to_string(row.status))
    .amount("filled_qty", row.filled_quantity)
    .amount_or_null("avg_price", row.average_price())
    .amount("filled_quote", row.filled_quote)
    .amount("fees", row.fees_quote)
    .whole("deal", row.deal)
    .text("role", to_string(row.role))
    .whole("number", row.number)
    .text_or_null("reason", row.reason)
    .time("created_at", row.created_at)
    .time("updated_at", row.updated_at);
}

void write(line_writer& to, const order_view& x) {
  object_writer out{to};
  write_fields(out, x);
}

void write_fields(object_writer& out, const fill_view& x) {
  const auto& piece = x.row.piece;
  out.whole("number", x.number)
    .text("fill_id", piece.fill_id)
    .text("order_id", x.row.client_id)
    .text("bot_id", x.bot_id)
    .text("run_id", x.run_id)
    .text("symbol", x.symbol)
    .text("side", to_string(x.side))
    .amount("qty", piece.quantity)
    .amount("price", piece.price)
    .amount("fee", piece.fee)
    .text_or_null("fee_asset", piece.fee_asset)
    .amount("fee_quote", x.row.fee_quote)
    .time("created_at", piece.at);
}

void write(line_writer& to, const fill_view& x) {
  object_writer out{to};
  write_fields(out, x);
}

void write_fields(object_writer& out, const deal_view& x) {
  const auto& row = x.row;
  out.whole("deal", row.number)
    .text("bot_id", x.bot_id)
    .text("run_id", x.run_id)
    .text("symbol", row.symbol)
    .text("status", to_string(row.status))
    .amount("qty", row.held.quantity())
    .amount("avg_price", row.held.average())
    .amount("invested", row.held.cost())
    .amount("bought_qty", row.bought)
    .amount("spent", row.spent)
    .amount("sold_qty", row.sold)
    .amount("received", row.received)
    .amount("fees", row.fees)
    .amount("realised", row.realised)
    .amount("profit", row.profit())
    .amount_or_null("first_price", row.first_price)
    .amount_or_null("last_price", row.last_price)
    .whole("entries", row.entries)
    .text_or_null("close_reason", row.close_reason)
    .time("opened_at", row.opened_at)
    .time("closed_at", row.closed_at);
}

void write(line_writer& to, const deal_view& x) {
  object_writer out{to};
  write_fields(out, x);
}

void write_fields(object_writer& out, const event_view& x) {
  const auto& row = x.row;
  out.whole("event_id", row.seq)
    .text("bot_id", x.bot_id)
    .text_or_null("run_id", x.run_id)
    .text("user_id", x.user_id)
    .text("event_type", row.type)
    .text("event_category", row.category)
    .text_or_null("symbol", row.symbol)
    .text("message", row.message)
    .object("details",
            [&](object_writer& in) {
              for (const auto& [name, what] : row.details)
                in.text(name, what);
            })
    .time("created_at", row.at);
}

void write(line_writer& to, const event_view& x) {
  object_writer out{to};
  write_fields(out, x);
}

std::string render_orders(const std::vector<order_view>& rows, const list_part& part) {
  return render_part("orders", rows, part);
}

std::string render_deals(const std::vector<deal_view>& rows, const list_part& part) {
  return render_part("deals", rows, part);
}

std::string render_logs(const std::vector<event_view>& rows, const list_part& part) {
  return render_part("logs", rows, part);
}

std::string render_fills(const std::vector<fill_view>& rows, std::int64_t after) {
  return success_answer([&](object_writer& out) {
    out.list("fills", rows, [](line_writer& to, const fill_view& x) { write(to, x); });
    out.whole("next", rows.empty() ? after : rows.back().number);
  });
}

std::string render_timeline(const std::vector<event_view>& events,
                            const std::vector<order_view>& orders, std::uint64_t total,
                            std::size_t limit) {
  std::vector<moment> all;
  for (const auto& x : events)
    all.push_back({x.row.at, &x, nullptr});
  for (const auto& x : orders)
    all.push_back({x.row.created_at, nullptr, &x});
  std::stable_sort(all.begin(), all.end(),
                   [](const moment& a, const moment& b) { return a.at > b.at; });
  if (all.size() > limit)
    all.resize(limit);
  return success_answer([&](object_writer& out) {
    out.list("timeline", all, [](line_writer& to, const moment& x) { write(to, x); });
    out.whole("total", static_cast<std::int64_t>(total));
  });
}

std::string render(const bot_preview& x) {
  return success_answer([&](object_writer& out) {
    out.object("preview", [&](object_writer& in) {
      in.text("symbol", x.symbol)
        .text("quote", x.quote)
        .amount("price", x.price)
        .list("orders", x.orders,
              [](line_writer& to, const previewed_order& one) { write(to, one); })
        .amount("required_capital", x.required_capital)
        .amount("covered_percent", x.covered_percent)
        .amount("last_price", x.last_price)
        .amount_or_null("stop_price", x.stop_price)
        .amount("least_step_percent", x.least_step_percent)
        .amount("most_step_percent", x.most_step_percent)
        .list("warnings", x.warnings,
              [](line_writer& to, const std::string& one) { to.text(one); });
    });
  });
}

} // namespace tradeeon::json
