"""Bots of every type for tests that run many of them over one symbol."""

import random


def _paper(rng):
    return {"makerFee": rng.choice(["0.1", "0.075", "0"]),
            "takerFee": rng.choice(["0.1", "0.15"]),
            "slippage": rng.choice(["0", "0.05", "0.1"]),
            "feeSource": rng.choice(["quote", "received"]),
            "participation": rng.choice([0, 0, 20])}


def _barriers(rng):
    out = {}
    if rng.random() < 0.7:
        out["takeProfit"] = {"percent": rng.choice([0.4, 0.8, 1.5]),
                             "netOfFees": rng.random() < 0.5,
                             "trailing": rng.choice([0, 0, 0.2])}
    if rng.random() < 0.6:
        out["stopLoss"] = {"percent": rng.choice([1, 2, 4]),
                           "trailing": rng.random() < 0.3,
                           "breakevenAfter": rng.choice([0, 0.5])}
    if rng.random() < 0.3:
        out["trailingStop"] = {"activationProfit": 0.5, "trailingDistance": 0.3}
    if rng.random() < 0.3:
        out["timeExit"] = {"maxHoldMinutes": rng.choice([60, 240])}
    return out


def _limits(rng):
    if rng.random() < 0.5:
        return {}
    return {"limits": {"maxOrderNotional": rng.choice([0, 120, 600]),
                       "maxExposure": rng.choice([0, 400, 900]),
                       "maxOrdersPerMinute": rng.choice([0, 3, 10]),
                       "maxOpenOrders": rng.choice([0, 4, 8]),
                       "priceCollar": rng.choice([0, 3])}}


def _dca(rng):
    out = {"bot_type": "dca", "baseOrderSize": rng.choice([50, 100, 137]),
           **_barriers(rng)}
    if rng.random() < 0.6:
        out["safetyOrders"] = {"count": rng.randint(1, 6), "size": 40,
                               "deviation": rng.choice([0.2, 0.5]), "volumeScale": 1.3,
                               "stepScale": 1.1, "maxActive": rng.choice([0, 2])}
    if rng.random() < 0.7:
        out["entryConditions"] = {
            "entryType": "conditional", "enabled": True,
            "expression": rng.choice(["RSI(14) < 35", "close crosses_below SMA(20)",
                                      "close > EMA(9)"])}
    if rng.random() < 0.4:
        out["dcaRules"] = {"ruleType": "down_from_average", "percentage": 0.5,
                           "maxDcaPerPosition": 3, "dcaCooldownValue": 5,
                           "dcaCooldownUnit": "bars"}
        out["dcaAmount"] = {"amountType": "fixed", "fixedAmount": 30, "multiplier": 1.2}
    if rng.random() < 0.4:
        out["phase1Features"] = {
            "marketRegime": {"enabled": True, "regimeTimeframe": "5m",
                             "pauseConditions": {"belowMovingAverage": True,
                                                 "maPeriod": 20,
                                                 "consecutivePeriods": 2}},
            "emergencyBrake": {"enabled": True,
                               "circuitBreaker": {"flashCrashPercent": 1,
                                                  "timeWindowMinutes": 10},
                               "recoveryMode": {"stabilizationBars": 5}}}
    return out


def _grid(rng, low, high):
    middle, half = (low + high) / 2, (high - low) / 2
    return {"bot_type": "grid", "lowerPrice": round(middle - half * rng.uniform(0.4, 1), 2),
            "upperPrice": round(middle + half * rng.uniform(0.4, 1), 2),
            "levels": rng.randint(4, 15), "investment": 1000,
            "spacing": rng.choice(["arithmetic", "geometric"]),
            "trailingUp": rng.random() < 0.4}


def _trend(rng):
    return {"bot_type": "trend",
            "entry": rng.choice([{"type": "ma_cross", "fast": 5, "slow": 20},
                                 {"type": "donchian", "length": 20},
                                 {"type": "supertrend", "length": 10, "multiplier": 2}]),
            "amount": {"type": rng.choice(["fixed", "percent"]), "value": 50},
            "maxEntries": rng.randint(1, 3), "addAfterPercent": rng.choice([0, 0.3]),
            "atrStop": {"multiple": 3}, **_barriers(rng)}


def _signal(rng):
    return {"bot_type": "signal", "entry": "RSI(7) < 30", "exit": "RSI(7) > 70",
            "amount": {"type": "fixed", "value": 120}, **_barriers(rng)}


def bot_table(pair, low, high, count=50, seed=1):
    """`count` bots, whose prices move between `low` and `high`; always the same."""
    rng = random.Random(seed)
    makers = [_dca, _dca, lambda r: _grid(r, low, high), _trend, _signal]
    return [{"name": f"bot {i}", "pair": pair, "interval": "1m",
             "paper": _paper(rng), **_limits(rng), **makers[i % len(makers)](rng)}
            for i in range(count)]
