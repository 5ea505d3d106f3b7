"""Takes over a small export of the former database, and serves it.

    import_test.py --binary PATH
"""

import json
import os
import tempfile

from harness import REPOSITORY, SECRET, arguments, check, finish, mint, run, serving
from redis_kit import FEED, SYMBOL, log_of, settings
from redis_server import redis_running

DATA = os.path.join(REPOSITORY, "tests", "data", "import")
FILES = [os.path.join(DATA, name) for name in
         ("subscriptions.json", "alerts.csv", "condition_registry.csv")]
ANN, BOB = "1d2f7c3e-7e50-4c1b-8a51-9b61b7c00001", "1d2f7c3e-7e50-4c1b-8a51-9b61b7c00002"
FIRST = "6f1c1f0e-5f1a-4a55-9d27-0d8f4b1b7a01"
FORMER = "187efde11d740283"


def imported(binary, data, *options, status=0):
    done = run(binary, "import", "--data", data, *options)
    check(done.returncode == status,
          f"import ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode(), done.stderr.decode()


def candle(server, minute, close):
    server.must("POST", "/api/v1/candles", {"candles": [{
        "symbol": SYMBOL, "timeframe": "1m", "open_time": 1_700_000_040_000 + minute * 60_000,
        "open": close, "high": close, "low": close, "close": close, "volume": 1,
        "closed": True}]}, FEED)


def check_import(binary, data):
    out, _ = imported(binary, data, "--dry-run", *FILES)
    check("alerts: 3 would be imported, 0 existing" in out, out)
    check(not os.path.exists(data), "a dry run has made the data directory")
    out, err = imported(binary, data, *FILES)
    check("alerts: 3 imported, 0 existing\n" in out and
          "conditions: 2 imported, 0 existing\n" in out and
          "subscriptions: 1 imported, 0 existing, 1 inactive\n" in out and
          f"condition {FORMER} is now " in out, out)
    check("condition_registry.csv: the column updated_at is not taken over" in err, err)
    out, _ = imported(binary, data, *FILES)
    check("alerts: 0 imported, 3 existing\n" in out and
          "conditions: 0 imported, 2 existing\n" in out and
          "subscriptions: 0 imported, 1 existing, 1 inactive\n" in out, out)


def check_rows(server, ann):
    rows = {row["alert_id"]: row for row in server.must("GET", "/alerts", token=ann)}
    check(len(rows) == 2, f"{len(rows)} alerts of the first user")
    row = rows[FIRST]
    check(row["created_at"] == "2025-10-01T08:00:00.123Z" and
          row["last_triggered_at"] == "2025-11-02T09:30:00.000Z" and
          row["status"] == "active" and row["expression"] == "close > 100" and
          row["conditions"][0]["id"] == "c1", f"{row}")
    other = rows[FIRST[:-1] + "2"]
    check(other["symbol"] == "ETHUSDT" and other["status"] == "paused" and
          other["logic"] == "OR" and other["action"] == {"type": "notify"}, f"{other}")
    mine = server.must("GET", "/alerts", token=mint(BOB))
    check(len(mine) == 1 and mine[0]["action"]["bot_id"] == "bot-7" and
          mine[0]["created_at"] == "2025-10-03T02:30:00.000Z", f"{mine}")
    found = server.must("GET", f"/conditions/{FORMER}/status")
    check(found["subscriber_count"] == 1 and found["status"] == "active" and
          found["condition"]["trigger_count"] == 41, f"{found}")
    present = found["condition"]["condition_id"]
    subscriptions = server.must("GET", "/conditions/user/subscriptions", token=ann)
    check(subscriptions["count"] == 1 and
          subscriptions["subscriptions"][0]["condition_id"] == present and
          subscriptions["subscriptions"][0]["subscription_id"].endswith("0001"),
          f"{subscriptions}")
    again = server.must("POST", "/conditions/subscribe", {
        "bot_id": "bot-7", "condition_id": FORMER, "bot_type": "dca",
        "bot_config": {"fire": "level"}}, ann)
    check(again["status"] == "already_subscribed", f"{again}")
    return present


def check_served(binary, server, redis):
    """What was imported is there, fires, and reaches those who know the former ids."""
    server.start()
    ann = mint(ANN)
    present = check_rows(server, ann)
    listener = redis.client()
    for channel in (f"condition.{FORMER}", f"condition.{present}"):
        listener.send("SUBSCRIBE", channel)
        listener.receive()
    candle(server, 0, 99)
    candle(server, 1, 101)
    triggers = server.triggers(ann)
    check([t["alert_id"] for t in triggers] == [FIRST], f"{triggers}")
    heard = [listener.receive() for _ in range(2)]
    check([json.loads(x[2])["condition_id"] for x in sorted(heard, key=lambda x: x[1])] ==
          sorted([FORMER, present]), f"{heard}")
    refused = run(binary, "import", "--data", server.data, *FILES)
    check(refused.returncode == 1 and b"in use" in refused.stderr.lower() or
          b"another process" in refused.stderr.lower(), refused.stderr.decode())
    log = log_of(server)
    server.stop()
    imported(binary, server.data, *FILES)
    check(log_of(server) == log, "an import has changed the trigger log")


BAD = """\
alert_id,user_id,symbol,base_timeframe,conditions,action,created_at
good,ann,BTCUSDT,1m,"[{""type"":""price"",""operator"":"">"",""compareWith"":""value"",""compareValue"":1}]",,2025-10-01 08:00:00+00
b1,ann,BTCUSDT,7m,[],,2025-10-01 08:00:00+00
b2,ann,BTCUSDT,1m,"[{""type"":""price"",
""operator"":""~"",""compareWith"":""value"",""compareValue"":1}]",,2025-10-01 08:00:00+00
b3,ann,BTCUSDT,1m,nonsense,,2025-10-01 08:00:00+00
b4,ann,BTCUSDT,1m,[],"{""type"":""webhook"",""url"":""https://10.0.0.1/x""}",2025-10-01 08:00:00+00
good,ann,BTCUSDT,1m,"[{""type"":""price"",""operator"":"">"",""compareWith"":""value"",""compareValue"":1}]",,2025-10-01 08:00:00+00
,ann,BTCUSDT,1m,[],,2025-10-01 08:00:00+00
b6,ann,BTCUSDT,1m
b7,ann,BTCUSDT,1m,"[{""type"":""price"",""operator"":"">"",""compareWith"":""value"",""compareValue"":1}]","{""type"":""webhook"",""url"":""https://10.0.0.1/x""}",2025-10-01 08:00:00+00
"""
COMPLAINTS = (
    ":3: base_timeframe: ", ":4: conditions[0].operator: ",
    ":6: conditions: not valid JSON", ":7: conditions: ",
    ":8: alert_id: this id is already in ", ":9: alert_id: is needed: the alert's id",
    ":10: the header has 7 columns, this row 4", ":11: action.url: ")


def check_bad(binary, folder):
    data, path = os.path.join(folder, "bad"), os.path.join(folder, "bad.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(BAD)
    foreign = {"TRADEEON_ALLOW_PRIVATE_WEBHOOKS": "false"}
    done = run(binary, "import", "--data", data, path, env=foreign)
    lines = done.stderr.decode().splitlines()
    check(done.returncode == 2 and not done.stdout, f"{done}")
    for wanted in COMPLAINTS:
        check(any(line.startswith(path + wanted) for line in lines),
              f"no complaint {wanted!r} in {lines}")
    check(len(lines) == len(COMPLAINTS) + 1 and
          lines[-1].startswith("tradeeon: nothing was imported: 8 rows"), f"{lines}")
    done = run(binary, "import", "--data", data, "--dry-run", path, env=foreign)
    check(done.returncode == 2, f"{done}")
    done = run(binary, "import", "--data", data, "--skip-bad", path, env=foreign)
    check(done.returncode == 0 and
          b"alerts: 1 imported, 0 existing, 8 refused\n" in done.stdout, f"{done}")


def check_users_and_orphans(binary, folder):
    data, users = os.path.join(folder, "mapped"), os.path.join(folder, "users.csv")
    with open(users, "w", encoding="utf-8") as file:
        file.write(f"{ANN},new-ann\n")
    _, err = imported(binary, data, FILES[0], status=2)
    check(f"{FILES[0]}:1: condition_id: no condition has this id" in err, err)
    imported(binary, data, "--user-map", users, "--alerts", FILES[1], "--conditions",
             FILES[2], "--subscriptions", FILES[0])
    with serving(binary) as server:
        server.data = data
        server.env.update({"SUPABASE_JWT_SECRET": SECRET})
        server.start()
        check(len(server.must("GET", "/alerts", token=mint("new-ann"))) == 2, "mapped")
        check(not server.must("GET", "/alerts", token=mint(ANN)), "not mapped")
        server.stop()
    for arguments_, hint in ((["nowhere.csv"], "no such file"), ([], "at least one file"),
                             ([users], "which table this is")):
        _, err = imported(binary, data, *arguments_, status=2)
        check(hint in err, err)


def main(options):
    with redis_running() as redis, serving(options.binary, settings(redis)) as server:
        check_import(options.binary, server.data)
        check_served(options.binary, server, redis)
    with tempfile.TemporaryDirectory() as folder:
        check_bad(options.binary, folder)
        check_users_and_orphans(options.binary, folder)


if __name__ == "__main__":
    finish(main, arguments())
