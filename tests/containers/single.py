"""One container: comes up, is shut in, ends and starts in time, keeps what it knows."""

import datetime
import json
import os
import re
import time

from cluster_job import TIMEFRAME, Job
from cluster_kit import SteadyPusher
from deployment import DOWN_SECONDS, HostSink, deployed
from hardening import check_hardened
from harness import WEBHOOK_SECRET, check, until
from roots import check_roots

FILE = "configs/compose.yaml"
COMPOSE = f"docker compose -f {FILE}"
PODMAN = f"podman-compose -p tradeeon -f {FILE}"
STARTS = 5


def stop(made, container):
    """SIGTERM as the engine sends it; how long it took to end."""
    began = time.monotonic()
    made.engine.run("stop", "-t", str(DOWN_SECONDS), container)
    took = time.monotonic() - began
    code = made.engine.state(container)["ExitCode"]
    check(code == 0, f"{container} ended with {code} on SIGTERM")
    return took


def start(made, container):
    """How long until clients may come."""
    began = time.monotonic()
    made.engine.run("start", container)
    made.wait_ready()
    return time.monotonic() - began


def own_part(made, container):
    """Seconds from the start of process 1, as the engine has it, to `node.ready`."""
    log = made.engine.log(container)
    ready = [json.loads(x)["ts"] for x in log.splitlines() if '"node.ready"' in x][-1]
    return seconds_of(ready) - seconds_of(made.engine.state(container)["StartedAt"])


def seconds_of(stamp):
    """Of an ISO time in UTC or with an offset, with any number of decimals."""
    found = re.match(r"(.*T[\d:]+)(\.\d+)?(Z|[+-]\d\d:\d\d)$", stamp)
    whole = datetime.datetime.fromisoformat(found[1] + found[3].replace("Z", "+00:00"))
    return whole.timestamp() + float(found[2] or 0)


def kill(made, container):
    made.engine.run("kill", container)
    return start(made, container)


def pause(made, container):
    made.engine.run("pause", container)
    ends = time.monotonic() + 3
    until(lambda: time.monotonic() > ends, 10, "the end of the pause")
    made.engine.run("unpause", container)
    made.wait_ready()


def measure_starts(made, container):
    stops, starts, own = [], [], []
    for _ in range(STARTS):
        stops.append(stop(made, container))
        starts.append(start(made, container))
        own.append(own_part(made, container))
    print(f"start to ready: {sorted(starts)[STARTS // 2]:.2f} s (median of {STARTS}, "
          f"most {max(starts):.2f} s), of which the process "
          f"{sorted(own)[STARTS // 2]:.2f} s (most {max(own):.2f} s); SIGTERM to exit 0: "
          f"{sorted(stops)[STARTS // 2]:.2f} s, most {max(stops):.2f} s; load "
          f"{os.getloadavg()[0]:.1f}", flush=True)


def main_job(made, container):
    """In quarters, with something done to the container between them."""
    job = Job(3)
    sink = HostSink(WEBHOOK_SECRET, made.engine.gateway(made.network()))
    try:
        token = made.token("ann")
        ours = job.create(made.store, token, sink.url)
        pusher = SteadyPusher(made, job.bars, job.symbols, TIMEFRAME)
        quarter = len(pusher.batches) // 4 + 1
        for between in (stop, kill, pause, None):
            pusher.push(quarter)
            if between:
                between(made, container)
            if between is stop:
                start(made, container)
        count = job.check(made.store, token, ours, sink, "one container")
    finally:
        sink.close()
    print(f"one container, stopped, killed and paused: {count} triggers as the oracle "
          f"has them, {sink.count()} webhooks, {sink.duplicates()} twice", flush=True)
    return token, count


def single_job(engine, manual):
    with deployed(engine, "compose.yaml", "tradeeon") as made:
        manual.follow(made, f"{COMPOSE} up -d --build")
        made.came_up()
        made.wait_healthy(["tradeeon"])
        container = made.containers("tradeeon")[0]
        check_hardened(engine, container)
        said = manual.follow(
            made, f"{COMPOSE} exec tradeeon tradeeon token --user me --data /data")
        check("eyJ" in said, f"no token: {said}")
        check("node.ready" in manual.follow(made, f"{COMPOSE} logs --tail 20"),
              "the log does not say that it is ready")
        measure_starts(made, container)
        token, count = main_job(made, container)
        manual.follow_own(made, [f"{COMPOSE} up -d --build"],
                          [f"{PODMAN} build", f"{PODMAN} down -t 30", f"{PODMAN} up -d"])
        made.wait_ready()
        check(len(made.store.triggers(token)) == count, "the update lost triggers")
        print(f"updated as documented: {count} triggers are there", flush=True)
        check_roots(made, token)
