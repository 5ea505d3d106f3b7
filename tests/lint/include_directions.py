#!/usr/bin/env python3
"""Checks who includes whom, and a few words that have no place in the sources.

    include_directions.py [ROOT]

prints one line per offence (file:line, the rule, what to do instead) and ends
with 1 if there are any. CONTRIBUTING.md has the same table for people.
"""

import os
import re
import sys
from pathlib import Path

# What each part of the house may include of the others. A part is the longest
# of these names that a path starts with; "storage" alone means the interfaces
# storage/*.hpp.
ALLOWED = {
    "domain": {"domain"},
    "storage": {"domain", "storage"},
    "storage/sqlite": {"domain", "storage", "storage/sqlite"},
    "storage/memory": {"domain", "storage", "storage/memory"},
    "storage/redis": {"domain", "storage", "storage/redis"},
    "http/json": {"domain", "http/json"},
    "http/clients": {"domain", "http/json", "http/clients"},
    "http/server": {"domain", "storage", "http/json", "http/server"},
    "actors": {"domain", "storage", "actors"},
    "app": {"*"},
    "tests": {"*"},
}

# Interfaces without CAF that the owner of a need declares and another part
# implements or calls: single headers that the part may include over and above its row.
INTERFACES = {
    "http/clients": {"actors/webhook_transport.hpp"},
    "http/server": {"actors/bot_api.hpp", "actors/engine_api.hpp", "actors/journal.hpp", "actors/web_front.hpp"},
}

INSTEAD = {
    "domain": "hand the value in from outside: the domain knows only itself",
    "storage": "describe it with domain types; a backend implements the interface",
    "storage/sqlite": "use the interfaces in storage/*.hpp; backends do not know each other",
    "storage/memory": "use the interfaces in storage/*.hpp; backends do not know each other",
    "storage/redis": "use the interfaces in storage/*.hpp; backends do not know each other",
    "http/json": "turn JSON into a domain value and let the caller carry it on",
    "http/clients": "take what it needs as a domain value or a function; app/ wires them",
    "http/server": "use a storage interface or a function given at start; app/ wires them",
    "actors": "use a storage interface or a function given at start; app/ wires them",
}

# Third parties behind one door: (header, who may, what to do instead). The first
# that matches a header decides. Tests may include what they like, apart from what
# nobody may.
DOORS = [
    (r"caf/all\.hpp", (), "include the narrow CAF headers that the file uses"),
    (r"caf/test/", (), "use the fixture in tests/support/, which works with doctest"),
    (r"caf/io/", ("app", "actors/cluster"), "let app/ or actors/cluster/ cross nodes"),
    (r"caf/", ("actors", "app"), "let an actor in actors/ do it; this folder knows no CAF"),
    (r"sqlite3\.h", ("storage/sqlite",), "use an interface in storage/*.hpp"),
    (r"hiredis/", ("storage/redis",), "use an interface in storage/*.hpp"),
    (r"httplib\.h", ("http", "app"), "let http/clients/ or http/server/ talk HTTP"),
    (r"nlohmann/", ("http/json", "app/commands"), "add a codec in http/json/ and call it"),
    (r"jwt\.h", ("http", "app"), "let http/ deal with tokens"),
    (r"boost/(asio|beast)[./]", ("http/clients",), "let a client in http/clients/ do it"),
    (r"openssl/(sha|hmac|evp|crypto)\.h", ("http", "app", "domain/support/digest.cpp"),
     "call what domain/support/digest.hpp has"),
    (r"openssl/(ssl|err)\.h", ("http", "app", "actors/cluster/tls_errors.cpp"),
     "let CAF, Asio or app/ deal with connections"),
    (r"openssl/", ("http", "app"), "do cryptography in http/ or app/ and hand the result in"),
    (r"prometheus/", ("http", "actors", "app"), "return the number; let the caller count it"),
    (r"spdlog/", ("http/server", "http/clients", "actors", "app"),
     "return a problem or a value; let the caller log it"),
    (r"toml\+\+/", ("app",), "read the configuration in app/ and hand the values in"),
    (r"CLI/", ("app",), "read the command line in app/ and hand the values in"),
    (r"(doctest|benchmark|gtest|catch2)/", (), "keep test frameworks in tests/"),
]
IN_TESTS_TOO = {r"caf/all\.hpp", r"caf/test/"}

IMPURE = re.compile(
    r"(iostream|fstream|filesystem|thread|mutex|shared_mutex|condition_variable|future"
    r"|random|ctime|time\.h|unistd\.h|(sys|netinet|arpa)/.+)")
CLOCK = re.compile(r"\b(system_clock|steady_clock|high_resolution_clock)::now\b|\btime\(")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
# Spelt in two pieces so that this file passes its own check.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
MACHINE_PATH = re.compile(r"(?<![\w.$}/~-])/(?:work|tmp|home|root|Users)/\w")

TEXT_SUFFIXES = {".cpp", ".hpp", ".txt", ".cmake", ".json", ".py", ".sh", ".md", ".toml",
                 ".yaml", ".yml", ".service", ".supp", ""}


def part_of(path):
    """The part of the house that `path` belongs to, or None."""
    fitting = [part for part in ALLOWED if path.startswith(part + "/")]
    if fitting:
        return max(fitting, key=len)
    return "http/server" if path.startswith("http/") else None


def is_in(path, places):
    return any(path == place or path.startswith(place + "/") for place in places)


def check_own(path, part, header):
    """An include in quotes: one of ours, written from the root, along an arrow."""
    target = part_of(header)
    if target is None or ".." in header.split("/"):
        return (f'"{header}" is not written from the repository root',
                'write "folder/…/file.hpp", or <…> for somebody else\'s header')
    allowed = ALLOWED[part]
    extra = INTERFACES.get(part, set())
    if "*" in allowed or target in allowed or header in extra:
        return None
    names = ", ".join(["storage/*.hpp" if a == "storage" else a for a in sorted(allowed)]
                      + sorted(extra))
    return (f'{part} may not include "{header}": it may include {names}', INSTEAD[part])


def check_foreign(path, part, header):
    """An include in angle brackets: allowed behind its door only."""
    if header.startswith("caf/") and any(path in headers for headers in INTERFACES.values()):
        return (f"{path} is an interface for parts that know no CAF",
                "keep CAF's types in the actor behind it")
    for pattern, places, instead in DOORS:
        if not re.match(pattern, header):
            continue
        if is_in(path, places) or (part == "tests" and pattern not in IN_TESTS_TOO):
            return None
        where = " and ".join(place if "." in place else place + "/" for place in places)
        return (f"<{header}> is {'only for ' + where if places else 'not used here'}", instead)
    if part == "domain" and IMPURE.fullmatch(header):
        return (f"<{header}> brings I/O, threads, chance or a clock into domain",
                "hand the value, the time or the seed in from outside")
    return None


def check_line(path, line):
    """(rule, instead) for each offence in one line of the file at `path`."""
    if UNFINISHED.search(line):
        yield "unfinished work in the tree", "finish it, or write an issue and leave no mark"
    if MACHINE_PATH.search(line):
        yield ("an absolute path of one machine",
               "use a path relative to the repository, or one given at run time")
    part = part_of(path)
    if part is None or not path.endswith((".cpp", ".hpp")):
        return
    if part == "domain" and CLOCK.search(line.split("//")[0]):
        yield "domain reads a clock", "take the time from the event or as an argument"
    found = INCLUDE.match(line)
    if found:
        own, foreign = found.groups()
        offence = check_own(path, part, own) if own else check_foreign(path, part, foreign)
        if offence:
            yield offence


def check_text(path, text):
    """One message per offence in `text`, the content of `path` (from the root, with /)."""
    return [f"{path}:{number}: {rule}. Instead: {instead}."
            for number, line in enumerate(text.splitlines(), 1)
            for rule, instead in check_line(path, line)]


def texts(root):
    """(path from the root, content) of the project's own text files."""
    for folder, folders, names in os.walk(root):
        inside = Path(folder).relative_to(root)
        skipped = {".git", "build", "data", "tradeeon-data"} if folder == str(root) else {"data"}
        folders[:] = sorted(set(folders) - skipped - {"__pycache__"})
        # In a further work tree `.git` is a file, and not the project's.
        for name in sorted(set(names) - skipped):
            if Path(name).suffix in TEXT_SUFFIXES:
                text = Path(folder, name).read_text(encoding="utf-8", errors="replace")
                yield (inside / name).as_posix(), text


def main(arguments):
    root = Path(arguments[1] if len(arguments) > 1 else ".").resolve()
    if not (root / "CMakeLists.txt").is_file():
        print(f"include_directions: {root} is not the repository's root", file=sys.stderr)
        return 2
    files = 0
    offences = []
    for path, text in texts(root):
        files += 1
        if not path.startswith("tests/lint/"):  # its snippets are bad on purpose
            offences += check_text(path, text)
    print(*offences, f"{files} files, {len(offences)} offences", sep="\n")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
