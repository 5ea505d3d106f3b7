"""The container engine of this machine, with compose: Docker or Podman.

    engine.py       prints which it is; exit code 2 and the reasons where there is none

TRADEEON_ENGINE=podman (or docker) chooses where both work.
"""

import json
import os
import subprocess
import sys

COMPOSE = {"docker": ["docker", "compose"], "podman": ["podman-compose"]}


class Unavailable(Exception):
    """What the jobs need is not on this machine."""


def quietly(*command, seconds=60):
    """What is wrong with a command: None if it goes well."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds,
                              stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return str(problem)
    if done.returncode == 0:
        return None
    return (done.stderr.strip() or done.stdout.strip()).splitlines()[0]


def find():
    """The first engine that answers and has compose."""
    wanted = os.environ.get("TRADEEON_ENGINE")
    reasons = []
    for name, compose in COMPOSE.items():
        if wanted not in (None, "", name):
            continue
        problem = quietly(name, "info") or quietly(*compose, "version")
        if not problem:
            return Engine(name)
        reasons.append(f"{name}: {problem}")
    raise Unavailable("no container engine with compose: "
                      + ("; ".join(reasons) or f"TRADEEON_ENGINE={wanted}"))


class Engine:
    """Commands that Docker and Podman have in common, and answers in one shape."""

    def __init__(self, name):
        self.name, self.compose = name, COMPOSE[name]

    def run(self, *arguments, check=True, seconds=120):
        """The command's output."""
        done = subprocess.run([self.name, *arguments], capture_output=True, text=True,
                              timeout=seconds, stdin=subprocess.DEVNULL, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"{self.name} {' '.join(arguments)}: exit code "
                                 f"{done.returncode}: {done.stderr[-2000:]}")
        return done.stdout

    def version(self):
        compose = subprocess.run([*self.compose, "version"], capture_output=True,
                                 text=True, check=False).stdout
        last = [x for x in compose.splitlines() if "compose" in x.lower()]
        return f"{self.run('--version').strip()}, {last[-1].strip() if last else compose}"

    def image(self, name):
        """What the engine knows of an image."""
        problem = quietly(self.name, "image", "inspect", name)
        if problem:
            raise Unavailable(f"no image {name}: ./dev containers builds it ({problem})")
        return json.loads(self.run("image", "inspect", name))[0]

    def inspect(self, container):
        return json.loads(self.run("container", "inspect", container))[0]

    def state(self, container):
        return self.inspect(container)["State"]

    def log(self, container, *options):
        """Both of the container's outputs."""
        done = subprocess.run([self.name, "logs", *options, container], timeout=60,
                              capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def healthy(self, container):
        """By its health check; Podman is asked to make it, as its timers need systemd."""
        if self.name == "podman":
            return quietly("podman", "healthcheck", "run", container) is None
        return self.state(container).get("Health", {}).get("Status") == "healthy"

    def containers(self, project, service):
        """Names of a service's containers, by number."""
        label = "label=com.docker.compose."
        names = self.run("ps", "-a", "--format", "{{.Names}}", "--filter",
                         f"{label}project={project}", "--filter",
                         f"{label}service={service}").split()
        return sorted(names)

    def gateway(self, network):
        """The host's address in a network of the engine."""
        found = json.loads(self.run("network", "inspect", network))[0]
        ranges = found.get("subnets") or found["IPAM"]["Config"]
        return ranges[0].get("gateway") or ranges[0]["Gateway"]


if __name__ == "__main__":
    try:
        print(find().name)
    except Unavailable as reason:
        print(f"containers: {reason}", file=sys.stderr)
        sys.exit(2)
