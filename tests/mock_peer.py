"""Another library's system, as far as it is delivered to: it confirms, or answers as a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from interlend.kernel.iso18626 import conversation as rules
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.codes import ErrorType
from interlend.kernel.iso18626.messages import (
    Request,
    RequestingAgencyMessage,
    Spoken,
    SupplyingAgencyMessage,
)
from interlend.kernel.iso18626.parts import ErrorData

Reply = tuple[int, bytes, dict[str, str]]
Behavior = Callable[[Spoken, bytes], Reply]


def ok(message: Spoken, _body: bytes) -> Reply:
    """Confirm with OK."""
    return 200, encode(rules.confirm_ok(message, datetime.now(UTC)), decode(_body).version), {}


def error(message: Spoken, body: bytes) -> Reply:
    """Confirm with ERROR."""
    fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value="made up")
    return 200, encode(rules.confirm_error(message, fault, datetime.now(UTC)), decode(body).version), {}


def broken(_message: Spoken, _body: bytes) -> Reply:
    """Answer with a server error in plain text."""
    return 500, b"Oops", {"Content-Type": "text/plain"}


class MockPeer:
    """Listens on this machine. `heard` is what came, in order; `most_at_once` how many calls overlapped."""

    def __init__(self, behavior: Behavior = ok, *, seconds: float = 0.0) -> None:
        self.behavior = behavior
        self.seconds = seconds
        self.heard: list[tuple[Spoken, bytes, dict[str, str]]] = []
        self.most_at_once = 0
        self.overlapping_conversations = 0
        self._at_work: list[str] = []
        self._lock = threading.Lock()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer, headers = peer._hear(body, dict(self.headers))
                self.send_response(status)
                for name, value in {"Content-Type": "application/xml", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/iso18626"

    @property
    def ids(self) -> list[str]:
        """The request ids of what came, in order."""
        return [message.header.requesting_agency_request_id for message, _, _ in self.heard]

    def _hear(self, body: bytes, headers: dict[str, str]) -> Reply:
        message = decode(body).message
        assert isinstance(message, Request | SupplyingAgencyMessage | RequestingAgencyMessage)
        conversation = message.header.requesting_agency_request_id
        with self._lock:
            self.overlapping_conversations += conversation in self._at_work
            self._at_work.append(conversation)
            self.most_at_once = max(self.most_at_once, len(self._at_work))
        time.sleep(self.seconds)
        reply = self.behavior(message, body)
        with self._lock:
            self._at_work.remove(conversation)
            self.heard.append((message, body, headers))
        return reply


@contextmanager
def listening(behavior: Behavior = ok, *, seconds: float = 0.0) -> Iterator[MockPeer]:
    """A peer that listens until the block ends; each of its answers takes so many seconds."""
    peer = MockPeer(behavior, seconds=seconds)
    threading.Thread(target=peer.server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield peer
    finally:
        peer.server.shutdown()
        peer.server.server_close()


def until(true: Callable[[], bool], *, seconds: float = 10.0) -> bool:
    """Wait until something is true, or so long; return whether it is."""
    ends = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True
