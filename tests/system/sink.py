"""A webhook receiver that checks what it gets and remembers it."""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler

FIELDS = {"alert_id", "user_id", "symbol", "triggered_at", "conditions", "snapshot",
          "event_id", "timestamp", "version"}
TOLERANCE_S = 300


class Sink:
    """Listens on a port of its own. `received` maps each webhook-id that was
    answered with 200 to the bodies that came under it; `problems` is what was
    wrong with any of them."""

    def __init__(self, secret):
        self.secret = secret.encode()
        prefix = "whsec_"
        self.standard_secret = (base64.b64decode(secret[len(prefix):])
                                if secret.startswith(prefix) else self.secret)
        self.lock = threading.Lock()
        self.received, self.bodies, self.problems = {}, {}, []
        self.failures = []
        self.refused = 0
        handler = type("Handler", (WebhookHandler,), {"sink": self})
        self.server = SinkServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fail_next(self, *answers):
        """The next webhooks are answered so: (status, {header: value}) each."""
        with self.lock:
            self.failures += answers

    def accept(self, headers, body):
        """Checks and records one webhook. Returns the answer's status, headers."""
        problem = self.wrong_with(headers, body)
        with self.lock:
            if problem:
                self.problems.append(problem)
            identity = headers.get("webhook-id", "")
            self.bodies.setdefault(identity, set()).add(body)
            if self.failures:
                self.refused += 1
                return self.failures.pop(0)
            self.received.setdefault(identity, []).append(body)
            return 200, {}

    def wrong_with(self, headers, body):
        """What is not as the contract has it, or None."""
        identity = headers.get("webhook-id", "")
        stamp = headers.get("webhook-timestamp", "")
        if not identity or not stamp.isdigit():
            return f"webhook-id {identity!r}, webhook-timestamp {stamp!r}"
        if abs(time.time() - int(stamp)) > TOLERANCE_S:
            return f"the time of the attempt is {stamp}"
        own = hmac.new(self.secret, stamp.encode() + b"." + body, hashlib.sha256)
        if headers.get("X-Tradeeon-Signature") != f"t={stamp},s={own.hexdigest()}":
            return f"X-Tradeeon-Signature {headers.get('X-Tradeeon-Signature')!r}"
        signed = f"{identity}.{stamp}.".encode() + body
        digest = hmac.new(self.standard_secret, signed, hashlib.sha256).digest()
        standard = "v1," + base64.b64encode(digest).decode()
        if headers.get("webhook-signature") != standard:
            return f"webhook-signature {headers.get('webhook-signature')!r}"
        return self.wrong_inside(headers, json.loads(body))

    @staticmethod
    def wrong_inside(headers, document):
        missing = FIELDS - document.keys()
        if missing:
            return f"the body lacks {sorted(missing)}"
        if document["version"] != "1.0":
            return f"version {document['version']!r}"
        if headers.get("X-Tradeeon-EventId") != document["event_id"]:
            return f"X-Tradeeon-EventId {headers.get('X-Tradeeon-EventId')!r}"
        if headers.get("User-Agent") != "Tradeeon-Alerts/1.0":
            return f"User-Agent {headers.get('User-Agent')!r}"
        return None

    def count(self):
        """How many different webhooks have been taken."""
        with self.lock:
            return len(self.received)

    def event_ids(self):
        """Event ids of what was taken, one for each webhook-id."""
        with self.lock:
            return sorted(json.loads(bodies[0])["event_id"]
                          for bodies in self.received.values())

    def duplicates(self):
        """Deliveries beyond the first of each webhook-id."""
        with self.lock:
            return sum(len(bodies) - 1 for bodies in self.received.values())

    def changed_bodies(self):
        """Webhook-ids under which different bodies came."""
        with self.lock:
            return [i for i, bodies in self.bodies.items() if len(bodies) > 1]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class SinkServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A sender that was killed mid-request is no news here."""


class WebhookHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    sink = None

    def do_POST(self):
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:  # the sender died
            self.close_connection = True
            return
        status, headers = self.sink.accept(self.headers, body)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass
