"""Candles in, triggers out: `tradeeon replay` against the oracle.

    main_job.py --binary PATH [--random 100] [--seed 1]

Own candles always, with the alerts of the table and with alerts made up at random;
the reference candles where TRADEEON_SHARED_DATA is set.
"""

import json
import os
import random
import tempfile

from alert_table import build
from harness import OWN_CANDLES, SHARED, arguments, check, finish, run
from jobs import check_order, compare, request_of
from market import Market, read_candles
from oracle import expected_triggers
from random_alerts import Maker

# File, symbol, timeframe, and the longer timeframes that its alerts use.
OWN = [(OWN_CANDLES, "TESTUSDT", "1m", "15m", "1h"),
       (OWN_CANDLES, "TESTUSDT", "1m", "5m", "4h")]
REFERENCE = [("BTCPERP-1m.csv", "BTCPERP", "1m", "5m", "15m"),
             ("UNITTESTBTC-1m.csv", "UNITTESTBTC", "1m", "15m", "1h"),
             ("BTCUSDT-5m.csv", "BTCUSDT", "5m", "15m", "4h"),
             ("BTCUSDT-5m.binance-klines.csv", "BTCUSDT", "5m", "30m", "2h")]


def replayed(binary, path, symbol, timeframe, alerts, folder):
    requests = [{"alert_id": a.alert_id, **request_of(a, symbol)} for a in alerts]
    alerts_file = os.path.join(folder, "alerts.json")
    with open(alerts_file, "w", encoding="utf-8") as file:
        json.dump(requests, file)
    done = run(binary, "replay", "--candles", path, "--symbol", symbol,
               "--timeframe", timeframe, "--alerts", alerts_file)
    check(done.returncode == 0, f"replay ended with {done.returncode}: "
                                f"{done.stderr.decode()[-2000:]}")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    by_id = {a.alert_id: a for a in alerts}
    for row in rows:
        owner = by_id[row["alert_id"]]
        check((row["symbol"], row["timeframe"]) == (symbol, owner.timeframe),
              f"a trigger of {symbol} {owner.timeframe} says {row}")
    return [(r["bar_time"], r["alert_id"], r["event_id"], r["price"]) for r in rows]


def compare_case(binary, path, market, symbol, alerts, what):
    wanted, doubtful = expected_triggers(market, alerts)
    check(not doubtful, f"{what}: rounding decides on {doubtful}; take other numbers")
    with tempfile.TemporaryDirectory() as scratch:
        got = replayed(binary, path, symbol, market.timeframe, alerts, scratch)
    compare(wanted, got, what)
    check_order(got, alerts, what)
    fired = len({row[1] for row in got})
    print(f"{what}: {len(market.frame(market.timeframe).bars)} candles, {len(alerts)} "
          f"alerts ({fired} of them fired), {len(got)} triggers, all as the oracle has "
          "them", flush=True)


def random_case(binary, path, symbol, timeframe, longer, count, seed):
    """Alerts made up at random, but for those on which rounding decides."""
    bars = read_candles(path, timeframe)
    market = Market(bars, timeframe)
    maker = Maker(random.Random(seed), timeframe, longer, [b.close for b in bars])
    alerts = maker.alerts(count)
    _, doubtful = expected_triggers(market, alerts)
    alerts = [a for a in alerts if a.alert_id not in doubtful]
    compare_case(binary, path, market, symbol, alerts, f"random alerts, seed {seed}")


def main_job(binary, count, seed):
    cases = list(OWN)
    folder = os.path.join(SHARED, "candles")
    if SHARED and os.path.isdir(folder):
        cases += [(os.path.join(folder, name), *rest) for name, *rest in REFERENCE]
    else:
        print("TRADEEON_SHARED_DATA names no candles: own ones only")
    for path, symbol, timeframe, longer, longest in cases:
        bars = read_candles(path, timeframe)
        alerts = build(timeframe, longer, longest, [b.close for b in bars])
        compare_case(binary, path, Market(bars, timeframe), symbol, alerts,
                     os.path.basename(path))
    random_case(binary, OWN_CANDLES, "TESTUSDT", "1m", ("5m", "15m", "1h", "4h"), count,
                seed)


if __name__ == "__main__":
    given = arguments(random=(100, "how many alerts to make up"), seed=(1, "for them"))
    finish(main_job, given.binary, given.random, given.seed)
