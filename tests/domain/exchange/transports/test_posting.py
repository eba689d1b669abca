"""What a peer may answer, and what we make of it: over real HTTP, on this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from interlend.domain.exchange.transports import http
from interlend.domain.exchange.transports.http import NoAnswer, Poster

Say = Callable[[BaseHTTPRequestHandler], None]
BODY = b"<message/>"


class Peer:
    """A server that answers each POST as `say` says, and keeps what it was sent and from where."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.callers: set[tuple[str, int]] = set()
        self.say: Say = lambda _: None
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                peer.heard.append((self.path, dict(self.headers), body))
                peer.callers.add(self.client_address)
                peer.say(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/iso18626"


def answering(status: int, body: bytes, **headers: str) -> Say:
    def say(call: BaseHTTPRequestHandler) -> None:
        call.send_response(status)
        for name, value in {"Content-Type": "application/xml", **headers}.items():
            call.send_header(name.replace("_", "-"), value)
        call.send_header("Content-Length", str(len(body)))
        call.end_headers()
        call.wfile.write(body)

    return say


def dripping(call: BaseHTTPRequestHandler) -> None:
    call.send_response(200)
    call.send_header("Content-Length", "100")
    call.end_headers()
    for _ in range(100):
        try:
            call.wfile.write(b"x")
        except OSError:
            return
        time.sleep(0.1)


def dripping_its_head(call: BaseHTTPRequestHandler) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100:
        try:
            call.wfile.write(bytes([byte]))
        except OSError:
            return
        time.sleep(0.1)


def silent(call: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def hanging_up(call: BaseHTTPRequestHandler) -> None:
    call.connection.shutdown(socket.SHUT_RDWR)


def too_much(call: BaseHTTPRequestHandler) -> None:
    call.send_response(200)
    call.send_header("Content-Type", "application/xml")
    call.end_headers()
    try:
        for _ in range(2000):
            call.wfile.write(b"x" * 1024)
    except OSError:
        return
    call.close_connection = True


@pytest.fixture
def peer() -> Iterator[Peer]:
    it = Peer()
    yield it
    it.server.shutdown()
    it.server.server_close()


@pytest.fixture
def poster() -> Iterator[Poster]:
    it = Poster(http_hosts=["127.0.0.1"], private_hosts=["127.0.0.1"], seconds_in_all=0.8)
    yield it
    it.close()


def test_a_message_is_posted_as_it_is_with_its_proof(peer: Peer, poster: Poster) -> None:
    peer.say = answering(200, b"<ok/>")
    answer = poster.post(peer.url, BODY, {"X-Interlend-Key": "k"})
    (path, headers, body) = peer.heard[0]
    assert (path, body) == ("/iso18626", BODY)
    assert headers["Content-Type"] == "application/xml; charset=utf-8"
    assert headers["X-Interlend-Key"] == "k"
    assert headers["Host"] == f"127.0.0.1:{peer.server.server_port}"
    assert (answer.status, answer.content_type, answer.body, answer.is_xml) == (
        200,
        "application/xml",
        b"<ok/>",
        True,
    )


def test_a_connection_is_used_again_for_the_next_message(peer: Peer, poster: Poster) -> None:
    peer.say = answering(200, b"<ok/>")
    for _ in range(3):
        poster.post(peer.url, BODY, {})
    assert (len(peer.heard), len(peer.callers)) == (3, 1)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(peer: Peer, poster: Poster, status: int) -> None:
    peer.say = answering(status, b"", Location=f"{peer.url}/elsewhere")
    with pytest.raises(NoAnswer, match="redirect"):
        poster.post(peer.url, BODY, {})
    assert [path for path, _, _ in peer.heard] == ["/iso18626"]


@pytest.mark.parametrize(
    ("say", "why"),
    [
        pytest.param(silent, "in time", id="silent"),
        pytest.param(dripping, "in time", id="one byte at a time"),
        pytest.param(dripping_its_head, "in time", id="a head that never ends"),
        pytest.param(hanging_up, "could not be spoken to", id="hangs up"),
        pytest.param(too_much, "larger than", id="larger than 1 MiB"),
        pytest.param(answering(200, b"\x1f\x8b", Content_Encoding="gzip"), "compressed", id="compressed"),
    ],
)
def test_a_peer_that_gives_no_usable_answer_ends_within_the_time(
    peer: Peer, poster: Poster, say: Say, why: str
) -> None:
    peer.say = say
    with pytest.raises(NoAnswer, match=why):
        poster.post(peer.url, BODY, {})


def test_nobody_there_is_said_in_a_sentence(poster: Poster) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer, match=r"127\.0\.0\.1 could not be spoken to"):
        poster.post(f"http://127.0.0.1:{port}/", BODY, {})


def test_an_error_status_is_an_answer_with_what_came_along(peer: Peer, poster: Poster) -> None:
    peer.say = answering(429, b"slow down", Content_Type="text/plain; charset=utf-8", Retry_After="7")
    answer = poster.post(peer.url, BODY, {})
    assert (answer.status, answer.content_type, answer.is_xml, answer.retry_after) == (
        429,
        "text/plain",
        False,
        7,
    )


def test_proxies_of_the_environment_are_not_used(
    peer: Peer, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    peer.say = answering(200, b"<ok/>")
    assert poster.post(peer.url, BODY, {}).status == 200


def test_only_so_many_peers_keep_their_connections(
    peer: Peer, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_PEERS_KEPT", 1)
    other = Peer()
    for each in (peer, other, peer):
        each.say = answering(200, b"<ok/>")
        assert poster.post(each.url, BODY, {}).status == 200
    other.server.shutdown()
    other.server.server_close()
