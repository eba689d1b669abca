"""ISO 18626 over HTTP: one POST, and the answer that comes back in it.

https only, except to listed hosts; the address is looked up, judged and then spoken to; no redirect is
followed; no proxy, cookie or log-in of the environment is used; the answer has a largest size, and the whole
call a latest end, which holds against a peer that sends one byte a second.
Source: ISO 18626 (POST, application/xml, the confirmation in the same response).
"""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import httpcore

from interlend.domain.agencies.addresses import (
    Destination,
    NotAllowed,
    destination,
    judged_addresses,
)
from interlend.domain.zones import scope

LARGEST_ANSWER: Final = 1024 * 1024
"""The largest answer that is read, in bytes."""
SECONDS_TO_CONNECT: Final = 5.0
SECONDS_TO_ANSWER: Final = 15.0
"""Between two bytes of an answer."""
SECONDS_IN_ALL: Final = 20.0
"""For the whole call; less than the time for which a message is claimed."""
_XML: Final = frozenset({"application/xml", "text/xml", "application/iso18626+xml", ""})
_PEERS_KEPT: Final = 200
_STATUS_OF_REDIRECTS: Final = range(300, 400)


class NoAnswer(Exception):
    """The peer could not be reached, or gave no usable answer; the text says what was met."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer answered. `retry_after` are the seconds that it asks us to wait, if it does."""

    status: int
    content_type: str
    body: bytes
    retry_after: int | None = None

    @property
    def is_xml(self) -> bool:
        """Whether it says that it is XML; silence counts as yes."""
        return self.content_type in _XML or self.content_type.endswith("+xml")


_ends_at: ContextVar[float] = ContextVar("interlend_call_ends_at")


class Poster:
    """Posts messages, and keeps the connections to each peer for the next one. Safe for many threads."""

    def __init__(
        self,
        *,
        http_hosts: Collection[str] = (),
        private_hosts: Collection[str] = (),
        seconds_in_all: float = SECONDS_IN_ALL,
        connections_a_peer: int = 4,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._http_hosts = frozenset(host.lower() for host in http_hosts)
        self._private_hosts = frozenset(host.lower() for host in private_hosts)
        self._seconds_in_all = seconds_in_all
        self._connections_a_peer = connections_a_peer
        self._trust = trust or httpcore.default_ssl_context()
        self._pools: OrderedDict[tuple[str, str, int], httpcore.ConnectionPool] = OrderedDict()
        self._lock = threading.Lock()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a message and return the answer. Raises NotAllowed for a URL we do not use, and NoAnswer.

        Never inside a scope (CalledInScope).
        """
        scope.refuse_call_outside()
        to = destination(url, http_hosts=self._http_hosts)
        token = _ends_at.set(time.monotonic() + self._seconds_in_all)
        try:
            with _plain_errors(to):
                return self._call(to, body, headers)
        finally:
            _ends_at.reset(token)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            pool.close()

    def _call(self, to: Destination, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent = {
            "Host": to.authority,
            "User-Agent": "Interlend",
            "Content-Type": "application/xml; charset=utf-8",
            "Content-Length": str(len(body)),
            "Accept": "application/xml, text/xml",
            "Accept-Encoding": "identity",
            **headers,
        }
        url = httpcore.URL(
            scheme=to.scheme, host=to.host.encode(), port=to.port, target=to.target.encode("ascii")
        )
        waits = {"connect": SECONDS_TO_CONNECT, "read": SECONDS_TO_ANSWER, "write": 10.0, "pool": 5.0}
        with self._pool(to).stream(
            "POST", url, headers=list(sent.items()), content=body, extensions={"timeout": waits}
        ) as response:
            told = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _STATUS_OF_REDIRECTS:
                raise NoAnswer(f"It answered with a redirect ({response.status}), which is not followed.")
            if told.get(b"content-encoding", "identity").lower() not in ("", "identity"):
                raise NoAnswer("The answer is compressed, which was not asked for.")
            return Answer(
                status=response.status,
                content_type=told.get(b"content-type", "").partition(";")[0].strip().lower(),
                body=_read_capped(response),
                retry_after=_seconds(told.get(b"retry-after", "")),
            )

    def _pool(self, to: Destination) -> httpcore.ConnectionPool:
        """The connections of one peer: never shared between names that lie at the same address."""
        key = (to.scheme, to.host, to.port)
        with self._lock:
            pool = self._pools.pop(key, None)
            if pool is None:
                pool = httpcore.ConnectionPool(
                    ssl_context=self._trust,
                    max_connections=self._connections_a_peer,
                    keepalive_expiry=30.0,
                    network_backend=_JudgedNetwork(self._private_hosts),
                )
            self._pools[key] = pool
            forgotten = self._pools.popitem(last=False)[1] if len(self._pools) > _PEERS_KEPT else None
        if forgotten is not None:
            forgotten.close()
        return pool


class _JudgedNetwork(httpcore.NetworkBackend):
    """Connects to addresses that were judged, and ends every wait at the latest end of the call."""

    def __init__(self, private_hosts: frozenset[str]) -> None:
        self._private_hosts = private_hosts
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that lets us."""
        try:
            addresses = judged_addresses(host, port, private_hosts=self._private_hosts)
        except OSError as unknown:
            raise httpcore.ConnectError(f"the name cannot be found ({unknown})") from unknown
        trouble: Exception = httpcore.ConnectError("the name has no address")
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, _remaining(timeout), local_address, socket_options
                )
                return _EndingStream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                trouble = refused
        raise trouble


class _EndingStream(httpcore.NetworkStream):
    """A connection on which no single wait outlasts the call."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, until the call's end at the latest."""
        return self._stream.read(max_bytes, _remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, until the call's end at the latest."""
        self._stream.write(buffer, _remaining(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Speak TLS from here on; the certificate is checked against the name, not the address."""
        return _EndingStream(self._stream.start_tls(ssl_context, server_hostname, _remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """What the connection below knows of itself."""
        return self._stream.get_extra_info(info)


def _remaining(timeout: float | None) -> float:
    left = _ends_at.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole call took too long")
    return left if timeout is None else min(timeout, left)


def _read_capped(response: httpcore.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise NoAnswer(f"The answer is larger than {LARGEST_ANSWER} bytes.")
    return bytes(body)


def _seconds(text: str) -> int | None:
    return min(int(text), 86_400) if text.isascii() and text.isdigit() else None


@contextlib.contextmanager
def _plain_errors(to: Destination) -> Iterator[None]:
    """Turn what the network says into one sentence that staff can read."""
    try:
        yield
    except (httpcore.ConnectTimeout, httpcore.PoolTimeout) as late:
        raise NoAnswer(f"{to.host} did not take the connection in time.") from late
    except httpcore.TimeoutException as late:
        raise NoAnswer(f"{to.host} did not answer in time.") from late
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as broken:
        raise NoAnswer(f"{to.host} could not be spoken to: {broken}") from broken


__all__ = ["Answer", "NoAnswer", "NotAllowed", "Poster"]
