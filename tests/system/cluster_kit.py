"""Clusters of real processes: a store node and workers, over mutual TLS."""

import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time

from harness import SECRET, Failed, Server, check, mint, run, until
from pushing import candle_of

ROLES = ("evaluator", "alerts", "notifier")
REFUSED_FOR_NOW = (429, 503)


def free_port():
    """A port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node(Server):
    """A process of a cluster with the arguments it is always started with."""

    def __init__(self, binary, folder, name, fixed, extra_env=None):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        super().__init__(binary, os.path.join(folder, name, "data"),
                         {"SUPABASE_JWT_SECRET": SECRET, "LOG_LEVEL": "info",
                          **(extra_env or {})})
        self.name, self.fixed = name, fixed

    def begin(self):
        self.start(*self.fixed)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            super().kill()


class Wire:
    """A TCP proxy in front of a port, which can fall silent without closing anything:
    what a cut network looks like from both ends. Also counts the bytes."""

    def __init__(self, to_port):
        self.to_port, self.count = to_port, 0
        self.whole = threading.Event()
        self.whole.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def cut(self):
        self.whole.clear()

    def mend(self):
        self.whole.set()

    def serve(self):
        while True:
            near, _ = self.listener.accept()
            self.whole.wait()
            try:
                far = socket.create_connection(("127.0.0.1", self.to_port))
            except OSError:
                near.close()
                continue
            # A wire holds nothing back; by default small packets wait for 40 ms.
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self.pass_on, args=(a, b), daemon=True).start()

    def pass_on(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self.whole.wait()
                self.count += len(data)
                sink.sendall(data)
        for line in (source, sink):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class Cluster:
    """A store node and workers by name. `tls` False: plain TCP on loopback."""

    def __init__(self, binary, folder, tls=True, store_roles="store,api"):
        self.binary, self.folder, self.tls = binary, folder, tls
        self.port = free_port()
        self.workers, self.wires = {}, {}
        self.admin = mint("operator", "admin")
        self.feeder = mint("feeder", "ingest")
        if tls:
            done = run(binary, "certs", "init", "--dir", self.path("ca"))
            check(done.returncode == 0, f"certs init: {done.stderr.decode()}")
        self.store = self.node("store", "--feed", "push", "--roles", store_roles,
                               "--cluster-listen", f"127.0.0.1:{self.port}")

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def certified(self, name):
        """Arguments by which a node shows who it is."""
        if not self.tls:
            return ()
        done = run(self.binary, "certs", "node", name, "--dir", self.path("ca"), "--out",
                   self.path("certs"))
        check(done.returncode == 0, f"certs node: {done.stderr.decode()}")
        return ("--cluster-tls", self.path("certs", name))

    def node(self, name, *arguments):
        return Node(self.binary, self.folder, name,
                    ("--node", name, *arguments, *self.certified(name)))

    def add(self, name, *roles):
        """Starts a worker with these roles, at the end of a wire of its own."""
        self.wires[name] = Wire(self.port)
        node = self.node(name, "--roles", ",".join(roles), "--cluster-join",
                         f"127.0.0.1:{self.wires[name].port}")
        self.workers[name] = node
        node.begin()
        return node

    def begin(self, layout):
        """Starts the store, then workers by {name: roles}, and waits for leases."""
        self.store.begin()
        for name, roles in layout.items():
            self.add(name, *roles)
        self.settled()

    def view(self):
        return self.store.must("GET", "/api/v1/cluster", token=self.admin)

    def shards(self, role):
        """How many shards of a role each living node has."""
        view = self.view()
        living = {x["node"] for x in view["nodes"]}
        held = {}
        for lease in view["leases"]:
            if lease["role"] == role and lease["node"] in living:
                held[lease["node"]] = held.get(lease["node"], 0) + 1
        return held

    def settled(self, seconds=20):
        """Waits until every shard of every role is held by a living node."""
        def all_held():
            with contextlib.suppress(OSError, Failed):
                return (sum(self.shards("evaluator").values()) == 64
                        and sum(self.shards("alerts").values()) == 64
                        and sum(self.shards("notifier").values()) == 1)
        until(all_held, seconds, "every shard to be held", every=0.05)

    def nodes(self):
        return [self.store, *self.workers.values()]

    def stop(self):
        for node in reversed(self.nodes()):
            if node.alive():
                node.stop()

    def kill_all(self):
        for node in self.nodes():
            if node.alive():
                node.kill()

    def tails(self):
        return "\n".join(f"--- {x.name}:\n{x.tail()}" for x in self.nodes())


@contextlib.contextmanager
def cluster(binary, **options):
    """A cluster in a folder of its own, which is removed after."""
    folder = tempfile.mkdtemp(prefix="tradeeon-cluster-")
    made = Cluster(binary, folder, **options)
    try:
        yield made
    except BaseException:
        print(made.tails(), file=sys.stderr)
        raise
    finally:
        made.kill_all()
        shutil.rmtree(folder, ignore_errors=True)


class SteadyPusher:
    """Pushes bars of several symbols in order until all are acknowledged, through any
    failure of the cluster: what was not acknowledged, in `patience` seconds, is sent
    again."""

    def __init__(self, made, bars, symbols, timeframe, batch=20, pause=0.0,
                 patience=Server.patience):
        self.made, self.pause = made, pause
        self.batches = []
        for first in range(0, len(bars), batch):
            self.batches.append([candle_of(bar, symbol, timeframe)
                                 for bar in bars[first:first + batch]
                                 for symbol in symbols])
        self.done = 0
        self.at_once = 1  # how many batches go into one request
        self.slowest = 0.0
        self.problem = None
        self.enough = threading.Event()
        self.thread = None
        # A connection of its own: the test asks from another thread.
        self.line = Server(made.binary, made.store.data)
        self.line.patience = patience

    def push_one(self, candles):
        self.line.port = self.made.store.port
        if self.line.port is None:
            return False
        try:
            answer = self.line.ask("POST", "/api/v1/candles",
                                   {"candles": candles},
                                   self.made.feeder)
        except (OSError, ValueError) as _:
            self.line.connection = None
            return False
        except Exception as unanswered:  # noqa: BLE001 - http.client's many kinds
            if type(unanswered).__module__ != "http.client":
                raise
            self.line.connection = None
            return False
        if answer.status in REFUSED_FOR_NOW:
            return False
        check(answer.status == 200, f"candles: {answer}")
        check(not answer.json["rejected"], f"candles were rejected: {answer}")
        return True

    def push(self, batches=None):
        """The next batches (all that are left), each until it is acknowledged."""
        last = len(self.batches) if batches is None else min(self.done + batches,
                                                             len(self.batches))
        while self.done < last and not self.enough.is_set():
            began = time.monotonic()
            part = self.batches[self.done:min(self.done + self.at_once, last)]
            candles = [candle for batch in part for candle in batch]
            until(lambda: self.push_one(candles) or self.enough.is_set(), 90,
                  "a batch to be acknowledged", every=0.02)
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.done += len(part)
            if self.pause:
                self.enough.wait(self.pause)

    def start(self):
        def work():
            try:
                self.push()
            except BaseException as problem:  # noqa: BLE001 - told by finish()
                self.problem = problem
        self.thread = threading.Thread(target=work, daemon=True)
        self.thread.start()

    def finish(self, seconds=300):
        self.thread.join(seconds)
        check(not self.thread.is_alive(), "the pusher goes on")
        if self.problem:
            raise self.problem
