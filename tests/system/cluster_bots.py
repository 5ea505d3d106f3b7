"""Bots in a cluster under faults: what they do is what they do in a replay.

    cluster_bots.py --binary PATH [--faults 7] [--bots 24] [--bars 600] [--seed N]

Bots on several symbols live on workers, which are killed, frozen, cut off, stopped,
drained and have shards taken away while candles flow; so is the store node. In the end
every order, fill and closed deal that the API answers has to be the replay's, text for
text, and no client order id may ever have stood for two orders.
"""

import random
import time

from bot_table import bot_table
from bots_kit import (TIMEFRAME, audited, cut_candles, note_identities, prepare,
                      replayed_state, settled, sizes_of)
from cluster_faults import Disturber
from cluster_kit import ROLES, SteadyPusher, cluster
from harness import arguments, check, finish
from market import read_candles

SYMBOLS = {f"{name}/USDT": f"{name}USDT" for name in ("AAA", "BBB", "CCC", "DDD")}
LAYOUT = {"worker-0": ROLES, "worker-1": ROLES, "alerts-0": ("alerts",)}


def cluster_bots(binary, faults, count, bars, seed, pause):
    rng = random.Random(seed)
    candles = cut_candles(bars)
    all_bars = read_candles(candles.name, TIMEFRAME)
    low, high = min(b.low for b in all_bars), max(b.high for b in all_bars)
    print(f"seed {seed}: {faults} faults", flush=True)
    with cluster(binary) as made:
        made.store.env["MAX_BOTS"] = "1000"
        made.begin(LAYOUT)
        bots, wanted, configs = [], {}, {}
        for pair, symbol in SYMBOLS.items():
            table = bot_table(pair, low, high, count // len(SYMBOLS))
            token, mine = prepare(made.store, table)
            wanted.update(replayed_state(binary, table, mine, candles.name, symbol))
            configs.update(zip(mine, table))
            bots += mine
        sizes = sizes_of(wanted)
        pusher = SteadyPusher(made, all_bars, SYMBOLS.values(), TIMEFRAME, batch=1,
                              pause=pause)
        pusher.start()
        disturber, seen = Disturber(made, rng, pusher), {}
        disturber.all(faults, lambda: note_identities(made.store, token, bots, seen))
        settled(made.store, token, bots, wanted, f"{faults} faults")
        note_identities(made.store, token, bots, seen)
        audited(wanted, all_bars, configs)
        # The last orders came from workers, none from the store node.
        sent = {x.name: x.metric("tradeeon_bot_orders_total") for x in made.nodes()}
        check(sent.pop("store") == 0 and any(sent.values()),
              f"orders were sent by {sent}")
        fenced = made.view()["fenced_writes"]
        made.stop()
    print(f"{sum(disturber.counts.values())} faults: {len(bots)} bots have the replay's "
          f"{sizes['order']} orders, {sizes['fill']} fills, {sizes['deal']} closed deals "
          f"and money, text for text; {fenced} writes fenced by the last store process; "
          f"slowest batch {pusher.slowest:.2f} s", flush=True)


if __name__ == "__main__":
    given = arguments(faults=(7, "how many"), bots=(24, "how many"),
                      bars=(600, "how many are pushed for each symbol"),
                      seed=(0, "of the faults; 0: by the clock"),
                      pause=(0.01, "seconds between candles"))
    finish(cluster_bots, given.binary, given.faults, given.bots, given.bars,
           given.seed or time.time_ns() % 1_000_000_007, given.pause)
