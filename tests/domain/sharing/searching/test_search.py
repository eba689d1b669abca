"""What a query finds, in which order, on which page; as the plain role, under the policies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, Note, RotaEntry
from interlend.domain.sharing.searching.query import Side, parse
from interlend.domain.sharing.searching.search import Sort, numbers, search
from tests.domain.sharing.desks import Desk, Desks


def found(at: Desk, side: Side, text: str, **how: Any) -> list[str]:
    """The titles that a query finds."""
    with at.inside():
        page = search(side, parse(text, side), now=timezone.now(), **how)
    return [row.title for row in page.rows]


BORROWING = [
    ("", ["L’Étranger", "Jazz: A Novel", "Sula", "Beloved"]),
    ("sula", ["Sula"]),
    ("SUL", ["Sula"]),
    ("etranger", ["L’Étranger"]),
    ("l'étranger", ["L’Étranger"]),
    ('"a novel"', ["Jazz: A Novel"]),
    ('"novel a"', []),
    ("novel jazz", ["Jazz: A Novel"]),
    ("jazz -novel", []),
    ("jazz sula", []),
    ("is:open", ["Jazz: A Novel", "Sula", "Beloved"]),
    ("is:on-its-way", ["Beloved"]),
    ("-is:on-its-way is:open", ["Jazz: A Novel", "Sula"]),
    ("state:shipped_physically", ["Beloved"]),
    ("state:shipped_physically state:request_sent", ["Jazz: A Novel", "Sula", "Beloved"]),
    ("is:waiting-for-us", ["Beloved"]),
    ("partner:american is:open", ["Jazz: A Novel", "Sula", "Beloved"]),
    ("partner:GEORGETOWN", []),
    ("-partner:american", ["L’Étranger"]),
    ("patron:HOWARD-R1 sula", ["Sula"]),
    ("patron:HOWARD-R2", []),
    ("library:founders is:on-its-way", ["Beloved"]),
    ("pickup:NOWHERE", []),
    ("age:>1d is:open", ["Jazz: A Novel", "Sula"]),
    ("age:<1d", ["Beloved"]),
    ("is:late", []),
    ("is:overdue", []),
    ("due:<400d", ["Beloved"]),
    ("due:<1d", []),
    ("needed:<2027-01-31", []),
    ("HOWARD-R1", ["L’Étranger", "Jazz: A Novel", "Sula", "Beloved"]),
    ("AMERICAN-Beloved", ["Beloved"]),
    ("color:red", []),
]


@pytest.mark.parametrize(("text", "titles"), BORROWING, ids=[text for text, _ in BORROWING])
def test_what_a_query_finds_among_borrowing_requests(asked: Desks, text: str, titles: list[str]) -> None:
    assert found(asked.howard, Side.BORROWING, text) == titles


LENDING = [
    ("is:open", ["Jazz: A Novel", "Sula", "Beloved"]),
    ("is:closed", ["L’Étranger"]),
    ("is:to-pull", ["Jazz: A Novel", "Sula"]),
    ("is:to-ship", []),
    ("is:to-answer", []),
    ("is:on-its-way partner:howard", ["Beloved"]),
    ("shelf:main is:to-pull", ["Jazz: A Novel", "Sula"]),
    ("AMERICAN-Beloved", ["Beloved"]),
]


@pytest.mark.parametrize(("text", "titles"), LENDING, ids=[text for text, _ in LENDING])
def test_what_a_query_finds_among_lending_requests(asked: Desks, text: str, titles: list[str]) -> None:
    with asked.american.inside():
        home = LendingRequest.objects.values_list("item__location__library__code", flat=True)[0]
    assert found(asked.american, Side.LENDING, text.replace("main", home)) == titles


def test_a_number_of_a_request_is_found_however_it_is_typed(asked: Desks) -> None:
    number = asked.howard.asks("Paradise")
    for typed in (number, number.lower()):
        assert found(asked.howard, Side.BORROWING, typed) == ["Paradise"]


def test_the_id_on_the_wire_is_found_on_both_sides(asked: Desks) -> None:
    with asked.howard.inside():
        asked_of = RotaEntry.objects.filter(request__title="Sula", conversation__isnull=False)
        wire = asked_of.values_list("conversation__request_id", flat=True).get()
    assert found(asked.howard, Side.BORROWING, wire) == ["Sula"]
    assert found(asked.american, Side.LENDING, wire) == ["Sula"]


def test_another_institution_finds_nothing_of_it(asked: Desks) -> None:
    for text in ("sula", "HOWARD-R1", "AMERICAN-Beloved"):
        assert found(asked.georgetown, Side.BORROWING, text) == []


def test_late_is_what_should_have_been_done_by_now(asked: Desks) -> None:
    with asked.howard.inside():
        BorrowingRequest.objects.filter(title="Sula").update(act_by=timezone.now() - timedelta(hours=1))
        BorrowingRequest.objects.filter(title="L’Étranger").update(needs_attention="")
        BorrowingRequest.objects.filter(title="Jazz: A Novel").update(needs_attention="Look at it.")
    assert found(asked.howard, Side.BORROWING, "is:late") == ["Sula"]
    assert found(asked.howard, Side.BORROWING, "is:attention") == ["Jazz: A Novel"]


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        (Sort.NEWEST, ["Jazz: A Novel", "Sula", "Beloved"]),
        (Sort.TITLE, ["Beloved", "Jazz: A Novel", "Sula"]),
        (Sort.DUE, ["Beloved", "Jazz: A Novel", "Sula"]),
        (Sort.PARTNER, ["Jazz: A Novel", "Sula", "Beloved"]),
        (Sort.ACT_BY, ["Sula", "Jazz: A Novel", "Beloved"]),
    ],
)
def test_in_which_order(asked: Desks, sort: Sort, titles: list[str]) -> None:
    with asked.howard.inside():
        for days, title in enumerate(("Sula", "Jazz: A Novel", "Beloved")):
            by = timezone.now() + timedelta(days=days)
            BorrowingRequest.objects.filter(title=title).update(act_by=by)
    assert found(asked.howard, Side.BORROWING, "is:open", sort=sort) == titles


def test_pages_follow_each_other_and_say_how_many_there_are(asked: Desks) -> None:
    with asked.howard.inside():
        query = parse("is:open", Side.BORROWING)
        pages = [search(Side.BORROWING, query, now=timezone.now(), page=at, size=2) for at in (1, 2, 99)]
    assert [[row.title for row in page.rows] for page in pages] == [
        ["Jazz: A Novel", "Sula"],
        ["Beloved"],
        ["Beloved"],
    ]
    assert [(page.total, page.is_more, page.page, page.pages) for page in pages] == [
        (3, False, 1, 2),
        (3, False, 2, 2),
        (3, False, 2, 2),
    ]


@pytest.mark.parametrize(("house", "side"), [("howard", Side.BORROWING), ("american", Side.LENDING)])
def test_a_page_takes_as_many_statements_for_three_rows_as_for_one(
    asked: Desks, house: str, side: Side
) -> None:
    at = getattr(asked, house)
    with at.inside():
        for row in {Side.BORROWING: BorrowingRequest, Side.LENDING: LendingRequest}[side].objects.all():
            Note.objects.create(**{f"{side}_request": row}, text="Seen", author_name="Vera")
    taken = []
    for text in ("sula", "is:open"):
        with at.inside(), CaptureQueriesContext(connection) as captured:
            rows = search(side, parse(text, side), now=timezone.now()).rows
            for row in rows:
                _ = (row.library.name, row.has_notes, row.item.barcode if row.item else "")
        taken.append((len(rows), len([each for each in captured if "sharing_found" not in each["sql"]])))
    assert [rows for rows, _ in taken] == [1, 3]
    assert taken[0][1] == taken[1][1]


def test_all_that_match_can_be_taken_by_their_numbers(asked: Desks) -> None:
    with asked.howard.inside():
        taken = numbers(Side.BORROWING, parse("is:open", Side.BORROWING), now=timezone.now())
        open_ones = BorrowingRequest.objects.exclude(title="L’Étranger").order_by("-id")
        assert taken == list(open_ones.values_list("number", flat=True))
