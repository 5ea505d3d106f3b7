"""Alerts made up at random, in text form and as the oracle takes them."""

from oracle import Alert, AllOf, AnyOf, Is, Not, Of

PRICES = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4", "hlcc4")
MODES = ("once", "per_bar", "per_close", "per_edge", "per_edge")
LEVELS = (">", "<", ">=", "<=", "==", "!=", "crosses_above", "crosses_below", "crosses")
RANGES = ("between", "outside", "enters", "exits")


def series_text(series):
    if isinstance(series, str):
        return series
    name, *given = series
    output = ""
    if name in ("macd", "bbands"):
        output = "." + given.pop(-2)
    return f"{name.upper()}({', '.join(map(str, given))}){output}"


def operand_text(operand):
    if not isinstance(operand, Of):
        return repr(operand)
    text = series_text(operand.series)
    if operand.offset:
        text += f"[{operand.offset}]"
    if operand.frame:
        text = f"({text} @ {operand.frame})"
    if operand.scale != 1:
        text += f" * {operand.scale!r}"
    return text + (f" + {operand.shift!r}" if operand.shift else "")


def tree_text(tree):
    if isinstance(tree, Not):
        return f"not ({tree_text(tree.part)})"
    if isinstance(tree, (AllOf, AnyOf)):
        word = " and " if isinstance(tree, AllOf) else " or "
        return word.join(f"({tree_text(part)})" for part in tree.parts)
    words = [operand_text(tree.left), tree.how]
    words += [operand_text(x) for x in (tree.right, tree.high) if x is not None]
    if tree.bars:
        words.append(str(tree.bars))
    return " ".join(words) + (f" @ {tree.frame}" if tree.frame else "")


class Maker:
    """Draws alerts on one file of candles from a seeded generator."""

    def __init__(self, rng, timeframe, longer, closes):
        self.rng, self.timeframe, self.longer = rng, timeframe, longer
        self.closes = closes

    def series(self, volume=False):
        rng = self.rng
        if volume:
            return rng.choice(("volume", ("sma", rng.randint(2, 30), "volume")))
        source = rng.choice([p for p in PRICES if p != "volume"])
        return rng.choice((
            source, "close",
            ("sma", rng.randint(1, 60), source), ("ema", rng.randint(1, 60), source),
            ("bbands", rng.randint(2, 40), rng.choice((1, 1.5, 2)),
             rng.choice(("middle", "upper", "lower")), source)))

    def operand(self, volume=False):
        rng = self.rng
        return Of(self.series(volume), rng.choice((0, 0, 0, 1, rng.randint(2, 40))),
                  rng.choice((1.0, 1.0, 1.0, rng.choice((0.995, 1.001, 1.25)))),
                  rng.choice((0.0, 0.0, 0.0, 0.125)),
                  rng.choice((None, None, None, rng.choice(self.longer))))

    def level(self):
        """A price that the closes are on both sides of."""
        return float(f"{self.rng.choice(self.closes):.5g}")

    def comparison(self):
        rng = self.rng
        frame = rng.choice((None, None, None, rng.choice(self.longer)))
        kind = rng.random()
        if kind < 0.12:
            return Is(Of(self.series(rng.random() < 0.3)),
                      rng.choice(("rising", "falling")), bars=rng.randint(1, 5),
                      frame=frame)
        if kind < 0.3:
            low = self.level()
            return Is(self.operand(), rng.choice(RANGES), low,
                      float(f"{low * 1.01:.6g}"), frame=frame)
        if kind < 0.5:
            oscillator = rng.choice((("rsi", rng.randint(2, 30), "close"),
                                     ("rsi", 14, "hlc3")))
            return Is(Of(oscillator, rng.choice((0, 0, 3))), rng.choice(LEVELS),
                      rng.choice((20.5, 35, 50.25, 71)), frame=frame)
        if kind < 0.6:
            line = ("macd", rng.randint(3, 12), rng.randint(13, 30), rng.randint(2, 9),
                    rng.choice(("macd", "signal", "histogram")), "close")
            return Is(Of(line), rng.choice(LEVELS[:4] + LEVELS[6:]), 0, frame=frame)
        if kind < 0.7:
            return Is(self.operand(), rng.choice(LEVELS), self.level(), frame=frame)
        volume = kind > 0.9
        left, right = self.operand(volume), self.operand(volume)
        while right == left:
            right = self.operand(volume)
        return Is(left, rng.choice(LEVELS), right, frame=frame)

    def tree(self, depth=2):
        draw = self.rng.random()
        if depth == 0 or draw < 0.4:
            return self.comparison()
        if draw < 0.5:
            return Not(self.tree(depth - 1))
        parts = tuple(self.tree(depth - 1) for _ in range(self.rng.randint(2, 3)))
        return AllOf(parts) if draw < 0.75 else AnyOf(parts)

    def alerts(self, count):
        made = []
        for number in range(count):
            base = self.rng.choice((self.timeframe,) * 4 + self.longer[:1])
            tree = self.tree()
            made.append(Alert(f"r{number:04}", base, self.rng.choice(MODES), tree,
                              {"expression": tree_text(tree)}))
        return made
