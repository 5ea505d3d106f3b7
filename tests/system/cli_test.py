#!/usr/bin/env python3
"""Runs the real program: exit codes, what goes to which stream, and golden lines.

    cli_test.py PATH-OF-TRADEEON
"""

import http.server
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

BINARY = ""
DATA = Path(__file__).resolve().parent.parent / "data" / "cli"
COMMANDS = ["serve", "replay", "indicators", "conditions", "token", "backup", "restore",
            "config", "import", "healthcheck", "certs", "cluster", "version"]


def run(*arguments, environment=None, text=None):
    """The finished process, without the caller's own settings."""
    variables = {name: value for name, value in os.environ.items()
                 if not name.startswith("TRADEEON_") and name != "SUPABASE_JWT_SECRET"}
    variables.update(environment or {})
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, env=variables, check=False, input=text)


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def refused(self, *arguments, names="", **options):
        """Bad usage: exit code 2, a message, nothing on standard output."""
        done = run(*arguments, **options)
        self.assertEqual(done.returncode, 2, (arguments, done.stdout, done.stderr))
        self.assertEqual(done.stdout, "", arguments)
        self.assertIn(names, done.stderr, arguments)
        self.assertNotEqual(done.stderr, "", arguments)

    def good(self, *arguments, **options):
        done = run(*arguments, **options)
        self.assertEqual(done.returncode, 0, (arguments, done.stdout, done.stderr))
        return done

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


class Usage(CommandLine):
    def test_help_goes_to_standard_output_with_an_example_each(self):
        self.assertEqual(self.good().stdout, self.good("--help").stdout)
        for command in COMMANDS:
            self.assertIn(command, self.good("--help").stdout)
            done = self.good(command, "--help")
            self.assertIn(f"tradeeon {command}", done.stdout.split("Example:")[1])
            self.assertEqual(done.stderr, "")

    def test_version(self):
        self.assertRegex(self.good("version").stdout, r"^tradeeon \d+\.\d+\.\d+\n$")

    def test_bad_usage_is_refused(self):
        self.refused("relpay", names="is replay meant?")
        self.refused("frobnicate", names="use one of")
        self.refused("--frobnicate")
        self.refused("version", "--frobnicate")
        self.refused("version", "extra")
        self.refused("replay")
        self.refused("token")
        self.refused("backup")
        self.refused("restore")
        self.refused("token", "--user")
        self.refused("serve", "--feed", "binance", names="--feed")
        self.refused("serve", "--http", "nowhere", names="--http")
        self.refused("serve", "--config", self.folder / "none.toml", names="none.toml")
        config = self.write("bad.toml", "\nhtpt = 'x'\n")
        self.refused("serve", "--config", config, names="bad.toml line 2, key htpt")
        self.refused("serve", environment={"TRADEEON_THREADS": "x"}, names="TRADEEON_THREADS")
        self.refused("serve", "--feed", "replay", names="--candles")


class Series(CommandLine):
    def test_indicators_prints_golden_lines(self):
        done = self.good("indicators", "--candles", DATA / "tiny-1m.csv", "--timeframe", "1m",
                         "--spec", "SMA(4)", "--spec", "high", "--spec", "SMA(2, volume)",
                         "--spec", "SMA(SMA(2), 2)")
        self.assertEqual(done.stdout, (DATA / "tiny-1m.indicators.csv").read_text())
        self.assertEqual(done.stderr, "")

    def test_conditions_prints_golden_lines(self):
        done = self.good("conditions", "--candles", DATA / "tiny-1m.csv", "--timeframe", "1m",
                         "--condition", "close > SMA(4)",
                         "--condition", "close crosses_above 101",
                         "--condition", "close > 101 and not volume < 20",
                         "--condition", "close > SMA(4) or close > 0")
        self.assertEqual(done.stdout, (DATA / "tiny-1m.conditions.csv").read_text())
        self.assertEqual(done.stderr, "")

    def test_a_timeframe_below_the_candles_is_said_to_have_no_value(self):
        path = self.write("x.csv", "0,1,1,1,1,1\n300000,1,1,1,1,1\n")
        done = self.good("conditions", "--candles", path, "--timeframe", "5m",
                         "--condition", "close > 0 @ 1m")
        self.assertEqual(done.stdout, "open_time,close > 0 @ 1m\n0,\n300000,\n")
        self.assertIn("1m bars can't be made of 5m candles", done.stderr)

    def test_other_symbols_are_read_from_their_own_files(self):
        home = self.write("home.csv", "0,10,10,10,10,1\n60000,12,12,12,12,1\n"
                                      "120000,9,9,9,9,1\n180000,14,14,14,14,1\n")
        # The third minute is missing: unknown there, whatever came before.
        other = self.write("eth.csv", "0,11,11,11,11,1\n60000,11,11,11,11,1\n"
                                      "180000,8,8,8,8,1\n")
        longer = self.write("sol.csv", "0,5,7,3,6,1\n")
        done = self.good("conditions", "--candles", home, "--timeframe", "1m",
                         "--peer", f"ETHUSDT={other}", "--peer", f"sol-usdt@3m={longer}",
                         "--condition", "close > close(ETHUSDT)",
                         "--condition", "close > (close(SOLUSDT) @ 3m)")
        self.assertEqual([line.split(",")[-2:] for line in done.stdout.splitlines()[1:]],
                         [["0", ""], ["1", ""], ["", "1"], ["1", "1"]])
        self.assertEqual(done.stderr, "")
        done = self.good("indicators", "--candles", home, "--timeframe", "1m",
                         "--peer", f"ETHUSDT={other}", "--spec", "close - close(ETHUSDT)",
                         "--spec", "SMA(2, ETHUSDT)")
        self.assertEqual(done.stdout.splitlines()[1:],
                         ["0,-1,", "60000,1,11", "120000,,", "180000,6,9.5"])
        done = self.good("explain", "--candles", home, "--timeframe", "1m",
                         "--peer", f"ETHUSDT={other}", "--at", "120000",
                         "--condition", "close > close(ETHUSDT)")
        self.assertIn("the newest 1m bar of ETHUSDT is missing", done.stdout)

    def test_a_symbol_without_a_file_is_named(self):
        done = self.good("conditions", "--candles", DATA / "tiny-1m.csv", "--timeframe",
                         "1m", "--condition", "close > close(ETHUSDT)")
        self.assertIn("there are no candles of ETHUSDT; give them with --peer ETHUSDT=FILE",
                      done.stderr)

    def test_bad_peers_are_refused(self):
        good = DATA / "tiny-1m.csv"
        common = ["conditions", "--candles", good, "--timeframe", "1m", "--condition",
                  "close > close(ETHUSDT)", "--peer"]
        self.refused(*common, "ETHUSDT", names="SYMBOL=FILE")
        self.refused(*common, "=x.csv", names="SYMBOL=FILE")
        self.refused(*common, "ETHUSDT=", names="SYMBOL=FILE")
        self.refused(*common, f"E.TH={good}", names="a symbol is")
        self.refused(*common, f"ETHUSDT@7m={good}", names="unknown timeframe")
        self.refused(*common, f"ETHUSDT={self.folder / 'none.csv'}", names="none.csv")
        self.refused(*common, f"CANDLES={good}", names="are those of --candles")
        self.refused(*common, f"ETHUSDT={good}", "--peer", f"eth/usdt={good}",
                     names="given already")

    def test_candles_may_come_from_a_pipe(self):
        done = self.good("indicators", "--candles", "/dev/stdin", "--timeframe", "1m",
                         "--spec", "close", text="0,1,1,1,1,1\n60000,2,2,2,2,2\n")
        self.assertEqual(done.stdout, "open_time,close\n0,1\n60000,2\n")

    def test_bad_input_is_refused_before_anything_is_printed(self):
        good = DATA / "tiny-1m.csv"
        common = ["--timeframe", "1m", "--candles"]
        bad = self.write("bad.csv", good.read_text() + "1,x,1,1,1,1\n")
        for command, option, text in (("indicators", "--spec", "RSI(14)"),
                                      ("conditions", "--condition", "close > 1")):
            self.refused(command, *common, bad, option, text, names="bad.csv line 10 column")
            self.refused(command, *common, self.folder, option, text, names="directory")
            self.refused(command, *common, self.folder / "none.csv", option, text)
            self.refused(command, *common, self.write("empty.csv", ""), option, text)
            self.refused(command, "--timeframe", "7m", "--candles", good, option, text,
                         names="--timeframe")
            self.refused(command, *common, good, names=option)
        self.refused("indicators", *common, good, "--spec", "RSI(0)", names="RSI(0)")
        self.refused("indicators", *common, good, "--spec", "NOPE(3)", names="NOPE(3)")
        self.refused("indicators", *common, good, "--spec", "", names="--spec")
        self.refused("conditions", *common, good, "--condition", "close >", names="column")
        self.refused("conditions", *common, good, "--condition", "(close > 1", names="column")
        self.refused("conditions", *common, good, "--condition", "1 < 2")

    def test_output_that_can_not_be_written_is_a_failure(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full here")
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(
                [BINARY, "indicators", "--candles", DATA / "tiny-1m.csv", "--timeframe", "1m",
                 "--spec", "close"], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"writing failed", done.stderr)


class Replay(CommandLine):
    def alerts(self, *changes):
        rows = [{"alert_id": f"a{n}", "symbol": "btc/usdt", "base_timeframe": "1m",
                 "expression": "close > 101", "fireMode": "per_close", **change}
                for n, change in enumerate(changes)]
        return self.write("alerts.json", json.dumps(rows))

    def arguments(self, alerts, symbol="BTCUSDT"):
        return ["replay", "--candles", DATA / "tiny-1m.csv", "--symbol", symbol,
                "--timeframe", "1m", "--alerts", alerts]

    def test_triggers_are_lines_of_json_and_the_summary_is_elsewhere(self):
        alerts = self.alerts({"expression": "close > 101"},
                             {"expression": "close crosses_below 100", "fireMode": "per_edge"},
                             {"status": "paused"})
        done = self.good(*self.arguments(alerts))
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([(row["alert_id"], row["bar_time"], row["price"]) for row in rows],
                         [("a0", 1700000160000, 103), ("a0", 1700000220000, 104),
                          ("a1", 1700000340000, 98)])
        for row in rows:
            self.assertEqual(row["event_id"], f"{row['alert_id']}:{row['bar_time']}")
            self.assertEqual((row["symbol"], row["timeframe"]), ("BTCUSDT", "1m"))
        self.assertIn("8 bars, 2 alerts (1 paused and skipped), 3 triggers", done.stderr)
        self.assertNotIn("\r", done.stderr) # no progress bar without a terminal

    def test_alerts_may_read_another_symbol(self):
        lines = (DATA / "tiny-1m.csv").read_text().splitlines()
        candles = [line.split(",") for line in lines if line[0].isdigit()]
        peer = "\n".join(f"{row[0]},50,50,50,50,1" for row in candles[2:5]) + "\n"
        alerts = self.alerts({"expression": "close > close(ETHUSDT)"})
        done = self.good(*self.arguments(alerts), "--peer",
                         f"ETHUSDT={self.write('eth.csv', peer)}")
        self.assertEqual([json.loads(line)["bar_time"] for line in done.stdout.splitlines()],
                         [int(row[0]) for row in candles[2:5]])
        done = self.good(*self.arguments(alerts))
        self.assertEqual(done.stdout, "")
        self.assertIn("alert a0 can't be known in full", done.stderr)

    def test_out_and_quiet(self):
        alerts = self.alerts({})
        expected = self.good(*self.arguments(alerts)).stdout
        target = self.folder / "out.jsonl"
        done = self.good(*self.arguments(alerts), "--out", target, "--quiet")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        self.assertEqual(target.read_text(), expected)
        self.assertEqual(self.good(*self.arguments(alerts), "--out", "-", "--quiet").stdout,
                         expected)
        self.refused(*self.arguments(alerts), "--out", alerts, names="another file")
        self.refused(*self.arguments(alerts), "--out", self.folder / "no" / "where")

    def test_an_alert_on_bars_below_the_candles_is_said_never_to_fire(self):
        path = self.write("x.csv", "0,1,1,1,1,1\n300000,1,1,1,1,1\n")
        alerts = self.alerts({"expression": "close > 0 @ 1m", "base_timeframe": "5m"})
        done = self.good("replay", "--candles", path, "--symbol", "BTCUSDT", "--timeframe",
                         "5m", "--alerts", alerts)
        self.assertEqual(done.stdout, "")
        self.assertIn("alert a0 never fires", done.stderr)

    def test_bad_alerts_are_refused(self):
        self.refused(*self.arguments(self.alerts({"symbol": "ETHUSDT"})), names="ETHUSDT")
        self.refused(*self.arguments(self.alerts({"expression": "close >"})),
                     names="alerts.json")
        self.refused(*self.arguments(self.alerts({}, {"alert_id": "a0"})),
                     names="alerts.json")
        self.refused(*self.arguments(self.alerts({"fireMode": "never"})), names="fireMode")
        self.refused(*self.arguments(self.write("x.json", "{")), names="x.json")
        self.refused(*self.arguments(self.folder / "none.json"), names="none.json")
        self.refused(*self.arguments(self.folder), names="directory")
        self.refused(*self.arguments(self.alerts({}), symbol="?"), names="--symbol")


class ReplayOfBots(CommandLine):
    """Candles at 100, then through a dip and back, a minute each."""
    PRICES = [100, 100, 98, 96, 99, 103, 103, 95, 90, 104]

    def setUp(self):
        super().setUp()
        rows, before = [], 100
        for n, price in enumerate(self.PRICES):
            low, high = min(before, price), max(before, price)
            rows.append(f"{1700000040000 + n * 60000},{before},{high},{low},{price},10")
            before = price
        self.candles = self.write("candles.csv", "\n".join(rows) + "\n")

    def bots(self, *changes, name="bots.json"):
        rows = [{"bot_id": f"b{n}", "pair": "BTC/USDT", "baseOrderSize": 100,
                 "takeProfit": {"percent": 2}, **change} for n, change in enumerate(changes)]
        return self.write(name, json.dumps(rows))

    def arguments(self, bots, symbol="BTCUSDT", timeframe="1m"):
        return ["replay", "--candles", self.candles, "--symbol", symbol, "--timeframe",
                timeframe, "--bots", bots]

    def lines(self, *arguments):
        return [json.loads(line) for line in self.good(*arguments).stdout.splitlines()]

    def test_orders_fills_deals_and_a_report_are_lines_of_json(self):
        done = self.good(*self.arguments(self.bots({})))
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        for row in rows:
            self.assertEqual((row["bot_id"], row["run_id"], row["symbol"]),
                             ("b0", "b0-r1", "BTCUSDT"))
            self.assertIsInstance(row["time"], int)
        for kind in ("order", "fill", "deal"):
            times = [row["time"] for row in rows if row["kind"] == kind]
            self.assertEqual(times, sorted(times))
        kinds = [row["kind"] for row in rows]
        # Sent; on the next bar filled, and its target sent.
        self.assertEqual(kinds[:4], ["order", "order", "order", "fill"])
        self.assertEqual(kinds[-1], "report")
        known = set()
        for row in rows:
            if row["kind"] == "order":
                known.add(row["order_id"])
            if row["kind"] == "fill":
                self.assertIn(row["order_id"], known)
        report = rows[-1]
        closed = [row for row in rows if row["kind"] == "deal"]
        self.assertEqual(report["deals_closed"], len(closed))
        self.assertGreater(len(closed), 0)
        self.assertEqual(report["bars"], len(self.PRICES))
        self.assertEqual(report["initial_balance"], 10000)
        self.assertEqual(report["hold_percent"], 4)
        self.assertIsNone(report["sharpe"]) # all within a day
        self.assertIn("10 bars, 0 alerts (0 paused and skipped), 0 triggers, 1 bots",
                      done.stderr)
        self.assertRegex(done.stderr, r"\nb0 +10,0")
        self.assertEqual(self.good(*self.arguments(self.bots({})), "--quiet").stderr, "")

    def test_fills_and_the_report_add_up(self):
        rows = self.lines(*self.arguments(self.bots({"initial_balance": "500"})))
        money = 500.0
        coins = fees = 0.0
        for row in rows:
            if row["kind"] == "fill":
                way = 1 if row["side"] == "buy" else -1
                money -= way * row["qty"] * row["price"] + row["fee_quote"]
                coins += way * row["qty"]
                fees += row["fee_quote"]
        report = rows[-1]
        self.assertAlmostEqual(report["equity"], money + coins * self.PRICES[-1], places=7)
        self.assertAlmostEqual(report["fees"], fees, places=7)
        self.assertEqual(report["initial_balance"], 500)

    def test_money_is_what_the_plan_requires_where_that_is_more(self):
        rows = self.lines(*self.arguments(self.bots({"baseOrderSize": 20000})))
        self.assertGreater(rows[-1]["initial_balance"], 20000)
        done = self.good(*self.arguments(self.bots({"initial_balance": 50})))
        self.assertIn("bot b0 has 50, but its plan may take 100", done.stderr)

    def test_two_runs_print_the_same_bytes_in_the_order_of_ids(self):
        bots = self.bots({"bot_id": "z"}, {"bot_id": "a", "baseOrderSize": 200})
        one = self.good(*self.arguments(bots)).stdout
        self.assertEqual(one, self.good(*self.arguments(bots)).stdout)
        self.assertEqual([json.loads(line)["bot_id"] for line in one.splitlines()[-2:]],
                         ["a", "z"])

    def test_alerts_and_bots_go_together(self):
        alerts = self.write("alerts.json", json.dumps([
            {"alert_id": "low", "symbol": "BTCUSDT", "base_timeframe": "1m",
             "expression": "close < 97", "fireMode": "per_edge",
             "action": {"type": "bot", "bot_id": "s", "action_type": "buy"}},
            {"alert_id": "high", "symbol": "BTCUSDT", "base_timeframe": "1m",
             "expression": "close > 102", "fireMode": "per_edge",
             "action": {"type": "bot", "bot_id": "s", "action_type": "close"}}]))
        bots = self.write("bots.json", json.dumps([
            {"bot_id": "s", "bot_type": "signal", "pair": "BTC/USDT",
             "amount": {"type": "percent", "value": 10}},
            {"bot_id": "d", "pair": "BTC/USDT", "baseOrderSize": 100,
             "entryConditions": {"entryType": "conditional",
                                 "expression": "close crosses_above 98"}}]))
        rows = self.lines(*self.arguments(bots), "--alerts", alerts)
        triggers = [row for row in rows if "kind" not in row]
        # The bot's own question is not among them.
        self.assertEqual({row["alert_id"] for row in triggers}, {"low", "high"})
        first = next(n for n, row in enumerate(rows) if row.get("bot_id") == "s")
        self.assertEqual(rows[first - 1]["alert_id"], "low")
        of_s = [(row["kind"], row.get("side")) for row in rows
                if row.get("bot_id") == "s" and row["kind"] == "fill"]
        self.assertEqual(of_s[:2], [("fill", "buy"), ("fill", "sell")])
        self.assertTrue(any(row["kind"] == "fill" for row in rows
                            if row.get("bot_id") == "d"))
        alone = self.good("replay", "--candles", self.candles, "--symbol", "BTCUSDT",
                          "--timeframe", "1m", "--alerts", alerts).stdout
        self.assertEqual([json.loads(line) for line in alone.splitlines()], triggers)

    def test_the_diary_is_printed_on_demand(self):
        rows = self.lines(*self.arguments(self.bots({"initial_balance": 20})), "--diary")
        told = [row for row in rows if row["kind"] == "event"]
        self.assertEqual([row["event_id"] for row in told], list(range(1, len(told) + 1)))
        self.assertIn("risk_denied", {row["event_type"] for row in told})

    def test_a_page_stands_alone(self):
        page = self.folder / "report.html"
        bots = self.bots({"name": "<i>one</i>"}, {"name": "two"})
        self.good(*self.arguments(bots), "--report", page, "--out", self.folder / "x")
        text = page.read_text(encoding="utf-8")
        self.assertIn("&lt;i&gt;one&lt;/i&gt;", text)
        self.assertNotIn("<i>", text)
        self.assertEqual(text.count("<section"), 3) # an overview and one of each bot
        for outside in ("http:", "https:", "src=", "<script", "<link", "@import"):
            self.assertNotIn(outside, text)
        self.refused(*self.arguments(bots), "--report", bots, names="another file")
        self.refused(*self.arguments(bots), "--report", page, "--out", page, names="--out")
        self.refused(*self.arguments(bots), "--report", self.folder / "no" / "where")
        self.refused("replay", "--candles", self.candles, "--symbol", "BTCUSDT",
                     "--timeframe", "1m", "--report", page, names="--bots")

    def test_what_can_not_work_in_full_is_said(self):
        bots = self.bots({"interval": "1m", "selectedPairs": ["BTC/USDT", "ETH/USDT"],
                          "botType": "multi"},
                         {"entryConditions": {"entryType": "conditional",
                                              "expression": "close > close(ETHUSDT)"}})
        done = self.good(*self.arguments(bots))
        self.assertIn("bot b0 trades nothing on ETHUSDT", done.stderr)
        self.assertIn("there are no candles of ETHUSDT", done.stderr)
        path = self.write("x.csv", "0,1,1,1,1,1\n300000,1,1,1,1,1\n")
        done = self.good("replay", "--candles", path, "--symbol", "BTCUSDT", "--timeframe",
                         "5m", "--bots", self.bots({"interval": "1m"}))
        self.assertIn("bot b0 decides on 1m bars, which can't be made of 5m", done.stderr)

    def test_bad_bots_are_refused_at_their_place(self):
        good = {}
        for change, place in (({"pair": "ETH/USDT"}, "[1].pair"),
                              ({"baseOrderSize": -1}, "[1].baseOrderSize"),
                              ({"baseOrderSize": 1}, "[1].baseOrderSize"),
                              ({"bot_type": "robot"}, "[1].bot_type"),
                              ({"bot_id": "b0"}, "[1].bot_id"),
                              ({"initial_balance": 0}, "[1].initial_balance"),
                              ({"nonsense": 1}, "[1].nonsense"),
                              ({"safetyOrders": {"count": 9, "size": 10,
                                                 "deviation": 20}}, "[1].safetyOrders"),
                              ({"entryConditions": {"entryType": "conditional",
                                                    "expression": "close >"}},
                               "[1].entryConditions")):
            self.refused(*self.arguments(self.bots(good, change)), names=place)
        self.refused(*self.arguments(self.write("x.json", "{")), names="x.json")
        self.refused(*self.arguments(self.write("x.json", "{}")), names="list of bots")
        self.refused(*self.arguments(self.folder / "none.json"), names="none.json")
        self.refused(*self.arguments(self.bots({}), symbol="ETHUSDT"), names="[0].pair")

    def test_an_alert_may_not_pass_for_a_bots_question(self):
        alerts = self.write("alerts.json", json.dumps([
            {"alert_id": "b0.entry", "symbol": "BTCUSDT", "base_timeframe": "1m",
             "expression": "close < 97"}]))
        bots = self.bots({"entryConditions": {"entryType": "conditional",
                                              "expression": "close > 1"}})
        self.refused(*self.arguments(bots), "--alerts", alerts, names="b0.entry")


class Token(CommandLine):
    def test_a_token_is_all_that_is_printed_and_the_secret_is_kept(self):
        data = self.folder / "data"
        done = self.good("token", "--user", "ada", "--data", data)
        self.assertRegex(done.stdout, r"^[\w-]+\.[\w-]+\.[\w-]+\n$")
        self.assertEqual(done.stderr, "")
        secret = data / "jwt.secret"
        self.assertEqual(stat.S_IMODE(secret.stat().st_mode), 0o600)
        self.assertNotIn(secret.read_text().strip(), done.stdout)
        secret.chmod(0o644)
        self.refused("token", "--user", "ada", "--data", data, names="chmod 600")

    def test_the_environment_s_secret_is_used_and_none_is_made(self):
        data = self.folder / "data"
        self.good("token", "--user", "ada", "--data", data, "--role", "ingest", "--ttl", "30d",
                  environment={"SUPABASE_JWT_SECRET": "0123456789abcdef" * 2})
        self.assertFalse(data.exists())

    def test_bad_requests_are_refused(self):
        for ttl in ("", "0s", "-1h", "24", "1w", "h", "1.5h", "3651d", "99999999999999999999s"):
            self.refused("token", "--user", "ada", "--data", self.folder, f"--ttl={ttl}",
                         names="ttl")
        self.refused("token", "--user", "ada", "--data", self.folder, "--role", "king")
        self.refused("token", "--user", "", "--data", self.folder)


class Backup(CommandLine):
    def test_bad_requests_are_refused(self):
        to = self.folder / "copy.db"
        self.refused("backup", "--to", to, "--data", self.folder, names="no database")
        self.write("tradeeon.db", "")
        self.refused("backup", "--to", self.write("there.db", "x"), "--data", self.folder,
                     names="never overwrites")
        self.assertEqual((self.folder / "there.db").read_text(), "x")


class Check(CommandLine):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data"
        self.candles = ["--feed", "replay", "--symbol", "X", "--timeframe", "1m",
                        "--candles"]

    def checked(self, *arguments):
        return self.good("serve", "--check", "--data", self.data, *arguments).stdout

    def wrong(self, *arguments, names):
        """Exit code 2; what was looked at on standard output, the reason on both."""
        done = run("serve", "--check", "--data", self.data, *arguments)
        self.assertEqual(done.returncode, 2, (done.stdout, done.stderr))
        self.assertIn(names, done.stderr)
        self.assertIn("BAD", done.stdout)
        self.assertIn("good  configuration", done.stdout)

    def test_a_good_one_says_what_was_checked_and_makes_nothing(self):
        said = self.checked(*self.candles, DATA / "tiny-1m.csv")
        for line in (f"good  data directory {self.data}, to be made",
                     "good  secret jwt.secret, to be made",
                     f"good  database {self.data}/tradeeon.db, to be made",
                     f"good  candles {DATA}/tiny-1m.csv, 8 of them"):
            self.assertIn(line, said)
        self.assertFalse(self.data.exists())

    def test_bad_configuration_and_candles_are_refused(self):
        self.refused("serve", "--check", "--http", "nowhere", names="--http")
        bad = self.write("bad.csv", (DATA / "tiny-1m.csv").read_text() + "1,x,1,1,1,1\n")
        self.wrong(*self.candles, bad, names="bad.csv line 10 column")
        self.assertFalse(self.data.exists())

    def test_a_bad_directory_database_or_secret_is_refused(self):
        self.data.write_text("x")
        self.wrong(names="is not a directory")
        self.data.unlink()
        self.data.mkdir()
        (self.data / "jwt.secret").write_text("0123456789abcdef0123456789abcdef\n")
        (self.data / "jwt.secret").chmod(0o644)
        self.wrong(names="chmod 600")
        (self.data / "jwt.secret").chmod(0o600)
        self.assertIn("good  secret jwt.secret\n", self.checked())
        (self.data / "tradeeon.db").write_bytes(b"x" * 5000)
        self.wrong(names="not a readable tradeeon database")
        with sqlite3.connect(self.data / "newer.db") as database:
            database.execute("CREATE TABLE x(y)")
            database.execute("PRAGMA application_id = 0x74726465")
            database.execute("PRAGMA user_version = 99")
        (self.data / "newer.db").replace(self.data / "tradeeon.db")
        self.wrong(names="use a newer program")


class Configuration(CommandLine):
    def test_each_option_is_printed_with_its_source_and_secrets_are_hidden(self):
        path = self.write("my.toml", "\nthreads = 3\nhistory_bars = 100\n")
        done = self.good("config", "--config", path, "--history-bars", "200",
                         environment={"SUPABASE_JWT_SECRET": "0123456789abcdef" * 2,
                                      "TRADEEON_DATA": "/here",
                                      "REDIS_URL": "redis://:hidden@somewhere"})
        for line in (f"threads = 3 # {path} line 2, key threads",
                     "history_bars = 200 # --history-bars",
                     'data = "/here" # environment TRADEEON_DATA',
                     'jwt_secret = "***" # environment SUPABASE_JWT_SECRET',
                     'webhook_secret = "" # default',
                     'cors_origins = ["http://localhost:5173", "http://localhost:3000"]'):
            self.assertIn("\n" + line, "\n" + done.stdout)
        self.assertNotIn("0123456789abcdef", done.stdout + done.stderr)
        self.assertNotIn("hidden", done.stdout + done.stderr)
        again = self.write("again.toml", "".join(
            line + "\n" for line in done.stdout.splitlines() if "***" not in line))
        printed = self.good("config", "--config", again).stdout
        self.assertIn("threads = 3 #", printed)
        self.assertIn("history_bars = 200 #", printed)

    def test_a_bad_one_is_refused(self):
        self.refused("config", "--http", "nowhere", names="--http")


class Health(CommandLine):
    def serve(self, status, body, path="/livez"):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # the name that http.server calls
                self.send_response(status if self.path == path else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"127.0.0.1:{server.server_port}"

    def failed(self, at):
        done = run("healthcheck", "--http", at)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertNotEqual(done.stderr, "")

    def test_a_healthy_answer_is_exit_code_0(self):
        at = self.serve(200, b'{"status":"alive"}')
        self.assertEqual(self.good("healthcheck", "--http", at).stdout,
                         '{"status":"alive"}\n')
        self.good("healthcheck", environment={"TRADEEON_HTTP": at})

    def test_readiness_is_asked_for_by_its_own_path(self):
        at = self.serve(200, b'{"status":"ready"}', "/readyz")
        self.assertEqual(self.good("healthcheck", "--ready", "--http", at).stdout,
                         '{"status":"ready"}\n')
        self.failed(at)
        at = self.serve(503, b'{"status":"not ready","parts":{}}', "/readyz")
        done = run("healthcheck", "--ready", "--http", at)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('"not ready"', done.stderr)

    def test_anything_else_is_exit_code_1(self):
        self.failed(self.serve(503, b'{"status":"stuck"}'))
        self.failed(self.serve(200, b"hello"))
        self.failed("127.0.0.1:1")
        self.refused("healthcheck", "--http", "nonsense", names="--http")


class Interrupt(CommandLine):
    def test_a_replay_that_is_interrupted_ends_with_what_it_has(self):
        alerts = self.write("alerts.json", json.dumps([{
            "alert_id": "a", "symbol": "X", "base_timeframe": "1m",
            "expression": "close > 0", "fireMode": "per_close"}]))
        candles = self.folder / "x.csv"
        with open(candles, "w", encoding="utf-8") as out:
            out.writelines(f"{n * 60000},1,1,1,1,1\n" for n in range(300_000))
        with subprocess.Popen([BINARY, "replay", "--candles", candles, "--symbol", "X",
                               "--timeframe", "1m", "--alerts", alerts],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            first = process.stdout.readline() # blocks on the full pipe from here on
            process.send_signal(signal.SIGINT)
            rest, error = process.communicate(timeout=60)
        lines = (first + rest).decode().splitlines()
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"interrupted after", error)
        self.assertLess(len(lines), 300_000)
        self.assertEqual(json.loads(lines[-1])["alert_id"], "a") # no torn line


if __name__ == "__main__":
    BINARY = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
