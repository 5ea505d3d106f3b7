"""Candles from CSV, higher bars by slicing, indicators by their formulas.

The slow half of the oracle: no state is carried from bar to bar except where a
formula is recursive, and then it starts again from the first bar.
"""

import bisect
import csv
import datetime
import itertools
import math
from collections import namedtuple

MINUTE = 60_000
LENGTHS = {
    "1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120,
    "4h": 240, "6h": 360, "8h": 480, "12h": 720, "1d": 1440, "3d": 4320,
}
MONDAY = 4 * 1440 * MINUTE  # the epoch was a Thursday

Bar = namedtuple("Bar", "open_time close_time open high low close volume")


def month_start(year, month):
    start = datetime.datetime(year, month, 1, tzinfo=datetime.timezone.utc)
    return int(start.timestamp()) * 1000


def bar_span(timeframe, time_ms):
    """Open and close time of the bar that contains the moment."""
    if timeframe == "1M":
        day = datetime.datetime.fromtimestamp(time_ms // 1000, datetime.timezone.utc)
        following = (day.year + day.month // 12, day.month % 12 + 1)
        return month_start(day.year, day.month), month_start(*following)
    if timeframe == "1w":
        week = 7 * 1440 * MINUTE
        start = (time_ms - MONDAY) // week * week + MONDAY
        return start, start + week
    length = LENGTHS[timeframe] * MINUTE
    start = time_ms // length * length
    return start, start + length


def read_candles(path, timeframe, limit=None):
    """Bars of a CSV in either layout (6 or 12 columns, header optional)."""
    bars = []
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            if not row or not row[0].strip().isdigit():
                continue
            if limit is not None and len(bars) == limit:
                break
            start, end = bar_span(timeframe, int(row[0]))
            assert start == int(row[0]), f"{path}: {row[0]} is no {timeframe} bar"
            bars.append(Bar(start, end, *(float(cell) for cell in row[1:6])))
    return bars


def higher_bars(base_bars, timeframe):
    """Closed bars of a longer timeframe: each is a slice of the base bars.

    The newest is closed only if the base bar that ends it is there; the others
    are, because a base bar of a later one has come.
    """
    groups = []
    for bar in base_bars:
        span = bar_span(timeframe, bar.open_time)
        if not groups or groups[-1][0] != span:
            groups.append((span, []))
        groups[-1][1].append(bar)
    if groups and groups[-1][1][-1].close_time < groups[-1][0][1]:
        groups.pop()
    return [
        Bar(span[0], span[1], part[0].open, max(b.high for b in part),
            min(b.low for b in part), part[-1].close,
            math.fsum(b.volume for b in part))
        for span, part in groups
    ]


PRICES = {
    "open": lambda b: b.open,
    "high": lambda b: b.high,
    "low": lambda b: b.low,
    "close": lambda b: b.close,
    "volume": lambda b: b.volume,
    "hl2": lambda b: (b.high + b.low) / 2,
    "hlc3": lambda b: (b.high + b.low + b.close) / 3,
    "ohlc4": lambda b: (b.open + b.high + b.low + b.close) / 4,
    "hlcc4": lambda b: (b.high + b.low + b.close + b.close) / 4,
}

# Window sums are taken over whole numbers, so that a mean is the true mean
# rounded once, and that of equal values is exactly their value.
UNIT_BITS = 160


def whole(x):
    return int(math.ldexp(x, UNIT_BITS))


def window_sums(units, length):
    """For each bar the sum of the last `length` units, or None while there are
    fewer. Differences of running totals, which whole numbers keep exactly."""
    missing = sum(x is None for x in units)  # only at the start
    totals = [0, *itertools.accumulate(x for x in units if x is not None)]
    sums = [b - a for a, b in zip(totals, totals[length:])]
    return [None] * (len(units) - len(sums)) + sums if missing < len(units) else units


def sma(values, length):
    units = [None if x is None else whole(x) for x in values]
    return [None if total is None else total / (length << UNIT_BITS)
            for total in window_sums(units, length)]


def smoothed(values, length, weight):
    """Seeded with the mean of the first `length` values, then e += w(x - e)."""
    result, seed = [], []
    for x in values:
        if x is None:
            result.append(None)
        elif len(seed) < length:
            seed.append(x)
            done = len(seed) == length
            result.append(sma(seed, length)[-1] if done else None)
        else:
            result.append(weight(result[-1], x))
    return result


def ema(values, length):
    k = 2 / (length + 1)
    return smoothed(values, length, lambda e, x: e + k * (x - e))


def wilder(values, length):
    return smoothed(values, length, lambda e, x: e + (x - e) / length)


def rsi(values, length):
    steps = [None] + [None if a is None else b - a for a, b in zip(values, values[1:])]
    up = wilder([None if d is None else max(d, 0.0) for d in steps], length)
    down = wilder([None if d is None else max(-d, 0.0) for d in steps], length)
    return [None if g is None else 100.0 if loss == 0 else 100 * (g / (g + loss))
            for g, loss in zip(up, down)]


def difference(a, b):
    return [None if x is None or y is None else x - y for x, y in zip(a, b)]


def macd(values, fast, slow, signal, output):
    line = difference(ema(values, fast), ema(values, slow))
    if output == "macd":
        return line
    average = ema(line, signal)
    return average if output == "signal" else difference(line, average)


def deviation(values, length):
    """Population standard deviation: n^2 variance = n sum(x^2) - sum(x)^2, exactly."""
    units = [None if x is None else whole(x) for x in values]
    squares = [None if x is None else x * x for x in units]
    return [None if a is None else
            math.sqrt((length * b - a * a) / (length * length << 2 * UNIT_BITS))
            for a, b in zip(window_sums(units, length), window_sums(squares, length))]


def bbands(values, length, multiplier, output):
    middle = sma(values, length)
    side = {"middle": 0, "upper": multiplier, "lower": -multiplier}[output]
    return [None if m is None else m + side * d
            for m, d in zip(middle, deviation(values, length))]


def atr(bars, length):
    ranges = []
    for i, b in enumerate(bars):
        reach = [b.high - b.low]
        if i:
            before = bars[i - 1].close
            reach += [abs(b.high - before), abs(b.low - before)]
        ranges.append(max(reach))
    return wilder(ranges, length)


class Frame:
    """One timeframe's closed bars and the series computed from them."""

    def __init__(self, bars):
        self.bars = bars
        self.close_times = [b.close_time for b in bars]
        self.cache = {}

    def newest_at(self, time_ms):
        """Index of the newest bar that was closed at this moment, or -1."""
        return bisect.bisect_right(self.close_times, time_ms) - 1

    def values(self, series):
        """Values of a series per bar, None where it has none.

        A series is a price name or (indicator, parameters ..., source series);
        ATR has no source.
        """
        if series not in self.cache:
            self.cache[series] = self.compute(series)
        return self.cache[series]

    def compute(self, series):
        if isinstance(series, str):
            return [PRICES[series](b) for b in self.bars]
        name, *rest = series
        if name == "atr":
            return atr(self.bars, *rest)
        source = self.values(rest.pop())
        functions = {"sma": sma, "ema": ema, "rsi": rsi, "macd": macd, "bbands": bbands}
        return functions[name](source, *rest)


class Market:
    """One symbol's candles on all timeframes."""

    def __init__(self, bars, timeframe):
        self.timeframe = timeframe
        self.frames = {timeframe: Frame(bars)}

    def frame(self, timeframe):
        if timeframe not in self.frames:
            base = self.frames[self.timeframe].bars
            self.frames[timeframe] = Frame(higher_bars(base, timeframe))
        return self.frames[timeframe]
