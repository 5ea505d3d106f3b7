"""Requests that must be refused: method, path, body, and what the answer says.

The last member of a row is the place that the message has to name; statuses are
400 where no other is given.
"""

import json

GOOD_CONDITION = {"id": "c1", "type": "indicator", "indicator": "RSI",
                  "component": "RSI", "settings": {"length": 14}, "operator": "<",
                  "compareWith": "value", "compareValue": 30, "timeframe": "same"}
GOOD_ALERT = {"symbol": "BTCUSDT", "base_timeframe": "1m",
              "conditions": [GOOD_CONDITION], "fireMode": "per_close"}
GOOD_CANDLE = {"symbol": "BTCUSDT", "timeframe": "1m", "open_time": 1_700_000_040_000,
               "open": 10, "high": 12, "low": 9, "close": 11, "volume": 5,
               "closed": True}


def changed(whole, **changes):
    """A copy with members replaced; None takes one out."""
    copy = {**whole, **changes}
    return {k: v for k, v in copy.items() if v is not None}


def alert_with(**condition_changes):
    return changed(GOOD_ALERT, conditions=[changed(GOOD_CONDITION, **condition_changes)])


def alert_saying(expression):
    return changed(GOOD_ALERT, conditions=None, expression=expression)


ALERTS = [
    ({}, "symbol"),
    (changed(GOOD_ALERT, symbol=None), "symbol"),
    (changed(GOOD_ALERT, symbol=5), "symbol"),
    (changed(GOOD_ALERT, symbol=""), "symbol"),
    (changed(GOOD_ALERT, symbol="BTC$USDT"), "symbol"),
    (changed(GOOD_ALERT, base_timeframe="7m"), "base_timeframe"),
    (changed(GOOD_ALERT, base_timeframe=None), "base_timeframe"),
    (changed(GOOD_ALERT, colour="red"), "colour"),
    (changed(GOOD_ALERT, conditions=None), "conditions"),
    (changed(GOOD_ALERT, conditions=[]), "conditions"),
    (changed(GOOD_ALERT, conditions="RSI"), "conditions"),
    (changed(GOOD_ALERT, conditions=[GOOD_CONDITION, 7]), "conditions[1]"),
    (changed(GOOD_ALERT, expression="close > 1"), "expression"),
    (changed(GOOD_ALERT, logic="XOR"), "logic"),
    (changed(GOOD_ALERT, fireMode="sometimes"), "fireMode"),
    (changed(GOOD_ALERT, status="done"), "status"),
    (changed(GOOD_ALERT, action={"type": "fax"}), "action.type"),
    (changed(GOOD_ALERT, action={"type": "webhook"}), "action.url"),
    (changed(GOOD_ALERT, action={"type": "webhook", "url": "ftp://x/y"}), "action.url"),
    (changed(GOOD_ALERT, action={"type": "webhook", "url": "nonsense"}), "action.url"),
    (changed(GOOD_ALERT, action={"type": "bot"}), "action.bot_id"),
    (alert_with(type="weather"), "conditions[0].type"),
    (alert_with(type=None), "conditions[0].type"),
    (alert_with(indicator="FOO"), "conditions[0].indicator"),
    (alert_with(component="middle_line"), "conditions[0].component"),
    (alert_with(settings={"length": 0}), "conditions[0].settings.length"),
    (alert_with(settings={"length": -3}), "conditions[0].settings.length"),
    (alert_with(settings={"length": 14.5}), "conditions[0].settings.length"),
    (alert_with(settings={"length": "many"}), "conditions[0].settings.length"),
    (alert_with(settings={"length": 10**9}), "conditions[0].settings.length"),
    (alert_with(settings={"lenght": 14}), "conditions[0].settings.lenght"),
    (alert_with(operator="resembles"), "conditions[0].operator"),
    (alert_with(operator=None), "conditions[0].operator"),
    (alert_with(compareWith="the moon"), "conditions[0].compareWith"),
    (alert_with(compareValue=None), "conditions[0].compareValue"),
    (alert_with(compareValue="abc"), "conditions[0].compareValue"),
    (alert_with(compareValue=[30]), "conditions[0].compareValue"),
    (alert_with(operator="between", lowerBound=20), "conditions[0].upperBound"),
    (alert_with(compareWith="indicator_component"), "conditions[0].rhs"),
    (alert_with(compareWith="indicator_component",
                rhs={"indicator": "BAR", "component": "BAR"}), "rhs.indicator"),
    (alert_with(timeframe="2m"), "conditions[0].timeframe"),
    (alert_with(smell="roses"), "conditions[0].smell"),
    (alert_saying(""), "expression"),
    (alert_saying(12), "expression"),
    (alert_saying("close >"), "expression"),
    (alert_saying("RSI(14 < 30"), "expression"),
    (alert_saying("FOO(14) < 30"), "FOO"),
    (alert_saying("RSI(0) < 30"), "expression"),
    (alert_saying("close > 5 and"), "expression"),
    (alert_saying("close > 5 or or close < 4"), "expression"),
    (alert_saying("close[5001] > 5"), "expression"),
    (alert_saying("close > EMA(20) @ 2m"), "expression"),
    (alert_saying("close > 1 and " * 2000 + "close > 1"), "expression"),
    (alert_saying("(" * 400 + "close > 1" + ")" * 400), "expression"),
]

REGISTERED = {**GOOD_CONDITION, "symbol": "BTCUSDT", "timeframe": "1m"}
CONDITIONS = [
    (changed(REGISTERED, symbol=None), "symbol"),
    (changed(REGISTERED, symbol="BTC USDT;"), "symbol"),
    (changed(REGISTERED, timeframe="same"), "timeframe"),
    (changed(REGISTERED, timeframe="7m"), "timeframe"),
    (changed(REGISTERED, indicator="FOO"), "indicator"),
    (changed(REGISTERED, operator="resembles"), "operator"),
    (changed(REGISTERED, settings={"length": 0}), "settings.length"),
    (changed(REGISTERED, smell="roses"), "smell"),
]

# Refused one by one: the rest of the batch is taken.
CANDLES = [
    (changed(GOOD_CANDLE, close=None), "close"),
    (changed(GOOD_CANDLE, volume=None), "volume"),
    (changed(GOOD_CANDLE, open_time=None), "open_time"),
    (changed(GOOD_CANDLE, symbol=None), "symbol"),
    (changed(GOOD_CANDLE, timeframe="7m"), "timeframe"),
    (changed(GOOD_CANDLE, close="abc"), "close"),
    (changed(GOOD_CANDLE, close="nan"), "close"),
    (changed(GOOD_CANDLE, high="inf"), "high"),
    (changed(GOOD_CANDLE, low=-1), "low"),
    (changed(GOOD_CANDLE, volume=-0.5), "volume"),
    (changed(GOOD_CANDLE, high=10.5), "high"),
    (changed(GOOD_CANDLE, low=10.5), "low"),
    (changed(GOOD_CANDLE, open_time=1_700_000_040_001), "open_time"),
    (changed(GOOD_CANDLE, open_time=4_102_444_800_000), "open_time"),
]

BODIES = [  # sent as they are to POST /alerts and POST /api/v1/candles
    b"", b"{", b"nonsense", b"[]", b"null", b"7", b'"text"', b'{"symbol":NaN}',
    b'{"symbol":"\xff\xfe"}', b"[" * 5000, b'{"a":1}{"b":2}',
]

BATCHES = [
    ({}, 400), ({"candles": 5}, 400), ({"candles": {}}, 400),
    ({"candles": [changed(GOOD_CANDLE, open_time=60_000 * n) for n in range(10_001)]},
     (400, 413)),
]

# Method, path, body (None: none), status, place.
OTHERS = [
    ("GET", "/nowhere", None, 404, ""),
    ("GET", "/alerts/none-such", None, 404, ""),
    ("PATCH", "/alerts/none-such", {"status": "paused"}, 404, ""),
    ("DELETE", "/alerts/none-such", None, 404, ""),
    ("GET", "/alerts/none-such/logs", None, 404, ""),
    ("POST", "/alerts/none-such/simulate", None, 404, ""),
    ("GET", "/conditions/0123456789abcdef/status", None, 404, ""),
    ("POST", "/conditions/subscribe", {"bot_id": "b", "condition_id": "0" * 16,
                                       "bot_type": "dca", "bot_config": {}}, 404, ""),
    ("POST", "/conditions/subscribe", {"bot_id": "b", "condition_id": "0" * 16,
                                       "bot_type": "robot"}, 400, "bot_type"),
    ("POST", "/conditions/subscribe", {"bot_type": "dca"}, 400, "bot_id"),
    ("DELETE", "/conditions/subscribe/none-such", None, 404, ""),
    ("GET", "/api/v1/triggers?after=x", None, 400, "after"),
    ("GET", "/api/v1/triggers?limit=-1", None, 400, "limit"),
    ("GET", "/api/klines?interval=1h", None, 400, "symbol"),
    ("GET", "/api/klines?symbol=BTCUSDT&interval=7m", None, 400, "interval"),
    ("GET", "/api/klines?symbol=BTCUSDT&interval=1m&limit=x", None, 400, "limit"),
    ("GET", "/api/ticker/price", None, 400, "symbol"),
]


def oversized(mebibytes):
    """A body of just more than this."""
    return json.dumps({"symbol": "B" * (mebibytes << 20)}).encode()
