"""A compose deployment of the jobs' own: its containers, as the system tests' cluster."""

import contextlib
import os
import shlex
import subprocess
import sys
import threading

from cluster_kit import Cluster, free_port
from harness import REPOSITORY, WEBHOOK_SECRET, Failed, Server, check, until
from sink import Sink, SinkServer, WebhookHandler

SETTINGS = {
    "WEBHOOK_SECRET": WEBHOOK_SECRET,
    "TRADEEON_ALLOW_PRIVATE_WEBHOOKS": "true",
    "MAX_ACTIVE_ALERTS": "1000000",
    "RATE_LIMIT_PER_MINUTE": "1000000",
    "RATE_LIMIT_WRITES_PER_MINUTE": "1000000",
    # Else `podman-compose build` makes another image, and from the first line on.
    "BUILDAH_FORMAT": "docker",
}
DOWN_SECONDS = 30


class Node(Server):
    """A container with the published port of the API."""

    def __init__(self, engine, container, port):
        super().__init__(None, "/none/data")
        self.engine, self.container, self.port = engine, container, port

    def tail(self):
        return self.engine.log(self.container, "--tail", "30")


class HostSink(Sink):
    """A sink that containers reach by the host's address in their network."""

    def __init__(self, secret, address):
        super().__init__(secret)
        handler = type("Handler", (WebhookHandler,), {"sink": self})
        self.outer = SinkServer(("0.0.0.0", 0), handler)
        self.url = f"http://{address}:{self.outer.server_address[1]}/hook"
        threading.Thread(target=self.outer.serve_forever, daemon=True).start()

    def close(self):
        self.outer.shutdown()
        self.outer.server_close()
        super().close()


class Deployment(Cluster):
    """What one compose file makes, under a project name and a port of its own. `front` is
    the service that answers the API."""

    # pylint: disable=super-init-not-called  # no process is started here
    def __init__(self, engine, layout, front):
        self.engine, self.front = engine, front
        self.file = f"configs/{layout}"
        # The name in the documents, and the one that keeps off what runs here already.
        self.named = "tradeeon" if layout == "compose.yaml" else "tradeeon-cluster"
        self.project = f"{self.named}-test"
        self.binary, self.evaluators = None, 1
        self.port = free_port()
        self.store = None
        self.admin = self.feeder = None

    def environment(self):
        kept = {k: v for k, v in os.environ.items()
                if k not in ("SUPABASE_JWT_SECRET", "REDIS_URL")}
        return {**kept, **SETTINGS, "TRADEEON_PORT": str(self.port),
                "TRADEEON_EVALUATORS": str(self.evaluators)}

    def execute(self, line, seconds=3600):
        """A line of the documents, on this deployment instead of the one it names."""
        words = shlex.split(line)
        env = self.environment()
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            env[name] = value
        if words[:2] == ["docker", "compose"]:
            words[:2] = self.engine.compose
        at = len(self.engine.compose)
        if words[:at] == self.engine.compose:
            if "-p" in words:
                del words[words.index("-p"):words.index("-p") + 2]
            words[at:at] = ["-p", self.project]
            if "exec" in words:
                words.insert(words.index("exec") + 1, "-T")
        words = [x.replace(self.named + "_", self.project + "_") for x in words]
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds,
                              cwd=REPOSITORY, env=env, stdin=subprocess.DEVNULL,
                              check=False)
        # podman-compose goes on after a command that failed, and says so.
        failed = done.returncode != 0 or "Traceback" in done.stderr
        check(not failed, f"{line}: exit code {done.returncode}: "
                          f"{done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done.stdout + done.stderr

    def compose(self, *arguments):
        return self.execute(" ".join(["docker compose -f", self.file, *arguments]))

    def containers(self, service):
        return self.engine.containers(self.project, service)

    def network(self):
        return f"{self.project}_default"

    def token(self, user, role=None):
        """As the documents tell operators to get one."""
        words = ["exec", self.containers(self.front)[0], "tradeeon", "token", "--user",
                 user, "--data", "/data"]
        return self.engine.run(*words, *(["--role", role] if role else [])).strip()

    def came_up(self, seconds=120):
        """Waits for every container's health, then for the API; takes tokens."""
        front = self.containers(self.front)[0]
        self.store = Node(self.engine, front, self.port)
        self.wait_ready(seconds)
        self.admin = self.token("operator", "admin")
        self.feeder = self.token("feeder", "ingest")

    def wait_ready(self, seconds=120):
        until(self.ready, seconds, f"{self.file}: 200 from /readyz", every=0.005)

    def ready(self):
        with contextlib.suppress(Exception):
            self.store.connection = None
            return self.store.ask("GET", "/readyz").status == 200
        return False

    def wait_healthy(self, services, seconds=120):
        for service in services:
            for name in self.containers(service):
                until(lambda n=name: self.engine.healthy(n), seconds, f"{name} healthy",
                      every=0.2)

    def nodes(self):
        return []

    def tails(self):
        """The ends of the logs of all containers."""
        names = self.engine.run("ps", "-a", "--format", "{{.Names}}", "--filter",
                                f"label=com.docker.compose.project={self.project}")
        return "\n".join(f"--- {x}:\n{Node(self.engine, x, None).tail()}"
                         for x in names.split())

    def remove(self):
        """Everything that it made, its volumes too."""
        with contextlib.suppress(Failed):
            self.execute(f"docker compose -f {self.file} down -v -t {DOWN_SECONDS}")
        for name in self.engine.run("ps", "-aq", "--filter",
                                    f"label=com.docker.compose.project={self.project}"
                                    ).split():
            self.engine.run("rm", "-f", "-v", name, check=False)
        for name in self.engine.run("volume", "ls", "-q", "--filter",
                                    f"label=com.docker.compose.project={self.project}"
                                    ).split():
            self.engine.run("volume", "rm", "-f", name, check=False)
        self.engine.run("network", "rm", self.network(), check=False)


@contextlib.contextmanager
def deployed(engine, layout, front):
    """A deployment that is gone afterwards; where it fails, its logs are shown first."""
    made = Deployment(engine, layout, front)
    made.remove()
    try:
        yield made
    except BaseException:
        print(made.tails(), file=sys.stderr)
        raise
    finally:
        made.remove()
