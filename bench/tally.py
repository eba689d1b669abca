"""Which statements the database is sent, by which thread; from the connections themselves."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Tally:
    """The statements that were counted, each with the name of its thread. set_config and job defers count."""

    def __init__(self) -> None:
        self.counted: list[tuple[str, str]] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        """Take part in one statement of a connection (`execute_wrapper` of Django)."""
        text = str(sql).lstrip()
        if not text.upper().startswith(NOT_COUNTED):
            self.counted.append((threading.current_thread().name, text))
        return execute(sql, *rest)

    def of(self, threads: str) -> int:
        """How many were sent by threads whose name begins so."""
        return sum(thread.startswith(threads) for thread, _ in self.counted)


@contextlib.contextmanager
def counting() -> Iterator[Tally]:
    """Count what this process sends, on its connections of now and those that it opens meanwhile."""
    tally = Tally()

    def join(*, connection: BaseDatabaseWrapper, **_: object) -> None:
        connection.execute_wrappers.append(tally)

    connection.execute_wrappers.append(tally)
    connection_created.connect(join, weak=False)
    try:
        yield tally
    finally:
        connection_created.disconnect(join)
        while tally in connection.execute_wrappers:
            connection.execute_wrappers.remove(tally)
