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
from decimal import Decimal

import bots_slow

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
MINUTE = 60_000
CANDLES = {"BTCUSDT-5m.csv": 5, "BTCUSDT-1h.csv": 60, "TRXBTC-5m.csv": 5,
           "XMRBTC-5m.csv": 5, "UNITTESTBTC-1m.csv": 1, "SPY-1m.csv": 1}
FRAMES = {1: "1m", 5: "5m", 60: "1h"}
MOST_BARS = 2000


class Series:
    def __init__(self, path, minutes, symbol, quote):
        self.path, self.minutes, self.symbol, self.quote = path, minutes, symbol, quote
        self.base = symbol[:-len(quote)]
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
    return Series(path, 1, "BTCUSDT", "USDT")


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
        yield Series(cut_off(path, MOST_BARS, folder), minutes, symbol, quote)


# -- bots ------------------------------------------------------------------------------


def maybe(rng, chance, make):
    return make() if rng.random() < chance else None


def put(config, name, x):
    if x is not None:
        config[name] = x


def some_paper(rng):
    paper = {"makerFee": rng.choice((0, 0.02, 0.1, 0.075)),
             "takerFee": rng.choice((0, 0.1, 0.06, 0.2)),
             "slippage": rng.choice((0, 0.05, 0.3)), "spread": rng.choice((0, 0.02)),
             "feeSource": rng.choice(("quote", "quote", "received"))}
    put(paper, "latencyMs", maybe(rng, 0.15, lambda: rng.choice((1, 60_000, 90_000))))
    put(paper, "participation", maybe(rng, 0.15, lambda: rng.choice((0.1, 5, 50))))
    put(paper, "fillOnSignalClose", maybe(rng, 0.15, lambda: True))
    return paper


def some_profit(rng):
    profit = {"from": rng.choice(("average", "base")),
              "netOfFees": rng.random() < 0.4}
    if rng.random() < 0.5:
        profit["percent"] = rng.choice((0.3, 0.5, 1, 1.5, 3))
    else:
        percents = sorted(rng.sample((0.2, 0.4, 0.5, 0.8, 1, 2, 3.3), rng.randint(1, 4)))
        shares = [rng.choice((10, 25, 33.3, 20)) for _ in percents]
        if rng.random() < 0.7 or sum(shares) > 100:
            shares[-1] = 100 - sum(shares[:-1])
        profit["targets"] = [{"percent": p, "sellPercent": round(s, 1)}
                             for p, s in zip(percents, shares)]
    put(profit, "trailing", maybe(rng, 0.3, lambda: rng.choice((0.1, 0.5, 1))))
    return profit


def some_barriers(rng, config):
    put(config, "takeProfit", maybe(rng, 0.8, lambda: some_profit(rng)))
    put(config, "stopLoss", maybe(rng, 0.6, lambda: {
        "percent": rng.choice((0.5, 1, 2, 4, 8)), "from": rng.choice(("average", "base")),
        "trailing": rng.random() < 0.3,
        "breakevenAfter": rng.choice((0, 0, 0.3, 0.7))}))
    put(config, "trailingStop", maybe(rng, 0.3, lambda: {
        "activationProfit": rng.choice((0, 0.2, 0.5, 1)),
        "trailingDistance": rng.choice((0.1, 0.4, 1)), "onlyUp": rng.random() < 0.7}))
    time = {"maxHoldMinutes": rng.choice((5, 30, 240, 2000))}
    put(time, "minProfit", maybe(rng, 0.5, lambda: rng.choice((-1, 0, 0.2))))
    put(config, "timeExit", maybe(rng, 0.4, lambda: time))


def some_rules(rng):
    kind = rng.choice(("down_from_last_entry", "down_from_average", "loss_by_percent",
                       "loss_by_amount", "custom"))
    rules = {"ruleType": kind, "maxDcaPerPosition": rng.choice((0, 1, 3, 10)),
             "maxDcaAcrossAllPositions": rng.choice((0, 0, 5)),
             "dcaCooldownValue": rng.choice((0, 1, 3, 10)),
             "dcaCooldownUnit": rng.choice(("minutes", "bars")),
             "waitForPreviousDca": rng.random() < 0.5}
    if kind.startswith("down"):
        rules["percentage"] = rng.choice((0.3, 0.5, 1, 2))
    elif kind == "loss_by_percent":
        rules["lossPercent"] = rng.choice((0.3, 0.5, 1, 2))
    elif kind == "loss_by_amount":
        rules["lossAmount"] = rng.choice((0.2, 1, 3, 20))
    else:
        rules["customCondition"] = "close < open"
    return rules


def some_dca(rng):
    config = {"bot_type": "dca", "baseOrderSize": rng.choice((50, 100, 123.45, 1000)),
              "startOrderType": rng.choice(("market", "market", "limit"))}
    ladder = rng.random()
    if ladder < 0.5:
        config["safetyOrders"] = {
            "count": rng.choice((1, 2, 5, 12)), "size": rng.choice((20, 50, 77.7)),
            "deviation": rng.choice((0.25, 0.5, 1, 2)),
            "volumeScale": rng.choice((1, 1.05, 1.5, 2)),
            "stepScale": rng.choice((1, 0.8, 1.2, 1.5)),
            "maxActive": rng.choice((0, 0, 1, 3))}
        if config["safetyOrders"]["count"] > 5:
            config["safetyOrders"].update(volumeScale=1.1, stepScale=1.05)
    elif ladder < 0.7:
        drops = sorted(rng.sample((0.25, 0.5, 1, 1.75, 3, 5), rng.randint(1, 4)))
        config["dcaConfig"] = {"levels": [
            {"priceDropPercent": d, "orderAmount": rng.choice((20, 55.5, 100))}
            for d in drops]}
    if rng.random() < 0.5:
        config["dcaRules"] = some_rules(rng)
        if rng.random() < 0.5:
            config["dcaAmount"] = {"amountType": "fixed", "fixedAmount": 60,
                                   "multiplier": rng.choice((1, 1.5, 2))}
        elif rng.random() < 0.5:
            config["dcaAmount"] = {"amountType": "percentage",
                                   "percentage": rng.choice((50, 100, 150)),
                                   "multiplier": rng.choice((1, 1.3))}
    some_barriers(rng, config)
    put(config, "cooldownMinutes", maybe(rng, 0.3, lambda: rng.choice((1, 7, 60))))
    put(config, "maxDeals", maybe(rng, 0.15, lambda: rng.choice((1, 2, 5))))
    put(config, "reinvestPercent", maybe(rng, 0.3, lambda: rng.choice((33, 100))))
    put(config, "restart", maybe(rng, 0.05, lambda: False))
    return config


def some_grid(rng, series):
    first = float(series.bars[0].close)
    width = rng.choice((0.03, 0.08, 0.2))
    config = {"bot_type": "grid", "levels": rng.choice((2, 3, 5, 8, 15)),
              "lowerPrice": float(f"{first * (1 - width):.4g}"),
              "upperPrice": float(f"{first * (1 + width * rng.random()):.5g}"),
              "spacing": rng.choice(("arithmetic", "geometric")),
              "investment": rng.choice((500, 1000, 3333.33)),
              "trailingUp": rng.random() < 0.3, "trailingDown": rng.random() < 0.3}
    low, high = config["lowerPrice"], config["upperPrice"]
    put(config, "triggerPrice",
        maybe(rng, 0.3, lambda: float(f"{first * rng.choice((0.99, 1.005)):.5g}")))
    put(config, "stopLossPrice", maybe(rng, 0.3, lambda: float(f"{low * 0.98:.5g}")))
    put(config, "takeProfitPrice", maybe(rng, 0.3, lambda: float(f"{high * 1.02:.5g}")))
    return config


def some_trend(rng):
    config = {"bot_type": "trend",
              "entry": {"type": "donchian", "length": rng.choice((3, 10, 20, 55))},
              "amount": {"type": "fixed", "value": rng.choice((100, 500)),
                         "multiplier": rng.choice((1, 0.5, 1.5))},
              "maxEntries": rng.choice((1, 2, 4)),
              "fire": rng.choice(("edge", "level"))}
    put(config, "addAfterPercent", maybe(rng, 0.5, lambda: rng.choice((0.2, 0.5, 1))))
    put(config, "atrStop", maybe(rng, 0.6, lambda: {
        "multiple": rng.choice((1, 2.5, 4)), "length": rng.choice((5, 14))}))
    some_barriers(rng, config)
    return config


def some_bot(rng, series, number):
    make = rng.choice((some_dca, some_dca, some_dca, some_trend, None))
    config = some_grid(rng, series) if make is None else make(rng)
    config.update(bot_id=f"b{number}", pair=series.symbol,
                  interval=FRAMES[series.minutes], paper=some_paper(rng),
                  costBasis=rng.choice(("average", "average", "fifo")))
    # Now and then too little for the whole plan.
    config["initial_balance"] = (
        100_000 if config["paper"].get("participation") or config["bot_type"] == "grid"
        else rng.choice((1500, 5000, 20_000)))
    return config


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
    from datetime import datetime, timezone
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
