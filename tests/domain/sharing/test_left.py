"""A lender that we left sends its item after all, whatever has become of the request meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interlend.domain.sharing.refusal import NotFound, NotPossible
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import READER, Desks, days_pass

SHOWN = "Lender shipped the item · Lender answered the cancel request"


def left(desks: Desks) -> str:
    """A request that has left American, which does not agree to the cancel."""
    desks.american.without("cancel_reply")
    desks.american.lets_expire(False)
    number = desks.howard.asks()
    turn()
    days_pass(desks, 10)
    turn()
    assert [place[:2] for place in desks.howard.rota(number)] == [
        ("AMERICAN", "left"),
        ("GEORGETOWN", "active"),
    ]
    return number


def goes_on(desks: Desks, number: str) -> str:
    return desks.howard.borrowed(number).state


def is_cancelled(desks: Desks, number: str) -> str:
    desks.howard.does(number, h.CancelByPatron(), by=READER)
    turn()
    return desks.howard.borrowed(number).state


def is_completed(desks: Desks, number: str) -> str:
    lender = desks.georgetown
    lender.does(lender.asked_for().number, h.Ship(barcode="GEORGETOWN-1"))
    turn()
    desks.howard.does(number, h.Receive(barcode="GEORGETOWN-1"))
    desks.howard.does(number, h.SendBack())
    turn()
    lender.does(lender.asked_for().number, h.CheckIn(barcode="GEORGETOWN-1"))
    turn()
    return desks.howard.borrowed(number).state


@pytest.mark.parametrize(
    ("meanwhile", "stands"),
    [
        (goes_on, "request_sent"),
        (is_cancelled, "cancelled_by_patron"),
        (is_completed, "request_completed"),
    ],
    ids=["the request goes on", "the request is cancelled", "the request is completed"],
)
def test_a_late_item_is_shown_received_sent_home_and_closed(
    desks: Desks, meanwhile: Callable[[Desks, str], str], stands: str
) -> None:
    number = left(desks)
    assert meanwhile(desks, number) == stands
    lending = desks.american.asked_for().number
    desks.american.does(lending, h.Ship(barcode="AMERICAN-1"))
    turn()
    assert desks.howard.borrowed(number).needs_attention == SHOWN
    assert desks.howard.leaves(number, "AMERICAN", h.ReceiveLate(barcode="AMERICAN-1")) == "arrived_late"
    assert desks.howard.leaves(number, "AMERICAN", h.SendBack()) == "sent_home"
    turn()
    assert desks.american.asked_for().state == "returned_by_partner"
    desks.american.does(lending, h.CheckIn(barcode="AMERICAN-1"))
    turn()
    with pytest.raises(NotPossible, match=r"^The conversation is closed\.$"):
        desks.howard.leaves(number, "AMERICAN", h.CompleteByHand(reason="Done"))
    assert desks.howard.borrowed(number).state == stands


def test_an_item_that_comes_without_a_word_is_received_late_all_the_same(desks: Desks) -> None:
    number = left(desks)
    assert desks.howard.leaves(number, "AMERICAN", h.ReceiveLate()) == "arrived_late"
    with pytest.raises(NotPossible, match="must be sent home first"):
        desks.howard.leaves(number, "AMERICAN", h.CompleteByHand(reason="Done"))


def test_a_late_item_stays_in_sight_while_the_request_goes_on(desks: Desks) -> None:
    number = left(desks)
    desks.american.does(desks.american.asked_for().number, h.Ship(barcode="AMERICAN-1"))
    turn()
    desks.georgetown.does(desks.georgetown.asked_for().number, h.Ship(barcode="GEORGETOWN-1"))
    turn()
    request = desks.howard.borrowed(number)
    assert (request.state, request.needs_attention) == ("shipped_physically", SHOWN)


@pytest.mark.parametrize("partner", ["GEORGETOWN", "NOBODY"], ids=["asked now", "never asked"])
def test_only_who_was_left_is_left(desks: Desks, partner: str) -> None:
    number = left(desks)
    with pytest.raises(NotFound):
        desks.howard.leaves(number, partner, h.ReceiveLate())
