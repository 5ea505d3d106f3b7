"""Strangers at a cluster's port: refused, and the node is unharmed.

    cluster_security.py --binary PATH --stranger PATH

A wrong authority, no certificate, plain TCP, garbage, huge announced lengths, silent
sockets, messages that end actors, a wrong key: after each the store node answers, takes
candles, has its workers, and has not grown.
"""

import contextlib
import os
import socket
import ssl
import struct
import subprocess

from cluster_kit import ROLES, cluster
from harness import arguments, check, environment, finish, run, until

MOST_GROWTH = 64 * 1024 * 1024
SILENT = 200


class Target:
    """The cluster under attack, and what has to hold after each."""

    def __init__(self, made, stranger):
        self.made, self.stranger = made, stranger
        self.minute = 0
        self.healthy("before anything")
        self.resident = self.memory()

    def memory(self):
        return self.made.store.metric("process_resident_memory_bytes")

    def healthy(self, what):
        store = self.made.store
        check(store.alive(), f"{what}: the store node has ended: {store.tail()}")
        self.minute += 1
        bar = {"symbol": "BTCUSDT", "timeframe": "1m", "closed": True,
               "open_time": 1_700_000_040_000 + 60_000 * self.minute,
               "open": 1, "high": 1, "low": 1, "close": 1, "volume": 1}
        answer = store.must("POST", "/api/v1/candles", {"candles": [bar]},
                            self.made.feeder)
        check(answer["accepted"] == 1, f"{what}: {answer}")
        nodes = {x["node"] for x in self.made.view()["nodes"]}
        check(nodes == {"worker"}, f"{what}: the nodes are {nodes}")

    def unharmed(self, what):
        self.healthy(what)
        grown = self.memory() - self.resident
        check(grown < MOST_GROWTH, f"{what}: the node has grown by {grown} bytes")
        print(f"{what}: refused, node unharmed", flush=True)

    def send(self, data, wait=True):
        """Raw bytes at the port; waits until the other side closes."""
        with socket.create_connection(("127.0.0.1", self.made.port), timeout=10) as line:
            with contextlib.suppress(OSError):
                line.sendall(data)
                while wait and line.recv(4096):
                    pass

    def ask_stranger(self, certificates, what):
        done = subprocess.run([self.stranger, str(self.made.port), certificates, what],
                              capture_output=True, timeout=60, env=environment(),
                              check=False)
        return done.returncode, done.stdout.decode()


def begin(made):
    """One worker; the store keeps no freed memory where a checker would have it do so, to
    be judged by what it holds."""
    given = os.environ.get("ASAN_OPTIONS", "")
    made.store.env["ASAN_OPTIONS"] = f"{given}:quarantine_size_mb=1".lstrip(":")
    made.begin({"worker": ROLES})


def basp_header(payload):
    """A header of CAF's wire protocol that announces a payload of so many bytes."""
    return struct.pack(">BBBBIQQQ", 0, 0, 0, 0, payload, 0, 0, 0)


def other_authority(made):
    """A node's folder, made by somebody else's authority."""
    done = run(made.binary, "certs", "init", "--dir", made.path("foreign"), "--node",
               "intruder")
    check(done.returncode == 0, f"certs: {done.stderr.decode()}")
    return made.path("foreign", "intruder")


def attack_with_tls(binary, stranger):
    with cluster(binary) as made:
        begin(made)
        target = Target(made, stranger)
        code, said = target.ask_stranger(other_authority(made), "connect")
        check(code == 3, f"a certificate of another authority: {code} {said}")
        target.unharmed("wrong authority")
        code, said = target.ask_stranger("-", "connect")
        check(code == 3, f"plain TCP to a TLS port: {code} {said}")
        target.unharmed("plain CAF client")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", made.port), timeout=10) as raw:
            try:
                with context.wrap_socket(raw) as line:
                    line.sendall(basp_header(1))
                    check(not line.recv(1), "TLS without a certificate was answered")
            except (ssl.SSLError, OSError):
                pass
        target.unharmed("TLS without a certificate")
        for name, data in (("garbage", os.urandom(4096)), ("HTTP", b"GET / HTTP/1.0\r\n\r\n"),
                           ("huge length", basp_header(2**31 - 1) + b"x" * 1024)):
            target.send(data)
            target.unharmed(name)
        silent = [socket.create_connection(("127.0.0.1", made.port), timeout=10)
                  for _ in range(SILENT)]
        target.unharmed(f"{SILENT} silent sockets")
        for line in silent:
            line.close()
        # A certificate of this authority, but not the cluster's key.
        mine = made.path("certs", "worker")
        code, said = target.ask_stranger(mine, "enter")
        check(code == 0 and "does not know this cluster's key" in said, f"{code} {said}")
        target.unharmed("wrong key")
        made.stop()


def attack_on_loopback(binary, stranger):
    """Without TLS, where only this machine's processes can reach the port."""
    with cluster(binary, tls=False) as made:
        begin(made)
        target = Target(made, stranger)
        code, said = target.ask_stranger("-", "exit")
        check((code, said.strip()) == (0, "still there"), f"exit message: {code} {said}")
        target.unharmed("exit message")
        code, said = target.ask_stranger("-", "services")
        check((code, said.strip()) == (0, "no service"), f"services: {code} {said}")
        target.unharmed("remote spawning")
        code, said = target.ask_stranger("-", "enter")
        check(code == 0 and "does not know this cluster's key" in said, f"{code} {said}")
        target.unharmed("wrong key")
        target.ask_stranger("-", "kill")
        until(lambda: target.ask_stranger("-", "connect")[1].strip() == "still there", 20,
              "a new gatekeeper after the first was killed", every=0.2)
        target.unharmed("kill message")
        made.workers["worker"].kill()
        made.workers["worker"].begin()
        made.settled()
        target.unharmed("joining after that")
        made.stop()


def off_loopback(binary, folder):
    """Beyond this machine without TLS: refused before anything starts."""
    done = run(binary, "serve", "--data", folder, "--cluster-listen", "0.0.0.0:7600",
               "--http", "127.0.0.1:0")
    check(done.returncode == 2 and b"speak TLS" in done.stderr, f"{done}")
    check(not os.path.exists(folder), "the refused start has left something")
    print("off loopback without TLS: refused to start", flush=True)


def main(given):
    attack_with_tls(given.binary, given.stranger)
    attack_on_loopback(given.binary, given.stranger)
    with cluster(given.binary) as made:
        off_loopback(given.binary, made.path("nothing"))


if __name__ == "__main__":
    finish(main, arguments(stranger=("", "the program that plays the stranger")))
