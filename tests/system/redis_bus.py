"""Publishing on a real Redis: what comes out, and what happens when Redis does not.

    redis_bus.py --binary PATH

Redis is stopped, killed, frozen, flushed, filled up and given something else under
the stream's key. Meanwhile candles are answered and alerts fire; afterwards every
trigger is on the stream, in order.
"""

import json
import re

from harness import arguments, check, finish, serving, until
from redis_kit import (START, SYMBOL, Market, add_alert, add_condition, log_of, settings,
                       wait_for_stream)
from redis_server import Client, RedisError, redis_running

KEY = "tradeeon:triggers"
FIELDS = {"event_id", "seq", "kind", "subject", "symbol", "timeframe", "bar_time",
          "price", "volume", "edge", "triggered_at", "late_by"}
EVENT = {"condition_id", "symbol", "timeframe", "triggered_at", "trigger_value",
         "subscribers_count", "published_at", "channel"}
ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def listen(redis, *channels):
    client = Client(redis.port, redis.password)
    for channel in channels:
        client.send("SUBSCRIBE", channel)
        check(client.receive()[0] == "subscribe", "SUBSCRIBE was not answered")
    return client


def check_formats(redis, server, market):
    """The message on the channel is the contract's, the entry says what the log says."""
    alert, condition = add_alert(server), add_condition(server)
    listener = listen(redis, f"condition.{condition}")
    market.push(1)
    kind, channel, payload = listener.receive()
    check((kind, channel) == ("message", f"condition.{condition}"), f"{kind} {channel}")
    event = json.loads(payload)
    check(set(event) == EVENT, f"fields of the message: {sorted(event)}")
    check(event["condition_id"] == condition and event["channel"] == channel and
          event["symbol"] == SYMBOL and event["timeframe"] == "1m" and
          event["subscribers_count"] == 1, f"message {event}")
    check(event["trigger_value"] == {"price": 101.0, "volume": 3.5}, f"message {event}")
    check(re.fullmatch(ISO, event["triggered_at"]) and
          re.fullmatch(ISO, event["published_at"]), f"times of {event}")
    entries = wait_for_stream(redis, server, "one bar")
    check(len(entries) == 2, f"{len(entries)} entries of two triggers")
    for _, entry in entries:
        check(set(entry) == FIELDS, f"fields of an entry: {sorted(entry)}")
        check(re.fullmatch(ISO, entry["triggered_at"]), entry["triggered_at"])
    subjects = {entry["kind"]: entry["subject"] for _, entry in entries}
    check(subjects == {"alert": alert, "condition": condition}, f"{subjects}")
    listener.close()


def check_stream(redis, server, what, repeated=0):
    """Every trigger of the log, in its order; `repeated` may come twice."""
    entries = wait_for_stream(redis, server, what)
    log = log_of(server)
    seen, first = set(), []
    for _, entry in entries:
        if entry["seq"] not in seen:
            first.append(entry)
        seen.add(entry["seq"])
    again = len(entries) - len(first)
    check(again <= repeated, f"{what}: {again} entries came again")
    if again == 0:
        check([int(e["seq"]) for e in first] == [t["seq"] for t in log],
              f"{what}: {len(first)} of {len(log)} triggers, or out of order")
    wanted = {(str(t["seq"]), t["event_id"], t["subject"], str(t["bar_time"]))
              for t in log}
    got = {(e["seq"], e["event_id"], e["subject"], e["bar_time"]) for e in first}
    check(got == wanted, f"{what}: the stream is not the log")
    ids = [tuple(map(int, name.split("-"))) for name, _ in entries]
    check(ids == sorted(ids), f"{what}: ids are out of order")


def away(redis, server, market, what, begin, end):
    """Load before, during and after an outage."""
    market.push(40)
    before = len(log_of(server))
    begin()
    market.push(40)
    until(lambda: server.metric("redis_up") == 0, 60, f"{what}: redis_up at 0")
    market.push(40)
    check(len(log_of(server)) == before + 160, f"{what}: triggers are missing in the log")
    health = server.must("GET", "/health")
    check(health["status"] == "ok" and health["redis"], f"{what}: {health}")
    check(server.metric("redis_lag") > 0, f"{what}: nothing lags")
    end()
    market.push(40)
    check_stream(redis, server, what)
    until(lambda: server.metric("redis_up") == 1, 60, f"{what}: redis_up at 1")


def check_outages(redis, server, market):
    away(redis, server, market, "stopped", redis.stop, redis.start)
    away(redis, server, market, "killed", redis.kill, redis.start)
    away(redis, server, market, "frozen", redis.freeze, redis.thaw)

    def occupy():
        redis.ask("DEL", KEY)
        redis.ask("SET", KEY, "something else")

    away(redis, server, market, "wrong type", occupy, lambda: redis.ask("DEL", KEY))
    away(redis, server, market, "full",
         lambda: redis.ask("CONFIG", "SET", "maxmemory", "1"),
         lambda: redis.ask("CONFIG", "SET", "maxmemory", "0"))
    check(server.metric("redis_failures_total") > 0, "no failure was counted")


def check_flushed(redis, server, market):
    market.push(300)
    redis.ask("FLUSHALL")
    market.push(300)
    check_stream(redis, server, "flushed under load")
    redis.ask("FLUSHALL")
    check_stream(redis, server, "flushed at rest")
    # A consumer that makes its group again at once leaves another stream behind.
    market.push(50)
    wait_for_stream(redis, server, "before another stream")
    redis.ask("FLUSHALL")
    redis.ask("XGROUP", "CREATE", KEY, "bots", "0", "MKSTREAM")
    market.push(50)
    until(lambda: len({e["seq"] for _, e in redis.entries()}) == len(log_of(server)), 60,
          "flushed with a group: every trigger on the stream", every=0.05)
    check_stream(redis, server, "flushed with a group", repeated=256)
    # Somebody's own entry takes a higher id than ours: they go on above it.
    redis.ask("XADD", KEY, f"{2**50}-7", "from", "somebody")
    market.push(20)
    wait_for_stream(redis, server, "somebody's entry")
    redis.ask("DEL", KEY)
    market.push(20)
    wait_for_stream(redis, server, "after somebody's entry")


def check_stream_end(redis, server):
    entries = wait_for_stream(redis, server, "stopped while Redis was frozen")
    newest = [int(entry["seq"]) for _, entry in entries[-20:]]
    check(newest == [t["seq"] for t in log_of(server)[-20:]], f"the end is {newest}")


def check_restarts(redis, server, market):
    """A killed engine goes on where the stream ends, without an entry too many."""
    before = len(redis.entries())
    log = len(log_of(server))
    for _ in range(3):
        market.push(100)
        server.kill()
        server.start()
    market.push(10)
    entries = wait_for_stream(redis, server, "killed engine")
    more = len(log_of(server)) - log
    check(len(entries) - before == more, f"{len(entries) - before} entries of {more}")
    redis.freeze()
    market.push(10)
    server.stop()  # a Redis that never answers does not keep the engine from ending
    redis.thaw()
    server.start()
    check_stream_end(redis, server)


def check_slow(redis, server, market):
    """A Redis that answers late is still one that answers."""
    for _ in range(3):
        with_pause = redis.client()
        with_pause.ask("CLIENT", "PAUSE", "700", "ALL")
        with_pause.close()
        market.push(20)
    wait_for_stream(redis, server, "slow")


def check_first_time(binary):
    """A database that published to nobody begins with what comes from then on."""
    with redis_running() as redis, serving(binary) as server:
        server.env.update(settings(redis, REDIS_URL=""))
        server.start()
        market = Market(server)
        add_alert(server)
        market.push(10)
        check("redis" not in server.must("GET", "/health"), "a part redis without one")
        server.stop()
        redis.kill()  # away when it is first needed
        server.env["REDIS_URL"] = redis.url
        server.start()
        market.push(5)
        redis.start()
        entries = wait_for_stream(redis, server, "first time")
        times = [int(entry["bar_time"]) for _, entry in entries]
        check(times == [START + n * 60_000 for n in range(10, 15)], f"bars {times}")


def check_secret(binary):
    """A password works, a wrong one is told without being shown."""
    with redis_running("pass word/ü") as redis, serving(binary) as server:
        address = f"127.0.0.1:{redis.port}"
        server.env.update(settings(redis, REDIS_URL=f"redis://:wr0ng-one@{address}"))
        server.start()
        until(lambda: address in server.tail(), 30, "the failure in the log")
        check("wr0ng" not in server.tail(), "the password is in the log")
        server.stop()
        server.env["REDIS_URL"] = f"redis://default:pass%20word%2F%C3%BC@{address}/3"
        server.start()
        market = Market(server)
        add_alert(server)
        market.push(3)

        def arrived():
            client = redis.client()
            try:
                client.ask("SELECT", "3")
                return client.ask("XLEN", KEY) == 3
            finally:
                client.close()

        until(arrived, 30, "three triggers in database 3")


def check_unacceptable(binary):
    for url, hint in (("rediss://h:1", "no TLS"), ("http://h", "redis://["),
                      ("redis://u:s3cret@h:99999", "65535")):
        with serving(binary, {"REDIS_URL": url}) as server:
            server.spawn()
            check(server.process.wait(30) == 2, f"{url} is accepted")
            check(hint in server.tail() and "REDIS_URL" in server.tail() and
                  "s3cret" not in server.tail(), server.tail())


def main(options):
    with redis_running() as redis, serving(options.binary, settings(redis)) as server:
        server.start()
        market = Market(server)
        check_formats(redis, server, market)
        check_outages(redis, server, market)
        check_slow(redis, server, market)
        check_flushed(redis, server, market)
        check_restarts(redis, server, market)
        server.stop()
    check_first_time(options.binary)
    check_secret(options.binary)
    check_unacceptable(options.binary)


if __name__ == "__main__":
    finish(main, arguments())
