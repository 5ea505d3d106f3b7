"""Alerts that read other symbols, through kills: the same triggers as by hand.

    peers_job.py --binary PATH [--kills 6] [--seed N]

Three symbols are pushed together: HOMEUSDT, which has the alerts, OTHERUSDT with bars
missing here and there, and WHOLEUSDT. `serve` is killed with -9 again and again; on a
cluster of two workers the same candles are pushed once more. What the alerts must fire is
computed here from the lists of closes, by the rules and nothing else.
"""

import math
import random
import time

from cluster_kit import ROLES, SteadyPusher, cluster
from harness import (OWN_CANDLES, SECRET, arguments, check, finish, mint, serving)
from market import read_candles
from pushing import candle_of

TIMEFRAME, USER = "1m", "ann"
HOME, OTHER, WHOLE = "HOMEUSDT", "OTHERUSDT", "WHOLEUSDT"
BATCH = 20


class Numbers:
    """A made-up bar; what `candle_of` reads."""

    def __init__(self, open_time, close):
        self.open_time, self.close, self.volume = open_time, close, 1.0
        self.open = self.high = self.low = close


def made_up(bars, seed):
    """Closes near those of `bars`, wandering about them."""
    rng = random.Random(seed)
    drift, out = 0.0, []
    for number, bar in enumerate(bars):
        drift = 0.98 * drift + rng.uniform(-0.002, 0.002)
        swing = 0.004 * math.sin(number / 17)
        out.append(Numbers(bar.open_time, round(bar.close * (1 + drift + swing), 4)))
    return out


def with_holes(bars, seed):
    rng = random.Random(seed)
    return [bar for n, bar in enumerate(bars) if n == 0 or rng.random() > 0.03]


class Question:
    """An alert and the bars on which it must fire."""

    def __init__(self, expression, mode, fires):
        self.expression, self.mode, self.fires = expression, mode, fires


def edges(truths):
    """Bars on which a truth begins, once it has been false; unknown says nothing."""
    known, out = None, []
    for number, now in enumerate(truths):
        if now is None:
            continue
        if now and known is False:
            out.append(number)
        known = now
    return out


def sma(values, length, at):
    return sum(values[at - length + 1:at + 1]) / length if at >= length - 1 else None


def questions(home, other, whole):
    """Alerts with their answers. `other` has holes, `whole` has none."""
    a = [bar.close for bar in home]
    c = [bar.close for bar in whole]
    by_time = {bar.open_time: bar.close for bar in other}
    b = [by_time.get(bar.open_time) for bar in home]
    rows = range(len(a))
    above = [None if b[i] is None else a[i] > b[i] for i in rows]
    crosses = [i for i in rows[1:] if b[i] is not None and b[i - 1] is not None
               and a[i] > b[i] and a[i - 1] <= b[i - 1]]
    # An operand of one other symbol lives on that symbol's own bars.
    places = {bar.open_time: n for n, bar in enumerate(other)}
    rises = []
    for i in rows:
        n = places.get(home[i].open_time)
        if n is not None and n > 0 and other[n].close > other[n - 1].close:
            rises.append(i)
    ratio = [x / y for x, y in zip(a, c)]
    stretched = [i for i in rows if i >= 19 and ratio[i] > sma(ratio, 20, i) * 1.001]
    wide = [i for i in rows if abs(a[i] - c[i]) > 0 and a[i] - c[i] > 0.002 * a[i]]
    return [
        Question(f"close > close({OTHER})", "per_close", [i for i in rows if above[i]]),
        Question(f"close > close({OTHER})", "per_edge", edges(above)),
        Question(f"close crosses_above close({OTHER})", "per_close", crosses),
        Question(f"close({OTHER}) > close({OTHER})[1]", "per_close", rises),
        Question(f"close / close({WHOLE}) > SMA(20, close / close({WHOLE})) * 1.001",
                 "per_close", stretched),
        Question(f"close - close({WHOLE}) > close * 0.002", "per_close", wide),
    ]


def create(server, token, asked):
    return {server.must("POST", "/alerts", {
        "symbol": HOME, "base_timeframe": TIMEFRAME, "fireMode": q.mode,
        "expression": q.expression, "action": {"type": "notify"}},
        token)["alert_id"]: q for q in asked}


def compare(server, token, ours, home, what):
    fired = {alert: [] for alert in ours}
    for t in server.triggers(token):
        fired[t["alert_id"]].append(t["bar_time"])
    count = 0
    for alert, q in ours.items():
        wanted = [home[i].open_time for i in q.fires]
        got = sorted(fired[alert])
        check(wanted, f"{q.expression}: never fires, which tests nothing")
        check(got == wanted, f"{what}: {q.expression} ({q.mode}): "
              f"{len(set(wanted) - set(got))} missing, {len(set(got) - set(wanted))} too "
              f"many of {len(wanted)}; first {sorted(set(wanted) ^ set(got))[:3]}")
        count += len(got)
    return count


def batches_of(series):
    """Requests that hold the same span of each symbol, home last."""
    times = [bar.open_time for bar in series[HOME]]
    out = []
    for first in range(0, len(times), BATCH):
        span = set(times[first:first + BATCH])
        out.append([candle_of(bar, symbol, TIMEFRAME)
                    for symbol in (OTHER, WHOLE, HOME)
                    for bar in series[symbol] if bar.open_time in span])
    return out


def with_kills(binary, series, asked, rng, kills):
    token, feeder = mint(USER), mint("feeder", "ingest")
    requests = batches_of(series)
    moments = set(rng.sample(range(2, len(requests)), kills))
    with serving(binary, {"SUPABASE_JWT_SECRET": SECRET}) as server:
        server.start("--feed", "push")
        ours = create(server, token, asked)
        for number, body in enumerate(requests):
            if number in moments:
                # Some of the batch may be taken before the process dies.
                server.kill()
                server.start("--feed", "push")
            server.must("POST", "/api/v1/candles", {"candles": body}, feeder)
        count = compare(server, token, ours, series[HOME], f"after {kills} kills")
        server.stop()
    print(f"{kills} kills: {count} triggers of {len(asked)} alerts as by hand",
          flush=True)


def on_a_cluster(binary, series, asked):
    token = mint(USER)
    with cluster(binary) as made:
        made.begin({"worker-0": ROLES, "worker-1": ROLES})
        ours = create(made.store, token, asked)
        pusher = SteadyPusher(made, [], [], TIMEFRAME)
        pusher.batches = batches_of(series)
        pusher.push()
        count = compare(made.store, token, ours, series[HOME], "on a cluster")
        made.stop()
    print(f"2 workers: {count} triggers, the same", flush=True)


def peers_job(binary, kills, seed):
    home = read_candles(OWN_CANDLES, TIMEFRAME)
    whole = made_up(home, 11)
    other = with_holes(made_up(home, 12), 13)
    series = {HOME: home, OTHER: other, WHOLE: whole}
    asked = questions(home, other, whole)
    print(f"seed {seed}", flush=True)
    with_kills(binary, series, asked, random.Random(seed), kills)
    on_a_cluster(binary, series, asked)


if __name__ == "__main__":
    given = arguments(kills=(6, "how many"), seed=(0, "of the moments; 0: the clock"))
    finish(peers_job, given.binary, given.kills, given.seed or time.time_ns() % 1_000_007)
