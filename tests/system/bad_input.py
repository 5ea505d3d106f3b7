"""Bad input over HTTP: a clear answer naming the place, nothing stored, no harm.

    bad_input.py --binary PATH
"""

import base64
import json
import time

import bad_requests as bad
from harness import SECRET, Failed, arguments, check, finish, mint, serving

USER = "ann"
CODES = {400: "VALIDATION_ERROR", 401: "AUTHENTICATION_ERROR",
         403: "AUTHORIZATION_ERROR", 404: "NOT_FOUND", 413: "PAYLOAD_TOO_LARGE"}


def check_envelope(answer, statuses, place, what):
    """The answer is an error as the contract has it, and names the place."""
    statuses = statuses if isinstance(statuses, tuple) else (statuses,)
    check(answer.status in statuses, f"{what}: wanted {statuses}, got {answer}")
    try:
        document = answer.json
        error = document["error"]
        check(document["success"] is False, "success is not false")
        check(error["code"] == CODES[answer.status], f"code {error['code']!r}")
        check(isinstance(error["message"], str) and error["message"], "no message")
        check("details" in error, "no details")
        check(document["detail"] == error["message"], "detail is not the message")
        check(abs(document["timestamp"] - time.time()) < 60, "timestamp is not now")
        check(place in json.dumps(error), f"{place!r} is not named")
    except (Failed, KeyError, TypeError, ValueError) as problem:
        raise Failed(f"{what}: {answer.status} with {problem!r}: {answer}") from None


class Table:
    """Sends rows, gathers what went wrong, and counts."""

    def __init__(self, server):
        self.server, self.count, self.wrong = server, 0, []
        self.token = mint(USER)
        self.ingest = mint("feeder", "ingest")

    def expect(self, method, path, body, statuses, place, token, what=""):
        shown = body if isinstance(body, bytes) else json.dumps(body)
        what = f"{what} {method} {path} {shown[:160]!r}"
        self.count += 1
        try:
            answer = self.server.ask(method, path, body, token)
            check_envelope(answer, statuses, place, what)
        except Failed as problem:
            self.wrong.append(str(problem))

    def candle(self, row, place):
        """Refused by itself, within an answer of 200, with a reason that names
        the place."""
        self.count += 1
        answer = self.server.ask("POST", "/api/v1/candles", {"candles": [row]},
                                 self.ingest)
        try:
            check(answer.status == 200, "not 200")
            result = answer.json
            check(result["accepted"] == 0 and result["duplicates"] == 0, "was taken")
            check([r["index"] for r in result["rejected"]] == [0], "index is not 0")
            check(place in result["rejected"][0]["reason"], f"{place!r} is not named")
        except (Failed, KeyError, ValueError) as problem:
            self.wrong.append(f"candle {row}: {problem}: {answer}")


def unpadded(document):
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def bad_tokens():
    good = mint(USER)
    claims = unpadded({"sub": "eve", "exp": int(time.time()) + 3600})
    head, old_claims, signature = good.split(".")
    unsigned = unpadded({"alg": "none"})
    return {
        "none at all": None,
        "no token": "",
        "nonsense": "nonsense",
        "three parts of nonsense": "a.b.c",
        "another secret": mint(USER, secret="another secret entirely, 0123456789"),
        "expired": mint(USER, ttl=-3600),
        "alg none": f"{unsigned}.{claims}.",
        "alg none, old signature": f"{unsigned}.{old_claims}.{signature}",
        "cut signature": good[:-4],
        "no signature": f"{head}.{old_claims}",
        "other claims under the signature": f"{head}.{claims}.{signature}",
        "no exp": mint(USER, exp=None),
        "exp is text": mint(USER, exp="tomorrow"),
        "no user": mint(None),
        "user is empty": mint(""),
        "user is a number": mint(7),
        "not yet valid": mint(USER, nbf=int(time.time()) + 3600),
    }


def send_all(table):
    for body, place in bad.ALERTS:
        table.expect("POST", "/alerts", body, 400, place, table.token)
    for body, place in bad.CONDITIONS:
        table.expect("POST", "/conditions/register", body, 400, place, None)
    for body in bad.BODIES:
        table.expect("POST", "/alerts", body, 400, "", table.token)
        table.expect("POST", "/api/v1/candles", body, 400, "", table.ingest)
    for body, statuses in bad.BATCHES:
        table.expect("POST", "/api/v1/candles", body, statuses, "candles", table.ingest)
    for method, path, body, status, place in bad.OTHERS:
        table.expect(method, path, body, status, place, table.token)
    for row, place in bad.CANDLES:
        table.candle(row, place)
    batch = {"candles": [bad.GOOD_CANDLE]}
    table.expect("POST", "/alerts", bad.oversized(1), 413, "", table.token)
    table.expect("POST", "/api/v1/candles", bad.oversized(8), 413, "", table.ingest)
    table.expect("POST", "/api/v1/candles", batch, 403, "", table.token)
    for what, token in bad_tokens().items():
        table.expect("POST", "/alerts", bad.GOOD_ALERT, 401, "", token, f"token: {what}")


def check_nothing_stored(server, token):
    check(server.must("GET", "/alerts", token=token) == [], "an alert was stored")
    quota = server.must("GET", "/alerts/quota", token=token)
    check(quota["active_alerts"] == 0, f"the quota counts: {quota}")
    stats = server.must("GET", "/conditions/stats")["stats"]
    check(stats["total_conditions"] == 0, f"conditions were registered: {stats}")
    check(stats["total_subscriptions"] == 0, f"subscriptions were stored: {stats}")
    klines = server.ask("GET", "/api/klines?symbol=BTCUSDT&interval=1m")
    check(klines.status == 404 or klines.json["klines"] == [],
          f"a candle was stored: {klines}")


def check_patch(server, token):
    """A refused change leaves the alert as it was."""
    made = server.must("POST", "/alerts", bad.GOOD_ALERT, token)
    path = f"/alerts/{made['alert_id']}"
    count = 0
    for change, place in ({"colour": 1}, "colour"), ({"fireMode": "x"}, "fireMode"), \
            ({"conditions": []}, "conditions"), ({"user_id": "eve"}, "user_id"), \
            ({"symbol": "$"}, "symbol"), ({"status": "active", "logic": 3}, "logic"):
        check_envelope(server.ask("PATCH", path, change, token), 400, place,
                       f"PATCH {change}")
        check(server.must("GET", path, token=token) == made, f"{change} changed it")
        count += 1
    return count


def bad_input(binary):
    with serving(binary, {"SUPABASE_JWT_SECRET": SECRET}) as server:
        server.start("--feed", "push")
        table = Table(server)
        send_all(table)
        check(server.process.poll() is None, f"the server has died: {server.tail()}")
        if table.wrong:
            raise Failed(f"{len(table.wrong)} of {table.count} answers are wrong:\n  "
                         + "\n  ".join(table.wrong))
        check_nothing_stored(server, table.token)
        count = table.count + check_patch(server, table.token)
        taken = server.must("POST", "/api/v1/candles", {"candles": [bad.GOOD_CANDLE]},
                            table.ingest)
        check(taken["accepted"] == 1, f"a good candle is not taken any more: {taken}")
        health = server.must("GET", "/health")
        check(health["status"] == "ok", f"not healthy any more: {health}")
        server.stop()
    print(f"{count} bad requests refused, each naming its place; nothing stored, "
          "healthy afterwards")


if __name__ == "__main__":
    finish(bad_input, arguments().binary)
