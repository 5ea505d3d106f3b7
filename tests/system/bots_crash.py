"""Bots live, in a replay, and through kills: the same orders, fills, deals and money.

    bots_crash.py --binary PATH [--kills 4] [--bots 50] [--bars 1200] [--seed N]

The bots run over pushed candles in `serve`, undisturbed and with kill -9 at random
moments, and over the same candles in `replay`; every row that the API answers has to be
the replay's, text for text. No client order id may ever stand for two orders.
"""

import json
import random
import tempfile
import time
from decimal import Decimal

from bot_table import bot_table
from bots_auditor import audit
from harness import (OWN_CANDLES, SECRET, arguments, check, finish, mint, run, serving,
                     until)
from market import read_candles
from pushing import Pusher

PAIR, SYMBOL, TIMEFRAME, USER = "TEST/USDT", "TESTUSDT", "1m", "ann"
MONEY = 5000


def asked(server, token, path):
    """An answer whose amounts are text, digit for digit."""
    answer = server.ask("GET", path, token=token)
    check(answer.status == 200, f"GET {path}: {answer}")
    return json.loads(answer.body, parse_float=str, parse_int=str)


def rows(server, token, bot, what, key):
    found = {}
    while True:
        page = asked(server, token, f"/api/v1/bots/{bot}/{what}?limit=500"
                                    f"&offset={len(found)}")[what]
        found.update((x[key], x) for x in page)
        if len(page) < 500:
            return found


def fills(server, token, bot):
    found, after = {}, 0
    while True:
        page = asked(server, token, f"/api/v1/bots/{bot}/fills?limit=500&after={after}")
        for x in page["fills"]:
            x.pop("number")  # of the store, over all bots
            found[x["order_id"], x["fill_id"]] = x
        if len(page["fills"]) < 500:
            return found
        after = page["next"]


def live_state(server, token, bots):
    """Everything that has to be equal, by bot and kind."""
    return {bot: {"order": rows(server, token, bot, "orders", "order_id"),
                  "fill": fills(server, token, bot),
                  "deal": {n: x for n, x in rows(server, token, bot, "deals",
                                                 "deal").items()
                           if x["status"] == "closed"}}
            for bot in bots}


def replayed_state(binary, table, bots, candles):
    """The same from `replay`, whose last line of each order says how it ended."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([{**config, "bot_id": bot, "initial_balance": MONEY}
                   for bot, config in zip(bots, table)], file)
        file.flush()
        done = run(binary, "replay", "--candles", candles, "--symbol", SYMBOL,
                   "--timeframe", TIMEFRAME, "--bots", file.name, "--quiet")
    check(done.returncode == 0, f"replay: {done.stderr.decode()}")
    out = {bot: {"order": {}, "fill": {}, "deal": {}} for bot in bots}
    for line in done.stdout.splitlines():
        row = json.loads(line, parse_float=str, parse_int=str)
        kind = row.pop("kind")
        row.pop("time")
        of = out[row["bot_id"]]
        if kind == "order":
            of["order"][row["order_id"]] = row
        elif kind == "fill":
            row.pop("number")
            of["fill"][row["order_id"], row["fill_id"]] = row
        elif kind == "deal" and row["status"] == "closed":
            of["deal"][row["deal"]] = row
    return out


def first_difference(got, wanted):
    """Where two states differ first, as a text; empty where they are equal."""
    for bot in wanted:
        for kind in wanted[bot]:
            a, b = got[bot][kind], wanted[bot][kind]
            for key in sorted(set(a) | set(b), key=str):
                if a.get(key) != b.get(key):
                    return f"{bot} {kind} {key}: {a.get(key)} instead of {b.get(key)}"
    return ""


def prepare(server, table):
    """Makes the bots and starts them; the token, and their ids in the table's order."""
    token = mint(USER)
    bots = []
    for config in table:
        bots.append(server.must("POST", "/api/v1/bots", config, token)["bot_id"])
        server.must("POST", f"/api/v1/bots/{bots[-1]}/start-paper",
                    {"initial_balance": MONEY}, token)
    return token, bots


def settled(server, token, bots, wanted, what):
    """Waits until live equals the replay; says where it does not."""
    def differs():
        return first_difference(live_state(server, token, bots), wanted)
    try:
        until(lambda: not differs(), 60, "equal states", every=0.5)
    except AssertionError:
        check(False, f"{what}: {differs()}")
    for bot in bots:
        found = asked(server, token, f"/api/v1/bots/{bot}/runs")["runs"][0]["figures"]
        cash = cash_of(wanted[bot]["fill"].values())
        check(Decimal(found["cash"]) == cash,
              f"{what}: {bot} has {found['cash']}, its fills leave {cash}")


def cash_of(all_fills):
    """What a run's money has come to, from its fills alone."""
    cash = Decimal(MONEY)
    for x in all_fills:
        worth = Decimal(x["qty"]) * Decimal(x["price"])
        cash += worth if x["side"] == "sell" else -worth
        if x["fee_asset"] == "USDT":
            cash -= Decimal(x["fee"])
    return cash


def cut_candles(bars):
    """A file with the first bars of the tests' candles."""
    file = tempfile.NamedTemporaryFile("w", suffix=".csv")
    with open(OWN_CANDLES, encoding="ascii") as whole:
        for _ in range(bars + 1):
            file.write(next(whole))
    file.flush()
    return file


def bots_crash(binary, kills, count, bars, seed):
    rng = random.Random(seed)
    candles = cut_candles(bars)
    all_bars = read_candles(candles.name, TIMEFRAME)
    table = bot_table(PAIR, min(b.low for b in all_bars), max(b.high for b in all_bars),
                      count)
    print(f"seed {seed}", flush=True)
    environment = {"TRADEEON_JWT_SECRET": SECRET, "MAX_BOTS": "1000"}
    with serving(binary, environment) as server:
        server.start("--feed", "push")
        token, bots = prepare(server, table)
        wanted = replayed_state(binary, table, bots, candles.name)
        sizes = {kind: sum(len(x[kind]) for x in wanted.values())
                 for kind in ("order", "fill", "deal")}
        print(f"replay: {sizes}", flush=True)
        check(all(sizes.values()), "the bots do nothing")
        pusher = Pusher(server, SECRET, all_bars, SYMBOL, TIMEFRAME)
        if kills == 0:
            pusher.push()
        seen = {}
        for number in range(kills):
            pusher.start()
            mark = round(len(all_bars) * (number + rng.random()) / kills)
            pause = rng.uniform(0, 0.05)
            until(lambda: pusher.acknowledged >= mark or pusher.problem
                  or not pusher.thread.is_alive(), 120, f"{mark} bars", every=0.002)
            time.sleep(pause)  # somewhere within the work on a batch
            server.kill()
            pusher.finish()
            server.start("--feed", "push")
            note_identities(server, token, bots, seen)
        pusher.push()
        settled(server, token, bots, wanted, f"{kills} kills")
        for bot, config in zip(bots, table):
            problems = audit(wanted[bot], all_bars, config)
            check(not problems, f"{config}: {len(problems)} orders: {problems[:3]}")
        note_identities(server, token, bots, seen)
        server.stop()
    print(f"{kills} kills: {count} bots have the replay's {sizes['order']} orders, "
          f"{sizes['fill']} fills, {sizes['deal']} closed deals and money, text for text",
          flush=True)


def note_identities(server, token, bots, seen):
    """What an order id stands for must never change."""
    for bot in bots:
        for key, row in rows(server, token, bot, "orders", "order_id").items():
            stands_for = tuple(row[x] for x in ("symbol", "side", "order_type", "role",
                                                "limit_price", "stop_price", "deal",
                                                "created_at"))
            check(seen.setdefault(key, stands_for) == stands_for,
                  f"{key} was {seen[key]}, is {stands_for}")


if __name__ == "__main__":
    given = arguments(kills=(4, "how many"), bots=(50, "how many"),
                      bars=(1200, "how many are pushed"),
                      seed=(0, "of the moments; 0: by the clock"))
    finish(bots_crash, given.binary, given.kills, given.bots, given.bars,
           given.seed or time.time_ns() % 1_000_000_007)
