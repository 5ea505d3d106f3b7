#!/usr/bin/env python3
"""Bad snippets must be refused for the stated reason, good ones must pass."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
from include_directions import check_text  # noqa: E402

BAD = [  # path, line, words that the message must hold
    ("domain/market/a.cpp", '#include "storage/store.hpp"', "domain may not include"),
    ("domain/market/a.cpp", '#include "http/json/candle.hpp"', "domain may not include"),
    ("domain/market/a.hpp", "#include <caf/actor.hpp>", "only for actors/ and app/"),
    ("domain/market/a.hpp", "#include <nlohmann/json.hpp>", "only for http/json/"),
    ("domain/market/a.hpp", "#include <spdlog/spdlog.h>", "let the caller log it"),
    ("domain/market/a.cpp", "#include <fstream>", "brings I/O"),
    ("domain/market/a.cpp", "#include <sys/time.h>", "brings I/O"),
    ("domain/market/a.cpp", "#include <openssl/sha.h>", "digest.hpp has"),
    ("domain/support/digest.cpp", "#include <openssl/rand.h>", "cryptography"),
    ("actors/cluster/node_host.cpp", "#include <openssl/ssl.h>", "deal with connections"),
    ("domain/market/a.cpp", "auto t = std::chrono::system_clock::now();", "reads a clock"),
    ("domain/market/a.cpp", '#include "candle.hpp"', "from the repository root"),
    ("domain/market/a.cpp", '#include "domain/../app/app.hpp"', "from the repository root"),
    ("storage/store.hpp", '#include "storage/sqlite/database.hpp"', "storage may not include"),
    ("storage/store.hpp", "#include <sqlite3.h>", "only for storage/sqlite/"),
    ("storage/sqlite/a.cpp", '#include "storage/memory/store.hpp"', "do not know each other"),
    ("storage/memory/a.cpp", '#include "actors/messages.hpp"', "may not include"),
    ("storage/memory/a.cpp", "#include <hiredis/hiredis.h>", "only for storage/redis/"),
    ("http/json/a.cpp", '#include "storage/store.hpp"', "http/json may not include"),
    ("http/json/a.cpp", '#include "http/server/server.hpp"', "http/json may not include"),
    ("http/clients/a.cpp", '#include "storage/store.hpp"', "http/clients may not include"),
    ("http/clients/a.cpp", '#include "http/server/server.hpp"', "may not include"),
    ("http/server/a.cpp", '#include "storage/sqlite/database.hpp"', "http/server may not"),
    ("http/server/a.cpp", '#include "http/clients/webhook.hpp"', "http/server may not"),
    ("http/server/a.cpp", '#include "actors/hub.hpp"', "http/server may not"),
    ("http/server/a.cpp", "#include <nlohmann/json.hpp>", "add a codec"),
    ("http/server/a.cpp", "#include <boost/beast/core.hpp>", "only for http/clients/"),
    ("actors/a.cpp", '#include "http/json/alert.hpp"', "actors may not include"),
    ("actors/a.cpp", '#include "app/app.hpp"', "actors may not include"),
    ("actors/a.cpp", "#include <httplib.h>", "only for http/"),
    ("actors/a.cpp", "#include <caf/io/middleman.hpp>", "cross nodes"),
    ("actors/a.cpp", "#include <caf/all.hpp>", "narrow CAF headers"),
    ("actors/engine_api.hpp", "#include <caf/actor.hpp>", "parts that know no CAF"),
    ("app/app.cpp", "#include <sqlite3.h>", "only for storage/sqlite/"),
    ("app/app.cpp", "#include <nlohmann/json.hpp>", "app/commands/"),
    ("app/app.cpp", "#include <doctest/doctest.h>", "test frameworks"),
    ("tests/unit/a.cpp", "#include <caf/all.hpp>", "narrow CAF headers"),
    ("tests/unit/a.cpp", "#include <caf/test/dsl.hpp>", "works with doctest"),
    ("actors/a.cpp", "// TO" + "DO: later", "unfinished"),
    ("README.md", "FIX" + "ME", "unfinished"),
    ("app/a.cpp", 'open("/ho' + 'me/me/candles.csv");', "one machine"),
    ("configs/tradeeon.toml", 'data = "/wo' + 'rk/data"', "one machine"),
]

GOOD = [
    ("domain/market/a.cpp", '#include "domain/market/candle.hpp"'),
    ("domain/market/a.cpp", "#include <boost/multiprecision/cpp_dec_float.hpp>"),
    ("domain/market/a.cpp", "#include <chrono>"),
    ("domain/market/a.cpp", "// never system_clock::now: time comes with the event"),
    ("domain/support/digest.cpp", "#include <openssl/sha.h>"),
    ("domain/support/digest.cpp", "#include <openssl/hmac.h>"),
    ("actors/cluster/network.cpp", "#include <caf/io/middleman.hpp>"),
    ("actors/cluster/tls_errors.cpp", "#include <openssl/ssl.h>"),
    ("storage/sqlite/a.cpp", "#include <sqlite3.h>"),
    ("storage/sqlite/a.cpp", '#include "storage/store.hpp"'),
    ("storage/sqlite/a.cpp", '#include "storage/sqlite/database.hpp"'),
    ("storage/store.hpp", '#include "storage/queries.hpp"'),
    ("http/json/a.cpp", "#include <nlohmann/json.hpp>"),
    ("http/clients/a.cpp", "#include <boost/asio/ip/tcp.hpp>"),
    ("http/clients/a.cpp", '#include "http/json/candle.hpp"'),
    ("http/server/a.cpp", "#include <httplib.h>"),
    ("http/server/a.cpp", '#include "storage/queries.hpp"'),
    ("http/server/a.cpp", '#include "actors/engine_api.hpp"'),
    ("actors/a.cpp", "#include <caf/event_based_actor.hpp>"),
    ("actors/a.cpp", "#include <spdlog/spdlog.h>"),
    ("actors/a.cpp", '#include "storage/store.hpp"'),
    ("app/app.cpp", '#include "storage/sqlite/database.hpp"'),
    ("app/commands/a.cpp", "#include <nlohmann/json.hpp>"),
    ("tests/unit/a.cpp", '#include "storage/sqlite/database.hpp"'),
    ("tests/unit/a.cpp", "#include <sqlite3.h>"),
    ("docs/deploy.md", "GET http://localhost:8000/home/page and ./tradeeon-data/tmp/x"),
]


class directions(unittest.TestCase):
    def test_bad_lines_are_refused_with_place_rule_and_replacement(self):
        for path, line, words in BAD:
            with self.subTest(path=path, line=line):
                offences = check_text(path, "// first line\n" + line + "\n")
                self.assertEqual(len(offences), 1, offences)
                self.assertTrue(offences[0].startswith(f"{path}:2: "), offences)
                self.assertIn(words, offences[0])
                self.assertIn("Instead: ", offences[0])

    def test_good_lines_pass(self):
        for path, line in GOOD:
            with self.subTest(path=path, line=line):
                self.assertEqual(check_text(path, line + "\n"), [])

    def test_the_program_ends_with_1_and_names_the_file(self):
        script = Path(__file__).with_name("include_directions.py")
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "CMakeLists.txt").write_text("project(x)\n")
            (root / "domain").mkdir()
            (root / "domain/a.hpp").write_text('#include "app/app.hpp"\n')
            done = subprocess.run([sys.executable, script, root], text=True,
                                  capture_output=True, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("domain/a.hpp:1: ", done.stdout)
            (root / "domain/a.hpp").write_text("#include <string>\n")
            done = subprocess.run([sys.executable, script, root], check=False,
                                  capture_output=True)
            self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
