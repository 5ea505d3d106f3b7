"""The container commands in docs/deploy.md, and which of them have been carried out."""

from documents import commands
from harness import check

DOCUMENT = "docs/deploy.md"
COMMAND = r"(?:[A-Z_]+=\S+ )?(docker|podman|podman-compose)\b"


class Manual:
    """`as_built`: what builds is left out, and the closing lines say so."""

    def __init__(self, engine, as_built=False):
        self.engine, self.as_built, self.left = engine, as_built, commands(DOCUMENT, COMMAND)
        self.known = list(self.left)
        self.done, self.others, self.unbuilt = [], [], []

    def follow(self, made, *lines):
        """Carries out lines that stand in the document; the last one's output."""
        output = ""
        for line in lines:
            check(line in self.known, f"docs/deploy.md has no line `{line}`")
            words = line.split()
            if self.as_built and "build" in words:
                self.unbuilt.append(line)
                self.tick(line, self.others)
                continue
            if self.as_built and "--build" in words:
                self.unbuilt.append(line)
                output = made.execute(line.replace(" --build", ""))
            else:
                output = made.execute(line)
            self.tick(line, self.done)
        return output

    def follow_own(self, made, docker, podman):
        """Where the engines differ: carries out what is written for this one."""
        lines = {"docker": docker, "podman": podman}
        self.follow(made, *lines.pop(self.engine.name))
        for line in (x for lines in lines.values() for x in lines):
            check(line in self.known, f"docs/deploy.md has no line `{line}`")
            if line not in self.done:
                self.tick(line, self.others)

    def tick(self, line, into):
        if line not in into:
            into.append(line)
        if line in self.left:
            self.left.remove(line)

    def close(self):
        others = [x for x in self.others if x not in self.done + self.unbuilt]
        for line in dict.fromkeys(self.unbuilt):
            print(f"  --as-built, so nothing was built: {line}", flush=True)
        print(f"{len(self.done)} of {len(self.known)} commands of docs/deploy.md carried "
              f"out; {len(others)} are for the other engine"
              + "".join(f"\n  not carried out: {x}" for x in others), flush=True)
        check(not self.left, f"never carried out: {self.left}")
