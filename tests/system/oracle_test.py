"""The oracle itself: hand-worked cases, and golden values where there are some."""

import csv
import os
import unittest

import make_candles
from market import Bar, Market, bar_span, higher_bars, sma
from oracle import Alert, AllOf, AnyOf, Is, Not, Of, Oracle

MINUTE = 60_000


def bars(closes, minutes=None):
    """One-minute bars at the given minutes (0, 1, 2 ... if left out)."""
    minutes = range(len(closes)) if minutes is None else minutes
    return [Bar(m * MINUTE, (m + 1) * MINUTE, x, x, x, x, 1.0)
            for m, x in zip(minutes, closes)]


def truth(tree, closes, minutes=None, home="1m"):
    return Oracle(Market(bars(closes, minutes), "1m")).truth(tree, home)


def fired(mode, tree, closes):
    alert = Alert("a", "1m", mode, tree, {})
    fires = Oracle(Market(bars(closes), "1m")).triggers(alert)
    return [time // MINUTE for time, *_ in fires]


class Bars(unittest.TestCase):
    def test_a_longer_bar_closes_with_its_last_base_bar(self):
        self.assertEqual(len(higher_bars(bars([1, 2, 3, 4, 5]), "5m")), 1)
        self.assertEqual(len(higher_bars(bars([1, 2, 3, 4]), "5m")), 0)

    def test_a_longer_bar_with_a_hole_closes_with_a_later_bar(self):
        longer = higher_bars(bars([1, 2, 9], [0, 1, 12]), "5m")
        self.assertEqual([b.open_time for b in longer], [0])
        self.assertEqual((longer[0].open, longer[0].close), (1, 2))

    def test_weeks_start_on_monday_and_months_on_the_first(self):
        leap_day = 1_709_164_800_000  # 2024-02-29 00:00, a Thursday
        self.assertEqual(bar_span("1w", leap_day)[0], leap_day - 3 * 1440 * MINUTE)
        self.assertEqual(bar_span("1M", leap_day)[1], leap_day + 1440 * MINUTE)

    def test_a_mean_starts_with_the_first_full_window(self):
        self.assertEqual(sma([None, 1.0, 2.0, 6.0], 2), [None, None, 1.5, 4.0])
        self.assertEqual(sma([1.0, 2.0], 3), [None, None])
        self.assertEqual(sma([None, None], 1), [None, None])

    def test_own_candles_are_those_that_their_script_makes(self):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data",
                            "system-1m.csv")
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read().splitlines()[1:], list(make_candles.rows()))

    def test_the_mean_of_equal_values_is_their_value(self):
        for x in (0.1, 27123.45, 1.1e-5, 0.30000000000000004):
            self.assertEqual(sma([x] * 50, 49)[-1], x)


class Truth(unittest.TestCase):
    def test_three_values(self):
        known, unknown = Is(Of("close"), ">", 1), Is(Of("close", 9), ">", 1)
        self.assertEqual(truth(AllOf((known, unknown)), [0, 2]), [False, None])
        self.assertEqual(truth(AnyOf((known, unknown)), [0, 2]), [None, True])
        self.assertEqual(truth(Not(unknown), [0, 2]), [None, None])

    def test_a_cross_starts_at_or_below(self):
        self.assertEqual(truth(Is(Of("close"), "crosses_above", 5), [5, 6, 7, 4, 6]),
                         [None, True, False, False, True])

    def test_rising_takes_as_many_steps_as_it_says(self):
        self.assertEqual(truth(Is(Of("close"), "rising", bars=2), [1, 2, 3, 3]),
                         [None, None, True, False])

    def test_a_longer_comparison_stands_until_its_next_close(self):
        tree = Is(Of("close"), "crosses_above", 5, frame="3m")
        closes = [1, 1, 1, 9, 9, 9, 9, 9, 9]
        self.assertEqual(truth(tree, closes),
                         [None] * 5 + [True, True, True, False])

    def test_a_longer_operand_is_the_newest_closed_one(self):
        tree = Is(Of("close", frame="3m"), "==", 3)
        self.assertEqual(truth(tree, [1, 2, 3, 4, 5, 6]),
                         [None, None, True, True, True, False])


class Modes(unittest.TestCase):
    def test_what_each_mode_fires(self):
        above = Is(Of("close"), ">", 5)
        closes = [9, 9, 1, 9, 9]
        self.assertEqual(fired("per_close", above, closes), [0, 1, 3, 4])
        self.assertEqual(fired("per_edge", above, closes), [3])
        self.assertEqual(fired("once", above, closes), [0])

    def test_unknown_bars_leave_the_memory_of_an_edge_alone(self):
        # Unknown on bar 0 only; then false, then true.
        tree = Is(Of("close", 1), "<", Of("close"))
        self.assertEqual(fired("per_edge", tree, [5, 4, 6]), [2])
        self.assertEqual(fired("per_edge", tree, [5, 6, 7]), [])


COLUMNS = {
    "SMA(20)": ("sma", 20, "close"), "SMA(50)": ("sma", 50, "close"),
    "EMA(20)": ("ema", 20, "close"), "EMA(50)": ("ema", 50, "close"),
    "RSI(14)": ("rsi", 14, "close"), "ATR(14)": ("atr", 14),
    "SMA(20, volume)": ("sma", 20, "volume"),
    "MACD(12,26,9).macd": ("macd", 12, 26, 9, "macd", "close"),
    "MACD(12,26,9).signal": ("macd", 12, 26, 9, "signal", "close"),
    "MACD(12,26,9).histogram": ("macd", 12, 26, 9, "histogram", "close"),
    "BBANDS(20,2).middle": ("bbands", 20, 2, "middle", "close"),
    "BBANDS(20,2).upper": ("bbands", 20, 2, "upper", "close"),
    "BBANDS(20,2).lower": ("bbands", 20, 2, "lower", "close"),
}
SHARED = os.environ.get("TRADEEON_SHARED_DATA", "")


@unittest.skipUnless(SHARED and os.path.isdir(os.path.join(SHARED, "golden")),
                     "TRADEEON_SHARED_DATA names no golden values")
class Golden(unittest.TestCase):
    def test_indicators_are_the_golden_ones(self):
        from market import read_candles
        folder = os.path.join(SHARED, "golden")
        with open(os.path.join(folder, "columns.csv"), encoding="utf-8") as file:
            wanted = [r for r in csv.DictReader(file) if r["spec"] in COLUMNS]
        self.assertGreaterEqual(len(wanted), 12)
        cells = 0
        for name, timeframe in (("ETHBTC-5m", "5m"), ("BTCUSDT-1h", "1h")):
            path = os.path.join(SHARED, "candles", name + ".csv")
            market = Market(read_candles(path, timeframe), timeframe)
            for row in wanted:
                ours = market.frame(timeframe).values(COLUMNS[row["spec"]])
                cells += self.compare(folder, name, row, ours)
        print(f"oracle: {cells} golden cells compared")

    def compare(self, folder, name, row, ours):
        with open(os.path.join(folder, f"{name}.{row['file']}.csv"),
                  encoding="utf-8") as file:
            golden = [r[row["column"]] for r in csv.DictReader(file)]
        numbers = [float(x) if x else None for x in golden]
        largest = max(abs(x) for x in numbers if x is not None)
        for i, want in enumerate(numbers):
            place = f"{name} {row['spec']} row {i}"
            if want is None:
                self.assertIsNone(ours[i], place)
            else:
                self.assertLessEqual(abs(ours[i] - want),
                                     1e-9 * max(abs(want), largest), place)
        return len(numbers)


if __name__ == "__main__":
    unittest.main()
