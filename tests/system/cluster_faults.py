"""Faults in a cluster under load: nothing is lost, nothing happens twice.

    cluster_faults.py --binary PATH [--faults 12] [--seed N] [--symbols 4]

Candles flow all the time while workers are killed, frozen, cut off, drained and replaced,
the notifier and the store node are killed, and shards are moved by hand. In the end the
recorded triggers must be the oracle's, each once, and every webhook must have come.
"""

import random
import time

from cluster_job import TIMEFRAME, USER, Job
from cluster_kit import ROLES, SteadyPusher, cluster
from harness import WEBHOOK_SECRET, arguments, check, finish, mint, until
from sink import Sink

LAYOUT = {"worker-0": ROLES, "worker-1": ROLES, "worker-2": ROLES,
          "evaluator-0": ("evaluator",), "alerts-0": ("alerts",)}


class Disturber:
    """One fault after another, each over before the next begins."""

    def __init__(self, made, rng, pusher):
        self.made, self.rng, self.pusher = made, rng, pusher
        self.counts = {}
        self.resumed = {}

    def worker(self):
        return self.made.workers[self.rng.choice(sorted(self.made.workers))]

    def flows(self, seconds=60):
        """Waits until another batch is acknowledged; how long that took."""
        began, now = time.monotonic(), self.pusher.done
        until(lambda: self.pusher.done > now + 1 or not self.pusher.thread.is_alive(),
              seconds, "candles to flow again")
        return time.monotonic() - began

    def kill_worker(self):
        node = self.worker()
        node.kill()
        took = self.flows()
        node.begin()
        return took

    def freeze_worker(self):
        node = self.worker()
        node.freeze()
        for_s = self.rng.uniform(1, 5)
        began = time.monotonic()
        took = self.flows()
        until(lambda: time.monotonic() > began + for_s, 20, "the end of the freeze")
        node.thaw()
        return took

    def cut_network(self):
        """Nothing comes through either way, and nobody is told."""
        node = self.worker()
        self.made.wires[node.name].cut()
        for_s = self.rng.uniform(1, 5)
        began = time.monotonic()
        took = self.flows()
        until(lambda: time.monotonic() > began + for_s, 20, "the end of the cut")
        self.made.wires[node.name].mend()
        return took

    def stop_worker(self):
        node = self.worker()
        node.stop()
        took = self.flows()
        node.begin()
        return took

    def kill_store(self):
        self.made.store.kill()
        self.made.store.begin()
        self.made.settled(30)
        return self.flows()

    def drain_worker(self):
        """What a rolling update does: drain, replace."""
        node = self.worker()
        # Others may hold all shards before the last fault's victim is back.
        until(lambda: node.name in {x["node"] for x in self.made.view()["nodes"]}, 30,
              f"{node.name} to be a member", every=0.05)
        self.made.store.must("POST", "/api/v1/cluster/drain", {"node": node.name},
                             self.made.admin)
        self.flows()
        node.stop()
        node.begin()
        return self.flows()

    def move_shards(self):
        """While batches are under way, so that some of them are fenced."""
        for _ in range(12):
            role = self.rng.choice(("evaluator", "alerts"))
            nodes = [x["node"] for x in self.made.view()["nodes"] if role in x["roles"]]
            self.made.store.must("POST", "/api/v1/cluster/move",
                                 {"role": role, "shard": self.rng.randrange(64),
                                  "node": self.rng.choice(nodes)}, self.made.admin)
        return self.flows()

    def one(self, name):
        took = getattr(self, name)()
        self.counts[name] = self.counts.get(name, 0) + 1
        self.resumed.setdefault(name, []).append(took)
        print(f"{name}: candles flow again after {took:.2f} s", flush=True)
        self.made.settled(30)

    def all(self, faults, after=lambda: None):
        """So many, each kind once before chance chooses; then the rest of the candles,
        undisturbed. `after` is called after each of them."""
        for number in range(faults):
            check(self.pusher.problem is None, f"the pusher: {self.pusher.problem}")
            if not self.pusher.thread.is_alive():
                print(f"the candles are over after {number} faults", flush=True)
                break
            self.one(KINDS[number] if number < len(KINDS) else self.rng.choice(KINDS))
            after()
        self.pusher.pause, self.pusher.at_once = 0, 20
        self.pusher.finish(600)


KINDS = ("kill_worker", "freeze_worker", "cut_network", "stop_worker", "kill_store", "drain_worker",
         "move_shards")


def cluster_faults(binary, faults, seed, symbols, pause):
    job = Job(symbols)
    rng = random.Random(seed)
    sink = Sink(WEBHOOK_SECRET)
    token = mint(USER)
    print(f"seed {seed}: {faults} faults", flush=True)
    try:
        with cluster(binary) as made:
            made.begin(LAYOUT)
            ours = job.create(made.store, token, sink.url)
            pusher = SteadyPusher(made, job.bars, job.symbols, TIMEFRAME, batch=1,
                                  pause=pause)
            pusher.start()
            disturber = Disturber(made, rng, pusher)
            disturber.all(faults)
            count = job.check(made.store, token, ours, sink, "after all faults")
            fenced = made.view()["fenced_writes"]
            made.stop()
    finally:
        sink.close()
    for name, took in sorted(disturber.resumed.items()):
        print(f"{name}: {len(took)} times, candles flow again after "
              f"{sorted(took)[len(took) // 2]:.2f} s (median), {max(took):.2f} s (most)")
    print(f"{sum(disturber.counts.values())} faults: {count} triggers as the oracle has "
          f"them, each once; {sink.count()} webhooks, {sink.duplicates()} of them twice "
          f"with the same id and body; {fenced} writes fenced by the last store process; "
          f"slowest batch {pusher.slowest:.2f} s")


if __name__ == "__main__":
    given = arguments(faults=(12, "how many"), seed=(0, "of the choices; 0: the clock"),
                      symbols=(4, "how many"), pause=(0.01, "seconds between candles"))
    finish(cluster_faults, given.binary, given.faults,
           given.seed or time.time_ns() % 1_000_000_007, given.symbols, given.pause)
