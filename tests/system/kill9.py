"""Kills `serve` again and again while it replays; nothing may be lost or change.

    kill9.py --binary PATH [--kills 6] [--seed N] [--seconds 8]

The recorded triggers must equal those of an undisturbed run (explanations to
the last bit) and the oracle's; every webhook must have come at least once, under
one id with one body; every in-app notification must be there exactly once.
"""

import glob
import os
import random
import sqlite3
import time

from alert_table import build
from harness import (OWN_CANDLES, WEBHOOK_SECRET, arguments, check, finish,
                     minted_by_command, serving, until)
from jobs import compare, create_alerts, recorded, renamed, replay_feed
from market import Market, read_candles
from oracle import expected_triggers
from sink import Sink

SYMBOL, TIMEFRAME, USER = "TESTUSDT", "1m", "ann"


class Run:
    """One data directory from the first alert to the last webhook."""

    def __init__(self, binary, server, alerts, wanted):
        self.binary, self.server, self.alerts, self.wanted = (binary, server, alerts,
                                                              wanted)
        self.sink = Sink(WEBHOOK_SECRET)
        # Every third alert notifies in the application instead.
        self.in_app = {a.alert_id for a in alerts[::3]}
        self.hooked = [row for row in wanted if row[1] not in self.in_app]
        self.seen = self.counted = 0

    def prepare(self):
        self.server.start("--feed", "push")
        self.token = minted_by_command(self.binary, self.server.data, USER)
        self.ours = create_alerts(self.server, [self.token], self.alerts, SYMBOL,
                                  self.sink.url, self.in_app)
        self.server.stop()

    def progress(self):
        """How many triggers are recorded by now."""
        found = self.server.triggers(self.token, self.seen)
        if found:
            self.seen = found[-1]["seq"]
        self.counted += len(found)
        return self.counted

    def complete(self, feed, seconds):
        """Runs undisturbed until all is recorded and sent, then stops."""
        self.server.start(*feed)
        until(lambda: self.progress() >= len(self.wanted), seconds,
              f"{len(self.wanted)} recorded triggers", every=0.05)
        until(lambda: self.sink.problems or self.sink.count() >= len(self.hooked),
              seconds, f"{len(self.hooked)} webhooks", every=0.05)
        rows = recorded(self.server, [self.token], self.ours)
        self.server.stop()
        return rows

    def check_effects(self, what):
        """What must hold of webhooks, notifications and the file itself."""
        sink = self.sink
        check(not sink.problems, f"{what}: bad webhooks: {sink.problems[:3]}")
        check(not sink.changed_bodies(),
              f"{what}: several bodies under {len(sink.changed_bodies())} webhook-ids")
        events = [renamed(e, self.ours) for e in sink.event_ids()]
        check(len(events) == len(set(events)),
              f"{what}: an event came under several webhook-ids")
        check(sorted(events) == sorted(row[2] for row in self.hooked),
              f"{what}: the set of webhooks is not the set of triggers")
        notified = []
        for path in self.databases():
            with sqlite3.connect(path) as database:
                verdict = database.execute("PRAGMA integrity_check").fetchall()
                check(verdict == [("ok",)], f"{what}: integrity_check: {verdict}")
                notified += [renamed(row[0], self.ours) for row in
                             database.execute("SELECT event_id FROM notifications")]
        wanted = sorted(row[2] for row in self.wanted if row[1] in self.in_app)
        check(sorted(notified) == wanted,
              f"{what}: {len(notified)} in-app notifications, wanted {len(wanted)}")
        return len(notified)

    def databases(self):
        everything = glob.glob(os.path.join(self.server.data, "**"), recursive=True)
        found = [p for p in everything if os.path.isfile(p) and is_sqlite(p)]
        check(found, f"no database in {os.listdir(self.server.data)}")
        return found


def is_sqlite(path):
    with open(path, "rb") as file:
        return file.read(15) == b"SQLite format 3"


def kill_moments(rng, kills, total):
    """Each a number of recorded triggers to wait for, or a share of a second
    after the start of the process: also recovery itself gets killed."""
    kinds = ["seconds" if rng.random() < 0.25 else "triggers" for _ in range(kills)]
    marks = iter(sorted(rng.sample(range(1, total), kinds.count("triggers"))))
    return [(kind, rng.uniform(0.0, 0.4) if kind == "seconds" else next(marks))
            for kind in kinds]


def disturb(run, feed, moments):
    for number, (kind, mark) in enumerate(moments, 1):
        run.server.spawn(*feed)
        began = time.monotonic()
        if kind == "seconds":
            until(lambda: time.monotonic() >= began + mark, 10, "the moment", every=0.002)
        else:
            run.server.port = until(run.server.ready_port, 60, "the ready line")
            until(lambda: run.progress() >= mark, 120, f"{mark} recorded triggers",
                  every=0.002)
        check(run.server.process.poll() is None, "serve ended before it was killed")
        run.server.kill()
        print(f"kill {number}: after {time.monotonic() - began:.3f} s "
              f"({kind} {mark:.3f}), {run.counted} triggers seen, "
              f"{run.sink.count()} webhooks taken", flush=True)


def kill9(binary, kills, seed, seconds):
    bars = read_candles(OWN_CANDLES, TIMEFRAME)
    alerts = build(TIMEFRAME, "15m", "1h", [b.close for b in bars])
    wanted, _ = expected_triggers(Market(bars, TIMEFRAME), alerts)
    span_ms = bars[-1].close_time - bars[0].open_time
    feed = replay_feed(OWN_CANDLES, SYMBOL, TIMEFRAME,
                       str(round(span_ms / 1000 / seconds)))
    whole = replay_feed(OWN_CANDLES, SYMBOL, TIMEFRAME, "max")

    with serving(binary) as server:
        calm = Run(binary, server, alerts, wanted)
        calm.prepare()
        undisturbed = calm.complete(whole, 120)
        calm.check_effects("undisturbed")
    compare(wanted, sorted(undisturbed), "the undisturbed run")

    print(f"seed {seed}: {kills} kills", flush=True)
    with serving(binary) as server:
        run = Run(binary, server, alerts, wanted)
        run.prepare()
        disturb(run, feed, kill_moments(random.Random(seed), kills, len(wanted)))
        rows = run.complete(feed, 120 + 4 * seconds)
        notified = run.check_effects("disturbed")
    compare(wanted, sorted(rows), "the disturbed run")
    different = [row for row in rows if rows[row] != undisturbed[row]]
    check(not different, f"{len(different)} explanations differ from the undisturbed "
                         f"run's: {different[:1]} {[rows[r] for r in different[:1]]} "
                         f"{[undisturbed[r] for r in different[:1]]}")
    print(f"{kills} kills: {len(rows)} triggers recorded, with their explanations as in "
          f"the undisturbed run and as the oracle has them; {run.sink.count()} webhooks "
          f"and {run.sink.duplicates()} repeats of them; {notified} in-app "
          "notifications once each; integrity_check ok")


if __name__ == "__main__":
    given = arguments(kills=(6, "how many"), seed=(0, "of the moments; 0: by the clock"),
                      seconds=(8, "how long the replay is meant to last"))
    finish(kill9, given.binary, given.kills,
           given.seed or time.time_ns() % 1_000_000_007, given.seconds)
