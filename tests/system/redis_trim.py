"""The stream in a real Redis is trimmed, but never what a group has not acknowledged.

    redis_trim.py --binary PATH
"""

from harness import arguments, check, finish, serving
from redis_kit import Market, add_alert, log_of, settings, wait_for_stream
from redis_server import redis_running

KEY = "tradeeon:triggers"
KEEP = 200
#: Redis drops whole nodes of at most 100 entries, and trimming waits for KEEP new ones.
SLACK = KEEP + 256 + 100


def read(redis, group, count):
    got = redis.ask("XREADGROUP", "GROUP", group, "me", "COUNT", str(count), "STREAMS",
                    KEY, ">")
    return [one[0] for one in got[0][1]] if got else []


def acknowledge(redis, group, ids):
    check(redis.ask("XACK", KEY, group, *ids) == len(ids), "XACK did not take all")


def first(redis):
    return redis.ask("XRANGE", KEY, "-", "+", "COUNT", "1")[0][0]


def main(options):
    with redis_running() as redis, serving(
            options.binary,
            settings(redis, TRADEEON_REDIS_STREAM_KEEP=str(KEEP))) as server:
        server.start()
        add_alert(server)
        market = Market(server)

        def more(bars, what):
            for _ in range(bars // 100):
                market.push(100)
            entries = wait_for_stream(redis, server, what)
            check([int(e["seq"]) for _, e in entries] ==
                  [t["seq"] for t in log_of(server)][-len(entries):],
                  f"{what}: not the log's newest triggers")
            check(len(entries) >= KEEP, f"{what}: only {len(entries)} are kept")
            return entries

        entries = more(2000, "without groups")
        check(len(entries) <= KEEP + SLACK, f"{len(entries)} entries without groups")

        redis.ask("XGROUP", "CREATE", KEY, "bots", "0")
        redis.ask("XGROUP", "CREATE", KEY, "audit", "0")
        oldest = first(redis)
        ids = read(redis, "bots", 50)
        read(redis, "audit", 10_000)
        acknowledge(redis, "bots", ids[1:])  # all but the first of them
        entries = more(1500, "an entry is not acknowledged")
        check(entries[0][0] == oldest, "an entry that is not acknowledged is gone")

        acknowledge(redis, "bots", ids[:1])
        while ids := read(redis, "bots", 1000):
            acknowledge(redis, "bots", ids)
        entries = more(1500, "one of two groups is behind")
        check(entries[0][0] == oldest, "an entry that one group has left is gone")

        pending = redis.ask("XPENDING", KEY, "audit", "-", "+", "10000")
        acknowledge(redis, "audit", [one[0] for one in pending])
        left = next(name for name, _ in entries if not redis_before(name, pending[-1][0]))
        entries = more(500, "a group has stopped half-way")
        check(redis_before(oldest, entries[0][0]), "nothing was trimmed")
        check(not redis_before(left, entries[0][0]), "an entry never read is gone")

        redis.ask("XGROUP", "DESTROY", KEY, "audit")
        while ids := read(redis, "bots", 1000):
            acknowledge(redis, "bots", ids)
        entries = more(500, "all acknowledged")
        check(len(entries) <= KEEP + SLACK + 500, f"{len(entries)} entries at the end")
        server.stop()


def redis_before(a, b):
    return tuple(map(int, a.split("-"))) < tuple(map(int, b.split("-")))


if __name__ == "__main__":
    finish(main, arguments())
