#!/usr/bin/env python3
"""Prints indicators_golden.csv: made-up candles and, in 50-digit decimal
arithmetic straight from the formulas, the indicator values they must give.

    python3 tests/data/make_indicators_golden.py > tests/data/indicators_golden.csv
"""
import random
from decimal import Decimal, getcontext

getcontext().prec = 50


def candles(count):
    rng = random.Random(11)
    price = Decimal("100.00")
    for i in range(count):
        if 40 <= i < 66:  # nothing trades: flat, and without volume
            yield price, price, price, price, Decimal(0)
            continue
        first = price + (Decimal("0.35") if i % 17 == 0 else 0)  # a gap
        price = first + Decimal(rng.randint(-90, 95)) / 100
        high = max(first, price) + Decimal(rng.randint(0, 40)) / 100
        low = min(first, price) - Decimal(rng.randint(0, 40)) / 100
        yield first, high, low, price, Decimal(rng.randint(1, 90000)) / 1000


def mean(xs):
    return sum(xs) / len(xs)


def smoothed(xs, n, step):
    """None until n values have come, their mean then, step from there on."""
    out, seen, a = [], [], None
    for x in xs:
        if x is not None:
            seen.append(x)
            a = None if len(seen) < n else mean(seen) if a is None else step(a, x)
        out.append(a)
    return out


def ema(xs, n):
    return smoothed(xs, n, lambda a, x: a + Decimal(2) / (n + 1) * (x - a))


def wilder(xs, n):
    return smoothed(xs, n, lambda a, x: a + (x - a) / n)


def less(a, b):
    return None if a is None or b is None else a - b


def windows(xs, n, function):
    return [None if i + 1 < n else function(xs[i + 1 - n:i + 1]) for i in range(len(xs))]


def sma(xs, n):
    return windows(xs, n, mean)


def deviation(xs):
    m = mean(xs)
    return mean([(x - m) ** 2 for x in xs]).sqrt() if len(set(xs)) > 1 else Decimal(0)


def rsi(xs, n):
    moves = [None] + [b - a for a, b in zip(xs, xs[1:])]
    gains = wilder([m if m is None else max(m, Decimal(0)) for m in moves], n)
    losses = wilder([m if m is None else max(-m, Decimal(0)) for m in moves], n)
    return [None if g is None else Decimal(100) if l == 0 else 100 * g / (g + l)
            for g, l in zip(gains, losses)]


def main():
    bars = list(candles(120))
    close = [bar[3] for bar in bars]
    hlc3 = [(bar[1] + bar[2] + bar[3]) / 3 for bar in bars]
    line = [less(f, s) for f, s in zip(ema(close, 12), ema(close, 26))]
    signal = ema(line, 9)
    middle, sigma = sma(close, 20), windows(close, 20, deviation)
    upper = [m if m is None else m + 2 * d for m, d in zip(middle, sigma)]
    lower = [m if m is None else m - 2 * d for m, d in zip(middle, sigma)]
    ranges = [less(u, l) for u, l in zip(upper, lower)]
    tr = [h - l if i == 0 else max(h - l, abs(h - close[i - 1]), abs(l - close[i - 1]))
          for i, (_, h, l, _, _) in enumerate(bars)]
    columns = {
        "SMA(20)": middle,
        "SMA(7,hlc3)": sma(hlc3, 7),
        "SMA(20,volume)": sma([bar[4] for bar in bars], 20),
        "EMA(20)": ema(close, 20),
        "RSI(14)": rsi(close, 14),
        "RSI(3)": rsi(close, 3),
        "MACD(12,26,9).macd": line,
        "MACD(12,26,9).signal": signal,
        "MACD(12,26,9).histogram": [less(a, b) for a, b in zip(line, signal)],
        "BBANDS(20,2).middle": middle,
        "BBANDS(20,2).upper": upper,
        "BBANDS(20,2).lower": lower,
        "BBANDS(20,2).percent_b": [(c - l) / r if r else None
                                   for c, l, r in zip(close, lower, ranges)],
        "BBANDS(20,2).width": [None if r is None else r / m
                               for r, m in zip(ranges, middle)],
        "ATR(14)": wilder(tr, 14),
    }
    print("open_time,open,high,low,close,volume," + ",".join(f'"{c}"' for c in columns))
    for i, bar in enumerate(bars):
        cells = [str(i * 60000)] + [format(x, "f") for x in bar]
        cells += ["" if c[i] is None else format(+c[i], ".17g") for c in columns.values()]
        print(",".join(cells))


main()
