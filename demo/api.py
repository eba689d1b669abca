"""Calling an installation as any program would: over its REST API, with a key of one institution and role."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

from demo.consortium.institutions import INSTITUTIONS, Institution
from demo.installations import DemoTrouble, Place

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_WAIT = 30.0

Seen = TypeVar("Seen")


class Desk:
    """Somebody, or a program, at one institution: what its role may do, it does by the API."""

    def __init__(self, place: Place, institution: str, role: str) -> None:
        self.institution: Institution = INSTITUTIONS[institution]
        self.place = place
        self._client = httpx.Client(
            base_url=f"{place.address}/api/v1",
            headers={"Authorization": f"Bearer {place.keys()[institution][role]}"},
            timeout=15,
            trust_env=False,
        )

    def read(self, path: str, **values: Any) -> Any:
        """GET; the answer. Raises DemoTrouble."""
        return self._answer("GET", path, params=values)

    def do(self, path: str, **values: Any) -> Any:
        """POST; the answer. Raises DemoTrouble."""
        return self._answer("POST", path, json=values)

    def _answer(self, method: str, path: str, **sent: Any) -> Any:
        try:
            answer = self._client.request(method, path, **sent)
        except httpx.HTTPError as trouble:
            raise DemoTrouble(
                f"{self.place.address} does not answer {method} {path}: {trouble}."
            ) from trouble
        if answer.is_error:
            said = answer.text[:500]
            raise DemoTrouble(
                f"{self.institution.name}: {method} {path} was answered by {answer.status_code}: {said}"
            )
        return answer.json()


def until(what: str, look: Callable[[], Seen | None], *, seconds: float = SECONDS_TO_WAIT) -> Seen:
    """Look again and again until there is something to see; return it. Raises DemoTrouble in the end."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise DemoTrouble(f"Waited {seconds:g} s in vain until {what}.")
        time.sleep(SECONDS_BETWEEN_LOOKS)
