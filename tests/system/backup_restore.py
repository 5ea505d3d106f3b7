"""A backup made under load, restored elsewhere, goes on as if nothing had been.

    backup_restore.py --binary PATH

Both the server that was backed up and the one on the restored copy must end with
the oracle's triggers.
"""

import hashlib
import os
import sqlite3

from alert_table import build
from harness import (OWN_CANDLES, SECRET, arguments, check, finish, mint, run, serving,
                     until)
from jobs import compare, create_alerts, recorded
from market import Market, read_candles
from oracle import expected_triggers
from pushing import Pusher

SYMBOL, TIMEFRAME, USER = "TESTUSDT", "1m", "ann"


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stored_candles(path):
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
        return database.execute("SELECT count(*) FROM candles").fetchone()[0]


def make_backup(binary, server, to, secrets):
    done = run(binary, "backup", "--to", to, "--data", server.data)
    check(done.returncode == 0, f"backup: {done.stderr.decode()}")
    digest, name = done.stdout.decode().split()
    check((digest, name) == (digest_of(to), to), f"it printed {done.stdout}")
    check(f"{os.path.getsize(to)} bytes".encode() in done.stderr, f"{done.stderr}")
    with open(to, "rb") as file:
        content = file.read()
    for secret in secrets:
        check(secret not in content, "a secret is in the backup")
    check(os.listdir(os.path.dirname(to)) == [os.path.basename(to)],
          f"beside the backup: {os.listdir(os.path.dirname(to))}")
    return digest


def check_refusals(binary, server, backup, folder):
    """Each with exit code 2 or 1, its reason, and nothing changed."""
    data = os.path.join(folder, "fresh")
    wrong = "0" * 64
    rows = [
        (2, "another file", ("--from", backup, "--data", data, "--sha256", wrong)),
        (2, "64 hex digits", ("--from", backup, "--data", data, "--sha256", "abc")),
        (2, "--from", ("--from", backup + ".none", "--data", data)),
        (1, "in use", ("--from", backup, "--data", server.data)),
        (1, "in use", ("--from", backup, "--data", server.data, "--force")),
    ]
    with open(backup, "rb") as file:
        content = bytearray(file.read())
    content[len(content) // 2:len(content) // 2 + 8192] = b"\x55" * 8192
    damaged = os.path.join(folder, "damaged.db")
    with open(damaged, "wb") as file:
        file.write(content)
    rows.append((2, damaged, ("--from", damaged, "--data", data)))
    for status, text, given in rows:
        done = run(binary, "restore", *given)
        said = done.stderr.decode()
        check(done.returncode == status and text in said and not done.stdout,
              f"restore {given}: {done.returncode} {said} {done.stdout}")
    check(not os.path.exists(os.path.join(data, "tradeeon.db")), "it made a database")


def backup_restore(binary):
    bars = read_candles(OWN_CANDLES, TIMEFRAME)
    alerts = build(TIMEFRAME, "15m", "1h", [b.close for b in bars])
    wanted, _ = expected_triggers(Market(bars, TIMEFRAME), alerts)
    in_app = {a.alert_id for a in alerts}
    env = {"SUPABASE_JWT_SECRET": SECRET, "WEBHOOK_SECRET": ""}
    with serving(binary, env) as server, serving(binary, env) as other:
        server.start()
        token = mint(USER)
        ours = create_alerts(server, [token], alerts, SYMBOL, "", in_app)
        pusher = Pusher(server, SECRET, bars, SYMBOL, TIMEFRAME)
        pusher.start()
        until(lambda: pusher.acknowledged >= len(bars) // 3 or pusher.problem, 60,
              "a third of the candles", every=0.001)
        folder = os.path.join(os.path.dirname(server.data), "backups")
        os.mkdir(folder)
        backup = os.path.join(folder, "tradeeon.db")
        with open(os.path.join(server.data, "webhook.secret"), "rb") as file:
            secrets = [SECRET.encode(), file.read().strip()]
        digest = make_backup(binary, server, backup, secrets)
        pusher.finish()
        rows = recorded(server, [token], ours)
        check_refusals(binary, server, backup, os.path.dirname(server.data))
        server.stop()
        compare(wanted, sorted(rows), "the server that was backed up")
        held = stored_candles(backup)

        done = run(binary, "restore", "--from", backup, "--data", other.data,
                   "--sha256", digest.upper())
        check(done.returncode == 0, f"restore: {done.stderr.decode()}")
        again = run(binary, "restore", "--from", backup, "--data", other.data)
        check(again.returncode == 2 and b"--force" in again.stderr,
              f"it overwrites: {again.stderr}")
        forced = run(binary, "restore", "--from", backup, "--data", other.data,
                     "--force")
        check(forced.returncode == 0, f"restore --force: {forced.stderr.decode()}")
        other.start()
        onward = Pusher(other, SECRET, bars, SYMBOL, TIMEFRAME)
        onward.push()  # what the backup has is a duplicate
        rows_there = recorded(other, [token], ours)
        other.stop()
    compare(wanted, sorted(rows_there), "the restored copy")
    different = [row for row in rows if rows[row] != rows_there[row]]
    check(not different, f"{len(different)} explanations differ: {different[:1]}")
    print(f"a backup made under load ({held} bars in it) and restored elsewhere: "
          f"{len(rows_there)} triggers with their explanations, as on the server that "
          "went on, and as the oracle has them")


if __name__ == "__main__":
    finish(backup_restore, arguments().binary)
