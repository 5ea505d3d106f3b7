"""Compares the generated part of a document with what a program prints, or writes it."""
import argparse
import subprocess
import sys

BEGIN = "<!-- generated: ./dev docs -->\n"
END = "<!-- end -->\n"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--document", required=True)
    options.add_argument("--program", required=True)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    with open(asked.document, encoding="utf-8") as file:
        text = file.read()
    made = subprocess.run([asked.program], check=True, capture_output=True).stdout.decode()
    first, last = text.index(BEGIN) + len(BEGIN), text.index(END)
    wanted = text[:first] + made + "\n" + text[last:]
    if asked.write:
        with open(asked.document, "w", encoding="utf-8") as file:
            file.write(wanted)
    elif text != wanted:
        print(f"{asked.document} is not what the registry says: run ./dev docs")
        return 1
    return 0


sys.exit(main())
