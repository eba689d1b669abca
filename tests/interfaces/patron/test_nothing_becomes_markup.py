"""Whatever a title, a name or a note says, the pages of readers have the elements that we wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from interlend.domain.catalog.models import Record
from interlend.domain.libraries.models import Library
from interlend.domain.partners.models import Partner
from interlend.domain.people.models import Patron
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from tests import clockwork
from tests.interfaces.patron.conftest import Browser, Page, record_of
from tests.world import BOOK, World

PAYLOADS = (
    (Path(__file__).parents[2] / "fixtures/hostile/payloads.txt").read_text(encoding="utf-8").splitlines()
)
HARMLESS = "Cane"
LONGEST = 190
"""As much as a name, or the box to search, takes."""


def packed(payloads: list[str]) -> list[str]:
    """Texts of several payloads each, none longer than what fits everywhere."""
    texts = [""]
    for payload in payloads:
        joined = f"{texts[-1]} {payload}".strip()
        texts[len(texts) - (len(joined) <= LONGEST) :] = [joined if len(joined) <= LONGEST else payload]
    return texts


def test_there_are_sixty_shapes_and_each_is_tried() -> None:
    assert (len(PAYLOADS), len(set(PAYLOADS))) == (60, 60)
    assert " ".join(packed(PAYLOADS)) == " ".join(PAYLOADS)
    assert max(map(len, packed(PAYLOADS))) <= LONGEST


def say(world: World, number: str, text: str) -> None:
    """Let everything that a reader is shown and that somebody wrote say this."""
    Zone.objects.filter(pk=world.american.zone.pk).update(name=text)
    with scope.entered(world.american.zone.pk):
        Record.objects.update(title=text, author=text, publisher=text, edition=text)
    with scope.entered(world.howard.zone.pk):
        Partner.objects.filter(code="AMERICAN").update(name=text)
        Library.objects.update(name=text)
        Patron.objects.update(name=text, block_reason=text)
        BorrowingRequest.objects.filter(number=number).update(title=text, author=text, patron_note=text)


def pages(browser: Browser, world: World, number: str, record: int, text: str) -> list[Page]:
    """All pages of readers, and a form that was sent back."""
    answers: list[Any] = [
        browser.gets("requests"),
        browser.gets(f"requests/{number}"),
        browser.gets(f"record/{record}"),
        browser.gets("ask", record=record),
        browser.gets("ask", title=text, author=text),
        browser.gets("", q=f"{text} zzzz"),
        browser.gets("", q=f"{BOOK.split()[-1]}"),
        browser.gets("elsewhere", q=text),
        browser.sends("ask", ticket="", title=text, author=text, isbn=text[:40], note=text, needed_by=text),
    ]
    with scope.entered(world.howard.zone.pk):
        Patron.objects.update(is_blocked=True)
    answers.append(browser.gets("ask"))
    with scope.entered(world.howard.zone.pk):
        Patron.objects.update(is_blocked=False)
    return [Page(answer.content.decode()) for answer in answers]


@pytest.mark.parametrize("hostile", packed(PAYLOADS))
def test_a_page_has_the_same_elements_whatever_is_told_on_it(
    rita: Browser, world: World, hostile: str
) -> None:
    number = rita.asks(title=BOOK)
    clockwork.turn()
    rita.sees("requests")
    record = record_of(world.american, BOOK)
    shapes = []
    for text in (HARMLESS, hostile):
        say(world, number, text)
        shown = pages(rita, world, number, record, text)
        assert [each for page in shown for each in page.addresses if not each.startswith(("/", "#"))] == []
        shapes.append([page.elements for page in shown])
    assert shapes[0] == shapes[1]
