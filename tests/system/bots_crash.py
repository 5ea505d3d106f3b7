"""Bots live, in a replay, and through kills: the same orders, fills, deals and money.

    bots_crash.py --binary PATH [--kills 4] [--bots 50] [--bars 1200] [--seed N]

The bots run over pushed candles in `serve`, undisturbed and with kill -9 at random
moments, and over the same candles in `replay`; every row that the API answers has to be
the replay's, text for text. No client order id may ever stand for two orders.
"""

import random
import time

from bot_table import bot_table
from bots_kit import (TIMEFRAME, audited, cut_candles, note_identities, prepare,
                      replayed_state, settled, sizes_of)
from harness import SECRET, arguments, check, finish, serving, until
from market import read_candles
from pushing import Pusher

PAIR, SYMBOL = "TEST/USDT", "TESTUSDT"


def bots_crash(binary, kills, count, bars, seed):
    rng = random.Random(seed)
    candles = cut_candles(bars)
    all_bars = read_candles(candles.name, TIMEFRAME)
    table = bot_table(PAIR, min(b.low for b in all_bars), max(b.high for b in all_bars),
                      count)
    print(f"seed {seed}", flush=True)
    environment = {"TRADEEON_JWT_SECRET": SECRET, "MAX_BOTS": "1000"}
    with serving(binary, environment) as server:
        server.start("--feed", "push")
        token, bots = prepare(server, table)
        wanted = replayed_state(binary, table, bots, candles.name, SYMBOL)
        sizes = sizes_of(wanted)
        pusher = Pusher(server, SECRET, all_bars, SYMBOL, TIMEFRAME)
        if kills == 0:
            pusher.push()
        seen = {}
        for number in range(kills):
            pusher.start()
            mark = round(len(all_bars) * (number + rng.random()) / kills)
            pause = rng.uniform(0, 0.05)
            until(lambda: pusher.acknowledged >= mark or pusher.problem
                  or not pusher.thread.is_alive(), 120, f"{mark} bars", every=0.002)
            time.sleep(pause)  # somewhere within the work on a batch
            server.kill()
            pusher.finish()
            server.start("--feed", "push")
            note_identities(server, token, bots, seen)
        pusher.push()
        settled(server, token, bots, wanted, f"{kills} kills")
        audited(wanted, all_bars, dict(zip(bots, table)))
        note_identities(server, token, bots, seen)
        server.stop()
    print(f"{kills} kills: {count} bots have the replay's {sizes['order']} orders, "
          f"{sizes['fill']} fills, {sizes['deal']} closed deals and money, text for text",
          flush=True)


if __name__ == "__main__":
    given = arguments(kills=(4, "how many"), bots=(50, "how many"),
                      bars=(1200, "how many are pushed"),
                      seed=(0, "of the moments; 0: by the clock"))
    finish(bots_crash, given.binary, given.kills, given.bots, given.bars,
           given.seed or time.time_ns() % 1_000_000_007)
