"""The whole path: alerts over HTTP, a replayed market, signed webhooks out.

    serve_job.py --binary PATH [--candles FILE --symbol S --timeframe T]

The trigger log and what the sink took must both be what the oracle has.
"""

from alert_table import build
from harness import (OWN_CANDLES, WEBHOOK_SECRET, arguments, check, finish,
                     minted_by_command, serving, until)
from jobs import compare, create_alerts, recorded, renamed, replay_feed
from market import Market, read_candles
from oracle import expected_triggers
from sink import Sink

USERS = ("ann", "bob")
REFUSALS = ((503, {"Retry-After": "1"}), (500, {}), (429, {"Retry-After": "1"}))


def serve_job(binary, path, symbol, timeframe, sink):
    bars = read_candles(path, timeframe)
    alerts = build(timeframe, "15m", "4h", [b.close for b in bars])
    wanted, doubtful = expected_triggers(Market(bars, timeframe), alerts)
    check(not doubtful, f"rounding decides on {doubtful}")
    with serving(binary) as server:
        server.start("--feed", "push")
        tokens = [minted_by_command(binary, server.data, user) for user in USERS]
        ours = create_alerts(server, tokens, alerts, symbol, sink.url)
        check(not recorded(server, tokens, ours), "triggers before any candle")
        server.stop()

        sink.fail_next(*REFUSALS)
        server.start(*replay_feed(path, symbol, timeframe, "max"))
        until(lambda: sink.problems or sink.count() >= len(wanted), 120,
              f"{len(wanted)} webhooks", every=0.05)
        check(not sink.problems, f"webhooks with problems: {sink.problems[:3]}")
        rows = recorded(server, tokens, ours)
        compare(wanted, sorted(rows), "the trigger log")
        check_owners(server, tokens, alerts, ours)
        until(lambda: server.metric("alerts_triggered_total") >= len(wanted), 10,
              "alerts_triggered_total to count every trigger")
        server.stop()
    delivered = [renamed(event_id, ours) for event_id in sink.event_ids()]
    check(len(delivered) == len(set(delivered)), "an event came under two webhook-ids")
    check(sorted(delivered) == sorted(row[2] for row in wanted),
          "the set of webhooks is not the set of triggers")
    check(sink.refused == len(REFUSALS), f"{sink.refused} webhooks were refused")
    check(not sink.changed_bodies(), "a repeated webhook has another body")
    check(sink.duplicates() == 0, "webhooks that were taken came again")
    print(f"{len(bars)} candles, {len(alerts)} alerts of {len(USERS)} users: "
          f"{len(rows)} triggers recorded and {len(delivered)} webhooks taken, all as "
          f"the oracle has them; {len(delivered) + sink.refused} signatures verified, "
          f"{sink.refused} refused webhooks came again")


def check_owners(server, tokens, alerts, ours):
    """Each owner sees own triggers only, and another's alert is not there."""
    for number, token in enumerate(tokens):
        own = {a.alert_id for i, a in enumerate(alerts) if i % len(tokens) == number}
        seen = {ours[t["alert_id"]] for t in server.triggers(token)}
        check(seen <= own, f"user {number} sees triggers of {seen - own}")
    theirs = {mine: identity for identity, mine in ours.items()}[alerts[0].alert_id]
    answer = server.ask("GET", f"/alerts/{theirs}", token=tokens[1])
    check(answer.status == 404, f"another user's alert: {answer}")


def main(given):
    sink = Sink(WEBHOOK_SECRET)
    try:
        serve_job(given.binary, given.candles, given.symbol, given.timeframe, sink)
    finally:
        sink.close()


if __name__ == "__main__":
    finish(main, arguments(candles=(OWN_CANDLES, "candles to replay"),
                           symbol=("TESTUSDT", "their symbol"),
                           timeframe=("1m", "their timeframe")))
