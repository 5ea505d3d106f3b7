"""Makes tests/data/system-1m.csv: one-minute candles with everything awkward.

A seeded walk in cents that starts off every longer bar's edge and goes over a
month's end, with flat stretches (equal prices to the last bit), minutes without
volume, spikes, and holes from one minute to several hours.

    python3 tests/system/make_candles.py > tests/data/system-1m.csv
"""

import random

ROWS = 3000
START = 1_709_161_620_000  # 2024-02-28 23:07 UTC


def next_minute(rng, row):
    """How many minutes to the next row: mostly one, sometimes a hole."""
    if row % 997 == 996:
        return rng.randint(150, 420)
    draw = rng.random()
    if draw < 0.004:
        return rng.randint(16, 75)
    return rng.randint(2, 6) if draw < 0.02 else 1


def body(rng, price, kind):
    """Close, high and low in cents, and volume, of a row that opens at price."""
    if kind == "flat":
        return price, price, price, rng.choice((0, 12.5, 12.5))
    width = 400 if kind == "spike" else 12
    close = max(5000, price + rng.randint(-width, width))
    high = max(price, close) + rng.randint(0, width // 3)
    low = min(price, close) - rng.randint(0, width // 3)
    volume = rng.randint(1, 40_000) / 1000 * (9 if kind == "spike" else 1)
    return close, high, low, volume


def rows():
    rng = random.Random(20240229)
    time_ms, price, flat_left = START, 10_000, 0
    for row in range(ROWS):
        if flat_left == 0 and rng.random() < 0.008:
            flat_left = rng.randint(8, 45)
        kind = "flat" if flat_left else "spike" if rng.random() < 0.01 else "walk"
        flat_left = max(0, flat_left - 1)
        close, high, low, volume = body(rng, price, kind)
        cents = ",".join(f"{x / 100:.2f}" for x in (price, high, low, close))
        yield f"{time_ms},{cents},{volume:.4f}"
        # Opens at the close, or near it.
        price = close if kind == "flat" else close + rng.choice((0, 0, 0, -1, 2))
        time_ms += 60_000 * next_minute(rng, row)


if __name__ == "__main__":
    print("open_time,open,high,low,close,volume")
    for line in rows():
        print(line)
