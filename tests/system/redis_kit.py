"""What the tests of publishing share: a market that fires, and the log to compare with."""

import os
import sqlite3

from harness import SECRET, check, mint, until

SYMBOL = "BTCUSDT"
START = 1_700_000_040_000
MINUTE = 60_000
USER = mint("ann")
FEED = mint("feed", "ingest")


def settings(redis, **more):
    return {"SUPABASE_JWT_SECRET": SECRET, "REDIS_URL": redis.url, **more}


class Market:
    """Bars of one symbol, each handed in when it is asked for."""

    def __init__(self, server):
        self.server, self.bars = server, 0

    def push(self, count):
        """Hands the next bars in; they are answered, whatever Redis does."""
        first = self.bars
        self.bars += count
        candles = [{"symbol": SYMBOL, "timeframe": "1m",
                    "open_time": START + n * MINUTE, "open": 100 + n % 7,
                    "high": 120, "low": 90, "close": 101 + n % 7, "volume": 3.5,
                    "closed": True} for n in range(first, first + count)]
        answer = self.server.must("POST", "/api/v1/candles", {"candles": candles}, FEED)
        check(answer["accepted"] == count, f"{answer} for {count} bars")


def add_alert(server):
    """An alert that fires on every bar."""
    return server.must("POST", "/alerts", {
        "symbol": SYMBOL, "base_timeframe": "1m", "fireMode": "per_close",
        "expression": "close > 0"}, USER)["alert_id"]


def add_condition(server, fire="level"):
    """A condition that is true on every bar, with a subscription."""
    made = server.must("POST", "/conditions/register", {
        "type": "price", "symbol": SYMBOL, "timeframe": "1m", "operator": ">",
        "compareWith": "value", "compareValue": 0})
    server.must("POST", "/conditions/subscribe", {
        "bot_id": "bot-1", "condition_id": made["condition_id"], "bot_type": "dca",
        "bot_config": {"fire": fire}}, USER)
    return made["condition_id"]


def log_of(server):
    """The trigger log, straight from the database."""
    path = os.path.join(server.data, "tradeeon.db")
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [dict(zip(("seq", "event_id", "kind", "subject", "symbol", "bar_time",
                          "price", "edge"), row)) for row in database.execute(
            "SELECT seq, event_id, kind, subject, symbol, bar_time, price, edge"
            " FROM triggers ORDER BY seq")]
    finally:
        database.close()


def wait_for_stream(redis, server, what):
    """Waits until the stream's end is the log's, and returns the entries."""
    last = log_of(server)[-1]

    def caught_up():
        newest = redis.ask("XREVRANGE", "tradeeon:triggers", "+", "-", "COUNT", "1")
        return newest and newest[0][0].endswith(f"-{last['seq']}")

    until(caught_up, 60, f"{what}: the last trigger on the stream", every=0.05)
    return redis.entries()
