"""What the slow simulator of bots_slow.py trades on: bars, orders, deals and the paper
exchange, written from docs/bots.md and sharing nothing with the program.
"""

import decimal
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal

decimal.getcontext().prec = 80

STEP = Decimal("1e-8")  # tick, lot and step of fees
LEAST_WORTH = {"USDT": Decimal(5), "BTC": Decimal("0.0001")}  # of buys
MOST_REFUSED = 64  # that are known again
FRAMES = {"1m": 1, "3m": 3, "5m": 5, "15m": 15, "1h": 60}
ZERO = Decimal(0)
HUNDRED = Decimal(100)


def cut(x):
    return x.quantize(Decimal("1e-18"), rounding=ROUND_DOWN)


def down(x):
    return (x / STEP).to_integral_value(ROUND_FLOOR) * STEP


def up(x):
    return (x / STEP).to_integral_value(ROUND_CEILING) * STEP


def nearest(x):
    return down(x + STEP / 2)


def share(percent, of):
    return cut(percent * of / HUNDRED)


def text(x):
    """Plain notation without needless zeros."""
    out = format(x, "f")
    return out.rstrip("0").rstrip(".") if "." in out else out


def number(config, name, otherwise=0):
    return Decimal(str(config.get(name, otherwise)))


@dataclass
class Bar:
    opens: int
    closes: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    floats: tuple  # high, low, close as the indicators read them


@dataclass(eq=False)
class Order:
    deal: "Deal"
    role: str
    number: int
    side: str
    kind: str
    quantity: Decimal = ZERO
    amount: Decimal = ZERO  # of market buys by amount
    limit: Decimal = ZERO
    stop: Decimal = ZERO
    made: int = 0
    changed: int = 0
    status: str = "open"
    reason: str = ""
    filled: Decimal = ZERO
    filled_quote: Decimal = ZERO
    fees: Decimal = ZERO
    held_back: Decimal = ZERO
    triggered: bool = False

    @property
    def live(self):
        return self.status in ("open", "partially_filled")

    @property
    def left(self):
        return self.quantity - self.filled

    @property
    def at_market(self):
        return self.kind == "market" or (self.kind == "stop" and self.triggered)

    def row(self):
        return {
            "deal": self.deal.number, "role": self.role, "number": self.number,
            "side": self.side, "order_type": self.kind, "qty": text(self.quantity),
            "limit_price": text(self.limit), "stop_price": text(self.stop),
            "status": self.status, "filled_qty": text(self.filled),
            "filled_quote": text(self.filled_quote), "fees": text(self.fees),
            "created_at": self.made, "updated_at": self.changed,
            "reason": self.reason}


@dataclass(eq=False)
class Deal:
    number: int
    made: int
    status: str = "opening"
    lots: list = field(default_factory=list)  # [quantity, cost]; one under average
    bought: Decimal = ZERO
    spent: Decimal = ZERO
    sold: Decimal = ZERO
    received: Decimal = ZERO
    fees: Decimal = ZERO
    gained: Decimal = ZERO
    first_price: Decimal = ZERO
    last_price: Decimal = ZERO
    reason: str = ""
    closed: int = 0
    sent: int = 0
    # Barriers.
    best: Decimal = ZERO
    follow: Decimal = ZERO
    entry_fees: Decimal = ZERO
    armed: bool = False
    even: bool = False
    profit_armed: bool = False
    by_target: dict = field(default_factory=dict)
    # Growing.
    first_amount: Decimal = ZERO
    factor: Decimal = Decimal(1)
    adds: int = 0
    last_add_at: int = None
    last_add_bar: int = None
    steps_due: bool = False
    climbed: dict = field(default_factory=dict)

    @property
    def held(self):
        return sum((q for q, _ in self.lots), ZERO)

    @property
    def cost(self):
        return sum((c for _, c in self.lots), ZERO)

    @property
    def average(self):
        return cut(self.cost / self.held) if self.held else ZERO

    @property
    def profit(self):
        return self.gained - self.fees

    def row(self):
        return {
            "deal": self.number, "status": self.status, "close_reason": self.reason,
            "qty": text(self.held), "avg_price": text(self.average),
            "bought_qty": text(self.bought), "spent": text(self.spent),
            "sold_qty": text(self.sold), "received": text(self.received),
            "fees": text(self.fees), "profit": text(self.profit),
            "first_price": text(self.first_price), "last_price": text(self.last_price),
            "opened_at": self.made, "closed_at": self.closed}


class Market:
    """Money, orders and fills of one run; the plan decides what is made."""

    def __init__(self, config, money, base, quote):
        paper = config.get("paper", {})
        self.maker = number(paper, "makerFee", "0.1")
        self.taker = number(paper, "takerFee", "0.1")
        self.source = paper.get("feeSource", "quote")
        self.slip = number(paper, "slippage", "0.05") + number(paper, "spread") / 2
        self.latency = paper.get("latencyMs", 0)
        self.participation = number(paper, "participation")
        self.at_close = paper.get("fillOnSignalClose", False)
        self.fifo = config.get("costBasis") == "fifo"
        self.base, self.quote = base, quote
        self.least_worth = LEAST_WORTH[quote]
        self.start = Decimal(str(money))
        self.cash = self.start  # free
        self.kept = ZERO  # held back for buys
        self.coins = ZERO
        self.now = 0
        self.last = ZERO
        self.orders = []  # all that were ever made
        self.recent = []  # those of them that may be open
        self.deals, self.fills, self.over = [], [], []
        self.open_numbers = 0
        self.fees = ZERO
        self.closed_profit = ZERO
        self.refused = []
        self.accepted = 0
        self.plan = None
        self.ending = self.ended = False

    # -- making ---------------------------------------------------------------

    def live(self, deal=None):
        return [x for x in self.recent if x.live and (deal is None or x.deal is deal)]

    def worse(self, side, price):
        worse = share(self.slip, price)
        return up(price + worse) if side == "buy" else max(down(price - worse), STEP)

    def fee_for(self, notional, maker):
        return up(share(self.maker if maker else self.taker, notional))

    def to_hold(self, notional, maker):
        return notional + (self.fee_for(notional, maker) if self.source == "quote"
                           else ZERO)

    def refuse(self, order, rule):
        key = (order.role, order.number, rule)
        if key not in self.refused:
            self.refused = [*self.refused, key][-MOST_REFUSED:]
            order.status, order.reason = "rejected", rule
            self.orders.append(order)

    def send(self, order):
        order.made = order.changed = self.now
        deal = order.deal
        if deal.status == "closed" or (
                deal.status == "closing" and (order.side == "buy" or self.live(deal))):
            return self.refuse(order, "deal")
        if not order.quantity and order.amount:
            order.quantity = down(order.amount / self.last)
        if order.quantity <= 0:
            return self.refuse(order, "quantity")
        price = order.limit or order.stop or self.last
        if order.side == "buy" and \
                (order.amount or cut(price * order.quantity)) < self.least_worth:
            return self.refuse(order, "min_notional")
        if order.side == "sell" and order.kind != "stop":
            offered = sum((x.left for x in self.live(deal)
                           if x.side == "sell" and x.kind != "stop"), ZERO)
            if order.quantity > deal.held - offered:
                return self.refuse(order, "position")
        if order.side == "buy":
            maker = order.kind == "limit"
            price = order.limit if maker else self.worse("buy", self.last)
            needed = self.to_hold(order.amount or cut(price * order.quantity), maker)
            if needed > self.cash:
                return self.refuse(order, "funds")
            self.cash -= needed
            self.kept += needed
            order.held_back = needed
        self.refused = [x for x in self.refused if x[:2] != (order.role, order.number)]
        self.accepted += 1
        deal.sent += 1
        self.orders.append(order)
        self.recent.append(order)
        return order

    def free_money(self, order):
        self.cash += order.held_back
        self.kept -= order.held_back
        order.held_back = ZERO

    def cancel(self, order):
        if order.live:
            self.free_money(order)
            order.status, order.changed = "canceled", self.now

    def cancel_all(self, deal, but=None):
        for x in self.live(deal):
            if x is not but:
                self.cancel(x)

    def open_deal(self):
        self.open_numbers += 1
        self.deals.append(Deal(self.open_numbers, self.now))
        return self.deals[-1]

    def abandon(self, deal, reason):
        if deal.sent == 0:
            self.open_numbers -= 1
            deal.status = "closed"
            self.deals.remove(deal)
            self.plan.closed(deal)
            return
        self.cancel_all(deal)
        deal.reason = reason
        self.finish(deal)

    def finish(self, deal):
        if deal.status == "closed":
            return
        deal.status, deal.closed = "closed", self.now
        self.over.append(deal)
        self.deals.remove(deal)
        if deal.bought:
            self.closed_profit += deal.profit
        self.plan.closed(deal)

    def sell_out(self, deal, reason):
        if deal.status in ("closing", "closed"):
            return
        self.cancel_all(deal)
        if down(deal.held) <= 0:
            return self.abandon(deal, reason)
        before, deal.status, deal.reason = deal.status, "closing", reason
        if not self.send(Order(deal, "exit", 0, "sell", "market", down(deal.held))):
            deal.status = before

    # -- meeting a bar --------------------------------------------------------

    def takes_part(self, order, bar, phase, served):
        if not order.live or order in served:
            return False
        if order.made + self.latency <= bar.opens:
            return True
        return phase == "down" and order.kind == "stop" and order.side == "sell"

    def met_at(self, order, bar, phase, place):
        """The price at which the way through the bar meets the order, or None."""
        if order.at_market:
            return place
        buys, stop = order.side == "buy", order.kind == "stop"
        if phase == "open":
            beyond = (bar.open <= order.stop if stop
                      else bar.open <= order.limit if buys else bar.open >= order.limit)
            return bar.open if beyond else None
        if phase == "down":
            if stop and bar.low <= order.stop:
                return min(place, order.stop)
            if buys and not stop and bar.low < order.limit:
                return min(place, order.limit)
        if phase == "up" and not buys and not stop and bar.high > order.limit:
            return max(place, order.limit)
        return None

    def meet(self, bar):
        served = []
        for phase, place in (("open", bar.open), ("down", bar.open), ("up", bar.low)):
            while True:
                best = None
                for i, x in enumerate(self.recent):
                    if not self.takes_part(x, bar, phase, served):
                        continue
                    price = self.met_at(x, bar, phase, place)
                    if price is None:
                        continue
                    way = price if phase == "up" else -price
                    waits = x.kind == "stop" and not x.triggered
                    rank = (not x.triggered, way, not waits, i)
                    if best is None or rank < best[0]:
                        best = (rank, x, price)
                if best is None:
                    break
                _, order, place = best
                at = bar.opens if phase == "open" else bar.closes
                if order.kind == "stop" and not order.triggered:
                    self.trigger(order, at)
                else:
                    self.execute(order, place, at, bar, served)

    def trigger(self, order, at):
        order.triggered, order.changed = True, at
        deal = order.deal
        self.cancel_all(deal, but=order)
        order.quantity = min(order.quantity, down(deal.held))
        deal.status = "closing"
        if not deal.reason:
            deal.reason = ("take_profit" if order.role == "take_profit" else
                           ("stop_loss", "trailing_stop", "break_even")[order.number])

    def execute(self, order, price, at, bar, served):
        maker = not order.at_market
        if not maker:
            price = self.worse(order.side, price)
        wanted = (down((order.amount - order.filled_quote) / price) if order.amount
                  else order.left)
        quantity = wanted
        if self.participation and served is not None:
            quantity = min(quantity, down(share(self.participation, bar.volume)))
        last = quantity == wanted
        if not last:
            served.append(order)
            if not quantity:
                return
        if not quantity:
            self.cancel(order)
            if not order.deal.held and order.deal.status == "opening":
                self.abandon(order.deal, "too_small")
            return
        self.fill(order, quantity, price, at, maker, last)

    def fee_of(self, order, quantity, price, maker):
        """Amount, asset and worth of a fill's fee; in quote such that those of an order
        are together that of the whole."""
        notional = cut(quantity * price)
        rate = self.maker if maker else self.taker
        if self.source == "received" and order.side == "buy":
            fee = up(share(rate, quantity))
            return fee, self.base, cut(fee * price)
        if self.source == "received":
            fee = self.fee_for(notional, maker)
        else:
            fee = self.fee_for(order.filled_quote + notional, maker) - order.fees
        return fee, self.quote, fee

    def fill(self, order, quantity, price, at, maker, last):
        deal = order.deal
        fee, asset, worth = self.fee_of(order, quantity, price, maker)
        notional = cut(quantity * price)
        order.filled += quantity
        order.filled_quote += notional
        order.fees += worth
        if order.amount and last:
            order.quantity = order.filled
        order.status = "filled" if last else "partially_filled"
        order.changed = at
        self.fees += worth
        deal.fees += worth
        in_coins = asset == self.base
        if order.side == "buy":
            held = order.held_back
            self.free_money(order)
            self.cash -= notional + (ZERO if in_coins else fee)
            assert self.cash >= 0
            self.coins += quantity - (fee if in_coins else ZERO)
            if not last:
                keep = held - notional - (ZERO if in_coins else fee)
                if order.kind == "limit":
                    whole = self.to_hold(cut(order.limit * order.quantity), True)
                    rest = whole - order.limit * order.filled
                    keep = min(keep, rest - (ZERO if in_coins else order.fees))
                self.cash -= keep
                self.kept += keep
                order.held_back = keep
            self.bought(deal, quantity - (fee if in_coins else ZERO),
                        notional - (worth if in_coins else ZERO), price)
        else:
            self.coins -= quantity
            assert self.coins >= 0
            self.cash += notional - fee
            cost = self.taken_out(deal, min(quantity, deal.held))
            deal.gained += notional - cost
            deal.sold += quantity
            deal.received += notional
        self.fills.append({
            "deal": deal.number, "role": order.role, "number": order.number,
            "side": order.side, "qty": text(quantity), "price": text(price),
            "fee": text(fee), "fee_asset": asset, "fee_quote": text(worth),
            "created_at": at})
        self.plan.filled(order, quantity, price, worth)
        if deal.status != "closed" and deal.sold and down(deal.held) <= 0:
            self.cancel_all(deal)
            deal.reason = deal.reason or "take_profit"
            self.finish(deal)

    def bought(self, deal, quantity, cost, price):
        if self.fifo or not deal.lots:
            deal.lots.append([quantity, cost])
        else:
            deal.lots[0][0] += quantity
            deal.lots[0][1] += cost
        deal.bought += quantity
        deal.spent += cost
        deal.last_price = price
        deal.first_price = deal.first_price or price
        if deal.status == "opening":
            deal.status = "open"

    def taken_out(self, deal, quantity):
        """What so many coins have cost, the oldest first (one lot, unless fifo)."""
        cost = ZERO
        while quantity:
            lot = deal.lots[0]
            if lot[0] <= quantity:
                quantity -= lot[0]
                cost += lot[1]
                deal.lots.pop(0)
            else:
                part = cut(lot[1] * quantity / lot[0])
                lot[0] -= quantity
                lot[1] -= part
                cost += part
                quantity = ZERO
        return cost

    # -- a bar ----------------------------------------------------------------

    def bar(self, bar):
        if self.ended:
            return
        self.now = bar.closes
        self.recent = self.live()
        self.meet(bar)
        self.last = bar.close
        self.plan.bar(bar)
        if self.at_close:
            for x in list(self.recent):
                if x.live and x.kind == "market" and x.made == self.now:
                    self.execute(x, bar.close, self.now, bar, None)
        if self.ending and not self.deals:
            self.ended = True

    @property
    def equity(self):
        return self.cash + self.kept + cut(self.coins * self.last)
