#!/usr/bin/env python3
"""What a cluster costs: figures on one machine, with the baseline in the same run.

    cluster_figures.py --binary PATH [--conditions 2000] [--bars 4000]

1. Results over the wire: every bar turns every condition; evaluator and alert runner in
   one process, on one worker, and on two workers with all results crossing TLS twice.
2. Three workers against one process, with many symbols.
3. What an idle cluster sends, counted between a worker and the store, and the processor
   time that its nodes take.
"""

import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                                "system"))

from cluster_kit import ROLES, cluster  # noqa: E402
from harness import SECRET, arguments, check, finish, mint, serving  # noqa: E402

MINUTE = 60_000
FIRST = 1_700_000_040_000
LIMITS = {"SUPABASE_JWT_SECRET": SECRET, "MAX_ACTIVE_ALERTS": "1000000"}


def bar(symbol, number, price):
    return {"symbol": symbol, "timeframe": "1m", "open_time": FIRST + MINUTE * number,
            "open": price, "high": price, "low": price, "close": price, "volume": 1,
            "closed": True}


def create(server, symbol, expression):
    server.must("POST", "/alerts", {
        "symbol": symbol, "base_timeframe": "1m", "fireMode": "per_close",
        "expression": expression, "action": {"type": "notify"}}, mint("ann"))


def push(server, candles):
    """Seconds until the effects of all are durable."""
    began = time.monotonic()
    for first in range(0, len(candles), 5_000):
        answer = server.must("POST", "/api/v1/candles",
                             {"candles": candles[first:first + 5_000]},
                             mint("feeder", "ingest"))
        check(not answer["rejected"], f"{answer}")
    return time.monotonic() - began


def turning(server, conditions, bars):
    """Conditions' results a second where each bar turns all of them; nothing fires."""
    for n in range(conditions):
        create(server, "BTCUSDT", f"close > {60 + 80 * n / conditions:.4f} and volume < 0")
    push(server, [bar("BTCUSDT", n, 50 + 100 * (n % 2)) for n in range(64)])
    candles = [bar("BTCUSDT", 64 + n, 50 + 100 * (n % 2)) for n in range(bars)]
    return conditions * bars / push(server, candles)


def many_symbols(server, symbols=24, alerts=40, bars=1_000):
    """Bars a second over many symbols."""
    for s in range(symbols):
        for n in range(alerts):
            create(server, f"COIN{s}USDT", f"RSI({n + 5}) < {n / 2} and close > EMA({n + 5})")
    candles = [bar(f"COIN{s}USDT", n, 100 + (n * 7 + s) % 13)
               for n in range(bars) for s in range(symbols)]
    return symbols * bars / push(server, candles)


def alone(binary, measure):
    with serving(binary, LIMITS) as server:
        server.start("--feed", "push")
        value = measure(server)
        server.stop()
    return value


def in_cluster(binary, layout, measure):
    with cluster(binary) as made:
        made.store.env.update(LIMITS)
        made.begin(layout)
        value = measure(made.store)
        made.stop()
    return value


def processor_seconds(node):
    """That a process has taken so far, by all its threads."""
    with open(f"/proc/{node.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle_node(binary, seconds=20):
    """The share of a core that a whole engine in one process takes while idle."""
    with serving(binary, LIMITS) as server:
        server.start("--feed", "push")
        push(server, [bar(f"COIN{s}USDT", 0, 1) for s in range(100)])
        before = processor_seconds(server)
        threading.Event().wait(seconds)
        taken = processor_seconds(server) - before
        server.stop()
    return taken / seconds


def idle_cluster(binary, seconds=20):
    """Bytes a second of a worker, and the share of a core that each node takes."""
    with cluster(binary) as made:
        made.begin({"worker": ROLES})
        wire = made.wires["worker"]
        push(made.store, [bar(f"COIN{s}USDT", 0, 1) for s in range(100)])
        before = [wire.count, *map(processor_seconds, made.nodes())]
        threading.Event().wait(seconds)
        after = [wire.count, *map(processor_seconds, made.nodes())]
        made.stop()
    return [(y - x) / seconds for x, y in zip(before, after)]


def figures(binary, conditions, bars):
    def turn(server):
        return turning(server, conditions, bars)
    one = alone(binary, turn)
    together = in_cluster(binary, {"w": ROLES}, turn)
    apart = in_cluster(binary, {"e": ("evaluator",), "a": ("alerts",),
                                "n": ("notifier",)}, turn)
    print(f"results/s, {conditions} conditions that turn on each of {bars} bars: "
          f"one process {one:,.0f}; one worker {together:,.0f} ({together / one:.0%}); "
          f"evaluator and alerts on two workers {apart:,.0f} ({apart / one:.0%})",
          flush=True)
    one = alone(binary, many_symbols)
    three = in_cluster(binary, {f"w{n}": ROLES for n in range(3)}, many_symbols)
    print(f"bars/s, 24 symbols with 40 alerts each: one process {one:,.0f}; three workers "
          f"on the same processors {three:,.0f} ({three / one:.0%})", flush=True)
    rate, store, worker = idle_cluster(binary)
    print(f"idle with 100 symbols: {rate:,.0f} bytes/s a worker; of a core one process "
          f"{idle_node(binary):.1%}, store node {store:.1%}, worker {worker:.1%}; load "
          f"{os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    given = arguments(conditions=(2_000, "how many"), bars=(4_000, "how many"))
    finish(figures, given.binary, given.conditions, given.bars)
