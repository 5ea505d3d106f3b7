"""Many users, one condition: it is evaluated once per bar.

    one_evaluation.py --binary PATH [--users 500]
"""

from harness import SECRET, arguments, check, finish, mint, serving, until

COUNTER = "tradeeon_condition_evaluations_total"
SYMBOL = "TESTUSDT"
# One condition in the spellings that must come down to it.
SPELLINGS = (
    {"conditions": [{"id": "a", "type": "price", "priceField": "close",
                     "operator": ">", "compareWith": "value", "compareValue": 100,
                     "timeframe": "same"}]},
    {"expression": "close > 100"},
    {"expression": "100.0 < close"},
    {"conditions": [{"id": "z", "type": "price", "priceField": "close",
                     "operator": ">", "compareWith": "value", "value": "100.00",
                     "timeframe": "1m"}], "logic": "OR"},
)


def candle(row):
    price = 101.5 if row % 3 == 0 else 99.5
    return {"symbol": SYMBOL, "timeframe": "1m", "open_time": 1_700_000_040_000
            + 60_000 * row, "open": price, "high": price, "low": price, "close": price,
            "volume": 1, "closed": True}


def push(server, token, rows):
    answer = server.must("POST", "/api/v1/candles",
                         {"candles": [candle(row) for row in rows]}, token)
    check((answer["accepted"], answer["rejected"]) == (len(rows), []),
          f"candles were not taken: {answer}")


def evaluations(server):
    return server.metric(COUNTER)


def one_evaluation(binary, users):
    with serving(binary, {"SUPABASE_JWT_SECRET": SECRET}) as server:
        server.start("--feed", "push")
        ingest = mint("feeder", "ingest")
        tokens = [mint(f"user-{n}") for n in range(users)]
        for n, token in enumerate(tokens):
            server.must("POST", "/alerts", {
                "symbol": SYMBOL, "base_timeframe": "1m", "fireMode": "per_close",
                **SPELLINGS[n % len(SPELLINGS)]}, token)
        push(server, ingest, [0])  # from here on the symbol has its actors
        before = evaluations(server)
        for row in range(1, 11):
            push(server, ingest, [row])
            until(lambda: evaluations(server) >= before + row, 10, "an evaluation")
            check(evaluations(server) == before + row,
                  f"{row} bars cost {evaluations(server) - before} evaluations")
        push(server, ingest, list(range(11, 61)))
        until(lambda: evaluations(server) >= before + 60, 10, "50 evaluations")
        check(evaluations(server) == before + 60,
              f"60 bars cost {evaluations(server) - before} evaluations")
        fired = {len(server.triggers(token)) for token in tokens}
        check(fired == {21}, f"triggers per user: {fired}, not 21")
        server.stop()
    print(f"{users} users with one condition in {len(SPELLINGS)} spellings: 60 bars "
          f"cost 60 evaluations and gave each user 21 triggers")


if __name__ == "__main__":
    given = arguments(users=(500, "how many users"))
    finish(one_evaluation, given.binary, given.users)
