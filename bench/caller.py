"""A client that costs little: prebuilt bytes over connections that stay open, one thread each."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"


class NotConfirmed(Exception):
    """A message was answered by something else than a confirmation with OK."""


@dataclass
class Calls:
    """What a round of calls took: the whole in seconds, each call in seconds, and this process's own CPU."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)
    own_cpu: float = 0.0


def post_of(path: str, key: str, body: bytes) -> bytes:
    """The bytes of a call that delivers a message."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nX-Interlend-Key: {key}\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def call(port: int, queues: Sequence[Sequence[bytes]]) -> Calls:
    """Send each queue over a connection of its own, all at once, each call after the answer to the last.

    Raises NotConfirmed.
    """
    calls, faults = Calls(), list[Exception]()
    together = threading.Barrier(len(queues) + 1)
    threads = [
        threading.Thread(target=_send_all, args=(port, queue, together, calls.each, faults))
        for queue in queues
    ]
    for thread in threads:
        thread.start()
    together.wait()
    begun, own = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    calls.seconds, calls.own_cpu = time.perf_counter() - begun, time.process_time() - own
    if faults:
        raise faults[0]
    return calls


def _send_all(
    port: int, queue: Sequence[bytes], together: threading.Barrier, took: list[float], faults: list[Exception]
) -> None:
    with socket.create_connection((HOST, port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        together.wait()
        for sent in queue:
            begun = time.perf_counter()
            try:
                answer = _ask(line, sent)
            except (OSError, NotConfirmed) as fault:
                faults.append(fault)
                return
            took.append(time.perf_counter() - begun)
            if not answer.startswith(b"HTTP/1.1 200") or b">OK<" not in answer:
                faults.append(NotConfirmed(answer.decode(errors="replace")))
                return


def _ask(line: socket.socket, sent: bytes) -> bytes:
    line.sendall(sent)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _more(line, answer)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += _more(line, answer)
    return head + b"\r\n\r\n" + body


def _more(line: socket.socket, answer: bytes) -> bytes:
    if part := line.recv(65_536):
        return part
    raise NotConfirmed(f"The connection was closed after {answer!r}.")
