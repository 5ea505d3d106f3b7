"""One DCA bot through the contract's routes, over a real process and its kills.

    bots_job.py --binary PATH

A bot waits for a condition, trades on paper over pushed candles, and is looked at and
commanded through every route of its own. Then the same with kill -9 on the way: the
orders, fills, deals and accounts must be those of the undisturbed run.
"""

import json

from harness import OWN_CANDLES, SECRET, arguments, check, finish, mint, serving, until
from market import read_candles
from pushing import Pusher

SYMBOL, TIMEFRAME, BARS = "TESTUSDT", "1m", 600
BOT = {
    "botName": "dips", "pair": "TEST/USDT", "interval": "1m", "baseOrderSize": 100,
    "tradeStartCondition": True,
    "entryConditions": {"entryType": "conditional", "enabled": True, "logicGate": "AND",
                        "expression": "RSI(14) < 45"},
    "dcaRules": {"ruleType": "down_from_average", "percentage": 0.3,
                 "maxDcaPerPosition": 3},
    "dcaAmount": {"amountType": "fixed", "fixedAmount": 50},
    "takeProfit": {"percent": 0.4},
}
CHANGING = {"bot_id", "run_id", "order_id", "number"}


def plain(rows, bot):
    """Rows without what two servers can't have in common: the ids that they make."""
    out = [{k: v for k, v in row.items() if k not in CHANGING} for row in rows]
    for row in out:
        if "fill_id" in row:  # <run>-<deal>-<role>-<placement>.<fill>
            row["fill_id"] = row["fill_id"].split("-", 1)[1]
    return json.loads(json.dumps(out).replace(bot, "BOT"))


def books(server, token, bot):
    ask = lambda path: server.must("GET", path, token=token)
    base = f"/bots/dca-bots/{bot}"
    return {"orders": plain(ask(f"{base}/orders?limit=500")["orders"], bot),
            "fills": plain(ask(f"{base}/fills?limit=500")["fills"], bot),
            "deals": plain(ask(f"{base}/deals?limit=500")["deals"], bot)}


def running(server, token):
    made = server.must("POST", "/bots/dca-bots", BOT, token)
    bot = made["bot_id"]
    check(made["bot"]["status"] == "inactive", f"{made}")
    begun = server.must("POST", f"/bots/dca-bots/{bot}/start-paper",
                        {"initial_balance": 1000, "interval_seconds": 60}, token)
    check(begun["status"] == "running" and begun["mode"] == "paper", f"{begun}")
    return bot


def check_routes(server, token, other, bot):
    """What its owner sees of a bot at work, and nobody else."""
    subscribed = server.must("GET", "/conditions/user/subscriptions", token=token)
    check([x["bot_id"] for x in subscribed["subscriptions"]] == [bot], f"{subscribed}")
    status = server.must("GET", f"/bots/dca-bots/{bot}/status", token=token)
    check(status["memory"]["running_in_memory"], f"{status}")
    lines = server.must("GET", f"/bots/dca-bots/{bot}/logs?limit=500", token=token)
    types = {x["event_type"] for x in lines["logs"]}
    check({"bot_created", "bot_started", "entry_condition_met"} <= types, f"{types}")
    funds = server.must("GET", "/portfolio/funds", token=token)
    check(funds, f"{funds}")
    for path in ("", "/status", "/orders", "/deals", "/logs"):
        answer = server.ask("GET", f"/bots/dca-bots/{bot}{path}", token=other)
        check(answer.status == 404, f"another user gets {path}: {answer}")
    answer = server.ask("POST", f"/bots/dca-bots/{bot}/stop", {}, other)
    check(answer.status == 404, f"another user stops it: {answer}")
    check(server.metric("tradeeon_bots_running") == 1, "one bot runs")
    check(server.metric("tradeeon_bot_orders_total") > 0, "orders are counted")


def check_commands(server, token, bot):
    base = f"/bots/dca-bots/{bot}"
    for verb, status in (("pause", "paused"), ("resume", "running"), ("stop", "stopped")):
        answer = server.must("POST", f"{base}/{verb}", {}, token)
        check(answer["status"] == status, f"{verb}: {answer}")
        if verb == "pause":
            again = server.ask("POST", f"{base}/start-paper", {}, token)
            check(again.status == 400, f"a paused bot is started: {again}")
    again = server.ask("POST", f"{base}/pause", {}, token)
    check(again.status == 400, f"a stopped bot is paused: {again}")
    server.must("DELETE", base, token=token)
    check(server.ask("GET", base, token=token).status == 404, "the bot is deleted")
    left = server.must("GET", "/conditions/user/subscriptions", token=token)
    check(left["count"] == 0, f"subscriptions are left: {left}")


def settled(server, token, bot, pusher):
    """The books once the run has taken all in; its equity is of the newest bar."""
    last = pusher.candles[-1]["open_time"]
    seen = {}

    def still():
        now = books(server, token, bot)
        same = seen.get("books") == now
        seen["books"] = now
        return same
    until(still, 30, f"a settled bot at {last}", every=0.5)
    return seen["books"]


def undisturbed(binary, bars):
    with serving(binary, {"TRADEEON_JWT_SECRET": SECRET}) as server:
        server.start("--feed", "push")
        token, other = mint("ann"), mint("bob")
        bot = running(server, token)
        pusher = Pusher(server, SECRET, bars, SYMBOL, TIMEFRAME)
        pusher.push()
        out = settled(server, token, bot, pusher)
        check_routes(server, token, other, bot)
        check_commands(server, token, bot)
        server.stop()
    return out


def killed(binary, bars):
    with serving(binary, {"TRADEEON_JWT_SECRET": SECRET}) as server:
        server.start("--feed", "push")
        token = mint("ann")
        bot = running(server, token)
        pusher = Pusher(server, SECRET, bars, SYMBOL, TIMEFRAME)
        for mark in (BARS // 5, BARS // 2, BARS * 4 // 5):
            pusher.start()
            until(lambda: pusher.acknowledged >= mark or pusher.problem
                  or not pusher.thread.is_alive(), 60, f"{mark} bars", every=0.002)
            server.kill()
            pusher.finish()
            server.start("--feed", "push")
        pusher.push()
        out = settled(server, token, bot, pusher)
        server.must("POST", "/api/v1/trading/state",
                    {"state": "halted", "reason": "test"}, token)
        server.kill()
        server.start("--feed", "push")
        state = server.must("GET", "/api/v1/trading/state", token=token)
        check(state["state"] == "halted", f"a halt outlives a kill: {state}")
        server.stop()
    return out


def bots_job(binary):
    bars = read_candles(OWN_CANDLES, TIMEFRAME)[:BARS]
    wanted = undisturbed(binary, bars)
    check(all(wanted.values()), f"the bot does nothing: {wanted}")
    got = killed(binary, bars)
    for kind, rows in wanted.items():
        check(got[kind] == rows, f"{kind} after kills: {got[kind]} instead of {rows}")
    sizes = {kind: len(rows) for kind, rows in wanted.items()}
    print(f"with and without kills: {sizes}", flush=True)


if __name__ == "__main__":
    finish(bots_job, arguments().binary)
