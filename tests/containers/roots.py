"""Webhooks over TLS: the image brings the usual roots, and believes nobody else."""

import os
import shutil
import ssl
import subprocess
import tempfile

from cluster_kit import free_port
from deployment import SETTINGS, HostSink, Node
from harness import WEBHOOK_SECRET, check, until
from market import Bar
from pushing import candle_of

BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
START = 1_700_000_040_000


def certify(folder, address):
    """An authority of the test, and its certificate for the sink's address."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True,
                       capture_output=True, timeout=60)
    key = ("-newkey", "rsa:2048", "-nodes", "-days", "2")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj",
            "/CN=authority of the test")
    openssl("req", *key[:3], "-keyout", "sink.key", "-out", "sink.csr", "-subj",
            "/CN=sink")
    with open(os.path.join(folder, "names"), "w", encoding="utf-8") as file:
        file.write(f"subjectAltName=IP:{address}\n")
    openssl("x509", "-req", "-in", "sink.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "sink.pem")
    os.chmod(folder, 0o755)
    os.chmod(os.path.join(folder, "ca.pem"), 0o644)


def secure_sink(folder, address):
    sink = HostSink(WEBHOOK_SECRET, address)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "sink.pem"),
                            os.path.join(folder, "sink.key"))
    sink.outer.socket = context.wrap_socket(sink.outer.socket, server_side=True,
                                            do_handshake_on_connect=False)
    sink.url = sink.url.replace("http://", "https://")
    return sink


def fire(node, user, feeder, url):
    """An alert that fires on the one candle that follows."""
    node.must("POST", "/alerts", {
        "symbol": "TLSUSDT", "base_timeframe": "1m", "fireMode": "per_close",
        "expression": "close > 1", "action": {"type": "webhook", "url": url}}, user)
    bar = Bar(START, START + 60_000, 100, 100, 100, 100, 1)
    node.must("POST", "/api/v1/candles", {"candles": [candle_of(bar, "TLSUSDT", "1m")]},
              feeder)


def check_trusting(made, folder, sink):
    """A container that is given the sink's authority in place of the usual roots."""
    engine, port = made.engine, free_port()
    name = f"{made.project}-roots"
    settings = [x for key in SETTINGS for x in ("-e", f"{key}={SETTINGS[key]}")]
    engine.run("run", "-d", "--name", name, "--network", made.network(), *settings,
               "-p", f"127.0.0.1:{port}:8000", "-v",
               f"{os.path.join(folder, 'ca.pem')}:{BUNDLE}:ro", "tradeeon")
    try:
        node = Node(engine, name, port)
        made.store, kept = node, made.store
        made.wait_ready()
        made.store = kept
        def token(*words):
            return engine.run("exec", name, "tradeeon", "token", "--data", "/data",
                              *words).strip()
        fire(node, token("--user", "ann"), token("--user", "feeder", "--role", "ingest"),
             sink.url)
        until(lambda: sink.problems or sink.count() == 1, 60, "a webhook over TLS")
        check(not sink.problems, f"the webhook over TLS: {sink.problems}")
    finally:
        engine.run("rm", "-f", "-v", name)


def check_roots(made, token):
    container = made.containers(made.front)[0]
    roots = int(made.engine.run("exec", container, "sh", "-c",
                                "grep -c BEGIN.CERTIFICATE /usr/lib/ssl/cert.pem"))
    check(roots > 100, f"{roots} roots where OpenSSL looks for them")
    address = made.engine.gateway(made.network())
    folder = tempfile.mkdtemp(prefix="tradeeon-roots-")
    certify(folder, address)
    sink = secure_sink(folder, address)
    try:
        fire(made.store, token, made.feeder, sink.url)
        until(lambda: "certificate" in made.store.tail(), 60,
              "a sink of an unknown authority to be refused", every=0.1)
        check(sink.count() == 0, "a webhook went to a sink of an unknown authority")
        check_trusting(made, folder, sink)
    finally:
        sink.close()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"TLS: {roots} roots; refused without the sink's authority, delivered with it "
          f"at {BUNDLE}", flush=True)
