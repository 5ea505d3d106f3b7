"""The alerts of the acceptance tests: each twice, as the JSON that tradeeon is
given and as what the oracle takes it to mean."""

from oracle import Alert, AllOf, AnyOf, Is, Not, Of

RSI = ("rsi", 14, "close")
ATR = ("atr", 14)
MACD_SETTINGS = {"fast": 12, "slow": 26, "signal": 9}


def ema(length):
    return ("ema", length, "close")


def sma(length, source="close"):
    return ("sma", length, source)


def macd(output):
    return ("macd", 12, 26, 9, output, "close")


def bbands(output):
    return ("bbands", 20, 2, output, "close")


def indicator(identity, name, component, settings, operator, **more):
    """A condition object of the web client on an indicator."""
    return {"id": identity, "type": "indicator", "indicator": name,
            "component": component, "settings": settings, "operator": operator,
            "timeframe": "same", **more}


def value(number):
    return {"compareWith": "value", "compareValue": number}


def component(name, part, settings):
    rhs = {"indicator": name, "component": part, "settings": settings}
    return {"compareWith": "indicator_component", "rhs": rhs}


def price(identity, operator, **more):
    return {"id": identity, "type": "price", "operator": operator,
            "timeframe": "same", **more}


def volume(identity, operator, **more):
    return {"id": identity, "type": "volume", "operator": operator,
            "timeframe": "same", **more}


def conditions(*parts, logic="AND"):
    return {"conditions": list(parts), "logic": logic}


def text(expression):
    return {"expression": expression}


class Levels:
    """Prices with few digits that the closes are on both sides of."""

    def __init__(self, closes):
        self.ordered = sorted(closes)

    def at(self, share):
        x = self.ordered[int(share * (len(self.ordered) - 1))]
        return float(f"{x:.5g}")


def build(timeframe, longer, longest, closes):
    """The alerts for one file of candles of `timeframe`."""
    levels = Levels(closes)
    rows = (indicator_rows() + price_rows(levels) + volume_rows()
            + text_rows(levels, longer, longest)
            + longer_rows(longer, longest, levels))
    alerts = []
    for number, (base, mode, tree, asked) in enumerate(rows, 1):
        alerts.append(Alert(f"a{number:02}", base or timeframe, mode, tree, asked))
    return alerts


def indicator_rows():
    ema_20 = {"length": 20}
    return [
        (None, "per_edge", Is(Of(RSI), "crosses_below", 30),
         conditions(indicator("c1", "RSI", "rsi_line", {"length": 14},
                              "crosses_below", **value(30)))),
        (None, "per_close", Is(Of(RSI), ">", 70),
         conditions(indicator("c1", "RSI", "RSI", {"period": 14}, ">", **value("70")))),
        (None, "per_bar", Is(Of(macd("macd")), "crosses_above", Of(macd("signal"))),
         conditions(indicator("c1", "MACD", "macd_line", MACD_SETTINGS, "crosses_above",
                              **component("MACD", "signal_line", MACD_SETTINGS)))),
        # A threshold of 0 is a threshold.
        (None, "per_edge", AllOf((Is(Of(macd("histogram")), ">", 0),
                                  Is(Of("close"), ">", Of(ema(50))))),
         conditions(indicator("c1", "MACD", "histogram", MACD_SETTINGS, ">", **value(0)),
                    price("c2", ">", priceField="close",
                          **component("EMA", "EMA", {"length": 50})))),
        (None, "per_close", Is(Of(ema(9)), "crosses_above", Of(ema(21))),
         conditions(indicator("c1", "EMA", "EMA", {"length": 9}, "crosses_above",
                              **component("EMA", "EMA", {"length": 21})))),
        (None, "per_edge", Is(Of(sma(20)), "crosses_below", Of(ema(50))),
         conditions(indicator("c1", "SMA", "SMA", ema_20, "crosses_below",
                              **component("EMA", "EMA", {"length": 50})))),
        (None, "per_bar", AnyOf((Is(Of(macd("macd")), "crosses_below", 0),
                                 Is(Of(("rsi", 7, "hl2")), ">=", 85))),
         conditions(indicator("c1", "MACD", "MACD Line", MACD_SETTINGS, "crosses_below",
                              **value(0)),
                    indicator("c2", "RSI", "RSI", {"length": 7, "source": "hl2"}, ">=",
                              **value(85)), logic="OR")),
    ]


def price_rows(levels):
    high, low, upper = levels.at(0.9), levels.at(0.45), levels.at(0.55)
    return [
        (None, "once", Is(Of("close"), ">", high),
         conditions(price("c1", ">", priceField="close", **value(high)))),
        (None, "per_edge", Is(Of("close"), "between", low, upper),
         conditions(price("c1", "between", priceField="close", compareWith="value",
                          lowerBound=low, upperBound=upper))),
        (None, "per_close", AnyOf((
            Is(Of("close"), ">", Of("close", offset=1, scale=1 + 0.25 / 100)),
            Is(Of("volume"), ">", Of("volume", offset=1, scale=1 + 400 / 100)))),
         conditions(price("c1", ">", priceField="close", compareWith="previous_price",
                          percentage=0.25),
                    volume("c2", ">", compareWith="previous_volume", percentage=400),
                    logic="OR")),
        # Below-like operators take the percentage off.
        (None, "per_edge", Is(Of("close"), "<", Of(sma(20), scale=1 - 0.5 / 100)),
         conditions(price("c1", "<", priceField="close", percentage=0.5,
                          **component("SMA", "SMA", {"length": 20})))),
        (None, "per_bar", AllOf((Is(Of("close"), ">", Of("open")),
                                 Is(Of("low"), "crosses_above", Of(ema(20))))),
         conditions(price("c1", ">", priceField="close", compareWith="price_field",
                          rhsPriceField="open"),
                    price("c2", "crosses_above", priceField="low",
                          **component("EMA", "EMA", {"length": 20})))),
        (None, "per_edge", Is(Of("close"), "==", Of("open")),
         conditions(price("c1", "equals", priceField="close", compareWith="price_field",
                          rhsPriceField="open"))),
    ]


def volume_rows():
    average = component("SMA", "SMA", {"length": 20, "source": "volume"})
    return [
        (None, "per_close", Is(Of("volume"), ">", Of(sma(20, "volume"), scale=1.5)),
         conditions(volume("c1", ">", percentage=50, **average))),
        (None, "per_edge", AllOf((Is(Of("volume"), ">", Of(sma(20, "volume"), scale=1.5)),
                                  Is(Of("close"), ">", Of("open")))),
         text("volume > SMA(20, volume) * 1.5 and close > open")),
    ]


def text_rows(levels, longer, longest):
    low, high = levels.at(0.3), levels.at(0.7)
    return [
        (None, "per_edge", AnyOf((Is(Of("close"), "<", Of(bbands("lower"))),
                                  Is(Of("close"), ">", Of(bbands("upper"))))),
         text("close < BBANDS(20,2).lower or close > BBANDS(20,2).upper")),
        (None, "per_edge", AllOf((Is(Of("close"), ">", Of(ema(20)), frame=longest),
                                  Is(Of(RSI), ">", 55))),
         text(f"close > EMA(20) @ {longest} and RSI(14) > 55")),
        (None, "per_close", Is(Of("close"), "crosses_above",
                               Of(ema(20), frame=longer)),
         text(f"close crosses_above (EMA(20) @ {longer})")),
        (None, "per_edge", AllOf((Is(Of("close"), "rising", bars=4),
                                  Not(Is(Of(RSI), ">", 65)))),
         text("close rising 4 and not RSI(14) > 65")),
        (None, "per_close", AnyOf((Is(Of("close"), "enters", low, high),
                                   Is(Of("close"), "exits", low, high))),
         text(f"close enters {low!r} {high!r} or close exits {low!r} {high!r}")),
        # True for every bar until the next close of the longer timeframe.
        (None, "per_bar", AllOf((Is(Of(macd("histogram")), "crosses", 0, frame=longer),
                                 Is(Of("close"), "!=", Of("close", offset=1)))),
         text(f"MACD(12,26,9).histogram crosses 0 @ {longer} and close != close[1]")),
        (None, "per_edge", AllOf((Is(Of("close"), "outside", Of(bbands("lower")),
                                     Of(bbands("upper"))),
                                  Is(Of("volume"), "falling", bars=2))),
         text("(close outside BBANDS(20,2).lower BBANDS(20,2).upper) and "
              "volume falling 2")),
    ]


def longer_rows(longer, longest, levels):
    """Alerts whose own bars are longer than the feed's, and mixtures."""
    middle = levels.at(0.5)
    return [
        (longer, "per_close", Is(Of(RSI), "crosses_above", 50),
         conditions(indicator("c1", "RSI", "RSI", {"length": 14}, "crosses_above",
                              **value(50)))),
        (longer, "per_edge", AllOf((Is(Of("close"), ">", Of("close", 3, 1.002)),
                                    Is(Of("close"), ">", Of(sma(10)), frame=longest))),
         text(f"close > close[3] * 1.002 and close > SMA(10) @ {longest}")),
        (None, "per_edge", AllOf((Is(Of(RSI), "<", 45, frame=longer),
                                  Is(Of("close"), "<", Of("open")))),
         conditions({**indicator("c1", "RSI", "rsi_line", {"length": 14}, "<",
                                 **value(45)), "timeframe": longer},
                    price("c2", "<", priceField="close", compareWith="price_field",
                          rhsPriceField="open"))),
        (None, "once", Is(Of("close"), "crosses_below", Of("low", 1, frame=longest)),
         text(f"close crosses_below (low[1] @ {longest})")),
        (longer, "per_edge", AnyOf((Is(Of("high"), ">", Of("close", 1, 1.0, 0.0)),
                                    Is(Of("close"), "<", middle))),
         text(f"high > close[1] or close < {middle!r}")),
        (None, "per_edge", Is(Of("high"), ">", Of(bbands("upper"), 1)),
         text("high > BBANDS(20,2).upper[1]")),
        (None, "per_edge", Is(Of(ATR), "<", Of(ATR, 20, 0.7)),
         text("ATR(14) < ATR(14)[20] * 0.7")),
    ]
