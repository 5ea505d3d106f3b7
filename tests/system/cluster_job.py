"""The main job on a cluster: the same triggers however many nodes do the work.

    cluster_job.py --binary PATH [--evaluators 3] [--symbols 6]

With one evaluator, then two, three, …, and with all roles on each worker: alerts over
HTTP, candles in, webhooks out; each set must be what the oracle has. Shards must be
spread evenly, and a node that joins must move no more than its share.
"""

from alert_table import build
from cluster_kit import SteadyPusher, cluster
from harness import OWN_CANDLES, WEBHOOK_SECRET, arguments, check, finish, mint, until
from jobs import compare, create_alerts, renamed
from market import Market, read_candles
from oracle import expected_triggers
from sink import Sink

TIMEFRAME, USER = "1m", "ann"


class Job:
    """Alerts on several symbols that all have the same candles."""

    def __init__(self, symbols):
        self.bars = read_candles(OWN_CANDLES, TIMEFRAME)
        self.alerts = build(TIMEFRAME, "15m", "1h", [b.close for b in self.bars])
        self.symbols = [f"COIN{n}USDT" for n in range(symbols)]
        self.wanted, _ = expected_triggers(Market(self.bars, TIMEFRAME), self.alerts)
        # A few alerts send webhooks, the others fill the inbox.
        self.in_app = {a.alert_id for n, a in enumerate(self.alerts) if n % 4 != 0}
        self.hooked = [row for row in self.wanted if row[1] not in self.in_app]

    def create(self, store, token, url):
        """Our ids by symbol: {symbol: {tradeeon's id: ours}}."""
        return {symbol: create_alerts(store, [token], self.alerts, symbol, url,
                                      self.in_app) for symbol in self.symbols}

    def check(self, store, token, ours, sink, what):
        """Waits for all webhooks, then compares everything with the oracle."""
        hooks = len(self.hooked) * len(self.symbols)
        until(lambda: sink.problems or sink.count() >= hooks, 120,
              f"{what}: {hooks} webhooks (has {sink.count()})", every=0.05)
        check(not sink.problems, f"{what}: bad webhooks: {sink.problems[:3]}")
        everything = {}
        for per_symbol in ours.values():
            everything.update(per_symbol)
        log = store.triggers(token)
        for symbol, per_symbol in ours.items():
            rows = [(t["bar_time"], per_symbol[t["alert_id"]],
                     renamed(t["event_id"], per_symbol), t["price"])
                    for t in log if t["alert_id"] in per_symbol]
            compare(self.wanted, sorted(rows), f"{what}, {symbol}")
        delivered = sorted(renamed(e, everything) for e in sink.event_ids())
        check(delivered == sorted([row[2] for row in self.hooked] * len(self.symbols)),
              f"{what}: the set of webhooks is not the set of triggers")
        check(not sink.changed_bodies(), f"{what}: one id came with several bodies")
        return len(log)


def run_layout(binary, job, layout, what, tls=True):
    sink = Sink(WEBHOOK_SECRET)
    token = mint(USER)
    try:
        with cluster(binary, tls=tls) as made:
            made.begin(layout)
            ours = job.create(made.store, token, sink.url)
            pusher = SteadyPusher(made, job.bars, job.symbols, TIMEFRAME)
            pusher.push()
            count = job.check(made.store, token, ours, sink, what)
            spread = made.shards("evaluator")
            even = 64 / len(spread)
            check(all(0.75 * even <= n <= 1.25 * even for n in spread.values()),
                  f"{what}: shards are spread as {spread}")
            check(made.view()["fenced_writes"] == 0, f"{what}: {made.view()}")
            made.stop()
    finally:
        sink.close()
    print(f"{what}: {count} triggers as the oracle has them, shards {spread}, "
          f"{sink.duplicates()} webhooks twice", flush=True)


def check_joining(binary, most):
    """Adding a node moves at most 1/N of the shards, and ten in a hundred more."""
    with cluster(binary) as made:
        made.begin({"w0": ("evaluator", "alerts", "notifier")})
        for count in range(2, most + 1):
            before = {(x["role"], x["shard"]): x["node"] for x in made.view()["leases"]}
            name = f"w{count - 1}"
            made.add(name, "evaluator", "alerts", "notifier")
            until(lambda: made.shards("evaluator").get(name, 0) >= 64 // count, 10,
                  f"{name} to have its share", every=0.05)
            after = {(x["role"], x["shard"]): x["node"] for x in made.view()["leases"]}
            moved = sum(1 for key, node in after.items()
                        if key[0] == "evaluator" and before[key] != node)
            check(moved <= 64 * (1 / count + 0.1), f"{moved} of 64 shards moved")
            print(f"{count} nodes: {moved} of 64 shards moved", flush=True)
        made.stop()


def cluster_job(binary, evaluators, symbols):
    job = Job(symbols)
    for count in range(1, evaluators + 1):
        layout = {f"evaluator-{n}": ("evaluator",) for n in range(count)}
        layout["alerts-0"] = ("alerts",)
        layout["notifier-0"] = ("notifier",)
        run_layout(binary, job, layout, f"{count} evaluators apart")
    workers = {f"worker-{n}": ("evaluator", "alerts", "notifier") for n in range(2)}
    run_layout(binary, job, workers, "2 workers with all roles")
    run_layout(binary, job, workers, "2 workers without TLS on loopback", tls=False)
    check_joining(binary, 4)


if __name__ == "__main__":
    given = arguments(evaluators=(3, "at most so many"), symbols=(6, "how many"))
    finish(cluster_job, given.binary, given.evaluators, given.symbols)
