"""A database that can't be written makes the node unready, and ready again after.

    readiness.py --binary PATH
"""

import os
import sqlite3

from harness import SECRET, arguments, check, finish, mint, run, serving, until

ALERT = {"symbol": "X", "base_timeframe": "1m", "expression": "close > 0",
         "action": {"type": "notify"}}


def unready(server):
    """The parts that are not ready; nothing where the node is."""
    answer = server.ask("GET", "/readyz")
    parts = {name for name, part in answer.json["parts"].items() if not part["ready"]}
    check((answer.status == 200) == (not parts), f"{answer}")
    check(answer.status in (200, 503), f"{answer}")
    return parts


def readiness(binary):
    with serving(binary, {"SUPABASE_JWT_SECRET": SECRET}) as server:
        server.start()
        at = f"127.0.0.1:{server.port}"
        check(not unready(server), f"not ready after the start: {unready(server)}")
        check(run(binary, "healthcheck", "--http", at).returncode == 0, "not alive")
        other = sqlite3.connect(os.path.join(server.data, "tradeeon.db"),
                                isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # as a program that has no business there
        answer = server.ask("POST", "/alerts", ALERT, mint("ann"))
        check(answer.status == 503 and answer.headers.get("Retry-After"), f"{answer}")
        parts = until(lambda: unready(server), 5, "503 on /readyz")
        check("writes" in parts, f"not ready are {parts}")
        done = run(binary, "healthcheck", "--ready", "--http", at)
        check(done.returncode == 1 and b"writes" in done.stderr, f"{done}")
        health = server.ask("GET", "/health")
        check(health.status == 200, f"{health}")
        check(server.metric("tradeeon_store_failures_total") >= 1, "no failure counted")
        other.execute("ROLLBACK")
        other.close()
        # Nothing writes now: it finds out by itself that it could.
        until(lambda: not unready(server), 20, "200 on /readyz", every=0.1)
        server.must("POST", "/alerts", ALERT, mint("ann"))
        check(server.must("GET", "/health")["status"] == "ok", "it is not well")
        server.stop()
    print("a locked database was told by /readyz, and so was its end")


if __name__ == "__main__":
    finish(readiness, arguments().binary)
