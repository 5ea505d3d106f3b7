"""What the jobs share: alerts over HTTP, the log read back, sets compared."""

from harness import check


def request_of(alert, symbol):
    """The alert as POST /alerts takes it."""
    return {"symbol": symbol, "base_timeframe": alert.timeframe,
            "fireMode": alert.mode, **alert.asked}


def compare(wanted, got, what):
    """Both are lists of (bar_time, alert_id, event_id, price)."""
    missing = sorted(set(wanted) - set(got))
    extra = sorted(set(got) - set(wanted))
    check(len(got) == len(set(got)), f"{what}: triggers come more than once")
    check(not missing and not extra,
          f"{what}: {len(missing)} missing, {len(extra)} too many of {len(wanted)}; "
          f"by alert {by_alert(missing, extra)}; "
          f"missing first {missing[:5]}, too many first {extra[:5]}")


def by_alert(missing, extra):
    counts = {}
    for place, rows in enumerate((missing, extra)):
        for row in rows:
            counts.setdefault(row[1], [0, 0])[place] += 1
    return {alert: f"-{a} +{b}" for alert, (a, b) in sorted(counts.items())}


def check_order(rows, alerts, what):
    """Ordered by bar, then alert id, among alerts of one timeframe."""
    timeframes = {alert.alert_id: alert.timeframe for alert in alerts}
    for timeframe in set(timeframes.values()):
        own = [row[:2] for row in rows if timeframes[row[1]] == timeframe]
        check(own == sorted(own), f"{what}: {timeframe} triggers are out of order")


def create_alerts(server, tokens, alerts, symbol, url, in_app=()):
    """Creates each alert over HTTP, its owners taken in turn. It sends webhooks to
    `url`, or in-app notifications if its id is in `in_app`. Returns tradeeon's
    alert ids, each with ours."""
    ours = {}
    for number, alert in enumerate(alerts):
        action = {"type": "webhook", "url": url}
        if alert.alert_id in in_app:
            action = {"type": "notify"}
        row = server.must("POST", "/alerts", {**request_of(alert, symbol),
                                              "action": action},
                          tokens[number % len(tokens)])
        check(row["status"] == "active", f"{alert.alert_id} was created as {row}")
        ours[row["alert_id"]] = alert.alert_id
    check(len(ours) == len(alerts), "alert ids are not distinct")
    return ours


def renamed(event_id, ours):
    """An event id with our alert id in place of tradeeon's."""
    alert_id, _, rest = event_id.partition(":")
    return f"{ours.get(alert_id, alert_id)}:{rest}"


def recorded(server, tokens, ours):
    """The owners' trigger logs as (bar_time, alert_id, event_id, price) rows,
    each with its explanation."""
    rows = {}
    for token in tokens:
        for t in server.triggers(token):
            row = (t["bar_time"], ours.get(t["alert_id"], t["alert_id"]),
                   renamed(t["event_id"], ours), t["price"])
            check(row not in rows, f"recorded twice: {t['event_id']}")
            rows[row] = t["explanation"]
    return rows


def replay_feed(path, symbol, timeframe, speed):
    """Arguments of `serve` for a replay."""
    return ("--feed", "replay", "--candles", path, "--symbol", symbol,
            "--timeframe", timeframe, "--speed", speed)
