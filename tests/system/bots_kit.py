"""Bots live and in a replay: their rows, and where these differ."""

import json
import tempfile
from decimal import Decimal

from bots_auditor import audit
from harness import OWN_CANDLES, check, mint, run, until

TIMEFRAME, USER = "1m", "ann"
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


def replayed_state(binary, table, bots, candles, symbol):
    """The same from `replay`, whose last line of each order says how it ended."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([{**config, "bot_id": bot, "initial_balance": MONEY}
                   for bot, config in zip(bots, table)], file)
        file.flush()
        done = run(binary, "replay", "--candles", candles, "--symbol", symbol,
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


def sizes_of(wanted):
    """How many rows of each kind all bots have together; there must be some of each."""
    sizes = {kind: sum(len(x[kind]) for x in wanted.values())
             for kind in ("order", "fill", "deal")}
    print(f"replay: {sizes}", flush=True)
    check(all(sizes.values()), "the bots do nothing")
    return sizes


def audited(wanted, bars, configs):
    """Every order, by its bot's config, passed the risk gate rightly."""
    for bot, config in configs.items():
        problems = audit(wanted[bot], bars, config)
        check(not problems, f"{config}: {len(problems)} orders: {problems[:3]}")


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


def note_identities(server, token, bots, seen):
    """What an order id stands for must never change."""
    for bot in bots:
        for key, row in rows(server, token, bot, "orders", "order_id").items():
            stands_for = tuple(row[x] for x in ("symbol", "side", "order_type", "role",
                                                "limit_price", "stop_price", "deal",
                                                "created_at"))
            check(seen.setdefault(key, stands_for) == stands_for,
                  f"{key} was {seen[key]}, is {stands_for}")
