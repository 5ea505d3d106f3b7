"""A cluster made by hand, as docs/deploy.md tells it: every `tradeeon` line is carried out.

    by_hand.py --binary PATH

Two folders stand for the two machines. The lines are taken from the document; only its
ports are others here, and STORE is this machine.
"""

import contextlib
import os
import re
import shlex
import shutil
import sys
import tempfile

from cluster_kit import free_port
from documents import commands
from harness import Server, arguments, check, finish, run, until
from market import Bar
from pushing import candle_of

DOCUMENT = "docs/deploy.md"
START = 1_700_000_040_000
ON_STORE, ON_WORKER = "store", "worker"


class Machine(Server):
    """A folder where lines are typed, and the node that one of them starts."""

    def __init__(self, binary, folder):
        super().__init__(binary, os.path.join(folder, "data"), {"LOG_LEVEL": "info"})
        self.folder = folder
        # The one that `certs` made is what a worker signs with.
        self.env.pop("WEBHOOK_SECRET")
        os.makedirs(folder)

    def type(self, words):
        done = run(*words, cwd=self.folder)
        check(done.returncode == 0, f"{' '.join(words)}: {done.stderr.decode()}")
        return done.stdout.decode()


class Hands:
    """Follows the document line by line, and knows which lines are left."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.left = commands(DOCUMENT, "tradeeon ")
        self.known = list(self.left)
        self.machines = {x: Machine(binary, os.path.join(folder, x))
                         for x in (ON_STORE, ON_WORKER, "worker-2")}
        self.ports = {x: str(free_port()) for x in ("7600", "8000", "8001")}

    def words(self, line):
        words = shlex.split(line.replace("STORE:", "127.0.0.1:"))
        for n, word in enumerate(words):
            host, colon, port = word.rpartition(":")
            if colon and port in self.ports:
                words[n] = f"{host}:{self.ports[port]}"
        return [self.binary, *words[1:]]

    def find(self, beginning):
        """The document's one line that begins so."""
        lines = [x for x in self.known if re.match(rf"tradeeon {beginning}\b", x)]
        check(len(lines) == 1, f"{DOCUMENT} has {lines} for `{beginning}`")
        self.left = [x for x in self.left if x not in lines]
        return lines[0]

    def follow(self, machine, beginning):
        return self.machines[machine].type(self.words(self.find(beginning)))

    def serve(self, machine, beginning):
        node = self.machines[machine]
        node.launch(self.words(self.find(beginning)), node.folder)
        node.wait_ready()
        return node

    def copy_certificates(self, name, to):
        """The node's own folder and nothing else, as the document wants it."""
        shutil.copytree(os.path.join(self.machines[ON_STORE].folder, "certs", name),
                        os.path.join(self.machines[to].folder, "certs", name))

    def second_worker(self):
        """Likewise, under another name and on another port."""
        self.machines[ON_STORE].type(
            self.words(self.find("certs node worker-1").replace("worker-1", "worker-2")))
        self.copy_certificates("worker-2", "worker-2")
        node = self.machines["worker-2"]
        line = self.find("serve --http").replace("worker-1", "worker-2")
        words = self.words(line.replace("127.0.0.1:8001", "127.0.0.1:0"))
        node.launch(words, node.folder)
        node.wait_ready()


def shown(text):
    """What `cluster status` prints: {node: (status, {role: shards})}."""
    rows = {}
    for line in text.splitlines()[1:]:
        found = re.match(r"(\S+) +\S+ +(active|draining) +\S+ +(.*)$", line)
        if found:
            held = dict(re.findall(r"(\w+)=(\d+)", found[3]))
            rows[found[1]] = (found[2], {role: int(n) for role, n in held.items()})
    return rows


def status_becomes(hands, wanted, what):
    """Asks by the document's line until the answer is as wanted."""
    return until(lambda: wanted(shown(hands.follow(ON_STORE, "cluster status"))), 30, what,
                 every=0.1)


def check_makes_triggers(hands):
    """The cluster made by hand does what it is for."""
    store = hands.machines[ON_STORE]
    def token(*words):
        return store.type([hands.binary, "token", "--data", "data", *words]).strip()
    user = token("--user", "ann")
    store.must("POST", "/alerts", {
        "symbol": "HANDUSDT", "base_timeframe": "1m", "fireMode": "per_close",
        "expression": "close > 1", "action": {"type": "notify"}}, user)
    bar = Bar(START, START + 60_000, 100, 100, 100, 100, 1)
    feeder = token("--user", "feeder", "--role", "ingest")
    candles = {"candles": [candle_of(bar, "HANDUSDT", "1m")]}
    until(lambda: store.ask("POST", "/api/v1/candles", candles, feeder).status == 200, 30,
          "a candle to be taken", every=0.1)
    check(len(store.triggers(user)) == 1, "one candle over the constant, one trigger")


def check_drain(hands):
    hands.follow(ON_STORE, "cluster drain worker-1 --http")
    status_becomes(hands, lambda seen: seen["worker-1"] == ("draining", {}),
                   "worker-1 to have no work")
    hands.follow(ON_STORE, "cluster drain worker-1 --undo")
    status_becomes(hands, lambda seen: seen["worker-1"][0] == "active"
                   and seen["worker-1"][1].get("evaluator") == 32,
                   "worker-1 to have its half again")


def check_move(hands):
    """To the other node first, so that something moves whoever has it now."""
    store = hands.machines[ON_STORE]
    admin = store.type([hands.binary, "token", "--data", "data", "--user", "operator",
                        "--role", "admin"]).strip()
    def holder():
        leases = store.must("GET", "/api/v1/cluster", token=admin)["leases"]
        return [x["node"] for x in leases if (x["role"], x["shard"]) == ("evaluator", 17)]
    line = hands.find("cluster move")
    for node in ("worker-2", "worker-1"):
        store.type(hands.words(line.replace("worker-1", node)))
        until(lambda n=node: holder() == [n], 30, f"shard 17 to be with {node}", every=0.1)


def follow(hands):
    for beginning in ("certs init", "certs node store", "certs node worker-1"):
        hands.follow(ON_STORE, beginning)
    hands.copy_certificates("worker-1", ON_WORKER)
    hands.serve(ON_STORE, "serve --data")
    hands.serve(ON_WORKER, "serve --http")
    status_becomes(hands, lambda seen: seen.get("worker-1") == (
        "active", {"evaluator": 64, "alerts": 64, "notifier": 1}),
        "worker-1 to have all shards")
    check_makes_triggers(hands)
    hands.second_worker()
    check_drain(hands)
    check_move(hands)
    check(not hands.left, f"never carried out: {hands.left}")
    written = os.listdir(hands.machines[ON_WORKER].folder)
    check(set(written) == {"certs", "serve.log"}, f"a worker wrote {written}")
    for node in reversed(list(hands.machines.values())):
        node.stop()
    print(f"all {len(hands.known)} lines of {DOCUMENT} that make a cluster by hand, and "
          f"care for it, do what they say")


def by_hand(binary):
    folder = tempfile.mkdtemp(prefix="tradeeon-hands-")
    hands = Hands(os.path.abspath(binary), folder)
    try:
        follow(hands)
    except BaseException:
        for name, node in hands.machines.items():
            print(f"--- {name}:\n{node.tail()}", file=sys.stderr)
        raise
    finally:
        for node in hands.machines.values():
            if node.process and node.process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    node.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    finish(by_hand, arguments().binary)
