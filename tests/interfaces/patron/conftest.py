"""Rita, who reads at Howard, and the browser in her hand; the world of `tests.world` around her."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Record
from interlend.domain.people.models import Patron
from interlend.domain.zones import scope
from interlend.interfaces.screens import readers
from tests.world import RITA, House, World


class Page(HTMLParser):
    """A page as a browser takes it apart: its elements with the names of their attributes, and its words."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.pieces: list[str] = []
        self._in_head = True
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [
            value or "" for name, value in attrs if name in ("href", "src", "action", "hx-get")
        ]
        self._in_head = self._in_head and tag != "main"

    def handle_data(self, data: str) -> None:
        if not self._in_head:
            self.pieces += data.split()

    @property
    def words(self) -> str:
        """What stands in the page below its frame."""
        return " ".join(self.pieces)


@dataclass
class Browser:
    """A browser at one institution."""

    house: House
    client: Client = field(default_factory=Client)

    def signs_in(self, barcode: str = RITA) -> Browser:
        """Sign a reader in, as the sign-in page does."""
        session = SessionStore()
        session.create()
        request = HttpRequest()
        request.session = session
        with scope.entered(self.house.zone.pk):
            readers.sign_in(request, Patron.objects.get(barcode=barcode))
        session.save()
        self.client.cookies["interlend_session"] = str(session.session_key)
        return self

    def gets(self, path: str = "", **values: Any) -> Any:
        """Open a page of readers; the answer as it is."""
        return self.client.get(f"/{self.house.zone.code}/{path}", values)

    def sees(self, path: str = "", **values: Any) -> str:
        """Open a page that is there; its words."""
        answer = self.gets(path, **values)
        assert answer.status_code == 200, answer.content.decode()
        return Page(answer.content.decode()).words

    def sends(self, path: str, **said: Any) -> Any:
        """Send a form; the answer as it is."""
        return self.client.post(f"/{self.house.zone.code}/{path}", said)

    def ticket(self, **values: Any) -> str:
        """The ticket in the form to ask."""
        found = re.search(r'name="ticket" value="([^"]+)"', self.gets("ask", **values).content.decode())
        assert found is not None
        return found[1]

    def asks(self, **said: Any) -> str:
        """Ask for a book by its title; the number of the request."""
        answer = self.sends("ask", ticket=self.ticket(), **said)
        assert answer.status_code == 302, Page(answer.content.decode()).words
        return str(answer["Location"]).rpartition("/")[2]

    def statements(self, path: str, **values: Any) -> int:
        """How many statements a page takes."""
        with CaptureQueriesContext(connection) as captured:
            self.gets(path, **values)
        return len(captured)


def record_of(house: House, title: str) -> int:
    """The id of a record."""
    with scope.entered(house.zone.pk):
        return Record.objects.values_list("pk", flat=True).get(title=title)


@pytest.fixture
def anybody(world: World) -> Browser:
    """Somebody at Howard who has not signed in."""
    return Browser(world.howard)


@pytest.fixture
def rita(world: World) -> Browser:
    """Rita, signed in."""
    return Browser(world.howard).signs_in()


@pytest.fixture
def paul(world: World) -> Browser:
    """Another reader of Howard."""
    return Browser(world.howard).signs_in("HOWARD-R2")
