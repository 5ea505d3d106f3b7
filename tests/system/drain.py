"""The end in order: SIGTERM under load, while webhooks are held, behind a balancer,
twice, during the start, and as process 1 of a container.

    drain.py --binary PATH [--rounds 3]
"""

import os
import shutil
import signal
import subprocess
import threading
import time

from alert_table import build
from harness import (OWN_CANDLES, SECRET, WEBHOOK_SECRET, Failed, arguments, check,
                     finish, mint, serving, until)
from jobs import compare, create_alerts, recorded, renamed
from market import Market, read_candles
from oracle import expected_triggers
from pushing import BATCH, Pusher
from sink import Sink

SYMBOL, TIMEFRAME, USER = "TESTUSDT", "1m", "ann"
ENV = {"SUPABASE_JWT_SECRET": SECRET, "LOG_LEVEL": "info"}
LONGEST_S = 10


class HeldSink(Sink):
    """Holds each webhook until it is released."""

    def __init__(self, secret):
        self.release, self.arrived = threading.Event(), threading.Event()
        super().__init__(secret)

    def accept(self, headers, body):
        self.arrived.set()
        self.release.wait(60)
        return super().accept(headers, body)


def terminated(server, status=0, seconds=LONGEST_S):
    """Waits for the process; how long it took since the call."""
    began = time.monotonic()
    try:
        ended = server.process.wait(seconds + 5)
    except subprocess.TimeoutExpired:
        raise Failed(f"it goes on for {seconds + 5} s: {server.tail()}") from None
    taken = time.monotonic() - began
    check(ended == status, f"it ended with {ended}, not {status}: {server.tail()}")
    check(taken <= seconds, f"it took {taken:.1f} s to end")
    return taken


def check_files(server):
    """What a run that ended in order leaves: all of it in the main file."""
    wal = os.path.join(server.data, "tradeeon.db-wal")
    check(not os.path.exists(wal) or os.path.getsize(wal) == 0,
          "the write-ahead log was not taken into the database")


def under_load(binary, rounds):
    """Candles are pushed and webhooks sent while it is told to end, again and again."""
    bars = read_candles(OWN_CANDLES, TIMEFRAME)
    alerts = build(TIMEFRAME, "15m", "1h", [b.close for b in bars])
    wanted, _ = expected_triggers(Market(bars, TIMEFRAME), alerts)
    sink, slowest = Sink(WEBHOOK_SECRET), 0
    with serving(binary, ENV) as server:
        server.start()
        token = mint(USER)
        ours = create_alerts(server, [token], alerts, SYMBOL, sink.url)
        pusher = Pusher(server, SECRET, bars, SYMBOL, TIMEFRAME)
        for number in range(1, rounds + 1):
            mark = len(bars) * number // (rounds + 1)
            pusher.start()
            until(lambda mark=mark: pusher.acknowledged >= mark or pusher.problem, 60,
                  f"{mark} acknowledged candles", every=0.001)
            server.process.send_signal(signal.SIGTERM)
            slowest = max(slowest, terminated(server))
            pusher.finish()
            check_files(server)
            server.start()
            check_acknowledged(server, pusher, bars)
        pusher.push()
        until(lambda: sink.problems or sink.count() >= len(wanted), 60,
              f"{len(wanted)} webhooks", every=0.02)
        rows = recorded(server, [token], ours)
        server.stop()
    compare(wanted, sorted(rows), "after ending under load")
    check(not sink.problems, f"bad webhooks: {sink.problems[:3]}")
    check(sink.duplicates() == 0,
          f"{sink.duplicates()} webhooks came twice: in flight, and not waited for")
    events = sorted(renamed(e, ours) for e in sink.event_ids())
    check(events == sorted(row[2] for row in wanted), "webhooks are not the triggers")
    print(f"{rounds} times told to end while candles were pushed: at most "
          f"{slowest:.2f} s each, {len(rows)} triggers as the oracle has them, "
          f"{sink.count()} webhooks once each", flush=True)


def check_acknowledged(server, pusher, bars):
    """What was acknowledged is known; and no more than the batch on its way."""
    newest = server.must("GET", f"/api/klines?symbol={SYMBOL}&interval=1m&limit=1")
    stored = [b.open_time for b in bars].index(newest["klines"][-1]["open_time"]) + 1
    check(pusher.acknowledged <= stored <= pusher.acknowledged + BATCH,
          f"{pusher.acknowledged} candles were acknowledged, {stored} are stored")


def one_webhook(server, sink):
    """An alert that fires on the first candle, and its webhook on the way. The
    alert's id."""
    row = server.must("POST", "/alerts", {
        "symbol": "X", "base_timeframe": "1m", "expression": "close > 0",
        "fireMode": "per_close", "action": {"type": "webhook", "url": sink.url}},
        mint(USER))
    server.must("POST", "/api/v1/candles", {"candles": [
        {"symbol": "X", "timeframe": "1m", "open_time": 1_700_000_040_000, "open": 1,
         "high": 1, "low": 1, "close": 1, "volume": 1, "closed": True}]},
        mint("feeder", "ingest"))
    check(sink.arrived.wait(20), "the webhook does not come")
    return row["alert_id"]


def no_longer_listens(server):
    try:
        server.connection = None
        server.ask("GET", "/livez")
    except OSError:
        return True
    return False


def with_held_webhook(binary):
    sink = HeldSink(WEBHOOK_SECRET)
    with serving(binary, ENV) as server:
        server.start()
        alert = one_webhook(server, sink)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: no_longer_listens(server), 10, "the port to be closed")
        check(server.process.poll() is None, "it did not wait for the webhook")
        sink.release.set()
        terminated(server)
        check_files(server)
        server.start()
        rows = server.must("GET", f"/api/v1/deliveries?alert_id={alert}",
                           token=mint(USER))["deliveries"]
        check([row["state"] for row in rows] == ["done"],
              f"the outcome was not recorded: {rows}")
        server.stop()
    check(sink.count() == 1 and sink.duplicates() == 0, "the webhook came again")
    print("a webhook in flight was waited for, recorded, and not sent again", flush=True)


def with_hanging_webhook(binary):
    sink = HeldSink(WEBHOOK_SECRET)
    with serving(binary, {**ENV, "WEBHOOK_TIMEOUT": "60"}) as server:
        server.start()
        one_webhook(server, sink)
        server.process.send_signal(signal.SIGTERM)
        taken = terminated(server)
        check_files(server)
        sink.release.set()
        server.start()
        until(lambda: len(sink.bodies) == 1 and sum(map(len, sink.received.values())) >= 2,
              20, "the webhook to come again under its id", every=0.02)
        server.stop()
    check(not sink.changed_bodies(), "the repeated webhook has another body")
    print(f"a webhook that hangs held it up for {taken:.1f} s only, and came again under "
          "its id", flush=True)


def behind_a_balancer(binary):
    with serving(binary, ENV) as server:
        server.start("--drain-delay", "3")
        check(server.ask("GET", "/readyz").status == 200, "it is not ready")
        server.process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        until(lambda: server.ask("GET", "/readyz").status == 503, 3, "503 on /readyz")
        noticed = time.monotonic() - began
        answer = server.ask("GET", "/readyz")
        check(answer.json["parts"]["draining"]["ready"] is False, f"{answer}")
        check(server.ask("GET", "/livez").status == 200, "it is not alive")
        check(server.ask("GET", "/alerts", token=mint(USER)).status == 200,
              "it does not serve while the balancer has yet to notice")
        check(server.ask("GET", "/health").json["status"] == "ok", "it is not well")
        terminated(server)
        check(time.monotonic() - began >= 2.9, "it did not give the balancer its time")
    print(f"/readyz was 503 after {noticed * 1000:.0f} ms, and requests were answered "
          "for 3 s more", flush=True)


def told_twice(binary):
    with serving(binary, ENV) as server:
        server.start("--drain-delay", "60")
        server.process.send_signal(signal.SIGTERM)
        until(lambda: server.ask("GET", "/readyz").status == 503, 5, "503 on /readyz")
        server.process.send_signal(signal.SIGTERM)
        taken = terminated(server, status=128 + signal.SIGTERM, seconds=5)
        server.start()  # as after any crash
        server.stop()
    print(f"a second SIGTERM ended it in {taken * 1000:.0f} ms", flush=True)


def during_the_start(binary):
    """Before the signals are its own the default ends it, which is as good."""
    with serving(binary, ENV) as server:
        for pause in range(8):
            server.spawn()
            began = time.monotonic()
            until(lambda pause=pause: time.monotonic() >= began + pause * 0.01, 5,
                  "the moment", every=0.001)
            server.process.send_signal(signal.SIGTERM)
            ended = server.process.wait(LONGEST_S + 5)
            check(ended in (0, -signal.SIGTERM), f"ended with {ended}: {server.tail()}")
        server.start()
        server.stop()
    print("told to end during the start it does, and starts again", flush=True)


def as_process_one(binary):
    """In a pid namespace, where the kernel withholds default actions of signals."""
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "--pid", "--fork", "true"], check=False,
                                     capture_output=True).returncode != 0:
        print("no pid namespaces here: process 1 is not tried", flush=True)
        return
    for second in (False, True):
        with serving(binary, ENV) as server:
            server.binary = wrapped(binary, unshare, server)
            server.start("--drain-delay", "60" if second else "0")
            inner = children_of(server.process.pid)
            check(len(inner) == 1, f"process 1 is not alone: {inner}")
            check(not children_of(inner[0]), "it has children of its own")
            os.kill(inner[0], signal.SIGTERM)
            if second:
                until(lambda: server.ask("GET", "/readyz").status == 503, 5, "503")
                os.kill(inner[0], signal.SIGTERM)
            ended = server.process.wait(LONGEST_S + 5)
            check(ended == (128 + signal.SIGTERM if second else 0),
                  f"as process 1 it ended with {ended}: {server.tail()}")
    print("as process 1 it takes the first and the second SIGTERM, and has no children",
          flush=True)


def wrapped(binary, unshare, server):
    """A program that runs the binary as process 1 of a namespace."""
    path = os.path.join(os.path.dirname(server.data), "process-one")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec {unshare} --pid --fork --kill-child '
                   f'{binary} "$@"\n')
    os.chmod(path, 0o700)
    return path


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        return [int(word) for word in file.read().split()]


def drain(binary, rounds):
    under_load(binary, rounds)
    with_held_webhook(binary)
    with_hanging_webhook(binary)
    behind_a_balancer(binary)
    told_twice(binary)
    during_the_start(binary)
    as_process_one(binary)


if __name__ == "__main__":
    given = arguments(rounds=(3, "how often it is ended under load"))
    finish(drain, given.binary, given.rounds)
