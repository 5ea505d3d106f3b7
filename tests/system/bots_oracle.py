"""Holds `replay --bots` against the slow simulator of bots_slow.py: every order, fill and
deal of random bots over random and real candles, and their money, to the last digit.

    python3 tests/system/bots_oracle.py --binary build/dev/app/tradeeon [--seeds 1 2 3]
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from decimal import Decimal

import bots_slow
from bots_random import FRAMES, some_bot

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
MINUTE = 60_000
CANDLES = {"BTCUSDT-5m.csv": 5, "BTCUSDT-1h.csv": 60, "TRXBTC-5m.csv": 5,
           "XMRBTC-5m.csv": 5, "UNITTESTBTC-1m.csv": 1, "SPY-1m.csv": 1}
MOST_BARS = 2000


class Series:
    def __init__(self, path, minutes, symbol, quote):
        self.path, self.minutes, self.symbol, self.quote = path, minutes, symbol, quote
        self.base = symbol[:-len(quote)]
        self.whole = False  # without holes: longer bars end where one would expect
        self.bars = [self.bar(x) for x in path.read_text().split()[1:]]

    def bar(self, line):
        opens, *prices = line.split(",")[:6]
        digits = [bots_slow.cut(Decimal(repr(float(x)))) for x in prices]
        floats = tuple(float(x) for x in prices[1:4])
        opens = int(opens)
        return bots_slow.Bar(opens, opens + self.minutes * MINUTE, *digits, floats)


# -- candles ---------------------------------------------------------------------------


def made_candles(seed, path):
    """A walk on few prices, so that orders lie exactly on highs, lows and opens, with
    gaps, spikes and minutes without volume."""
    rng = random.Random(seed)
    step = rng.choice((0.25, 0.5, 1))
    rows, price = [], 200.0
    for i in range(900):
        if rng.random() < 0.03:
            price += step * rng.randint(-6, 6)  # a gap
        close = price + step * rng.choice((-3, -2, -1, -1, 0, 0, 1, 1, 2, 3))
        if rng.random() < 0.01:
            close = price + step * rng.randint(-25, 25)
        price, close = max(price, 20.0), max(close, 20.0)
        high = max(price, close) + step * rng.choice((0, 0, 1, 2))
        low = min(price, close) - step * rng.choice((0, 0, 1, 2))
        volume = rng.choice((0, 0.5, 1, 3, 10, 50))
        rows.append(f"{1_700_000_040_000 + i * MINUTE},{price},{high},{low},{close},"
                    f"{volume}")
        price = close
    path.write_text("open_time,open,high,low,close,volume\n" + "\n".join(rows) + "\n")
    out = Series(path, 1, "BTCUSDT", "USDT")
    out.whole = True
    return out


def cut_off(path, bars, folder):
    """The first bars of a file."""
    lines = path.read_text().splitlines()[:bars + 1]
    out = folder / path.name
    out.write_text("\n".join(lines) + "\n")
    return out


def real_candles(folder):
    given = os.environ.get("TRADEEON_SHARED_DATA", "")
    for name, minutes in CANDLES.items():
        path = pathlib.Path(given) / "candles" / name
        if not given or not path.is_file():
            continue
        symbol = name.split("-")[0]
        quote = "BTC" if symbol.endswith("BTC") else "USDT"
        if symbol == "SPY":
            symbol = "SPYUSDT"
        out = Series(cut_off(path, MOST_BARS, folder), minutes, symbol, quote)
        out.whole = name.startswith("BTCUSDT")
        yield out


# -- what the program prints -------------------------------------------------------------


def plain(x):
    if x is None:
        return "0"
    return bots_slow.text(x) if isinstance(x, Decimal) else str(x)


def replayed(binary, series, bots, folder):
    path = folder / "bots.json"
    path.write_text(json.dumps(bots))
    done = subprocess.run(
        [binary, "replay", "--candles", series.path, "--symbol", series.symbol,
         "--timeframe", FRAMES[series.minutes], "--bots", path, "--quiet"],
        capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(f"replay says {done.returncode}: {done.stderr}")
    found = {x["bot_id"]: {"orders": {}, "fills": [], "deals": []} for x in bots}
    for line in done.stdout.splitlines():
        x = json.loads(line, parse_float=Decimal, parse_int=Decimal)
        one = found[x["bot_id"]]
        if x["kind"] == "order":
            one["orders"][x["order_id"]] = x
        elif x["kind"] in ("fill", "deal"):
            one[x["kind"] + "s"].append(x)
        elif x["kind"] == "report":
            one["report"] = x
    return found


def ms(iso):
    at = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    return int((at - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds() * 1000
               + 0.5)


def order_row(x):
    row = {k: plain(x[k]) for k in ("qty", "limit_price", "stop_price", "filled_qty",
                                    "filled_quote", "fees")}
    row.update({k: x[k] for k in ("role", "side", "order_type", "status")})
    row.update(deal=int(x["deal"]), number=int(x["number"]),
               created_at=ms(x["created_at"]), updated_at=ms(x["updated_at"]),
               reason=(x["reason"] or "").split(":")[0]
               if x["status"] == "rejected" else "")
    return row


def fill_row(x, orders):
    of = orders[x["order_id"]]
    row = {k: plain(x[k]) for k in ("qty", "price", "fee", "fee_quote")}
    row.update(deal=int(of["deal"]), role=of["role"], number=int(of["number"]),
               side=x["side"], fee_asset=x["fee_asset"], created_at=ms(x["created_at"]))
    return row


def deal_row(x):
    row = {k: plain(x[k]) for k in DEAL_AMOUNTS}
    row.update(deal=int(x["deal"]), status=x["status"], close_reason=x["close_reason"],
               opened_at=ms(x["opened_at"]), closed_at=ms(x["closed_at"]))
    return row


DEAL_AMOUNTS = ("qty", "avg_price", "bought_qty", "spent", "sold_qty", "received",
                "fees", "profit", "first_price", "last_price")


def in_order(deals):
    """Those of one bar are printed in the order in which they were touched."""
    return sorted(deals, key=lambda x: (x["closed_at"], x["deal"]))


def placement(order_id):
    return int(order_id.rsplit("-", 1)[1])


def as_simulated(one):
    orders = one["orders"]
    report = one["report"]
    return {"orders": [order_row(orders[k]) for k in sorted(orders, key=placement)],
            "fills": [fill_row(x, orders) for x in one["fills"]],
            "deals": [deal_row(x) for x in in_order(one["deals"])],
            "equity": plain(report["equity"]), "fees": plain(report["fees"]),
            "sent": int(report["orders"]), "deals_open": int(report["deals_open"])}


def first_difference(ours, theirs):
    found = []
    for name in ("orders", "fills", "deals"):
        pairs = list(zip(ours[name], theirs[name]))
        for i, (a, b) in enumerate(pairs):
            if a != b:
                at = a.get("created_at") or a.get("closed_at")
                what = {k: (a[k], b[k]) for k in a if a[k] != b[k]}
                found.append((at, f"{name}[{i}] (slow, program): {what}\n   slow    {a}"
                                  f"\n   program {b}"))
                break
        else:
            if len(ours[name]) != len(theirs[name]):
                rows = max(ours[name], theirs[name], key=len)[len(pairs):]
                who = "slow" if len(ours[name]) > len(theirs[name]) else "program"
                at = rows[0].get("created_at") or rows[0].get("closed_at")
                found.append((at, f"only {who} has {name}[{len(pairs)}]: {rows[0]}"))
    for name in ("equity", "fees", "sent", "deals_open"):
        if not found and ours[name] != theirs[name]:
            found.append((0, f"{name}: slow {ours[name]}, program {theirs[name]}"))
    return min(found)[1] if found else ""


def check(binary, series, bots, folder, counts):
    theirs = replayed(binary, series, bots, folder)
    bad = 0
    for config in bots:
        ours = bots_slow.run(config, config["initial_balance"], series.bars, series.base,
                             series.quote)
        ours["deals"] = in_order(ours["deals"])
        wrong = first_difference(ours, as_simulated(theirs[config["bot_id"]]))
        counts["bots"] += 1
        counts["orders"] += len(ours["orders"])
        counts["fills"] += len(ours["fills"])
        counts["deals"] += len(ours["deals"])
        for x in ours["deals"]:
            name = x["close_reason"]
            counts["reasons"][name] = counts["reasons"].get(name, 0) + 1
        if wrong:
            bad += 1
            print(f"{series.path.name}: {json.dumps(config)}\n  {wrong}\n")
    return bad


def accepted(binary, series, bots, folder):
    """Those that the program takes: some steps of a grid don't pay their fees."""
    out = []
    for x in bots:
        if x["bot_type"] != "grid":
            out.append(x)
            continue
        path = folder / "one.json"
        path.write_text(json.dumps([x]))
        short = folder / "short.csv"
        short.write_text("\n".join(series.path.read_text().splitlines()[:2]) + "\n")
        done = subprocess.run(
            [binary, "replay", "--candles", short, "--symbol", series.symbol,
             "--timeframe", FRAMES[series.minutes], "--bots", path, "--quiet"],
            capture_output=True, text=True, timeout=60, check=False)
        if done.returncode == 0:
            out.append(x)
        elif "does not pay its fees" not in done.stderr:
            raise AssertionError(f"{done.stderr} of {x}")
    return out


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--binary", required=True)
    options.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    options.add_argument("--bots", type=int, default=8, help="per series of candles")
    options.add_argument("--only", default="", help="part of a series' name")
    args = options.parse_args()
    bad, counts = 0, {"bots": 0, "orders": 0, "fills": 0, "deals": 0, "reasons": {}}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        known = [Series(DATA / "system-1m.csv", 1, "BTCUSDT", "USDT")]
        known += real_candles(folder)
        for seed in args.seeds:
            series = [made_candles(seed, folder / f"made-{seed}.csv")]
            # One of the others in turn: more of them with more seeds.
            series.append(known[seed % len(known)])
            for one in series:
                if args.only not in one.path.name:
                    continue
                rng = random.Random(f"{seed} {one.path.name}")
                bots = [some_bot(rng, one, i) for i in range(args.bots)]
                bots = accepted(args.binary, one, bots, folder)
                bad += check(args.binary, one, bots, folder, counts)
    print(f"{counts} of which {bad} bots differ")
    needed = {"take_profit", "stop_loss", "trailing_stop", "break_even", "time",
              "signal"} if len(args.seeds) > 3 and not args.only else set()
    if missing := needed - set(counts["reasons"]):
        print(f"no deal was closed for {missing}: other seeds are needed")
        return 1
    return 1 if bad or not counts["fills"] else 0


if __name__ == "__main__":
    sys.exit(main())
