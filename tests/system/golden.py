"""Every golden column through the program: `indicators` and, for patterns, `conditions`."""
import argparse
import csv
import os
import pathlib
import subprocess
import sys

SETS = ["SPY-1d", "ETHBTC-5m", "BTCPERP-1m", "BTCUSDT-1h", "TRXBTC-5m"]
TOLERANCE = 1e-9


def column(path, name):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return int(rows[0]["row"]), [row[name] for row in rows]


def table(binary, command, option, candles, frame, specs):
    asked = [binary, command, "--candles", candles, "--timeframe", frame]
    for spec in specs:
        asked += [option, spec]
    out = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    rows = list(csv.reader(out.splitlines()))
    assert rows[0][1:] == specs, rows[0]
    return [list(cells) for cells in zip(*rows[1:])][1:]


def differing(got, want):
    """Where a column is further from the golden one than it may be, or blank elsewhere."""
    scale = max((abs(float(x)) for x in want if x), default=0)
    for i, (have, wanted) in enumerate(zip(got, want)):
        if bool(have) != bool(wanted):
            return i
        if wanted and abs(float(have) - float(wanted)) > TOLERANCE * max(
            abs(float(wanted)), scale
        ):
            return i
    return None


def check_set(binary, root, columns, name):
    candles = root / "candles" / f"{name}.csv"
    frame = name.rsplit("-", 1)[1]
    specs = [(file, col, spec) for file, col, spec in columns]
    values = {}
    for command, option, wanted in [
        ("indicators", "--spec", [x[2] for x in specs if x[0] != "patterns"]),
        ("conditions", "--condition", [x[2] for x in specs if x[0] == "patterns"]),
    ]:
        values.update(zip(wanted, table(binary, command, option, candles, frame, wanted)))
    compared = failed = 0
    for suffix in ["", "-tail"]:
        for file, col, spec in specs:
            path = root / "golden" / f"{name}{suffix}.{file}.csv"
            if not path.exists():
                continue
            first, want = column(path, col)
            got = values[spec][first : first + len(want)]
            compared += 1
            at = differing(got, want)
            if len(got) != len(want) or at is not None:
                failed += 1
                print(f"{name}{suffix} {col} ({spec}) differs at row {first + (at or 0)}")
    return compared, failed


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--binary", required=True)
    binary = options.parse_args().binary
    folder = os.environ.get("TRADEEON_SHARED_DATA", "")
    if not folder:
        print("no reference data (TRADEEON_SHARED_DATA is empty): skipped")
        return 0
    root = pathlib.Path(folder)
    with open(root / "golden" / "columns.csv", newline="", encoding="utf-8") as file:
        columns = list(csv.reader(file))[1:]
    totals = [check_set(binary, root, columns, name) for name in SETS]
    compared = sum(x[0] for x in totals)
    failed = sum(x[1] for x in totals)
    print(f"{compared} columns compared, {failed} differ")
    return 1 if failed or compared < 5 * len(columns) else 0


sys.exit(main())
