"""What is looked at costs as many statements for three as for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.sharing import queries
from interlend.domain.sharing.refusal import NotFound
from interlend.kernel.lifecycle.left import LEFT_BEHIND, Left
from tests.clockwork import turn
from tests.domain.sharing.desks import Desk, Desks

TITLES = ("Beloved", "Sula", "Jazz")


def ask_for(desks: Desks, *titles: str) -> None:
    for title in titles:
        desks.american.house.holds(title, f"AMERICAN-{title}")
        desks.howard.asks(title)
    turn()


def look(at: Desk, question: Callable[[], Any]) -> tuple[int, list[str]]:
    """Statements, and what a line of a list shows of each row."""
    with at.inside(), CaptureQueriesContext(connection) as captured:
        shown = [
            f"{row.title} {row.library.name} {row.item.barcode if row.item else ''}" for row in question()
        ]
    return len(captured.captured_queries), shown


@pytest.mark.parametrize(
    ("house", "question"),
    [
        ("howard", queries.borrowing_requests),
        ("howard", lambda: queries.borrowing_requests(state="request_sent", needs_attention=False)),
        ("american", queries.lending_requests),
        ("american", lambda: queries.lending_requests(partner_code="HOWARD", needs_attention=False)),
    ],
    ids=["borrowing", "borrowing, chosen", "lending", "lending, chosen"],
)
def test_a_list(desks: Desks, house: str, question: Callable[[], Any]) -> None:
    at = getattr(desks, house)
    ask_for(desks, *TITLES[:1])
    one = look(at, question)
    ask_for(desks, *TITLES[1:])
    three = look(at, question)
    assert (len(one[1]), len(three[1])) == (1, 3)
    assert one[0] == three[0] == 1


def test_counts(desks: Desks) -> None:
    ask_for(desks, *TITLES)
    with desks.howard.inside():
        assert queries.counts_by_state() == {"borrowing": {"request_sent": 3}, "lending": {}}
    with desks.american.inside():
        assert queries.counts_by_state() == {"borrowing": {}, "lending": {"being_processed": 3}}


def test_a_request_with_its_rota_timeline_and_messages(desks: Desks) -> None:
    ask_for(desks, "Sula")
    lending = desks.american.asked_for().number
    with desks.american.inside():
        request = queries.lending_request(lending)
        assert [entry.happening for entry in queries.timeline(request)] == ["RequestArrived", "LocateOutcome"]
        assert [message.kind for message in queries.messages(request)] == ["request"]
    with desks.howard.inside():
        borrowing = queries.borrowing_requests().get()
        assert [place.partner.code for place in queries.rota(borrowing)] == ["AMERICAN", "GEORGETOWN"]
        assert [message.kind for message in queries.messages(borrowing)] == ["request"]


@pytest.mark.parametrize("look_up", [queries.borrowing_request, queries.lending_request])
def test_what_is_not_there_is_said_so(desks: Desks, look_up: Callable[[str], Any]) -> None:
    with desks.howard.inside(), pytest.raises(NotFound, match=r"There is no .* request X-1 here"):
        look_up("X-1")


def test_labels_are_those_that_staff_know() -> None:
    assert queries.state_label("request_sent", is_lending=False) == "Request sent to partner"
    assert queries.state_label("rejected", is_lending=True) == "Rejected the borrower request"
    assert queries.state_label("sent_home", is_lending=False) == LEFT_BEHIND.cards[Left.SENT_HOME].label
    assert queries.state_label("", is_lending=False) == ""
