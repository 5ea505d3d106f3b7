"""Random dca, grid and trend bots for bots_oracle.py."""

FRAMES = {1: "1m", 5: "5m", 60: "1h"}
LONGER = {1: ("3m", "5m"), 5: ("15m", "1h"), 60: ("1h",)}


def maybe(rng, chance, make):
    return make() if rng.random() < chance else None


def put(config, name, x):
    if x is not None:
        config[name] = x


def some_paper(rng):
    paper = {"makerFee": rng.choice((0, 0.02, 0.1, 0.075)),
             "takerFee": rng.choice((0, 0.1, 0.06, 0.2)),
             "slippage": rng.choice((0, 0.05, 0.3)), "spread": rng.choice((0, 0.02)),
             "feeSource": rng.choice(("quote", "quote", "received"))}
    put(paper, "latencyMs", maybe(rng, 0.15, lambda: rng.choice((1, 60_000, 90_000))))
    put(paper, "participation", maybe(rng, 0.15, lambda: rng.choice((0.1, 5, 50))))
    put(paper, "fillOnSignalClose", maybe(rng, 0.15, lambda: True))
    return paper


def some_profit(rng):
    profit = {"from": rng.choice(("average", "base")),
              "netOfFees": rng.random() < 0.4}
    if rng.random() < 0.5:
        profit["percent"] = rng.choice((0.3, 0.5, 1, 1.5, 3))
    else:
        percents = sorted(rng.sample((0.2, 0.4, 0.5, 0.8, 1, 2, 3.3), rng.randint(1, 4)))
        shares = [rng.choice((10, 25, 33.3, 20)) for _ in percents]
        if rng.random() < 0.7 or sum(shares) > 100:
            shares[-1] = 100 - sum(shares[:-1])
        profit["targets"] = [{"percent": p, "sellPercent": round(s, 1)}
                             for p, s in zip(percents, shares)]
    put(profit, "trailing", maybe(rng, 0.3, lambda: rng.choice((0.1, 0.5, 1))))
    return profit


def some_barriers(rng, config):
    put(config, "takeProfit", maybe(rng, 0.8, lambda: some_profit(rng)))
    put(config, "stopLoss", maybe(rng, 0.6, lambda: {
        "percent": rng.choice((0.5, 1, 2, 4, 8)), "from": rng.choice(("average", "base")),
        "trailing": rng.random() < 0.3,
        "breakevenAfter": rng.choice((0, 0, 0.3, 0.7))}))
    put(config, "trailingStop", maybe(rng, 0.3, lambda: {
        "activationProfit": rng.choice((0, 0.2, 0.5, 1)),
        "trailingDistance": rng.choice((0.1, 0.4, 1)), "onlyUp": rng.random() < 0.7}))
    time = {"maxHoldMinutes": rng.choice((5, 30, 240, 2000))}
    put(time, "minProfit", maybe(rng, 0.5, lambda: rng.choice((-1, 0, 0.2))))
    put(config, "timeExit", maybe(rng, 0.4, lambda: time))


def some_rules(rng):
    kind = rng.choice(("down_from_last_entry", "down_from_average", "loss_by_percent",
                       "loss_by_amount", "custom"))
    rules = {"ruleType": kind, "maxDcaPerPosition": rng.choice((0, 1, 3, 10)),
             "maxDcaAcrossAllPositions": rng.choice((0, 0, 5)),
             "dcaCooldownValue": rng.choice((0, 1, 3, 10)),
             "dcaCooldownUnit": rng.choice(("minutes", "bars")),
             "waitForPreviousDca": rng.random() < 0.5}
    if kind.startswith("down"):
        rules["percentage"] = rng.choice((0.3, 0.5, 1, 2))
    elif kind == "loss_by_percent":
        rules["lossPercent"] = rng.choice((0.3, 0.5, 1, 2))
    elif kind == "loss_by_amount":
        rules["lossAmount"] = rng.choice((0.2, 1, 3, 20))
    else:
        rules["customCondition"] = "close < open"
    return rules


def some_dca(rng):
    config = {"bot_type": "dca", "baseOrderSize": rng.choice((50, 100, 123.45, 1000)),
              "startOrderType": rng.choice(("market", "market", "limit"))}
    ladder = rng.random()
    if ladder < 0.5:
        config["safetyOrders"] = {
            "count": rng.choice((1, 2, 5, 12)), "size": rng.choice((20, 50, 77.7)),
            "deviation": rng.choice((0.25, 0.5, 1, 2)),
            "volumeScale": rng.choice((1, 1.05, 1.5, 2)),
            "stepScale": rng.choice((1, 0.8, 1.2, 1.5)),
            "maxActive": rng.choice((0, 0, 1, 3))}
        if config["safetyOrders"]["count"] > 5:
            config["safetyOrders"].update(volumeScale=1.1, stepScale=1.05)
    elif ladder < 0.7:
        drops = sorted(rng.sample((0.25, 0.5, 1, 1.75, 3, 5), rng.randint(1, 4)))
        config["dcaConfig"] = {"levels": [
            {"priceDropPercent": d, "orderAmount": rng.choice((20, 55.5, 100))}
            for d in drops]}
    if rng.random() < 0.5:
        config["dcaRules"] = some_rules(rng)
        if rng.random() < 0.5:
            config["dcaAmount"] = {"amountType": "fixed", "fixedAmount": 60,
                                   "multiplier": rng.choice((1, 1.5, 2))}
        elif rng.random() < 0.5:
            config["dcaAmount"] = {"amountType": "percentage",
                                   "percentage": rng.choice((50, 100, 150)),
                                   "multiplier": rng.choice((1, 1.3))}
    some_barriers(rng, config)
    put(config, "cooldownMinutes", maybe(rng, 0.3, lambda: rng.choice((1, 7, 60))))
    put(config, "maxDeals", maybe(rng, 0.15, lambda: rng.choice((1, 2, 5))))
    put(config, "reinvestPercent", maybe(rng, 0.3, lambda: rng.choice((33, 100))))
    put(config, "restart", maybe(rng, 0.05, lambda: False))
    return config


def some_grid(rng, series):
    first = float(series.bars[0].close)
    width = rng.choice((0.03, 0.08, 0.2))
    config = {"bot_type": "grid", "levels": rng.choice((2, 3, 5, 8, 15)),
              "lowerPrice": float(f"{first * (1 - width):.4g}"),
              "upperPrice": float(f"{first * (1 + width * rng.random()):.5g}"),
              "spacing": rng.choice(("arithmetic", "geometric")),
              "investment": rng.choice((500, 1000, 3333.33)),
              "trailingUp": rng.random() < 0.3, "trailingDown": rng.random() < 0.3}
    low, high = config["lowerPrice"], config["upperPrice"]
    put(config, "triggerPrice",
        maybe(rng, 0.3, lambda: float(f"{first * rng.choice((0.99, 1.005)):.5g}")))
    put(config, "stopLossPrice", maybe(rng, 0.3, lambda: float(f"{low * 0.98:.5g}")))
    put(config, "takeProfitPrice", maybe(rng, 0.3, lambda: float(f"{high * 1.02:.5g}")))
    return config


def some_trend(rng):
    config = {"bot_type": "trend",
              "entry": {"type": "donchian", "length": rng.choice((3, 10, 20, 55))},
              "amount": {"type": "fixed", "value": rng.choice((100, 500)),
                         "multiplier": rng.choice((1, 0.5, 1.5))},
              "maxEntries": rng.choice((1, 2, 4)),
              "fire": rng.choice(("edge", "level"))}
    put(config, "addAfterPercent", maybe(rng, 0.5, lambda: rng.choice((0.2, 0.5, 1))))
    put(config, "atrStop", maybe(rng, 0.6, lambda: {
        "multiple": rng.choice((1, 2.5, 4)), "length": rng.choice((5, 14))}))
    some_barriers(rng, config)
    way = rng.random()
    if way < 0.3:
        config["amount"].update(type="percent", value=rng.choice((5, 40, 100)))
    elif way < 0.5 and ("stopLoss" in config or "atrStop" in config):
        config["amount"].update(type="risk", value=rng.choice((0.5, 2)))
    return config


def some_bot(rng, series, number):
    make = rng.choice((some_dca, some_dca, some_dca, some_trend, None))
    config = some_grid(rng, series) if make is None else make(rng)
    config.update(bot_id=f"b{number}", pair=series.symbol,
                  interval=FRAMES[series.minutes], paper=some_paper(rng),
                  costBasis=rng.choice(("average", "average", "fifo")))
    if config["bot_type"] == "dca" and series.whole and rng.random() < 0.4:
        config["interval"] = rng.choice(LONGER[series.minutes])
    # Now and then too little for the whole plan.
    config["initial_balance"] = (
        100_000 if config["paper"].get("participation") or config["bot_type"] == "grid"
        else rng.choice((1500, 5000, 20_000)))
    return config
