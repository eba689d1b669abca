"""What a reader is told at each point of the way, in words that a child of thirteen can read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interlend.domain.circulation.models import Hold, Loan
from interlend.domain.libraries.models import Library
from interlend.domain.partners.models import Partner, WorkflowProfile
from interlend.domain.sharing.for_readers import _CANNOT_CANCEL, _ROWS, Told, cancelling, tell
from interlend.domain.sharing.models import BorrowingRequest, RotaEntry
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.steps import BorrowingStep

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
LIBRARY = Library(name="Founders Library", time_zone="America/New_York")
LATE_EVENING = datetime(2026, 3, 10, 3, 59, tzinfo=UTC)
"""The end of March 9 in Washington."""
STEPS = {step.value for step in BorrowingStep}


def lender(*, supply: int = 0, delivery: int = 0, asked_at: datetime | None = NOON, **more: Any) -> RotaEntry:
    partner = Partner(
        name="Albany",
        average_supply_days=supply,
        delivery_delay_days=delivery,
        borrowing_workflow=None,
        **more,
    )
    return RotaEntry(partner=partner, asked_at=asked_at)


def request(state: Borrowing, **fields: Any) -> BorrowingRequest:
    return BorrowingRequest(state=state, library=LIBRARY, pickup_library=LIBRARY, **fields)


def told(state: Borrowing, entry: RotaEntry | None = None, **fields: Any) -> Told:
    return tell(request(state, **fields), entry, now=NOON)


def on_loan(due_at: datetime) -> dict[str, Any]:
    return {"loan": Loan(id=1, due_at=due_at)}


def on_shelf(expires_at: datetime | None) -> dict[str, Any]:
    return {"hold": Hold(id=1, expires_at=expires_at)}


@pytest.mark.parametrize("state", Borrowing)
def test_every_state_has_words_whatever_is_known(state: Borrowing) -> None:
    for entry in (None, lender(), lender(supply=2, delivery=3)):
        for fields in ({}, on_loan(LATE_EVENING), on_loan(NOON - timedelta(days=9)), on_shelf(LATE_EVENING)):
            if state is Borrowing.LOANED and "loan" not in fields:
                continue
            said = told(state, entry, **fields)
            assert said.word and said.where and said.to_do
            assert "%" not in said.where + said.to_do


@pytest.mark.parametrize(
    ("state", "entry", "fields", "where", "to_do"),
    [
        pytest.param(
            Borrowing.REQUEST_SENT,
            lender(),
            {},
            "We asked Albany to lend it, and wait for an answer.",
            "You do not have to do anything. We tell you when it is here.",
            id="asked",
        ),
        pytest.param(
            Borrowing.SHIPPED_PHYSICALLY,
            lender(delivery=5),
            {},
            "On its way from Albany. That usually takes up to 5 days.",
            "You do not have to do anything. We tell you when it is here.",
            id="on its way, days known",
        ),
        pytest.param(
            Borrowing.SHIPPED_PHYSICALLY,
            lender(delivery=1),
            {},
            "On its way from Albany. That usually takes a day.",
            "You do not have to do anything. We tell you when it is here.",
            id="on its way, one day",
        ),
        pytest.param(
            Borrowing.PHYSICALLY_RECEIVED,
            lender(),
            on_shelf(LATE_EVENING),
            "Ready for you at Founders Library until March 9.",
            "Come and pick it up. Please bring your library card.",
            id="on the shelf, by the library's own day",
        ),
        pytest.param(
            Borrowing.PHYSICALLY_RECEIVED,
            lender(),
            on_shelf(NOON - timedelta(days=3)),
            "It waited for you at Founders Library until February 27, and will soon go back.",
            "Do you still want it? Please come today, or ask our staff.",
            id="on the shelf for too long",
        ),
        pytest.param(
            Borrowing.LOANED,
            lender(),
            on_loan(datetime(2027, 1, 12, 17, 0, tzinfo=UTC)),
            "You have it.",
            "Please bring it back by Jan. 12, 2027.",
            id="with the reader, into another year",
        ),
        pytest.param(
            Borrowing.LOANED,
            lender(),
            on_loan(NOON - timedelta(days=1)),
            "You have it. It was due on March 1.",
            "Please bring it back now. It belongs to another library, which is waiting for it.",
            id="overdue",
        ),
        pytest.param(
            Borrowing.WAITING_FOR_CANCEL_RESPONSE,
            lender(),
            {"cancel_asked_by": "staff"},
            "Our staff are cancelling this request. Albany still has to agree.",
            "You do not have to do anything.",
            id="staff cancel",
        ),
        pytest.param(
            Borrowing.REQUEST_COMPLETED,
            None,
            {"item_id": 1},
            "It was not picked up, and is back at its library.",
            "Do you still need it? Our staff may know another way: please ask them.",
            id="never picked up",
        ),
    ],
)
def test_one_sentence_says_where_the_book_is_and_one_what_to_do(
    state: Borrowing, entry: RotaEntry | None, fields: dict[str, Any], where: str, to_do: str
) -> None:
    said = told(state, entry, **fields)
    assert (said.where, said.to_do) == (where, to_do)


@pytest.mark.parametrize(
    ("state", "entry", "act_by", "expected"),
    [
        (Borrowing.REQUEST_SENT, lender(supply=2, delivery=3), None, "2026-03-07"),
        (Borrowing.WILL_SUPPLY, lender(supply=2, delivery=3), None, "2026-03-07"),
        (Borrowing.REQUEST_SENT, lender(supply=2), None, None),
        (Borrowing.REQUEST_SENT, lender(delivery=3), None, None),
        (Borrowing.REQUEST_SENT, None, None, None),
        (Borrowing.SHIPPED_PHYSICALLY, lender(delivery=3), LATE_EVENING, "2026-03-09"),
        (Borrowing.SHIPPED_PHYSICALLY, lender(), LATE_EVENING, None),
        (Borrowing.LOANED, lender(supply=2, delivery=3), LATE_EVENING, None),
    ],
)
def test_a_day_is_promised_only_by_what_is_known_of_the_lenders_days(
    state: Borrowing, entry: RotaEntry | None, act_by: datetime | None, expected: str | None
) -> None:
    said = told(state, entry, act_by=act_by, **on_loan(LATE_EVENING))
    assert (said.expected and said.expected.isoformat()) == expected
    assert not said.is_late


def test_a_day_that_has_passed_is_late() -> None:
    entry = lender(supply=2, delivery=3, asked_at=NOON - timedelta(days=9))
    assert told(Borrowing.WILL_SUPPLY, entry).is_late


@pytest.mark.parametrize(
    ("state", "entry", "is_possible", "words"),
    [
        (Borrowing.LOCATE_IN_PROCESS, None, True, "Your request ends at once."),
        (Borrowing.REQUEST_SENT, None, True, "Your request ends at once."),
        (
            Borrowing.WILL_SUPPLY,
            lender(),
            True,
            "We ask Albany to stop. Until it agrees, the book may still come.",
        ),
        (
            Borrowing.WAITING_FOR_CANCEL_RESPONSE,
            lender(),
            False,
            "The lending library still has to agree.",
        ),
        (
            Borrowing.SHIPPED_PHYSICALLY,
            lender(),
            False,
            "It is too late to cancel: the book has been sent. If you do not need it, leave it with us.",
        ),
        (
            Borrowing.LOANED,
            lender(),
            False,
            "You have the book already. If you do not need it, just bring it back.",
        ),
        (Borrowing.REQUEST_COMPLETED, None, False, "There is nothing left to cancel."),
    ],
)
def test_a_reader_may_cancel_until_the_book_is_sent(
    state: Borrowing, entry: RotaEntry | None, is_possible: bool, words: str
) -> None:
    said = cancelling(request(state), entry)
    assert (said.is_possible, said.words) == (is_possible, words)


def test_where_the_step_is_switched_off_staff_cancel() -> None:
    steps = sorted(STEPS - {BorrowingStep.CANCELLED_BY_PATRON.value})
    entry = lender()
    entry.partner.borrowing_workflow = WorkflowProfile(steps=steps)
    said = cancelling(request(Borrowing.REQUEST_SENT), entry)
    assert (said.is_possible, said.words) == (False, "Our staff cancel requests: please ask them.")


def test_the_last_row_of_each_state_takes_every_case_and_none_follows_it() -> None:
    for state in Borrowing:
        own = [row for row in _ROWS if row.stands_at is state]
        assert [row.only_if.__name__ == "_always" for row in own] == [False] * (len(own) - 1) + [True]
    assert _CANNOT_CANCEL[-1][0] == tuple(Borrowing)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: f"{row.stands_at} {row.only_if.__name__}")
def test_no_sentence_is_long_and_none_has_the_words_of_the_trade(row: Any) -> None:
    facts = {"lender": "Albany", "pickup": "Founders", "day": "May 1", "days": 3}
    for sentence in (row.where % facts, row.to_do % facts):
        for part in sentence.replace("?", ".").split("."):
            assert len(part.split()) <= 16
        assert not {"rota", "partner", "locate", "ILL", "item", "patron", "status"} & set(sentence.split())
