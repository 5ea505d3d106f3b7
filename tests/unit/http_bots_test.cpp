#include "http/server/routes.hpp"
#include "tests/unit/http_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

const std::string dca =
  R"({"name":"First","pair":"BTC/USDT","interval":"5m","baseOrderSize":"12.5",)"
  R"("takeProfit":{"percent":2}})";
const std::string waiting =
  R"({"pair":"BTC/USDT","baseOrderSize":10,"entryConditions":{"entryType":"conditional",)"
  R"("expression":"RSI(14) < 30"}})";

std::string new_bot(const web& w, const std::string& user,
                    const std::string& body = dca) {
  const auto made = post(w, "/bots/dca-bots", w.as(user), body);
  REQUIRE_MESSAGE(made.status == 200, made.text);
  return made.body["bot_id"];
}

std::string path_of(const std::string& id, const std::string& what) {
  return "/bots/dca-bots/" + id + (what.empty() ? "" : "/" + what);
}

decimal d(const char* text) {
  return *decimal::parse(text);
}

/// What a run may have brought about: an open deal, its orders, a fill, a diary line.
storage::bot_commit some_effects(const std::string& bot_id) {
  storage::bot_commit x;
  x.bot_id = bot_id;
  x.state = "s";
  order bought;
  bought.client_id = bot_id + "-r1-1-base0-1";
  bought.symbol = "BTCUSDT";
  bought.deal = 1;
  bought.quantity = d("0.123456789012345678");
  bought.filled_quantity = bought.quantity;
  bought.filled_quote = d("12.5");
  bought.status = order_status::filled;
  bought.created_at = 1'699'999'000'000;
  bought.updated_at = bought.created_at;
  order open = bought;
  open.client_id = bot_id + "-r1-1-take_profit1-1";
  open.role = order_role::take_profit;
  open.side = order_side::sell;
  open.type = order_type::limit;
  open.limit_price = d("105");
  open.filled_quantity = 0;
  open.filled_quote = 0;
  open.status = order_status::open;
  open.created_at += 1;
  x.orders = {bought, open};
  order_fill fill;
  fill.client_id = bought.client_id;
  fill.piece = {"f1",        bought.quantity, d("101.25"),
                d("0.0125"), "USDT",          bought.created_at};
  fill.fee_quote = d("0.0125");
  x.fills = {fill};
  deal held;
  held.number = 1;
  held.symbol = "BTCUSDT";
  held.status = deal_status::open;
  held.held.add(bought.quantity, d("12.5"));
  held.bought = bought.quantity;
  held.spent = d("12.5");
  held.opened_at = bought.created_at;
  deal closed;
  closed.number = 2;
  closed.symbol = "BTCUSDT";
  closed.status = deal_status::closed;
  closed.spent = 10;
  closed.received = 12;
  closed.realised = 2;
  closed.fees = d("0.5");
  closed.opened_at = bought.created_at;
  closed.closed_at = bought.created_at + 60'000;
  x.deals = {held, closed};
  bot_event line;
  line.type = "order_executed";
  line.category = "execution";
  line.symbol = "BTCUSDT";
  line.message = "Bought.";
  line.details = {{"price", "101.25"}};
  line.at = bought.created_at + 5;
  x.events = {line};
  x.figures.cash = d("987.5");
  x.figures.invested = d("12.5");
  x.figures.holdings = d("12.4");
  x.figures.realised = d("1.5");
  x.figures.fees = d("0.5125");
  x.figures.orders = 2;
  x.figures.deals_closed = 1;
  x.figures.deals_won = 1;
  x.figures.at = bought.created_at;
  return x;
}

} // namespace

TEST_CASE("a DCA bot lives from POST to DELETE") {
  web w;
  const auto ann = w.as("ann");
  const auto made = post(w, "/bots/dca-bots", ann, dca);
  REQUIRE_MESSAGE(made.status == 200, made.text);
  CHECK(made.body["success"] == true);
  const std::string id = made.body["bot_id"];
  const auto& row = made.body["bot"];
  CHECK(row["bot_id"] == id);
  CHECK(row["user_id"] == "ann");
  CHECK(row["name"] == "First");
  CHECK(row["bot_type"] == "dca");
  CHECK(row["status"] == "inactive");
  CHECK(row["symbol"] == "BTCUSDT");
  CHECK(row["pair"] == "BTC/USDT");
  CHECK(row["interval"] == "5m");
  CHECK(row["config"] == json_value::parse(dca));
  CHECK(row["required_capital"] == 12.5125); // with its fee of 0.1 %
  CHECK(row["orders_count"] == 0);
  CHECK(row["created_at"] == "2023-11-14T22:13:20.000Z");
  CHECK(row["sparkline"].is_array());

  CHECK(get(w, "/bots", ann).body["count"] == 1);
  CHECK(get(w, "/bots", ann).body["bots"][0] == row);
  CHECK(get(w, "/bots?status=running", ann).body["count"] == 0);
  CHECK(get(w, "/bots?status=inactive", ann).body["count"] == 1);
  check_error(get(w, "/bots?status=odd", ann), 400, "VALIDATION_ERROR");
  CHECK(get(w, "/bots", w.as("bob")).body["bots"] == json_value::array());
  CHECK(get(w, "/api/v1/bots/" + id, ann).body["bot"] == row);

  const auto gone = erase(w, path_of(id, ""), ann);
  CHECK(gone.body["success"] == true);
  CHECK(gone.body["bot_id"] == id);
  check_error(erase(w, path_of(id, ""), ann), 404, "NOT_FOUND");
}

TEST_CASE("a bot that waits brings its questions and conditions along") {
  web w;
  const auto id = new_bot(w, "ann", waiting);
  REQUIRE(w.bots.drafts.size() == 1);
  const auto& draft = w.bots.drafts[0];
  REQUIRE(draft.questions.size() == 1);
  CHECK(draft.questions[0].alert_id == id + ".entry");
  CHECK(draft.questions[0].expression == "RSI(14, close) < 30");
  CHECK(draft.questions[0].user_id != "ann");
  REQUIRE(draft.conditions.size() == 1);
  CHECK(draft.conditions[0].symbol == "BTCUSDT");
}

TEST_CASE("start, pause, resume and stop answer as the contract says") {
  web w;
  const auto ann = w.as("ann");
  const auto id = new_bot(w, "ann");
  const auto started =
    post(w, path_of(id, "start-paper"), ann,
         R"({"initial_balance":"1000","interval_seconds":60,"use_live_data":true})");
  REQUIRE_MESSAGE(started.status == 200, started.text);
  CHECK(started.body["run_id"] == id + "-r1");
  CHECK(started.body["status"] == "running");
  CHECK(started.body["mode"] == "paper");
  CHECK(w.bots.starts[0].initial_balance == 1'000);
  const auto again = post(w, path_of(id, "start-paper"), ann, "");
  CHECK(again.status == 200);
  CHECK(again.body["run_id"] == id + "-r1");
  CHECK(again.body["message"] == "The bot is running already.");
  CHECK(post(w, path_of(id, "pause"), ann, "").body["status"] == "paused");
  check_error(post(w, path_of(id, "start-paper"), ann, "{}"), 400,
              "INVALID_STATUS_TRANSITION");
  CHECK(post(w, path_of(id, "resume"), ann, "").body["status"] == "running");
  const auto status = get(w, path_of(id, "status"), ann).body;
  CHECK(status["overall_status"] == "running");
  CHECK(status["database"]["status"] == "running");
  CHECK(status["memory"]["running_in_memory"] == true);
  CHECK(status["latest_run"]["run_id"] == id + "-r1");
  CHECK(status["recent_activity"]["events"].is_array());
  const auto stopped = post(w, path_of(id, "stop"), ann, R"({"sell":true})");
  CHECK(stopped.body["status"] == "stopped");
  CHECK(stopped.body["bot_id"] == id);
  CHECK(w.bots.commands.back().second.sell);
}

TEST_CASE("without a body a paper run starts with the usual money") {
  web w;
  const auto id = new_bot(w, "ann");
  CHECK(post(w, path_of(id, "start-paper"), w.as("ann"), "").status == 200);
  CHECK(w.bots.starts[0].initial_balance == 10'000);
  check_error(
    post(w, path_of(id, "start-paper"), w.as("ann"), R"({"initial_balance":0})"), 400,
    "VALIDATION_ERROR");
}

TEST_CASE("live trading says that there is no exchange") {
  web w;
  const auto id = new_bot(w, "ann");
  const auto answer = post(w, path_of(id, "start"), w.as("ann"), "{}");
  check_error(answer, 503, "SERVICE_UNAVAILABLE");
  CHECK(answer.text.find("exchange connection") != std::string::npos);
  CHECK(w.bots.starts.empty());
}

TEST_CASE("bots of all types are made, and bad ones name the place") {
  web w;
  const auto ann = w.as("ann");
  const std::string grid =
    R"({"bot_type":"grid","pair":"BTC/USDT","lowerPrice":90,"upperPrice":110,)"
    R"("levels":5,"investment":100})";
  const auto made = post(w, "/api/v1/bots", ann, grid);
  REQUIRE_MESSAGE(made.status == 200, made.text);
  CHECK(made.body["bot"]["bot_type"] == "grid");
  const std::string id = made.body["bot_id"];
  CHECK(post(w, path_of(id, "start-paper"), ann, "").status == 200);
  const auto bad =
    post(w, "/api/v1/bots", ann, R"({"bot_type":"grid","pair":"BTC/USDT"})");
  check_error(bad, 400, "VALIDATION_ERROR");
  CHECK(bad.body["error"]["details"]["field"] == "lowerPrice");
  check_error(post(w, "/bots/dca-bots", ann, grid), 400, "VALIDATION_ERROR");
  auto unpaid = grid;
  unpaid.replace(unpaid.find(R"("levels":5)"), 10, R"("levels":200)");
  const auto refused = post(w, "/api/v1/bots", ann, unpaid);
  check_error(refused, 400, "VALIDATION_ERROR");
  CHECK(refused.body["error"]["details"]["field"] == "levels");
}

TEST_CASE("a preview looks from the given price, or from the last close (43)") {
  web w;
  const auto ann = w.as("ann");
  auto body = json_value::parse(dca);
  CHECK(post(w, "/bots/preview", ann, body.dump()).body["preview"]["price"] == 100);
  w.put_bars(2); // close at 101
  CHECK(post(w, "/api/v1/bots/preview", ann, body.dump()).body["preview"]["price"] ==
        101);
  body["price"] = "62.5";
  const auto asked = post(w, "/bots/preview", ann, body.dump()).body["preview"];
  CHECK(asked["price"] == 62.5);
  CHECK(asked["required_capital"] == 12.5125);
  CHECK(asked["symbol"] == "BTCUSDT");
  body["price"] = 0;
  check_error(post(w, "/bots/preview", ann, body.dump()), 400, "VALIDATION_ERROR");
  CHECK(get(w, "/bots", ann).body["count"] == 0);
}

TEST_CASE("an edit changes the bot, its questions and, if asked, its open deals") {
  web w;
  const auto ann = w.as("ann");
  const auto id = new_bot(w, "ann", waiting);
  const auto changed =
    patch(w, "/bots/" + id, ann, R"({"baseOrderSize":20,"apply_to_open_deals":true})");
  REQUIRE_MESSAGE(changed.status == 200, changed.text);
  CHECK(changed.body["bot"]["config"]["baseOrderSize"] == 20);
  CHECK(changed.body["bot"]["revision"] == 2);
  CHECK(w.bots.edited_open_deals);
  REQUIRE(w.bots.drafts.back().questions.size() == 1);
  CHECK(w.bots.drafts.back().questions[0].version == 2);
  w.bots.conflicts_to_come = 1;
  CHECK(patch(w, "/api/v1/bots/" + id, ann, R"({"name":"B"})").status == 200);
  w.bots.conflicts_to_come = 2;
  check_error(patch(w, path_of(id, ""), ann, R"({"name":"C"})"), 409, "CONFLICT");
  check_error(patch(w, "/bots/" + id, ann, R"({"revision":1})"), 409, "CONFLICT");
  check_error(patch(w, "/bots/" + id, ann, R"({"surprise":1})"), 400, "VALIDATION_ERROR");
}

TEST_CASE("orders, fills, deals, logs and the timeline show what was done") {
  web w;
  const auto ann = w.as("ann");
  const auto id = new_bot(w, "ann");
  post(w, path_of(id, "start-paper"), ann, R"({"initial_balance":1000})");
  w.bots.apply(some_effects(id));

  const auto orders = get(w, path_of(id, "orders"), ann);
  CHECK(orders.body["total"] == 2);
  CHECK(orders.body["limit"] == 50);
  CHECK(orders.body["has_more"] == false);
  // All digits, as a number, without an exponent.
  CHECK(orders.text.find("\"qty\":0.123456789012345678,") != std::string::npos);
  const auto sells = get(w, path_of(id, "orders") + "?side=sell", ann).body;
  REQUIRE(sells["orders"].size() == 1);
  const auto& sell = sells["orders"][0];
  CHECK(sell["order_type"] == "limit");
  CHECK(sell["limit_price"] == 105);
  CHECK(sell["stop_price"].is_null());
  CHECK(sell["status"] == "open");
  CHECK(sell["filled_qty"] == 0);
  CHECK(sell["avg_price"].is_null());
  check_error(get(w, path_of(id, "orders") + "?side=up", ann), 400, "VALIDATION_ERROR");
  check_error(get(w, path_of(id, "orders") + "?limit=0", ann), 400, "VALIDATION_ERROR");
  CHECK(get(w, path_of(id, "orders") + "?limit=1&offset=1", ann).body["orders"].size() ==
        1);

  const auto fills = get(w, "/api/v1/bots/" + id + "/fills", ann).body;
  REQUIRE(fills["fills"].size() == 1);
  CHECK(fills["fills"][0]["price"] == 101.25);
  CHECK(fills["fills"][0]["fee_asset"] == "USDT");
  const auto deals = get(w, "/api/v1/bots/" + id + "/deals", ann).body;
  CHECK(deals["total"] == 2);
  const auto logs = get(w, path_of(id, "logs") + "?event_type=order_executed", ann).body;
  REQUIRE(logs["logs"].size() == 1);
  CHECK(logs["logs"][0]["event_category"] == "execution");
  CHECK(logs["logs"][0]["details"]["price"] == "101.25");
  CHECK(logs["logs"][0]["user_id"] == "ann");
  CHECK(get(w, path_of(id, "logs") + "?event_category=risk", ann).body["total"] == 0);
  const auto timeline = get(w, path_of(id, "timeline") + "?limit=2", ann).body;
  REQUIRE(timeline["timeline"].size() == 2);
  CHECK(timeline["timeline"][0]["type"] == "event");
  CHECK(timeline["timeline"][1]["type"] == "order");
  CHECK(timeline["timeline"][1]["data"]["side"] == "sell");
  CHECK(get(w, "/api/v1/bots/" + id + "/runs", ann).body["count"] == 1);
}

TEST_CASE("deals are added to and closed by hand, signals are handed on") {
  web w;
  const auto ann = w.as("ann");
  const auto id = new_bot(w, "ann");
  const auto deal = "/api/v1/bots/" + id + "/deals/3/";
  CHECK(post(w, deal + "add", ann, R"({"amount":"7.5"})").status == 200);
  CHECK(w.bots.commands.back().second.what == bot_command::kind::add);
  CHECK(w.bots.commands.back().second.deal == 3);
  CHECK(w.bots.commands.back().second.amount == d("7.5"));
  CHECK(post(w, deal + "close", ann, "").status == 200);
  CHECK(w.bots.commands.back().second.what == bot_command::kind::close);
  check_error(post(w, "/api/v1/bots/" + id + "/deals/x/close", ann, ""), 404,
              "NOT_FOUND");
  check_error(post(w, deal + "add", ann, R"({"amount":-1})"), 400, "VALIDATION_ERROR");
  const auto signal = "/api/v1/bots/" + id + "/signal";
  CHECK(post(w, signal, ann,
             R"({"action":"sell","symbol":"btc/usdt","id":"s1",)"
             R"("timestamp":"2023-11-14T22:13:20Z"})")
          .status == 200);
  const auto& seen = w.bots.commands.back().second;
  CHECK(seen.what == bot_command::kind::signal);
  CHECK(seen.text == "sell");
  CHECK(seen.symbol == "BTCUSDT");
  CHECK(seen.signal_id == "s1");
  CHECK(seen.signal_at == 1'700'000'000'000);
  check_error(post(w, signal, ann, R"({"action":"hold"})"), 400, "VALIDATION_ERROR");
  check_error(post(w, signal, ann, R"({"action":"buy","timestamp":5})"), 400,
              "VALIDATION_ERROR");
}

TEST_CASE("panic halts the user, and only admins halt everybody") {
  web w;
  const auto ann = w.as("ann");
  const auto id = new_bot(w, "ann");
  CHECK(post(w, path_of(id, "panic"), ann, "").status == 200);
  CHECK(w.bots.commands.back().second.what == bot_command::kind::panic);
  const auto all = post(w, "/api/v1/trading/panic", ann, "");
  CHECK(all.body["state"] == "halted");
  CHECK(w.bots.flattened.back());
  CHECK(get(w, "/api/v1/trading/state", ann).body["user"]["state"] == "halted");
  CHECK(get(w, "/api/v1/trading/state", w.as("bob")).body["state"] == "active");
  CHECK(post(w, "/api/v1/trading/state", ann, R"({"state":"active"})").body["state"] ==
        "active");
  CHECK_FALSE(w.bots.flattened.back());
  const std::string everybody =
    R"({"state":"reducing","reason":"test","scope":"global"})";
  for (const auto role : {http::role::user, http::role::ingest})
    check_error(post(w, "/api/v1/trading/state", w.as("ann", role), everybody), 403,
                "AUTHORIZATION_ERROR");
  CHECK(
    post(w, "/api/v1/trading/state", w.as("root", http::role::admin), everybody).status ==
    200);
  const auto seen = get(w, "/api/v1/trading/state", ann).body;
  CHECK(seen["state"] == "reducing");
  CHECK(seen["global"]["reason"] == "test");
  check_error(post(w, "/api/v1/trading/state", ann, R"({"state":"off"})"), 400,
              "VALIDATION_ERROR");
}

TEST_CASE("fear and greed come from feeds") {
  web w;
  const std::string path = "/api/v1/market/fear-greed";
  check_error(post(w, path, w.as("ann"), R"({"value":20})"), 403, "AUTHORIZATION_ERROR");
  CHECK(post(w, path, w.as("feed", http::role::ingest), R"({"value":20})").status == 200);
  CHECK(w.bots.mood == 20);
  CHECK(post(w, path, w.as("feed", http::role::admin), R"({"value":0})").status == 200);
  CHECK(w.bots.mood == 0);
  for (const std::string body : {"{}", R"({"value":101})", R"({"value":1.5})"})
    check_error(post(w, path, w.as("feed", http::role::ingest), body), 400,
                "VALIDATION_ERROR");
}

TEST_CASE("the portfolio is made of what is there") {
  web w;
  const auto ann = w.as("ann");
  w.put_bars(2); // BTCUSDT closes at 101
  CHECK(get(w, "/portfolio/funds", ann).body["funds"] == json_value::array());
  CHECK(get(w, "/portfolio/summary", ann).body["by_currency"] == json_value::array());
  const auto id = new_bot(w, "ann");
  post(w, path_of(id, "start-paper"), ann, R"({"initial_balance":1000})");
  w.bots.apply(some_effects(id));

  const auto positions = get(w, "/portfolio/positions", ann).body;
  REQUIRE(positions["count"] == 1);
  const auto& held = positions["positions"][0];
  CHECK(held["symbol"] == "BTCUSDT");
  CHECK(held["current_price"] == 101);
  CHECK(held["invested"] == 12.5);
  CHECK(get(w, "/portfolio/positions?symbol=ETHUSDT", ann).body["count"] == 0);
  const auto funds = get(w, "/portfolio/funds", ann).body["funds"];
  REQUIRE(funds.size() == 2);
  CHECK(funds[0]["currency"] == "USDT");
  CHECK(funds[0]["free"] == 0);
  CHECK(funds[0]["locked"] == 987.5);
  CHECK(funds[1]["currency"] == "BTC");
  const auto holdings = get(w, "/portfolio/holdings", ann).body;
  CHECK(holdings["count"] == 2);
  CHECK(holdings["holdings"][0]["currency"] == "BTC");
  const auto summary = get(w, "/portfolio/summary", ann).body["summary"];
  CHECK(summary["currency"] == "USDT");
  CHECK(summary["deposited"] == 1'000);
  CHECK(summary["total_value"] == 999.9);
  CHECK(summary["active_bots"] == 1);
  CHECK(summary["open_deals"] == 1);
  CHECK(summary["win_rate"] == 1);
  const auto performance = get(w, "/portfolio/performance?period=7d", ann).body;
  CHECK(performance["performance"]["trades"] == 1);
  CHECK(performance["performance"]["net_profit"] == 1.5);
  CHECK(performance["performance"]["profit_factor"].is_null());
  CHECK(performance["performance"]["avg_trade_duration"] == 60);
  check_error(get(w, "/portfolio/performance?period=1y", ann), 400, "VALIDATION_ERROR");
  check_error(get(w, "/portfolio/performance?bot_id=" + id, w.as("bob")), 404,
              "NOT_FOUND");
  const auto board = get(w, "/dashboard/summary", ann).body;
  CHECK(board["usdt_balance"]["locked"] == 987.5);
  REQUIRE(board["active_trades"].size() == 1);
  CHECK(board["active_trades"][0]["price"] == 105);
  CHECK(board["stats"]["total_active_trades"] == 1);
  CHECK(get(w, "/portfolio/positions", w.as("bob")).body["count"] == 0);
}

TEST_CASE("another user's bot is not there, on any route") {
  web w;
  const auto id = new_bot(w, "ann");
  post(w, path_of(id, "start-paper"), w.as("ann"), "");
  w.bots.apply(some_effects(id));
  std::size_t tried = 0;
  for (const auto& line : http::routes()) {
    const std::string pattern{line.pattern};
    const bool of_bot = pattern.rfind("/bots/dca-bots/{id}", 0) == 0 ||
                        pattern.rfind("/api/v1/bots/{id}", 0) == 0 ||
                        pattern == "/bots/{id}";
    if (!of_bot)
      continue;
    auto path = pattern;
    path.replace(path.find("{id}"), 4, id);
    if (const auto at = path.find("{n}"); at != std::string::npos)
      path.replace(at, 3, "1");
    const std::string method{line.method};
    const std::string body =
      path.find("/signal") != std::string::npos ? R"({"action":"buy"})" : "{}";
    for (const auto role : {http::role::user, http::role::ingest, http::role::admin}) {
      const auto bob = w.as("bob", role);
      const auto answer = method == "GET"     ? get(w, path, bob)
                          : method == "POST"  ? post(w, path, bob, body)
                          : method == "PATCH" ? patch(w, path, bob, body)
                                              : erase(w, path, bob);
      CAPTURE(method);
      CAPTURE(path);
      check_error(answer, 404, "NOT_FOUND");
      CHECK(answer.text.find("ann") == std::string::npos);
      ++tried;
    }
  }
  CHECK(tried > 100);
  CHECK(get(w, "/bots?status=running", w.as("ann")).body["count"] == 1);
}

TEST_CASE("writing about bots counts towards the same limit as alerts") {
  auto how = web::calm();
  how.writes_per_minute = 3;
  web w(how);
  const auto ann = w.as("ann");
  const auto id = new_bot(w, "ann");
  CHECK(post(w, "/bots/preview", ann, dca).status == 200);
  CHECK(post(w, "/alerts", ann, alert_body()).status == 200);
  CHECK(post(w, path_of(id, "pause"), ann, "").status == 429);
  CHECK(get(w, "/bots", ann).status == 200);
}
