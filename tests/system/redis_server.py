"""A real redis-server on a free port, and a client that speaks its protocol."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile

from harness import Failed, check, until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RedisError(Exception):
    """An error that Redis answered."""


class Client:
    """One connection. Texts in and out; lists for arrays, None for nil."""

    def __init__(self, port, password=None, seconds=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self.file = self.socket.makefile("rb")
        if password:
            self.ask("AUTH", password)

    def send(self, *parts):
        out = [b"*%d\r\n" % len(parts)]
        for part in parts:
            raw = part if isinstance(part, bytes) else str(part).encode()
            out.append(b"$%d\r\n%s\r\n" % (len(raw), raw))
        self.socket.sendall(b"".join(out))

    def receive(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise OSError("Redis has closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b"+":
            return rest.decode()
        if kind == b":":
            return int(rest)
        if kind == b"$":
            if int(rest) < 0:
                return None
            return self.file.read(int(rest) + 2)[:-2].decode()
        if int(rest) < 0:
            return None
        return [self.receive() for _ in range(int(rest))]

    def ask(self, *parts):
        self.send(*parts)
        return self.receive()

    def close(self):
        self.file.close()
        self.socket.close()


class Redis:
    """One redis-server that may be stopped, killed, frozen and started again on its
    port. It keeps nothing over a restart: what it held is gone then."""

    def __init__(self, password=None):
        self.binary = shutil.which("redis-server")
        check(self.binary, "redis-server is needed: apt-get install redis-server")
        self.folder = tempfile.mkdtemp(prefix="tradeeon-redis-")
        self.port, self.password, self.process = free_port(), password, None
        self.url = f"redis://{':' + password + '@' if password else ''}127.0.0.1:{self.port}/0"

    def start(self):
        arguments = [self.binary, "--port", str(self.port), "--bind", "127.0.0.1",
                     "--save", "", "--appendonly", "no", "--dir", self.folder,
                     "--logfile", os.path.join(self.folder, "redis.log")]
        if self.password:
            arguments += ["--requirepass", self.password]
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL)
        until(self.answers, 30, "redis-server to answer")

    def answers(self):
        if self.process.poll() is not None:
            raise Failed(f"redis-server ended with {self.process.returncode}")
        try:
            return self.ask("PING") == "PONG"
        except (OSError, RedisError):
            return False

    def client(self):
        return Client(self.port, self.password)

    def ask(self, *parts):
        client = self.client()
        try:
            return client.ask(*parts)
        finally:
            client.close()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait(30)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def entries(self, key="tradeeon:triggers"):
        """The stream as (id, {field: value}) rows."""
        return [(one[0], dict(zip(one[1][::2], one[1][1::2])))
                for one in self.ask("XRANGE", key, "-", "+")]

    def remove(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def redis_running(password=None):
    server = Redis(password)
    try:
        server.start()
        yield server
    finally:
        server.remove()
