"""What alerts over candles must fire: plain loops, written from the rules.

Conditions are Python values, not text, so that nothing here shares a reading
of tradeeon's syntax. Truth is True, False or None (unknown).
"""

from dataclasses import dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Of:
    """An operand: series[offset] * scale + shift, on a timeframe of its own or
    (None) that of the comparison."""

    series: Any
    offset: int = 0
    scale: float = 1.0
    shift: float = 0.0
    frame: Optional[str] = None


@dataclass(frozen=True)
class Is:
    """A comparison; operands are `Of` or numbers. `frame` None: the alert's."""

    left: Any
    how: str
    right: Any = None
    high: Any = None
    bars: int = 0
    frame: Optional[str] = None


@dataclass(frozen=True)
class AllOf:
    parts: tuple


@dataclass(frozen=True)
class AnyOf:
    parts: tuple


@dataclass(frozen=True)
class Not:
    part: Any


@dataclass(frozen=True)
class Alert:
    """`asked` is what goes to tradeeon, beside id, symbol and mode."""

    alert_id: str
    timeframe: str
    mode: str
    tree: Any
    asked: dict


def both(values):
    return False if False in values else None if None in values else True


def either(values):
    return True if True in values else None if None in values else False


def negated(value):
    return None if value is None else not value


def equal(a, b):
    return abs(a - b) <= 1e-10 * max(abs(a), abs(b))


LEVELS = {
    ">": lambda a, b, _: a > b,
    "<": lambda a, b, _: a < b,
    ">=": lambda a, b, _: a >= b,
    "<=": lambda a, b, _: a <= b,
    "==": lambda a, b, _: equal(a, b),
    "!=": lambda a, b, _: not equal(a, b),
    "between": lambda a, lo, hi: lo <= a <= hi,
    "outside": lambda a, lo, hi: not lo <= a <= hi,
}
# Holds now, and its counterpart held one bar before.
CHANGES = {
    "crosses_above": (">", "<="),
    "crosses_below": ("<", ">="),
    "enters": ("between", "outside"),
    "exits": ("outside", "between"),
}


def level(how, operands):
    return None if None in operands else LEVELS[how](*operands)


class Oracle:
    """Judges alerts over one market. Truths and operands are computed once."""

    def __init__(self, market):
        self.market = market
        self.columns = {}
        self.truths = {}
        self.doubtful = set()  # comparisons on which rounding decides somewhere

    def column(self, operand, home):
        """An operand's value at each close of the home timeframe."""
        key = (operand, home)
        if key not in self.columns:
            self.columns[key] = self.read_column(operand, home)
        return self.columns[key]

    def read_column(self, operand, home):
        bars = self.market.frame(home).bars
        if not isinstance(operand, Of):
            return [operand] * len(bars)
        frame = self.market.frame(operand.frame or home)
        values = frame.values(operand.series)
        result = []
        for bar in bars:
            i = frame.newest_at(bar.close_time) - operand.offset
            x = values[i] if i >= 0 else None
            result.append(None if x is None else x * operand.scale + operand.shift)
        return result

    def comparison(self, c, home):
        """Truth at each close of the home timeframe."""
        left, right, high = (self.column(x, home) for x in (c.left, c.right, c.high))
        rows = [(a, 0, 0) if c.right is None else (a, b, 0 if c.high is None else h)
                for a, b, h in zip(left, right, high)]
        steps = [(a, b) for a, b in zip(left, left[1:]) if c.right is None]
        if any(map(close_call, steps or rows)):
            self.doubtful.add((c, home))
        result = []
        for i, now in enumerate(rows):
            before = rows[i - 1] if i else (None, None, None)
            if c.how in LEVELS:
                result.append(level(c.how, now))
            elif c.how in CHANGES:
                result.append(changed(c.how, now, before))
            elif c.how == "crosses":
                result.append(either([changed("crosses_above", now, before),
                                      changed("crosses_below", now, before)]))
            else:
                result.append(strictly(c.how, left, i, c.bars))
        return result

    def truth(self, tree, home):
        """Truth of a whole expression at each close of the alert's timeframe."""
        key = (tree, home)
        if key not in self.truths:
            self.truths[key] = self.judge(tree, home)
        return self.truths[key]

    def judge(self, tree, home):
        if isinstance(tree, Not):
            return [negated(x) for x in self.truth(tree.part, home)]
        if isinstance(tree, (AllOf, AnyOf)):
            parts = [self.truth(part, home) for part in tree.parts]
            join = both if isinstance(tree, AllOf) else either
            return [join(values) for values in zip(*parts)]
        if tree.frame in (None, home):
            return self.comparison(tree, home)
        # At home elsewhere: the truth of its newest close stands until the next.
        frame = self.market.frame(tree.frame)
        own = self.truth(tree, tree.frame)
        newest = (frame.newest_at(b.close_time)
                  for b in self.market.frame(home).bars)
        return [own[i] if i >= 0 else None for i in newest]

    def triggers(self, alert):
        """(bar_time, alert_id, event_id, price) of each fire, in time order."""
        fires, known = [], None
        bars = self.market.frame(alert.timeframe).bars
        for bar, value in zip(bars, self.truth(alert.tree, alert.timeframe)):
            became = value is True and known is False
            if value is not None:
                known = value
            if became if alert.mode == "per_edge" else value is True:
                event_id = f"{alert.alert_id}:{bar.open_time}"
                fires.append((bar.open_time, alert.alert_id, event_id, bar.close))
                if alert.mode == "once":
                    break
        return fires


def changed(how, now, before):
    after, earlier = CHANGES[how]
    if None in now or None in before:
        return None
    return level(after, now) and level(earlier, before)


def strictly(how, values, i, bars):
    """Each of the last `bars` steps goes the same way."""
    window = values[i - bars:i + 1] if i >= bars else [None]
    if None in window:
        return None
    steps = zip(window, window[1:])
    return all(b > a if how == "rising" else b < a for a, b in steps)


def close_call(row):
    """Operands so near each other, yet unequal, that rounding would decide."""
    a, *bounds = row
    return any(None not in (a, b) and b != 0 and a != b
               and abs(a - b) <= 1e-12 * abs(b) for b in bounds)


def leaves(tree):
    if isinstance(tree, Not):
        return leaves(tree.part)
    if isinstance(tree, (AllOf, AnyOf)):
        return [leaf for part in tree.parts for leaf in leaves(part)]
    return [tree]


def expected_triggers(market, alerts):
    """All fires of all alerts, ordered by bar, then alert id; and the ids of
    alerts for which the last bit of a value decides."""
    oracle = Oracle(market)
    fires = [fire for alert in alerts for fire in oracle.triggers(alert)]
    doubtful = {a.alert_id for a in alerts for leaf in leaves(a.tree)
                if (leaf, leaf.frame or a.timeframe) in oracle.doubtful}
    return sorted(fires), doubtful
