"""Whatever is scanned, whatever a title or a name says: the page and its slips have the elements we wrote."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.partners.models import Partner
from interlend.domain.sharing.models import LendingRequest
from interlend.domain.zones import scope
from tests.clockwork import turn
from tests.interfaces.api.conftest import at
from tests.interfaces.desk.conftest import SignIn
from tests.world import BOOK, RITA, World

SCAN, CHOOSE = "/american/desk/scan", "/american/desk/at"
PAYLOADS = (
    (Path(__file__).parents[3] / "fixtures/hostile/payloads.txt").read_text(encoding="utf-8").splitlines()
)
HARMLESS = "Cane"


class Elements(HTMLParser):
    """The elements of a page, each with the names of its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))


@pytest.fixture
def clerk(world: World, sign_in: SignIn) -> Client:
    """Somebody at the desk of American."""
    return sign_in(world.american, library="BENDER")


def elements(browser: Client, world: World, code: str, *pages: str) -> list[list[tuple[str, ...]]]:
    """The answer to a scan on an empty sheet, then these pages."""
    session = browser.session
    session.pop(f"scans {world.american.zone.pk}", None)
    session.save()
    scanned = browser.post(SCAN, {"code": code, "box": "scan"}, headers={"HX-Request": "true"})
    answers = [scanned, *(browser.get(page) for page in pages)]
    return [Elements(answer.content.decode()).found for answer in answers]


def say(world: World, text: str) -> None:
    """Let everything that somebody else wrote say this."""
    with scope.entered(world.american.zone.pk):
        LendingRequest.objects.update(title=text, author=text, requester=text)
        Partner.objects.update(name=text, address=text)
        Library.objects.update(name=text, address=text)
        CirculationDesk.objects.update(name=text)


def test_what_is_scanned_is_words(clerk: Client, world: World) -> None:
    shape = elements(clerk, world, HARMLESS, SCAN)
    became = [payload for payload in PAYLOADS if elements(clerk, world, payload, SCAN) != shape]
    assert became == []


def test_what_others_wrote_is_words(clerk: Client, world: World) -> None:
    at(world.howard).does("/borrowing", patron=RITA, title=BOOK)
    turn()
    with scope.entered(world.american.zone.pk):
        number = LendingRequest.objects.latest("id").number
    pages = (SCAN, CHOOSE, f"{SCAN}/slip/shipping/{number}")
    say(world, HARMLESS)
    shape = elements(clerk, world, number, *pages)
    became = []
    for payload in PAYLOADS:
        say(world, payload)
        became += [payload] if elements(clerk, world, number, *pages) != shape else []
    assert became == []
