"""Bad files and command lines: exit code 2, a message naming the place on standard
error, nothing on standard output.

    bad_files.py --binary PATH
"""

import json
import os
import subprocess
import tempfile

from bad_requests import GOOD_ALERT, alert_with, changed
from harness import arguments, check, finish, run

HEADER = "open_time,open,high,low,close,volume\n"
START = 1_700_000_040_000


def row(number, text=None):
    return text or f"{START + 60_000 * number},10,12,9,11,5\n"


def candles(last=None, head=HEADER, count=40):
    """A good file, but for its last line."""
    return head + "".join(row(n) for n in range(count)) + (last or "")


# Content of the candle file, and what the message names beside the file.
# The last line is bad, so that output before reading it shows.
FILES = [
    ("", ""),
    (HEADER, ""),
    ("a,b,c\n1,2,3\n", "line 1"),
    (candles("nonsense\n"), "line 42"),
    (candles("1700002440000,10,12,9,11\n"), "line 42"),
    (candles("1700002440000,10,12,9,11,5,6\n"), "line 42"),
    (candles("1700002440000,10,12,9,,5\n"), "line 42"),
    (candles("1700002440000,10,12,9,abc,5\n"), "line 42"),
    (candles("1700002440000,10,12,9,nan,5\n"), "line 42"),
    (candles("1700002440000,10,inf,9,11,5\n"), "line 42"),
    (candles("1700002440000,10,12,9,11,-5\n"), "line 42"),
    (candles("1700002440000,10,10.5,9,11,5\n"), "line 42"),
    (candles("1700002440000,10,12,10.5,11,5\n"), "line 42"),
    (candles("1700002440001,10,12,9,11,5\n"), "line 42"),
    (candles("17e11,10,12,9,11,5\n"), "line 42"),
    (candles("\0\0\0\n"), "line 42"),
    (candles("1700002440000,10,12,9,0x1p3,5\n", head="", count=10), "line 11"),
]

# The alerts file, and what the message names.
ALERT_FILES = [
    ("", ""), ("{", ""), ("7", ""), ("{}", ""),
    (json.dumps([GOOD_ALERT]), "alert_id"),
    (json.dumps([{**GOOD_ALERT, "alert_id": "a"}, {**GOOD_ALERT, "alert_id": "a"}]),
     "alert_id"),
    (json.dumps([{**GOOD_ALERT, "alert_id": 7}]), "alert_id"),
    (json.dumps([{**GOOD_ALERT, "alert_id": "a", "colour": "red"}]), "colour"),
    (json.dumps([{**alert_with(indicator="FOO"), "alert_id": "a"}]),
     "conditions[0].indicator"),
    (json.dumps([{**changed(GOOD_ALERT, conditions=None, expression="close >"),
                  "alert_id": "a"}]), "expression"),
]

CONFIGS = [
    ("colour = 'red'\n", "colour"),
    ("http = \n", "line 1"),
    ("\n\nrate_limit_per_minute = 'lots'\n", "rate_limit_per_minute"),
    ("http = 8000\n", "http"),
    ("feed = 'carrier pigeon'\n", "feed"),
    ("history_bars = -1\n", "history_bars"),
]

GOOD = "{good}"  # a file of good candles

COMMAND_LINES = [  # arguments, what the message names
    (["dance"], "dance"),
    (["serve", "--colour", "red"], "colour"),
    (["serve", "--http", "here"], "http"),
    (["serve", "--http", "127.0.0.1:99999"], "http"),
    (["serve", "--feed", "pigeon"], "feed"),
    (["serve", "--feed", "replay"], "candles"),
    (["serve", "--feed", "replay", "--candles", "/nowhere.csv", "--symbol", "X",
      "--timeframe", "1m"], "/nowhere.csv"),
    (["serve", "--feed", "replay", "--candles", GOOD, "--symbol", "X",
      "--timeframe", "1m", "--speed", "-3"], "speed"),
    (["serve", "--config", "/nowhere.toml"], "/nowhere.toml"),
    (["replay"], "candles"),
    (["replay", "--candles", "/nowhere.csv", "--symbol", "X", "--timeframe", "1m"],
     "/nowhere.csv"),
    (["replay", "--candles", GOOD, "--symbol", "X", "--timeframe", "7m"], "timeframe"),
    (["replay", "--candles", GOOD, "--symbol", "$", "--timeframe", "1m"], "symbol"),
    (["replay", "--candles", GOOD, "--symbol", "X", "--timeframe", "1m",
      "--alerts", "/nowhere.json"], "/nowhere.json"),
    (["indicators", "--candles", GOOD, "--timeframe", "1m", "--spec", "FOO(3)"], "FOO"),
    (["indicators", "--candles", GOOD, "--timeframe", "1m", "--spec", "RSI(0)"], "RSI"),
    (["indicators", "--candles", GOOD, "--timeframe", "1m", "--spec", "RSI(14"], "RSI"),
    (["conditions", "--candles", GOOD, "--timeframe", "1m", "--condition", "close >"],
     "close >"),
    (["token"], "user"),
    (["token", "--user", "ann", "--role", "king"], "role"),
    (["token", "--user", "ann", "--ttl", "soon"], "ttl"),
    (["backup"], "to"),
]

VARIABLES = [("RATE_LIMIT_PER_MINUTE", "many"), ("WEBHOOK_TIMEOUT", "-1"),
             ("TRADEEON_ALLOW_PRIVATE_WEBHOOKS", "perhaps")]


class Table:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.count, self.wrong = binary, folder, 0, []

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def expect(self, place, *given, status=2, what="", env=None):
        """The command is refused. It may be given a data directory; it makes none."""
        self.count += 1
        try:
            done = run(self.binary, *given, env=env, seconds=30, cwd=self.folder)
        except subprocess.TimeoutExpired:
            self.wrong.append(f"{' '.join(given)} {what[-60:]!r} goes on running")
            return
        said = done.stderr.decode(errors="replace")
        problems = []
        if done.returncode != status:
            problems.append(f"exit code {done.returncode}")
        if done.stdout:
            problems.append(f"standard output {done.stdout[:80]!r}")
        if place not in said or not said.strip():
            problems.append(f"{place!r} is not named")
        if problems:
            self.wrong.append(f"{' '.join(given)} {what[-60:]!r}: "
                              f"{', '.join(problems)}; it says {said[-300:]!r}")


def send_all(table):
    good = table.write("good.csv", candles())
    alert = {**GOOD_ALERT, "symbol": "X", "alert_id": "a",
             "conditions": None, "expression": "close > 1"}
    alerts = table.write("alerts.json", json.dumps([changed(alert)]))
    market = ("--symbol", "X", "--timeframe", "1m")
    for text, place in FILES:
        path = table.write("bad.csv", text)
        for command in (("replay", *market, "--alerts", alerts),
                        ("indicators", "--timeframe", "1m", "--spec", "SMA(2)"),
                        ("conditions", "--timeframe", "1m", "--condition", "close > 1")):
            table.expect(place, *command, "--candles", path, what=text)
    for text, place in ALERT_FILES:
        path = table.write("bad.json", text)
        table.expect(place, "replay", "--candles", good, *market, "--alerts", path,
                     what=text)
    for text, place in CONFIGS:
        path = table.write("bad.toml", text)
        table.expect(place, "serve", "--config", path, "--http", "127.0.0.1:0",
                     what=text)
    for given, place in COMMAND_LINES:
        table.expect(place, *(good if word == GOOD else word for word in given))
    for name, value in VARIABLES:
        table.expect(name, "serve", "--http", "127.0.0.1:0", env={name: value})
    # Nothing listens there: that is no bad usage.
    table.expect("127.0.0.1:9", "healthcheck", "--http", "127.0.0.1:9", status=1)


def bad_files(binary):
    with tempfile.TemporaryDirectory() as folder:
        table = Table(binary, folder)
        send_all(table)
        made = sorted(os.listdir(folder))
    check(not table.wrong, f"{len(table.wrong)} of {table.count} are wrong:\n  "
                           + "\n  ".join(table.wrong))
    check(made == ["alerts.json", "bad.csv", "bad.json", "bad.toml", "good.csv"],
          f"files were left behind: {made}")
    print(f"{table.count} bad files and command lines refused with exit code 2, a "
          "message and no output")


if __name__ == "__main__":
    finish(bad_files, arguments().binary)
