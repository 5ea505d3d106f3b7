"""Candles pushed over HTTP, with what was acknowledged."""

import http.client
import threading

from harness import check, mint

BATCH = 25


def candle_of(bar, symbol, timeframe):
    return {"symbol": symbol, "timeframe": timeframe, "open_time": bar.open_time,
            "open": bar.open, "high": bar.high, "low": bar.low, "close": bar.close,
            "volume": bar.volume, "closed": True}


class Pusher:
    """Pushes bars in order, a batch at a time, until all are in or the server is
    gone. `acknowledged` is how many the server has said are durable."""

    def __init__(self, server, secret, bars, symbol, timeframe):
        self.server = server
        self.token = mint("feeder", "ingest", secret)
        self.candles = [candle_of(bar, symbol, timeframe) for bar in bars]
        self.acknowledged = 0
        self.problem = None
        self.thread = None

    def push_one(self):
        """The next batch; raises where no answer comes."""
        batch = self.candles[self.acknowledged:self.acknowledged + BATCH]
        answer = self.server.must("POST", "/api/v1/candles", {"candles": batch},
                                  self.token)
        check(not answer["rejected"], f"candles were rejected: {answer}")
        check(answer["accepted"] + answer["duplicates"] == len(batch), f"{answer}")
        self.acknowledged += len(batch)

    def push(self, until=None):
        until = len(self.candles) if until is None else until
        while self.acknowledged < until:
            self.push_one()

    def start(self):
        """Goes on in a thread of its own until the server is gone."""
        def work():
            try:
                self.push()
            except (http.client.HTTPException, OSError):
                pass  # what was not answered may be pushed again
            except AssertionError as problem:
                self.problem = problem
        self.thread = threading.Thread(target=work)
        self.thread.start()

    def finish(self):
        self.thread.join(60)
        check(not self.thread.is_alive(), "the pusher goes on")
        if self.problem:
            raise self.problem
