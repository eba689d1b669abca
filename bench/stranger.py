"""Another library's system, played by the bench: it confirms what it is sent, and has no catalog.

It costs little, since it shares the machine with what is measured: one thread, no framework.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

from interlend.kernel.iso18626 import conversation as rules
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.messages import Request, RequestingAgencyMessage, SupplyingAgencyMessage
from tools.localpg import CHECKOUT

HOST = "127.0.0.1"
NO_CATALOG = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@contextlib.contextmanager
def in_a_thread() -> Iterator[int]:
    """Listen until the block ends; the port."""
    ends = threading.Event()
    ports: queue.Queue[int] = queue.Queue()
    thread = threading.Thread(target=lambda: asyncio.run(_listen(ports, ends)), name="stranger", daemon=True)
    thread.start()
    try:
        yield ports.get(timeout=10)
    finally:
        ends.set()
        thread.join()


async def _listen(ports: queue.Queue[int], ends: threading.Event) -> None:
    async with await asyncio.start_server(_converse, HOST, 0) as server:
        ports.put(server.sockets[0].getsockname()[1])
        while not ends.is_set():
            await asyncio.sleep(0.02)


@contextlib.contextmanager
def in_a_process() -> Iterator[tuple[int, int]]:
    """Listen until the block ends; the port, and the process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.stranger"], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    try:
        yield int(process.stdout.readline() if process.stdout else 0), process.pid
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            body = await reader.readexactly(int(_header(head, b"content-length") or 0))
            writer.write(_confirmed(body) if head.startswith(b"post") else NO_CATALOG)
            await writer.drain()


def _header(head: bytes, name: bytes) -> bytes:
    return head.partition(b"\r\n" + name + b":")[2].partition(b"\r\n")[0].strip()


def _confirmed(body: bytes) -> bytes:
    decoded = decode(body)
    message = decoded.message
    if not isinstance(message, Request | SupplyingAgencyMessage | RequestingAgencyMessage):
        raise TypeError(f"A {message.kind} was sent.")
    answer = encode(rules.confirm_ok(message, datetime.now(UTC)), decoded.version)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {len(answer)}\r\n\r\n"
    return head.encode() + answer


async def _serve() -> None:
    server = await asyncio.start_server(_converse, HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve())
