"""An auditor of order logs: looks at every order that was ever sent as an exchange and a
risk manager would, from the rows alone, and never asks the engine what it thought.
"""

from bisect import bisect_right
from datetime import datetime
from decimal import Decimal

LOT = TICK = Decimal("0.00000001")  # of symbols without rules of their own
LEAST_NOTIONAL = Decimal(5)
ZERO = Decimal(0)


def ms(text):
    """Milliseconds of a time as answers have it."""
    return round(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


class Log:
    """Orders and fills of one run, in the order of the market's time."""

    def __init__(self, state, bars, config):
        self.orders = sorted(state["order"].values(), key=lambda x: ms(x["created_at"]))
        self.fills = sorted(state["fill"].values(), key=lambda x: ms(x["created_at"]))
        self.sent = [x for x in self.orders if x["status"] != "rejected"]
        self.closes = [b.close_time for b in bars]
        self.bars = bars
        limits = config.get("limits", {})
        self.limit = {name: Decimal(str(limits.get(name, 0))) for name in
                      ("maxOrderNotional", "maxExposure", "maxOrdersPerMinute",
                       "maxOpenOrders", "priceCollar")}

    def last_price(self, at):
        """Close of the newest bar that has closed by then."""
        return Decimal(repr(self.bars[bisect_right(self.closes, at) - 1].close))


def price_of(order, log):
    for name in ("limit_price", "stop_price"):
        if order[name] is not None:
            return Decimal(order[name])
    return log.last_price(ms(order["created_at"]))


def form(order, log):
    """What any exchange would refuse."""
    quantity = Decimal(order["qty"])
    if quantity <= 0 or (order["order_type"] != "market" and quantity % LOT):
        yield "quantity"
    for name, types in (("limit_price", ("limit", "stop_limit")),
                        ("stop_price", ("stop", "stop_limit"))):
        if (order[name] is not None) != (order["order_type"] in types):
            yield name
        if order[name] is not None and (Decimal(order[name]) <= 0
                                        or Decimal(order[name]) % TICK):
            yield name + " is no price"
    # A market buy by amount is known to the lot only once it is filled.
    slack = Decimal("0.98") if order["order_type"] == "market" else 1
    if order["side"] == "buy" and quantity * price_of(order, log) < LEAST_NOTIONAL * slack:
        yield "notional"


def limits(order, log):
    """What its owner has forbidden; a limit must never hold a sale back."""
    if order["side"] == "sell":
        return
    at = ms(order["created_at"])
    most = log.limit["maxOrderNotional"]
    if most and Decimal(order["qty"]) * price_of(order, log) > most * Decimal("1.02"):
        yield "maxOrderNotional"
    collar = log.limit["priceCollar"]
    if collar:
        # What a fill within a bar brings about was judged by the close before it.
        known = (log.last_price(at), log.last_price(at - 1))
        for name in ("limit_price", "stop_price"):
            if order[name] is not None and all(
                    abs(Decimal(order[name]) - last) > last * collar / 100
                    for last in known):
                yield "priceCollar"
    rate = log.limit["maxOrdersPerMinute"]
    if rate:
        before = [x for x in log.sent
                  if at - 60_000 < ms(x["created_at"]) < at and x["side"] == "buy"]
        same = [x for x in log.sent if ms(x["created_at"]) == at and x["side"] == "buy"]
        if len(before) + len(same) > rate:
            yield "maxOrdersPerMinute"


def lives(order, at):
    """Whether it was open at the end of that moment: what a bar brings comes before what
    is decided on it."""
    over = order["status"] in ("filled", "canceled")
    return ms(order["created_at"]) < at and not (over and ms(order["updated_at"]) <= at)


def exposure(order, log):
    """Cost of what is held with all open buys, at the moment of a buy."""
    if order["side"] != "buy":
        return
    at = ms(order["created_at"])
    open_buys = [x for x in log.sent if x["side"] == "buy" and lives(x, at)]
    most = log.limit["maxOpenOrders"]
    if most and sum(lives(x, at) for x in log.sent if x is not order) > 2 * most + 2:
        yield "maxOpenOrders"  # sales are never held back, so they may come on top
    most = log.limit["maxExposure"]
    if not most:
        return
    deals = {}  # what each holds, and what that has cost
    deal_of = {x["order_id"]: x["deal"] for x in log.orders}
    for x in log.fills:
        if ms(x["created_at"]) > at:
            break
        if x["order_id"] == order["order_id"]:
            continue  # at the open of the next bar, which is the same moment
        held, cost = deals.get(deal_of[x["order_id"]], (ZERO, ZERO))
        quantity, worth = Decimal(x["qty"]), Decimal(x["qty"]) * Decimal(x["price"])
        if x["side"] == "buy":
            held, cost = held + quantity, cost + worth
        elif held:
            cost -= cost * min(quantity / held, 1)
            held -= quantity
        # What a fee in coins leaves behind is dust.
        deals[deal_of[x["order_id"]]] = (held, cost) if held * 100 > quantity \
            else (ZERO, ZERO)
    cost = sum(x[1] for x in deals.values())
    waiting = sum((Decimal(x["qty"]) - Decimal(x["filled_qty"])) * price_of(x, log)
                  for x in open_buys if x is not order)
    if cost + waiting + Decimal(order["qty"]) * price_of(order, log) \
            > most * Decimal("1.05"):
        yield "maxExposure"


def holdings(log):
    """Nothing is sold that was not bought, and no fill goes beyond its order."""
    held = ZERO
    by_id = {x["order_id"]: x for x in log.orders}
    filled = {}
    for x in log.fills:
        order = by_id.get(x["order_id"])
        if order is None:
            yield f"{x['fill_id']} belongs to no order"
            continue
        quantity, price = Decimal(x["qty"]), Decimal(x["price"])
        held += quantity if x["side"] == "buy" else -quantity
        if held < 0:
            yield f"{x['fill_id']} sells more than is held"
        filled[x["order_id"]] = filled.get(x["order_id"], ZERO) + quantity
        if order["limit_price"] is not None:
            limit = Decimal(order["limit_price"])
            if price > limit if x["side"] == "buy" else price < limit:
                yield f"{x['fill_id']} is beyond its limit"
    for key, quantity in filled.items():
        if quantity != Decimal(by_id[key]["filled_qty"]):
            yield f"{key} was filled with {quantity}, says {by_id[key]['filled_qty']}"


def audit(state, bars, config):
    """Everything that is wrong with a run's log, as texts."""
    log = Log(state, bars, config)
    problems = list(holdings(log))
    for order in log.sent:
        for rule in (form, limits, exposure):
            problems += [f"{order['order_id']}: {x}" for x in rule(order, log)]
    for order in log.orders:
        if order["status"] == "rejected" and (
                Decimal(order["filled_qty"]) or ": " not in (order["reason"] or "")):
            problems.append(f"{order['order_id']}: rejected without a rule, or filled")
    return problems
