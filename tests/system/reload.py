"""SIGHUP under requests: a good file changes what it may, a bad one nothing.

    reload.py --binary PATH

Also that each line of the log is one JSON object and holds no secret.
"""

import json
import os
import signal
import threading

from harness import SECRET, arguments, check, finish, mint, serving, until

NEW_SECRET = "another-secret-of-the-system-tests-98765"
WEBHOOK = "a-webhook-secret-of-the-reload-test"


def config(**more):
    """TOML of the given options over those of this test."""
    options = {"jwt_secret": SECRET, "webhook_secret": WEBHOOK, "log_level": "info",
               "max_active_alerts": 5, "rate_limit_per_minute": 0,
               "rate_limit_writes_per_minute": 0, **more}
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in options.items())


class Node:
    """A server on a configuration file."""

    def __init__(self, server):
        self.server = server
        self.file = os.path.join(os.path.dirname(server.data), "node.toml")
        # The variables of the harness would beat the file.
        for name in ("MAX_ACTIVE_ALERTS", "RATE_LIMIT_PER_MINUTE", "WEBHOOK_SECRET",
                     "RATE_LIMIT_WRITES_PER_MINUTE", "LOG_LEVEL",
                     "TRADEEON_ALLOW_PRIVATE_WEBHOOKS"):
            del server.env[name]

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def lines(self):
        with open(self.server.log, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def reload(self, text, outcome):
        """Writes the file, sends SIGHUP and waits until it is counted."""
        name = f'tradeeon_config_reloads_total{{outcome="{outcome}"}}'
        before = self.count(name)
        self.write(text)
        self.server.process.send_signal(signal.SIGHUP)
        until(lambda: self.count(name) == before + 1, 10, f"a reload that is {outcome}")

    def count(self, name):
        text = self.server.ask("GET", "/metrics").body.decode()
        return float(next(line.split()[-1] for line in text.splitlines()
                          if line.startswith(name + " ")))

    def quota(self, secret=SECRET):
        answer = self.server.ask("GET", "/alerts/quota",
                                 token=mint("ann", secret=secret))
        return answer.json["max_alerts"] if answer.status == 200 else answer.status


def check_good(node):
    node.reload(config(max_active_alerts=7), "taken")
    check(node.quota() == 7, f"the quota is {node.quota()}")

    node.reload(config(cors_origins=["https://new.example"]), "taken")
    answer = node.server.ask("GET", "/health", headers={"Origin": "https://new.example"})
    check(answer.headers.get("Access-Control-Allow-Origin") == "https://new.example",
          "the new origin is not allowed")
    node.reload(config(rate_limit_per_minute=3), "taken")
    seen = [node.quota() for _ in range(8)]
    check(seen[-1] == 429, f"no request is refused: {seen}")

    hook = {"symbol": "X", "base_timeframe": "1m", "expression": "close > 0",
            "fireMode": "per_close",
            "action": {"type": "webhook", "url": "http://127.0.0.1:9/x"}}
    node.reload(config(allow_private_webhooks=True), "taken")
    node.server.must("POST", "/alerts", hook, mint("ann"))
    node.reload(config(), "taken")
    answer = node.server.ask("POST", "/alerts", hook, mint("ann"))
    check(answer.status == 400, f"private webhooks are still allowed: {answer}")


def check_rotation(node):
    node.reload(config(jwt_secret=NEW_SECRET, jwt_previous_secrets=[SECRET]), "taken")
    check(node.quota() == 5 and node.quota(NEW_SECRET) == 5, "a token is refused")
    node.reload(config(jwt_secret=NEW_SECRET), "taken")
    check(node.quota() == 401 and node.quota(NEW_SECRET) == 5,
          "the old secret is still good")
    node.reload(config(), "taken")


def check_bad(node):
    for text, place in ((config(max_active_alerts=0), "key max_active_alerts"),
                        (config(max_active_alerts=9) + "colour = 1\n", "key colour"),
                        (config(max_active_alerts=9) + "[[", "node.toml line"),
                        (config(max_active_alerts=9, feed="replay"), "--candles")):
        node.reload(text, "refused")
        check(node.quota() == 5, f"a bad file has changed the quota to {node.quota()}")
        check(node.server.metric("tradeeon_config_reload_ok") == 0, "reload_ok is 1")
        last = [x for x in node.lines() if x["event"] == "config.refused"][-1]
        check(place in last["place"] and last["level"] == "error", f"{last}")
    os.remove(node.file)
    node.server.process.send_signal(signal.SIGHUP)
    until(lambda: node.count('tradeeon_config_reloads_total{outcome="refused"}') == 5, 10,
          "a missing file to be refused")
    node.reload(config(), "taken")
    check(node.server.metric("tradeeon_config_reload_ok") == 1, "reload_ok is 0")


def check_restart(node):
    node.reload(config(http_threads=8, data="elsewhere", max_active_alerts=6), "taken")
    check(node.quota() == 6, "what may change has not")
    last = [x for x in node.lines() if x["event"] == "config.needs_restart"][-1]
    check("http_threads" in last["msg"], f"{last}")
    check("data" not in last["msg"], "a flag beats the file: data has not changed")
    node.reload(config(), "taken")


def check_level(node):
    """Trigger and delivery lines come at the level debug."""
    node.reload(config(log_level="debug"), "taken")
    node.server.must("POST", "/api/v1/candles", {"candles": [
        {"symbol": "X", "timeframe": "1m", "open_time": 1_700_000_040_000, "open": 1,
         "high": 1, "low": 1, "close": 1, "volume": 1, "closed": True}]},
        mint("feeder", "ingest"))
    found = until(lambda: [x for x in node.lines() if x["event"] == "trigger.recorded"],
                  10, "the trigger in the log")
    event = found[0]["event_id"]
    retry = until(lambda: [x for x in node.lines() if x["event"].startswith("delivery.")],
                  20, "the outcome of the delivery in the log")
    check(retry[0]["event_id"] == event, f"{retry[0]} is of another event than {event}")


def reload(binary):
    # An empty one counts as unset: the file's secret is meant to hold.
    with serving(binary, {"SUPABASE_JWT_SECRET": ""}) as server:
        node = Node(server)
        node.write(config())
        server.start("--config", node.file)
        stop, wrong = threading.Event(), []

        def ask_all_the_time():
            import http.client
            other = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            while not stop.is_set():
                other.request("GET", "/api/symbols")
                answer = other.getresponse()
                answer.read()
                if answer.status not in (200, 429):
                    wrong.append(answer.status)

        asking = threading.Thread(target=ask_all_the_time)
        asking.start()
        try:
            for step in (check_good, check_rotation, check_bad, check_restart,
                         check_level):
                step(node)
        finally:
            stop.set()
            asking.join(30)
        check(not wrong, f"requests were answered with {set(wrong)} meanwhile")
        server.stop()
        lines = node.lines()
        for line in lines:
            check({"ts", "level", "event", "msg"} <= line.keys(), f"{line}")
        with open(server.log, encoding="utf-8") as file:
            text = file.read()
        for secret in (SECRET, NEW_SECRET, WEBHOOK):
            check(secret not in text, "a secret is in the log")
        events = sorted({x["event"] for x in lines})
    print(f"reloads under requests: good ones taken, bad ones refused whole; "
          f"{len(lines)} lines of JSON, events {', '.join(events)}")


if __name__ == "__main__":
    finish(reload, arguments().binary)
