"""A slow simulator of paper bots, written from docs/bots.md and sharing nothing with the
program: one pair, dca, grid and trend bots.

`run(bot, money, bars)` returns what `replay --bots` is to have printed.
"""

from decimal import Decimal

from bots_slow_market import (FRAMES, HUNDRED, ZERO, Bar, Market, Order, cut,
                              down, nearest, number, share, text, up)

__all__ = ["Bar", "cut", "run", "text"]


class Barriers:
    """Targets, stops and time of one bot's deals."""

    def __init__(self, market, config):
        self.market = market
        profit = config.get("takeProfit", {})
        self.targets = [(number(x, "percent"), number(x, "sellPercent"))
                        for x in profit.get("targets", [])]
        if "percent" in profit:
            self.targets = [(number(profit, "percent"), HUNDRED)]
        self.profit_from_base = profit.get("from") == "base"
        self.net = profit.get("netOfFees", False)
        self.trailing_profit = number(profit, "trailing")
        self.stop = config.get("stopLoss")
        self.trail = config.get("trailingStop")
        self.time = config.get("timeExit")

    def target(self, deal, i):
        reference = deal.first_price if self.profit_from_base else deal.average
        price = reference + share(self.targets[i][0], reference)
        if self.net:
            fee = cut(deal.entry_fees / deal.bought)
            price = cut((price + fee) * 100 / (100 - self.market.maker))
        return up(price)

    def filled(self, order, quantity, price, fee):
        deal = order.deal
        if order.side == "buy":
            deal.entry_fees += fee
            deal.best = max(deal.best, price)
            if deal.status == "open":
                self.offer(deal)
                self.place_stop(deal, deal.best)
        elif order.role == "take_profit" and order.kind == "limit":
            sold = deal.by_target.get(order.number, ZERO)
            deal.by_target[order.number] = sold + quantity

    def offer(self, deal):
        for x in self.market.live(deal):
            if x.role == "take_profit" and x.kind == "limit":
                self.market.cancel(x)
        left = deal.held
        together = ZERO
        for i, (_, percent) in enumerate(self.targets):
            last = i + 1 == len(self.targets)
            if last and self.trailing_profit:
                return
            together += percent
            wanted = (share(percent, deal.held + deal.sold)
                      - deal.by_target.get(i + 1, ZERO))
            if last and together == 100:
                wanted = left
            quantity = down(min(wanted, left))
            if quantity > 0 and self.market.send(
                    Order(deal, "take_profit", i + 1, "sell", "limit", quantity,
                          limit=self.target(deal, i))):
                left -= quantity

    def bar(self, deal, bar, follow=ZERO):
        if deal.status != "open":
            return
        deal.best = max(deal.best, bar.close)
        deal.follow = max(deal.follow, follow)

        def gained(percent):
            return bar.close >= deal.average + share(percent, deal.average)

        if self.trail:
            if gained(number(self.trail, "activationProfit")):
                deal.armed = True
            if deal.armed and self.trail.get("onlyUp", True):
                far = share(number(self.trail, "trailingDistance"), deal.best)
                deal.follow = max(deal.follow, deal.best - far)
        even = number(self.stop or {}, "breakevenAfter")
        if even and gained(even):
            deal.even = True
        if self.targets and self.trailing_profit and (
                bar.close >= self.target(deal, len(self.targets) - 1)):
            deal.profit_armed = True
        if self.time and bar.closes - deal.made >= self.time["maxHoldMinutes"] * 60000:
            if "minProfit" not in self.time or gained(number(self.time, "minProfit")):
                return self.market.sell_out(deal, "time")
        self.place_stop(deal, bar.close)

    def stop_of(self, deal, close):
        """Price, role and number of the highest stop; of equals the first."""
        found = [(ZERO, "stop_loss", 0)]
        if self.stop:
            percent = number(self.stop, "percent")
            origin = (deal.first_price if self.stop.get("from") == "base"
                      else deal.average)
            found.append((origin - share(percent, origin), "stop_loss", 0))
            if self.stop.get("trailing"):
                found.append((deal.best - share(percent, deal.best), "stop_loss", 1))
            if deal.even:
                found.append((deal.average, "stop_loss", 2))
        found.append((deal.follow, "stop_loss", 1))
        if self.trail and deal.armed and not self.trail.get("onlyUp", True):
            far = share(number(self.trail, "trailingDistance"), close)
            found.append((close - far, "stop_loss", 1))
        if deal.profit_armed:
            far = share(self.trailing_profit, deal.best)
            found.append((deal.best - far, "take_profit", 0))
        price, role, what = max(found, key=lambda x: x[0])
        return down(price), role, what

    def place_stop(self, deal, close):
        price, role, what = self.stop_of(deal, close)
        quantity = down(deal.held)
        if price <= 0 or quantity <= 0:
            return
        before = [x for x in self.market.live(deal) if x.kind == "stop"]
        if any(x.stop == price and x.role == role and x.quantity >= quantity
               for x in before):
            return
        if self.market.send(Order(deal, role, what, "sell", "stop", quantity,
                                  stop=price)):
            for x in before:
                self.market.cancel(x)


def amount_of(setting, market, fraction=ZERO, nth=0):
    """Quote currency of a trend bot's buy; shares of the equity are cut to what is free,
    fee included. `fraction`: what the stop loses of each unit of money."""
    x = number(setting, "value")
    kind = setting["type"]
    if kind == "percent":
        x = share(x, market.equity)
    if kind == "risk":
        x = cut(share(x, market.equity) / fraction) if fraction else ZERO
    for _ in range(nth):
        x = cut(x * number(setting, "multiplier", 1))
    if kind != "fixed":
        x = min(x, cut(market.cash / market.to_hold(Decimal(1), False)))
    return down(x)


class Dca:
    def __init__(self, market, config):
        self.market, self.config = market, config
        self.barriers = Barriers(market, config)
        self.rule = config.get("dcaRules", {})
        self.entered = 0
        self.closed_at = None
        self.bars = 0  # of the interval
        self.whole = False  # one of them has closed with the present bar
        self.opened = None
        self.told = False  # what the rule's own expression says now

    def filled(self, order, quantity, price, fee):
        self.barriers.filled(order, quantity, price, fee)
        deal = order.deal
        if order.side != "buy":
            return
        if order.role == "base" and order.filled == quantity:
            self.entered += 1
        if order.role == "safety":
            had = deal.climbed.get(order.number, ZERO)
            deal.climbed[order.number] = had + quantity
        if not order.live:
            deal.steps_due = True
            self.climb(deal)

    def closed(self, deal):
        if deal.bought:
            self.closed_at = self.market.now

    def bar(self, bar):
        frame = FRAMES[self.config.get("interval", "1m")] * 60000
        if self.opened is None:
            self.opened = bar.open
        self.whole = bar.closes % frame == 0
        self.told = False
        if self.whole:
            self.bars += 1
            self.told = bar.close < self.opened  # "close < open"
            self.opened = None
        for deal in list(self.market.deals):
            self.care(deal, bar)
        if self.may_begin():
            self.begin()
        if self.entered and (not self.config.get("restart", True) or
                             0 < self.config.get("maxDeals", 0) <= self.entered):
            self.market.ending = True

    def care(self, deal, bar):
        if deal.status == "opening":
            return self.care_for_entry(deal, bar)
        self.barriers.bar(deal, bar)
        if deal.status != "open":
            return
        for x in self.market.live(deal) if self.whole else ():
            if x.role == "base" and x.kind == "limit" and self.took_part(x, bar):
                self.market.cancel(x)
                deal.steps_due = True
        self.climb(deal)
        self.add_by_rule(deal, bar)

    def took_part(self, order, bar):
        return order.made + self.market.latency <= bar.opens

    def care_for_entry(self, deal, bar):
        entry = self.market.live(deal)
        if not entry:
            return self.market.abandon(deal, "order_canceled")
        if (entry[0].kind != "limit" or not self.whole
                or not self.took_part(entry[0], bar)):
            return
        self.market.cancel(entry[0])
        price = down(self.market.last)
        again = Order(deal, "base", 0, "buy", "limit",
                      down(cut(deal.first_amount * deal.factor) / price), limit=price)
        if not self.market.send(again):
            self.market.abandon(deal, "not_filled")

    def may_begin(self):
        pause = self.config.get("cooldownMinutes", 0) * 60000
        most = self.config.get("maxDeals", 0)
        return not (self.market.deals
                    or (self.closed_at is not None
                        and self.market.now < self.closed_at + pause)
                    or (most and self.entered >= most)
                    or (not self.config.get("restart", True) and self.entered))

    def factor(self):
        percent = number(self.config, "reinvestPercent")
        profits = self.market.closed_profit
        if not percent or profits <= 0:
            return Decimal(1)
        return 1 + cut(share(percent, profits) / self.market.start)

    def begin(self):
        deal = self.market.open_deal()
        deal.first_amount = down(number(self.config, "baseOrderSize"))
        deal.factor = self.factor()
        amount = down(cut(deal.first_amount * deal.factor))
        order = Order(deal, "base", 0, "buy", "market", amount=amount)
        if self.config.get("startOrderType") == "limit":
            price = down(self.market.last)
            order = Order(deal, "base", 0, "buy", "limit", down(amount / price),
                          limit=price)
        if not self.market.send(order):
            self.market.abandon(deal, "refused")

    def steps(self, deal):
        """Number, price and quantity of each step of the deal's ladder."""
        levels = [(number(x, "priceDropPercent"), number(x, "orderAmount"))
                  for x in self.config.get("dcaConfig", {}).get("levels", [])]
        ladder = self.config.get("safetyOrders", {})
        drop, step = ZERO, number(ladder, "deviation")
        amount = cut(number(ladder, "size") * deal.factor)
        amounts = [(d, cut(a * deal.factor)) for d, a in levels]
        for _ in range(ladder.get("count", 0)):
            drop += step
            amounts.append((drop, amount))
            step = cut(step * number(ladder, "stepScale", 1))
            amount = cut(amount * number(ladder, "volumeScale", 1))
        for i, (drop, amount) in enumerate(amounts):
            price = down(deal.first_price - share(drop, deal.first_price))
            yield i + 1, price, down(amount / price)

    def climb(self, deal):
        live = self.market.live(deal)
        if (not deal.steps_due or deal.status != "open"
                or any(x.role == "base" for x in live)):
            return
        deal.steps_due = False
        most = self.config.get("safetyOrders", {}).get("maxActive", 0)
        open_ones = {x.number for x in live if x.role == "safety"}
        for step, price, quantity in self.steps(deal):
            if most and len(open_ones) >= most:
                return
            left = quantity - deal.climbed.get(step, ZERO)
            if step in open_ones or left <= 0 or (
                    left < quantity and left * price < self.market.least_worth):
                continue
            if not self.market.send(Order(deal, "safety", step, "buy", "limit", left,
                                          limit=price)):
                deal.steps_due = True
                return
            open_ones.add(step)

    def holds(self, deal, bar):
        kind = self.rule.get("ruleType", "none")
        percent = number(self.rule, "percentage")
        if kind == "down_from_last_entry":
            return bar.close <= deal.last_price - share(percent, deal.last_price)
        if kind == "down_from_average":
            return bar.close <= deal.average - share(percent, deal.average)
        loss = deal.cost - cut(deal.held * bar.close) - deal.profit
        if kind == "loss_by_percent":
            return loss >= share(number(self.rule, "lossPercent"), deal.spent)
        if kind == "loss_by_amount":
            return loss >= number(self.rule, "lossAmount")
        if kind == "custom":
            return self.told
        return False

    def add_by_rule(self, deal, bar):
        rule, live = self.rule, self.market.live(deal)
        if not self.holds(deal, bar) or any(x.role == "base" for x in live):
            return
        pause = rule.get("dcaCooldownValue", 0)
        if pause and deal.adds:
            if rule.get("dcaCooldownUnit") == "bars":
                if self.bars - deal.last_add_bar < pause:
                    return
            elif self.market.now - deal.last_add_at < pause * 60000:
                return
        most = [x for x in (rule.get("maxDcaPerPosition", 0),
                            rule.get("maxDcaAcrossAllPositions", 0)) if x]
        if any(deal.adds >= x for x in most) or (
                rule.get("waitForPreviousDca") and any(x.role == "add" for x in live)):
            return
        setting = self.config.get("dcaAmount",
                                  {"amountType": "percentage", "percentage": 100})
        amount = (number(setting, "fixedAmount") if setting["amountType"] == "fixed"
                  else share(number(setting, "percentage"), deal.first_amount))
        amount = cut(amount * self.factor())
        for _ in range(deal.adds):
            amount = cut(amount * number(setting, "multiplier", 1))
        order = Order(deal, "add", deal.adds + 1, "buy", "market", amount=down(amount))
        if self.market.send(order):
            deal.adds += 1
            deal.last_add_at, deal.last_add_bar = self.market.now, self.bars


class Grid:
    def __init__(self, market, config):
        self.market, self.config = market, config
        self.state = "waiting"
        self.side = None
        self.intervals = []  # [index of the lower level, deal or None]
        self.known = {}

    def level(self, i):
        if i not in self.known:
            self.known[i] = self.computed_level(i)
        return self.known[i]

    def computed_level(self, i):
        low, high = number(self.config, "lowerPrice"), number(self.config, "upperPrice")
        last = self.config["levels"] - 1
        if self.config.get("spacing") != "geometric":
            return nearest(low + cut((high - low) * i / last))
        # Exact to far more digits than the tick has.
        ratio = ((high / low).ln() * i / last).exp()
        return nearest(low * ratio)

    def bar(self, bar):
        config = self.config
        if self.state == "waiting":
            trigger = number(config, "triggerPrice")
            if trigger:
                self.side = self.side or bar.close
                if (bar.close < trigger if self.side < trigger
                        else bar.close > trigger):
                    return
            return self.begin(bar.close)
        if self.state == "over":
            return
        stop, top = number(config, "stopLossPrice"), number(config, "takeProfitPrice")
        if stop and bar.low <= stop:
            return self.leave("stop_loss")
        if top and bar.high >= top:
            return self.leave("take_profit")
        self.trail(bar.close)
        for x in self.intervals:
            self.serve(x, bar.close)

    def begin(self, price):
        self.state = "running"
        market = self.market
        unit = ZERO
        for i in range(self.config["levels"] - 1):
            at = self.level(i)
            held = at >= price
            at = market.worse("buy", price) if held else at
            unit += market.to_hold(at, not held)
            self.intervals.append([i, None])
        self.quantity = down(number(self.config, "investment") / unit)
        for x in self.intervals:
            self.serve(x, price)

    def serve(self, interval, price):
        index, deal = interval
        if deal is not None:
            if deal.status in ("closing", "closed") or self.market.live(deal):
                return
            if deal.status == "open":
                return self.offer(interval)
            self.market.abandon(deal, "order_canceled")
        deal = self.market.open_deal()
        at = self.level(index)
        order = Order(deal, "grid_buy", index, "buy", "market", self.quantity)
        if price is None or at < price:
            order.kind, order.limit = "limit", at
        if self.market.send(order):
            interval[1] = deal
        else:
            self.market.abandon(deal, "refused")

    def offer(self, interval):
        index, deal = interval
        quantity = down(deal.held)
        if quantity:
            self.market.send(Order(deal, "grid_sell", index, "sell", "limit", quantity,
                                   limit=self.level(index + 1)))

    def of(self, deal):
        return next((x for x in self.intervals if x[1] is deal), None)

    def filled(self, order, *_):
        interval = self.of(order.deal)
        whole = order.side == "buy" and not order.live
        if whole and self.state == "running" and interval:
            self.offer(interval)

    def closed(self, deal):
        interval = self.of(deal)
        if interval is None:
            return
        interval[1] = None
        if self.state == "running" and deal.bought:
            self.serve(interval, None)

    def leave(self, reason):
        self.state = "over"
        for deal in list(self.market.deals):
            self.market.sell_out(deal, reason)
        self.market.ending = True

    def trail(self, price):
        all_of = self.intervals
        for _ in range(self.config["levels"]):
            if not self.config.get("trailingUp") or price < self.level(all_of[-1][0] + 2):
                break
            deal = all_of[0][1]
            if deal is not None:
                if deal.status != "opening" or deal.held:
                    continue
                self.market.abandon(deal, "grid_moved")
            all_of.append([all_of[-1][0] + 1, None])
            all_of.pop(0)
        for _ in range(self.config["levels"]):
            below = self.level(all_of[0][0] - 1)
            if not self.config.get("trailingDown") or below <= 0 or price > below:
                break
            _, deal = all_of.pop()
            if deal is not None and deal.status == "opening":
                self.market.abandon(deal, "grid_moved")
                deal = None
            elif deal is not None and deal.status == "open":
                self.market.cancel_all(deal)
            else:
                deal = None
            lowest = all_of[0][0] if all_of else _
            all_of.insert(0, [lowest - 1, deal])


class Trend:
    """Entries and exits by the channel of the highest highs and lowest lows."""

    def __init__(self, market, config):
        self.market, self.config = market, config
        self.barriers = Barriers(market, config)
        self.length = config["entry"].get("length", 20)
        self.channel = []
        self.was = None
        self.atr = Atr(config.get("atrStop", {}).get("length", 14))

    def filled(self, order, quantity, price, fee):
        self.barriers.filled(order, quantity, price, fee)

    def closed(self, deal):
        pass

    def asked(self, bar):
        """Whether the entry has become true and whether the exit is true."""
        high, low, close = bar.floats
        entry = leave = None
        if len(self.channel) >= self.length:
            entry = close > max(h for h, _ in self.channel[-self.length:])
            leave = close < min(x for _, x in self.channel[-self.length:])
        self.channel.append((high, low))
        fires = bool(entry) and (self.was is False
                                 or self.config.get("fire") == "level")
        self.was = entry if entry is not None else self.was
        return fires, bool(leave)

    def bar(self, bar):
        self.atr.take(*bar.floats)
        entry, leave = self.asked(bar)
        deal = self.market.deals[0] if self.market.deals else None
        if deal and deal.status == "open":
            if leave:
                return self.market.sell_out(deal, "signal")
            times = number(self.config.get("atrStop", {}), "multiple")
            follow = ZERO
            if times and self.atr.value:
                far = cut(times * cut(Decimal(repr(self.atr.value))))
                follow = max(deal.best, bar.close) - far
            self.barriers.bar(deal, bar, follow)
        if leave:
            return
        if entry or (deal and number(self.config, "addAfterPercent")):
            self.enter(bar, entry)

    def fraction(self, bar):
        if "stopLoss" in self.config:
            return cut(number(self.config["stopLoss"], "percent") / 100)
        times = number(self.config.get("atrStop", {}), "multiple")
        if not times or not self.atr.value:
            return ZERO
        return cut(cut(times * cut(Decimal(repr(self.atr.value)))) / bar.close)

    def enter(self, bar, entry):
        market, setting = self.market, self.config["amount"]
        deal = market.deals[0] if market.deals else None
        if deal is None:
            if not entry:
                return
            deal = market.open_deal()
            order = Order(deal, "base", 0, "buy", "market",
                          amount=amount_of(setting, market, self.fraction(bar)))
            if not order.amount or not market.send(order):
                market.abandon(deal, "refused")
            return
        least = number(self.config, "addAfterPercent")
        if (deal.status != "open" or deal.adds + 1 >= self.config.get("maxEntries", 1)
                or any(x.role in ("add", "base") for x in market.live(deal))
                or bar.close < deal.last_price + share(least, deal.last_price)
                and least):
            return
        amount = amount_of(setting, market, self.fraction(bar), deal.adds + 1)
        if amount and market.send(Order(deal, "add", deal.adds + 1, "buy", "market",
                             amount=amount)):
            deal.adds += 1


class Atr:
    """Average true range after Wilder, in doubles."""

    def __init__(self, length):
        self.length, self.first, self.value, self.before = length, [], None, None

    def take(self, high, low, close):
        true = high - low
        if self.before is not None:
            true = max(true, abs(high - self.before), abs(low - self.before))
        self.before = close
        if self.value is not None:
            self.value = self.value + (true - self.value) / self.length
            return
        self.first.append(true)
        if len(self.first) == self.length:
            self.value = sum(self.first) / self.length


PLANS = {"dca": Dca, "grid": Grid, "trend": Trend}


def run(config, money, bars, base="BTC", quote="USDT"):
    market = Market(config, money, base, quote)
    market.plan = PLANS[config["bot_type"]](market, config)
    for bar in bars:
        market.bar(bar)
    return {
        "orders": [x.row() for x in market.orders],
        "fills": market.fills,
        "deals": [x.row() for x in market.over],
        "equity": text(market.equity), "fees": text(market.fees),
        "sent": market.accepted, "deals_open": len(market.deals)}
