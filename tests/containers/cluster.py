"""A cluster in containers: any number of evaluators, faults of every kind, updates."""

import os
import time

from cluster_job import TIMEFRAME, Job
from cluster_kit import SteadyPusher
from deployment import DOWN_SECONDS, HostSink, deployed
from hardening import check_hardened
from harness import WEBHOOK_SECRET, check, until
from single import start, stop

FILE = "configs/compose.cluster.yaml"
COMPOSE = f"docker compose -f {FILE}"
PODMAN = f"podman-compose -p tradeeon-cluster -f {FILE}"
WORKERS = ("evaluator", "alerts", "notifier")
SYMBOLS = 2
CUT_SECONDS = 3
# A container that is gone closes no connection: its client finds out by a timeout.
FEED_PATIENCE = 5


def evenly(made, count):
    held = made.shards("evaluator")
    return (len(held) == count
            and all(0.75 * 64 / count <= n <= 1.25 * 64 / count for n in held.values()))


def check_volumes(made):
    """None without a name: nobody would know it, nor remove it with its container."""
    for service in ("certs", *WORKERS, "store", "redis"):
        for container in made.containers(service):
            names = [x.get("Name", "") for x in made.engine.inspect(container)["Mounts"]
                     if x["Type"] == "volume"]
            check(all(x.startswith(made.project + "_") for x in names),
                  f"{container} has volumes {names}")


def scale(made, manual, count):
    """To so many evaluators, as documented, until the work is spread over them."""
    made.evaluators = count
    if count == 3:
        manual.follow(made, f"TRADEEON_EVALUATORS=3 {COMPOSE} up -d")
    else:
        made.compose("up", "-d")
    check(len(made.containers("evaluator")) == count,
          f"{made.containers('evaluator')} instead of {count} evaluators")
    until(lambda: evenly(made, count), 60, f"work spread over {count} evaluators",
          every=0.1)
    made.settled(60)


def with_evaluators(made, job, token, sink, count):
    job.symbols = [f"OF{count}COIN{n}USDT" for n in range(SYMBOLS)]
    ours = job.create(made.store, token, sink.url)
    SteadyPusher(made, job.bars, job.symbols, TIMEFRAME).push()
    job.check(made.store, token, ours, sink, f"{count} evaluators")
    rows = len(job.wanted) * SYMBOLS
    print(f"{count} evaluators: {rows} triggers as the oracle has them, "
          f"{sink.count()} webhooks, {sink.duplicates()} twice", flush=True)


class Disturber:
    """Does something to a container while candles flow, and undoes it."""

    def __init__(self, made, pusher):
        self.made, self.pusher, self.engine = made, pusher, made.engine
        self.took = {}

    def flows(self):
        """Waits until candles that were handed in from now on are acknowledged."""
        now = self.pusher.done
        until(lambda: self.pusher.problem or self.pusher.done > now + 1, 120,
              "candles to flow again")
        check(not self.pusher.problem, f"the pusher: {self.pusher.problem}")

    def stop(self, container, service):
        stop(self.made, container)
        if service != "store" and len(self.made.containers(service)) > 1:
            self.flows()
        self.engine.run("start", container)

    def kill(self, container, service):
        self.engine.run("kill", container)
        if service != "store" and len(self.made.containers(service)) > 1:
            self.flows()
        self.engine.run("start", container)

    def pause(self, container, _service):
        self.engine.run("pause", container)
        self.wait_cut()
        self.engine.run("unpause", container)

    def cut(self, container, service):
        network = self.made.network()
        self.engine.run("network", "disconnect", network, container)
        self.wait_cut()
        self.engine.run("network", "connect", "--alias", service, network, container)

    def wait_cut(self):
        """The length of the fault; what is watched meanwhile is that nobody fails."""
        ends = time.monotonic() + CUT_SECONDS
        until(lambda: self.pusher.problem or time.monotonic() > ends, 60, "the fault")
        check(not self.pusher.problem, f"the pusher: {self.pusher.problem}")

    def one(self, kind, service):
        check(self.pusher.done < len(self.pusher.batches),
              f"the candles were over before {kind} {service}")
        container = self.made.containers(service)[0]
        began = time.monotonic()
        getattr(self, kind)(container, service)
        self.flows()
        self.made.settled(60)
        self.took.setdefault(f"{kind} {service}", []).append(time.monotonic() - began)


def every_fault(disturber):
    """Each kind on each worker, with something else between the kinds."""
    others = (("stop", "store"), ("kill", "store"), ("stop", "redis"), ("kill", "redis"))
    for number, kind in enumerate(("stop", "kill", "pause", "cut")):
        for service in WORKERS:
            disturber.one(kind, service)
        disturber.one(*others[number])


def rolling_update(made, manual, disturber):
    """The workers, then the store, as documented, while candles flow."""
    before = {s: {made.engine.inspect(c)["Id"] for c in made.containers(s)}
              for s in (*WORKERS, "store")}
    manual.follow_own(made, [f"{COMPOSE} build"], [f"{PODMAN} build"])
    for service in (*WORKERS, "store"):
        count = made.evaluators if service == "evaluator" else 1
        for n in range(1, count + 1):
            replace = [f"podman rm -f -t 30 tradeeon-cluster_{service}_{n}",
                       f"{PODMAN} up -d {service}"]
            docker = [f"{COMPOSE} up -d --no-deps --force-recreate {service}"]
            if n == 1:
                manual.follow_own(made, docker, replace)
            elif made.engine.name == "podman":
                for line in replace:
                    made.execute(line)
            disturber.flows()
            made.settled(60)
    for service, old in before.items():
        now = {made.engine.inspect(c)["Id"] for c in made.containers(service)}
        check(len(now) == len(old) and not now & old, f"{service} was not replaced")


def under_faults(made, manual, job, token):
    sink = HostSink(WEBHOOK_SECRET, made.engine.gateway(made.network()))
    try:
        job.symbols = [f"FAULT{n}USDT" for n in range(SYMBOLS)]
        ours = job.create(made.store, token, sink.url)
        pusher = SteadyPusher(made, job.bars, job.symbols, TIMEFRAME, batch=1, pause=0.3,
                              patience=FEED_PATIENCE)
        pusher.start()
        disturber = Disturber(made, pusher)
        every_fault(disturber)
        rolling_update(made, manual, disturber)
        left = len(pusher.batches) - pusher.done
        pusher.pause = 0
        pusher.finish(600)
        job.check(made.store, token, ours, sink, "after all faults")
    finally:
        sink.close()
    for name, took in disturber.took.items():
        print(f"  {name}: {max(took):.1f} s until settled again")
    print(f"faults and a rolling update under load: {len(job.wanted) * SYMBOLS} triggers "
          f"as the oracle has them, {sink.count()} webhooks, {sink.duplicates()} twice; "
          f"{left} batches after the last; slowest batch {pusher.slowest:.1f} s",
          flush=True)


def cluster_job(engine, manual):
    with deployed(engine, "compose.cluster.yaml", "store") as made:
        manual.follow(made, f"{COMPOSE} up -d --build")
        made.came_up()
        made.wait_healthy([*WORKERS, "store", "redis"])
        for service in (*WORKERS, "store"):
            check_hardened(engine, made.containers(service)[0])
        check_volumes(made)
        said = manual.follow(made,
                             f"{COMPOSE} exec store tradeeon cluster status --data /data")
        check(all(f"{x}=" in said for x in ("evaluator", "alerts")), f"status: {said}")
        job = Job(SYMBOLS)
        token = made.token("ann")
        for count in (1, 2, 3):
            sink = HostSink(WEBHOOK_SECRET, engine.gateway(made.network()))
            try:
                scale(made, manual, count)
                with_evaluators(made, job, token, sink, count)
            finally:
                sink.close()
        under_faults(made, manual, job, token)
        stopped = [stop(made, made.containers(x)[0]) for x in (*WORKERS, "store")]
        print(f"SIGTERM to exit 0, each part: at most {max(stopped):.1f} s; load "
              f"{os.getloadavg()[0]:.1f}", flush=True)
