#!/usr/bin/env python3
"""Runs clang-tidy over the sources named by a build's compile_commands.json.

    tidy.py --build build/dev [--jobs N] [--minutes N | --all]

Files that differ from the main branch come first, then folder by folder from
the domain outwards, until the time is up (never with --all). What was found
clean is remembered in the build folder under a digest of everything that
clang-tidy would read, so that a second run only looks at what changed.
"""

import argparse
import concurrent.futures
import hashlib
import json
import shlex
import subprocess
import sys
import time
from pathlib import Path

FOLDERS = ["domain", "storage", "http/json", "actors", "http/server", "http/clients",
           "http", "app", "tests"]


def output_of(command, folder="."):
    done = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def changed_files():
    """What differs from origin's main branch, or from the last commit without one."""
    base = output_of(["git", "merge-base", "HEAD", "origin/main"]).strip() or "HEAD"
    if base == output_of(["git", "rev-parse", "HEAD"]).strip():
        base = "HEAD~1"
    return set(output_of(["git", "diff", "--name-only", base]).split())


def in_order(paths):
    changed = changed_files()

    def rank(path):
        folder = next((i for i, f in enumerate(FOLDERS) if path.startswith(f + "/")),
                      len(FOLDERS))
        return (path not in changed, folder, path)

    return sorted(paths, key=rank)


def digest_of(entry, version):
    """Of the checks, the tool and the preprocessed source; None where that fails."""
    words = [w for w in shlex.split(entry["command"]) if not w.endswith("ccache")]
    words = words[:words.index("-o")] + words[words.index("-o") + 2:]
    # Comments stay in: NOLINT is one.
    done = subprocess.run(words + ["-E", "-P", "-C"], cwd=entry["directory"],
                          capture_output=True, check=False)
    if done.returncode != 0:
        return None
    digest = hashlib.sha256(done.stdout)
    digest.update(version.encode())
    digest.update(Path(".clang-tidy").read_bytes())
    return digest.hexdigest()


def check(path, entry, build, version, deadline):
    """(path, what became of it, clang-tidy's words)."""
    if time.monotonic() > deadline:
        return path, "skipped", ""
    digest = digest_of(entry, version)
    stamp = build / "tidy" / str(digest)
    if digest and stamp.exists():
        return path, "remembered", ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(build), entry["file"]],
                          text=True, capture_output=True, check=False)
    if done.returncode != 0:
        return path, "refused", done.stdout + (done.stderr if not done.stdout else "")
    if digest:
        stamp.touch()
    return path, "clean", ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--all", action="store_true", help="no time limit")
    options = parser.parse_args()

    root = Path.cwd()
    entries = {}
    for entry in json.loads((options.build / "compile_commands.json").read_text()):
        entries[Path(entry["file"]).relative_to(root).as_posix()] = entry
    (options.build / "tidy").mkdir(exist_ok=True)
    version = output_of(["clang-tidy", "--version"])
    started = time.monotonic()
    deadline = float("inf") if options.all else started + 60 * options.minutes

    counts = {"clean": 0, "remembered": 0, "refused": 0, "skipped": 0}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        running = [pool.submit(check, path, entries[path], options.build, version, deadline)
                   for path in in_order(entries)]
        for future in concurrent.futures.as_completed(running):
            path, verdict, words = future.result()
            counts[verdict] += 1
            if verdict == "refused":
                print(f"clang-tidy: {path}\n{words}", flush=True)
    figures = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    print(f"clang-tidy: {len(entries)} files in {time.monotonic() - started:.0f} s: {figures}")
    if counts["skipped"]:
        print("clang-tidy: the time was up; ./dev lint --all looks at every file")
    return 1 if counts["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
