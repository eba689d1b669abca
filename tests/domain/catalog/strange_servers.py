"""Web servers on loopback that answer a search as servers do on bad days."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answering = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answering: Answering) -> Iterator[str]:
    """A server that answers each GET so; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answering(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up first is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sru"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def saying(body: bytes, *, status: int = 200, content_type: str = "text/xml", **headers: str) -> Answering:
    """A server that says the same to everybody."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": len(body), **headers}.items():
            request.send_header(name, str(value))
        request.end_headers()
        request.wfile.write(body)

    return answer


def silent_for(seconds: float) -> Answering:
    """A server that takes its time before it says anything."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        request.send_response(200)
        request.end_headers()

    return answer


def dripping(seconds_between: float, times: int) -> Answering:
    """A server that is never silent for long and never done."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(times):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(seconds_between)

    return answer


def hanging_up(request: BaseHTTPRequestHandler) -> None:
    """A server that dies in the middle of an answer."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"<?xml")
