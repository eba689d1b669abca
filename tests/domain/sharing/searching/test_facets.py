"""What the rows of a query are made of, and how many rows other queries would find."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.searching.counts import counts
from interlend.domain.sharing.searching.facets import facets
from interlend.domain.sharing.searching.query import Side, parse
from interlend.domain.sharing.searching.search import search
from tests.domain.sharing.desks import Desk, Desks


def shown(at: Desk, side: Side, text: str) -> dict[str, dict[str, int]]:
    """Facet → value → how many."""
    with at.inside():
        found = facets(side, parse(text, side), now=timezone.now())
    return {facet.key.value: {value.value: value.count for value in facet.values} for facet in found}


def test_the_facets_of_all_borrowing_requests(asked: Desks) -> None:
    assert shown(asked.howard, Side.BORROWING, "") == {
        "is": {"open": 3, "closed": 1, "waiting-for-us": 1, "on-its-way": 1},
        "state": {"request_sent": 2, "shipped_physically": 1, "cancelled_by_staff": 1},
        "partner": {"AMERICAN": 3},
        "library": {"FOUNDERS": 4},
        "pickup": {"FOUNDERS": 4},
    }


def test_the_facets_of_lending_requests(asked: Desks) -> None:
    said = shown(asked.american, Side.LENDING, "is:open")
    assert said["is"] == {"open": 3, "closed": 1, "waiting-for-us": 2, "on-its-way": 1, "to-pull": 2}
    assert said["state"] == {"being_processed": 2, "shipped_physically": 1}
    assert said["partner"] == {"HOWARD": 3}


def test_a_facet_shows_what_else_could_be_chosen(asked: Desks) -> None:
    said = shown(asked.howard, Side.BORROWING, "state:request_sent")
    assert said["state"] == {"request_sent": 2, "shipped_physically": 1, "cancelled_by_staff": 1}
    assert said["partner"] == {"AMERICAN": 2}


def test_what_is_chosen_is_shown_though_nothing_is_found(asked: Desks) -> None:
    with asked.howard.inside():
        found = facets(Side.BORROWING, parse("is:late", Side.BORROWING), now=timezone.now())
    late = [value for facet in found for value in facet.values if value.value == "late"]
    assert [(value.count, value.is_chosen) for value in late] == [(0, True)]


@pytest.mark.parametrize("text", ["", "is:open", "sula", "is:open partner:american", "state:request_sent"])
@pytest.mark.parametrize(("house", "side"), [("howard", Side.BORROWING), ("american", Side.LENDING)])
def test_each_number_is_how_many_rows_are_found_when_it_is_chosen(
    asked: Desks, house: str, side: Side, text: str
) -> None:
    query, now = parse(text, side), timezone.now()
    with getattr(asked, house).inside():
        for facet in facets(side, query, now=now):
            alone = [term for term in query.terms if term.key is not facet.key or facet.key == "is"]
            rest = " ".join(map(str, alone))
            for value in facet.values:
                chosen = parse(rest, side)
                if not value.is_chosen or facet.key != "is":
                    chosen = chosen.toggled(facet.key, value.value)
                assert search(side, chosen, now=now).total == value.count, str(chosen)


def test_facets_take_as_many_statements_for_three_requests_as_for_one(asked: Desks) -> None:
    taken = []
    for keep in (1, 3):
        with asked.howard.inside(), CaptureQueriesContext(connection) as captured:
            facets(
                Side.BORROWING,
                parse(("sula", "is:open -sul jazz")[keep == 3], Side.BORROWING),
                now=timezone.now(),
            )
        taken.append(len(captured.captured_queries))
    assert taken == [9, 9]


def test_a_query_that_is_not_understood_has_no_facets(asked: Desks) -> None:
    assert shown(asked.howard, Side.BORROWING, "color:red") == {}


def test_several_queries_are_counted_in_one_statement(asked: Desks) -> None:
    texts = {"all": "", "open": "is:open", "nonsense": "color:red", "expired": "state:expired"}
    queries = {name: parse(text, Side.BORROWING) for name, text in texts.items()}
    with asked.howard.inside(), CaptureQueriesContext(connection) as captured:
        assert counts(Side.BORROWING, queries, now=timezone.now()) == {
            "all": 4,
            "open": 3,
            "nonsense": 0,
            "expired": 0,
        }
    assert len(captured.captured_queries) == 1
    with asked.howard.inside():
        assert BorrowingRequest.objects.count() == 4
