"""A bell that PostgreSQL rings (NOTIFY), and any thread of this process; one thread waits for it."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Iterator
from typing import Any

from django.db import connection


class Bell:
    """Waits on one channel of PostgreSQL. `listening` and `wait` are for one thread, `ring` for all."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._hears, self._rings = socket.socketpair()
        self._hears.setblocking(False)
        self._rings.setblocking(False)

    def ring(self) -> None:
        """Wake the waiting thread now, or the next time that it waits."""
        with contextlib.suppress(OSError):  # full: it will wake anyway; closed: nobody waits
            self._rings.send(b"!")

    def close(self) -> None:
        """Nobody waits any more."""
        self._hears.close()
        self._rings.close()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Listen with this thread's connection, which stays open meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute(f'LISTEN "{self._channel}"')
            yield
            cursor.execute(f'UNLISTEN "{self._channel}"')

    def wait(self, seconds: float) -> bool:
        """Wait until it rings, or so long; return whether it rang."""
        line: Any = connection.connection  # psycopg's own
        rang = any(line.notifies(timeout=0))
        if not rang:
            ready, _, _ = select.select([line.fileno(), self._hears], [], [], seconds)
            rang = bool(ready)
            if line.fileno() in ready:
                list(line.notifies(timeout=0))
        with contextlib.suppress(BlockingIOError):
            while self._hears.recv(4096):
                pass
        return rang
