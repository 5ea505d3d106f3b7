"""Real tradeeon processes for tests: start, wait until ready, ask, stop, kill.

Nothing here waits for a fixed time: everything polls a condition that has a
deadline, and a missed deadline says what was waited for.
"""

import argparse
import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SECRET = "a-secret-of-the-system-tests-0123456789"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"webhook secret of the tests").decode()
REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OWN_CANDLES = os.path.join(REPOSITORY, "tests", "data", "system-1m.csv")
SHARED = os.environ.get("TRADEEON_SHARED_DATA", "")


class Failed(AssertionError):
    """What was expected did not come about."""


def check(condition, text):
    if not condition:
        raise Failed(text)


def until(condition, seconds, what, every=0.01):
    """Polls until the condition gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise Failed(f"not within {seconds} s: {what}")
        time.sleep(every)


def environment(extra=None):
    """The environment of the test, without settings of a tradeeon outside it."""
    foreign = ("TRADEEON_", "RATE_LIMIT", "WEBHOOK_", "REDIS_", "MAX_ACTIVE", "CORS_")
    env = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    env.pop("SUPABASE_JWT_SECRET", None)
    env.update({
        "TRADEEON_ALLOW_PRIVATE_WEBHOOKS": "true",
        "WEBHOOK_SECRET": WEBHOOK_SECRET,
        "MAX_ACTIVE_ALERTS": "1000",
        "RATE_LIMIT_PER_MINUTE": "1000000",
        "RATE_LIMIT_WRITES_PER_MINUTE": "1000000",
        "LOG_LEVEL": "warning",
    })
    env.update(extra or {})
    return env


def mint(user, role=None, secret=SECRET, ttl=3600, **claims):
    """A JWT made here, independently of `tradeeon token`; None leaves a claim out."""

    def part(value):
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    wanted = {"sub": user, "exp": int(time.time()) + ttl, "role": role, **claims}
    payload = {name: x for name, x in wanted.items() if x is not None}
    text = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(payload)
    signature = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    return (text + b"." + part(signature)).decode()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:500]!r}"


class Server:
    """One `tradeeon serve` on a data directory; may be started again and again."""

    patience = 30  # seconds until a request counts as not answered

    def __init__(self, binary, data, extra_env=None):
        self.binary, self.data, self.env = binary, data, environment(extra_env)
        self.log = os.path.join(os.path.dirname(data), "serve.log")
        self.process = self.port = self.connection = None

    def spawn(self, *arguments):
        """Starts the process and does not wait for it to be ready."""
        self.launch([self.binary, "serve", "--data", self.data, "--http", "127.0.0.1:0",
                     *arguments])

    def launch(self, words, folder=None):
        """The same with a whole command line, in a folder of its own."""
        self.connection = self.port = None
        self.ready = tempfile.TemporaryFile("w+", dir=os.path.dirname(self.data))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(words, cwd=folder, stdout=self.ready, stderr=log,
                                            stdin=subprocess.DEVNULL, env=self.env)

    def start(self, *arguments, seconds=60):
        self.spawn(*arguments)
        self.wait_ready(seconds)

    def wait_ready(self, seconds=60):
        self.port = until(self.ready_port, seconds, "the line `tradeeon ready http=...`")

    def ready_port(self):
        # pread: the child writes at the offset that a seek here would move.
        text = os.pread(self.ready.fileno(), 65536, 0).decode()
        found = re.search(r"^tradeeon ready http=127\.0\.0\.1:(\d+)\b.*\n", text, re.M)
        if not found and self.process.poll() is not None:
            raise Failed(f"serve ended with {self.process.returncode}: {self.tail()}")
        return int(found.group(1)) if found else None

    def stop(self, seconds=30):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(seconds)
        check(status == 0, f"serve ended with {status} on SIGTERM: {self.tail()}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def tail(self):
        with contextlib.suppress(OSError), open(self.log, "rb") as file:
            return file.read()[-3000:].decode(errors="replace")
        return ""

    def ask(self, method, path, body=None, token=None, headers=None):
        """One request on a kept connection; `body` is JSON unless it is bytes."""
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = "Bearer " + token
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        for last in (False, True):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                             timeout=self.patience)
            try:
                self.connection.request(method, path, body, sent)
                answer = self.connection.getresponse()
                return Answer(answer.status, answer.headers, answer.read())
            except (http.client.HTTPException, OSError):
                # An idle connection that was closed is no answer: once more.
                self.connection = None
                if fresh or last:
                    raise

    def must(self, method, path, body=None, token=None):
        """A request that has to succeed; its JSON."""
        answer = self.ask(method, path, body, token)
        check(answer.status in (200, 201), f"{method} {path}: {answer}")
        return answer.json

    def metric(self, name):
        """Sum of a metric over its labels."""
        text = self.ask("GET", "/metrics").body.decode()
        lines = re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)", text, re.M)
        check(lines, f"no metric {name} on /metrics")
        return sum(float(x) for x in lines)

    def triggers(self, token, after=0):
        """The caller's whole trigger log after a sequence number."""
        found = []
        while True:
            page = self.must("GET", f"/api/v1/triggers?after={after}&limit=500",
                             token=token)
            if not page["triggers"]:
                return found
            found += page["triggers"]
            check(page["next"] > after, "`next` does not move on")
            after = page["next"]


def run(binary, *arguments, env=None, seconds=120, **options):
    """A tradeeon command that ends by itself."""
    return subprocess.run([binary, *arguments], capture_output=True, timeout=seconds,
                          env=environment(env), stdin=subprocess.DEVNULL, check=False,
                          **options)


def minted_by_command(binary, data, user, role=None):
    options = ["--role", role] if role else []
    done = run(binary, "token", "--user", user, "--data", data, *options)
    check(done.returncode == 0, f"tradeeon token: {done.stderr.decode()}")
    return done.stdout.decode().strip()


@contextlib.contextmanager
def serving(binary, extra_env=None):
    """A server object on a data directory of its own, which is removed after."""
    folder = tempfile.mkdtemp(prefix="tradeeon-")
    server = Server(binary, os.path.join(folder, "data"), extra_env)
    try:
        yield server
    except BaseException:
        print("--- end of the server's log:\n" + server.tail(), file=sys.stderr)
        raise
    finally:
        if server.process and server.process.poll() is None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def arguments(**more):
    """Command line of a test: --binary, and what it adds as name=(default, help)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True, help="the tradeeon to test")
    for name, (default, text) in more.items():
        kind = type(default) if default is not None else str
        parser.add_argument("--" + name, default=default, type=kind, help=text)
    return parser.parse_args()


def finish(test, *given):
    """Runs a test's main function; the exit code tells how it went."""
    began = time.monotonic()
    try:
        test(*given)
    except Failed as failure:
        print(f"FAILED after {time.monotonic() - began:.1f} s: {failure}", flush=True)
        sys.exit(1)
    print(f"done in {time.monotonic() - began:.1f} s", flush=True)
