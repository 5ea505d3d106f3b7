"""The main job on containers: the image, the compose files and the document hold.

    job.py [--as-built] [single] [cluster]       both where none is named

Alerts over HTTP, candles in, webhooks out to a sink on this machine, while containers
are stopped, killed, paused, cut off and replaced: the triggers must be the oracle's.
Every container command in docs/deploy.md is carried out, on deployments of the job's
own that are removed afterwards. Needs Linux, an engine with compose and the image
`tradeeon`: exit code 2 says what is missing. Not part of ctest: see ./dev containers.
"""

import argparse
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                                "system"))

# pylint: disable=wrong-import-position
from engine import Unavailable, find
from harness import Failed
from manual import Manual

IMAGES = ("tradeeon", "docker.io/library/redis:7-bookworm")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("jobs", nargs="*", metavar="job", help="single or cluster")
    parser.add_argument("--as-built", action="store_true",
                        help="the image as it is: what builds is left out")
    given = parser.parse_args()
    jobs = given.jobs or ["single", "cluster"]
    if set(jobs) - {"single", "cluster"}:
        parser.error(f"single or cluster, not {' '.join(jobs)}")
    try:
        engine = find()
        if not shutil.which("openssl"):
            raise Unavailable("no openssl, which makes the certificates of a receiver")
        sizes = [engine.image(name)["Size"] for name in IMAGES]
    except Unavailable as reason:
        print(f"containers: {reason}", file=sys.stderr)
        return 2
    print(f"engine: {engine.version()}; image: {sizes[0] / 1e6:.1f} MB; load "
          f"{os.getloadavg()[0]:.1f}", flush=True)
    return carry_out(jobs, engine, Manual(engine, given.as_built))


def carry_out(jobs, engine, manual):
    from cluster import cluster_job
    from single import single_job
    began = time.monotonic()
    try:
        for name in jobs:
            {"single": single_job, "cluster": cluster_job}[name](engine, manual)
        if len(jobs) == 2:
            manual.close()
    except AssertionError as failure:
        kind = "FAILED" if isinstance(failure, Failed) else "FAILED (engine)"
        print(f"{kind} after {time.monotonic() - began:.1f} s: {failure}", flush=True)
        return 1
    print(f"done in {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
