"""People and programs at the desks of the demo's institutions: they call the API, and look at lists."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from demo.installations import Place

Row = dict[str, Any]
Look = Callable[[], dict[str, Row]]


class Refused(Exception):
    """The API did not do what it was asked for."""


class Desk:
    """Calls the API with the key of one institution and role; each thread over its own connection."""

    def __init__(self, place: Place, institution: str, role: str) -> None:
        self._port = place.port
        self._head = {
            "Authorization": f"Bearer {place.keys()[institution][role]}",
            "Content-Type": "application/json",
        }
        self._of_thread = threading.local()

    def read(self, path: str, **values: object) -> Any:
        """GET; the answer. Raises Refused."""
        return self._ask("GET", f"{path}?{urlencode(values)}", None)

    def do(self, path: str, **values: object) -> Any:
        """POST; the answer. Raises Refused."""
        return self._ask("POST", path, json.dumps(values).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        line = getattr(self._of_thread, "line", None)
        if line is None:
            line = self._of_thread.line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        line.request(method, f"/api/v1{path}", body, self._head)
        answer = line.getresponse()
        said = answer.read()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise Refused(f"{method} {path} was answered by {answer.status}: {said[:400].decode()}")
        return json.loads(said)


class Watched:
    """A list that somebody looks at again and again, and that all others wait for to change."""

    def __init__(self, look: Look, *, every: float) -> None:
        self._look, self._every = look, every
        self._rows: dict[str, Row] = {}
        self._changed = threading.Condition()
        self._ends = threading.Event()
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def until(self, key: str, state: str, *, seconds: float = 60) -> Row:
        """The row of this key once it stands so. Raises Refused where it does not in time."""
        ends = time.monotonic() + seconds
        with self._changed:
            while (row := self._rows.get(key, {})).get("state") != state:
                if self._fault:
                    raise self._fault
                if time.monotonic() > ends:
                    raise Refused(f"{key} is not {state} after {seconds:.0f} s, but {row.get('state')}.")
                self._changed.wait(1)
            return row

    def _watch(self) -> None:
        while not self._ends.wait(self._every):
            try:
                rows = self._look()
            except Exception as fault:
                self._fault = fault
                return
            with self._changed:
                self._rows |= rows
                self._changed.notify_all()
