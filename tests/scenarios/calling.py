"""Calling an installation as any program does: its REST API, with a key of one institution and one role."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

import httpx

from interlend.domain.people.models import Role
from tests.scenarios.institutions import Built

PATIENCE: Final = 20.0
"""Seconds until a scenario no longer waits for what should have happened."""
_BETWEEN_LOOKS = 0.1
TRUSTS_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Here all is plain http; the usual certificates would be read anew for each key."""
Seen = TypeVar("Seen")


class Refused(Exception):
    """The API said no: its sentence for people, and the status for programs."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status
        self.sentence = sentence


class Keys:
    """The keys of one institution, one client a role."""

    def __init__(self, built: Built) -> None:
        self._clients = {
            role: httpx.Client(
                base_url=f"{built.installation.address}/api/v1",
                headers={"Authorization": f"Bearer {key}"},
                timeout=PATIENCE,
                trust_env=False,
                verify=TRUSTS_NOBODY,
            )
            for role, key in built.keys.items()
        }

    def read(self, path: str, *, role: str = Role.SERVICES_MANAGER, **values: Any) -> Any:
        """GET; the answer. Raises Refused."""
        return _answer(self._clients[role].get(path, params=values)).json()

    def read_bytes(self, path: str, *, role: str = Role.SERVICES_MANAGER) -> bytes:
        """GET; the body as it came. Raises Refused."""
        return _answer(self._clients[role].get(path)).content

    def do(self, path: str, *, role: str = Role.SERVICES_MANAGER, **values: Any) -> Any:
        """POST; the answer. Raises Refused."""
        return _answer(self._clients[role].post(path, json=values)).json()

    def close(self) -> None:
        """Let the connections go."""
        for client in self._clients.values():
            client.close()


def until(what: str, look: Callable[[], Seen | None]) -> Seen:
    """Look again and again until there is something to see; return it. Fails after `PATIENCE`."""
    deadline = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"Waited {PATIENCE:g} s in vain until {what}."
        time.sleep(_BETWEEN_LOOKS)


def until_equal(look: Callable[[], Seen], wanted: Seen) -> None:
    """Look again and again until what is seen is what is wanted. Fails after `PATIENCE`, showing both."""
    deadline = time.monotonic() + PATIENCE
    while (seen := look()) != wanted and time.monotonic() < deadline:
        time.sleep(_BETWEEN_LOOKS)
    assert seen == wanted


def _answer(response: httpx.Response) -> httpx.Response:
    if response.is_error:
        said = response.json()
        raise Refused(response.status_code, str(said.get("detail")) + str(said.get("problems") or ""))
    return response
