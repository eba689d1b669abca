"""Copies of ours under a scanner: the right one, another one, between libraries, lent to a patron; undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.models import Loan as PatronsLoan
from interlend.domain.circulation.models import Transit
from interlend.domain.circulation.refusal import Refused
from interlend.domain.people.models import Role
from interlend.domain.people.permissions import may
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.scanning.scanned import Awaited, Scanned, SlipKind, Step
from interlend.domain.sharing.scanning.undo import undo
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import Desk, Desks
from tests.domain.sharing.scanning.scans import LATER, Loan, scans

BENDER, LAUINGER, RES_SHARE = "BENDER", "LAUINGER", "RES_SHARE"
CARD = Awaited(patron="AMERICAN-R1")


def said(scanned: Scanned) -> tuple[str, str | None, str]:
    return scanned.outcome, scanned.step, scanned.headline


def availability(desk: Desk, barcode: str) -> str:
    with desk.inside():
        return Item.objects.get(barcode=barcode, is_temporary=False).availability


def taken_back(desk: Desk, scanned: Scanned, done_at: str, *, role: Role = Role.SERVICES_MANAGER) -> str:
    """Undo a scan that was done to the latest row of circulation, whose moment stands in this field."""
    assert scanned.step is not None
    row = PatronsLoan if done_at in ("lent_at", "returned_at") else Transit
    with desk.inside():
        return undo(
            scanned.step,
            scanned.barcode,
            done_at=getattr(row._default_manager.latest("id"), done_at),
            may=lambda action: may(role, action),
        )


def test_the_reserved_copy_is_shipped_with_its_slip_and_cannot_be_called_back(desks: Desks) -> None:
    loan = Loan.asked(desks)
    scanned = scans(desks.american, loan.barcode, at=BENDER)
    assert (scanned.slip, scanned.number, scanned.destination) == (
        SlipKind.SHIPPING,
        loan.lending,
        "Howard University",
    )
    assert (scanned.can_undo, scanned.why_no_undo) == (False, "Howard University has been told.")


def test_another_copy_of_the_title_is_shipped_when_somebody_says_so(desks: Desks) -> None:
    loan = Loan.asked_of_georgetown(desks)
    other = {"GEORGETOWN-1": "GEORGETOWN-2", "GEORGETOWN-2": "GEORGETOWN-1"}[loan.barcode]
    scanned = scans(desks.georgetown, other, at=RES_SHARE)
    assert said(scanned) == ("look", None, f"Another copy: {loan.barcode} was to be fetched")
    assert (scanned.offer, scanned.next) == (
        Step.SHIP,
        f"Fetch {loan.barcode}, or ship this one to Howard University.",
    )
    assert scans(desks.georgetown, other, at=RES_SHARE, confirmed=Step.SHIP).step is Step.SHIP
    assert (availability(desks.georgetown, other), availability(desks.georgetown, loan.barcode)) == (
        "shipped",
        "on_shelf",
    )


def test_a_copy_that_nobody_asked_for_is_stopped_and_says_where_it_belongs(desks: Desks) -> None:
    desks.american.house.holds("Another book", "OTHER-1")
    Loan.asked(desks)
    scanned = scans(desks.american, "OTHER-1", at=BENDER)
    assert said(scanned) == ("stop", None, "Nobody asked for this copy")
    assert scanned.next == "It belongs to Bender Library, Stacks."


def test_a_copy_of_another_title_than_the_request_in_the_hand_is_stopped(desks: Desks) -> None:
    desks.american.house.holds("Another book", "OTHER-1")
    loan = Loan.asked(desks)
    number = scans(desks.american, loan.lending, at=BENDER)
    wrong = scans(desks.american, "OTHER-1", at=BENDER, before=number.awaits)
    assert said(wrong) == ("stop", None, f"Not what {loan.lending} asks for")
    right = scans(desks.american, loan.barcode, at=BENDER, before=wrong.awaits)
    assert said(right) == ("ok", Step.SHIP, "Ship to Howard University")


def test_the_copy_of_another_request_than_the_one_in_the_hand_is_stopped(desks: Desks) -> None:
    first, second = Loan.asked_of_georgetown(desks), Loan.asked_of_georgetown(desks)
    number = scans(desks.georgetown, first.lending, at=RES_SHARE)
    wrong = scans(desks.georgetown, second.barcode, at=RES_SHARE, before=number.awaits)
    assert said(wrong) == ("stop", None, f"Another request waits for this copy: {second.lending}")
    assert availability(desks.georgetown, second.barcode) == "requested"


@pytest.mark.parametrize(
    ("happens", "outcome", "headline"),
    [
        (h.OfferCondition(conditions=("LibraryUseOnly",)), "look", "Howard University has not agreed"),
        (h.AnswerWillSupply(), "ok", "Ship to Howard University"),
        (h.Reject(reason="NotOnShelf"), "stop", "Nobody asked for this copy"),
    ],
    ids=["a condition", "a promise", "a no"],
)
def test_what_was_told_to_the_borrower_before_counts(
    desks: Desks, happens: h.Happening, outcome: str, headline: str
) -> None:
    loan = Loan.asked(desks)
    desks.american.does(loan.lending, happens)
    scanned = scans(desks.american, loan.barcode, at=BENDER)
    assert (scanned.outcome, scanned.headline[: len(headline)]) == (outcome, headline)


def test_a_borrower_that_wishes_to_cancel_is_answered_first(desks: Desks) -> None:
    loan = Loan.asked(desks)
    desks.american.without("cancel_reply")
    desks.howard.does(loan.number, h.CancelByStaff())
    turn()
    scanned = scans(desks.american, loan.barcode, at=BENDER)
    assert said(scanned) == ("stop", None, "Howard University wishes to cancel")


def test_a_copy_travels_to_the_library_that_ships_it_and_is_shipped_by_the_next_scan(desks: Desks) -> None:
    loan = Loan.asked_of_georgetown(desks)
    sent = scans(desks.georgetown, loan.barcode, at=LAUINGER)
    assert said(sent) == ("ok", Step.SEND_ON, "Send to Resource Sharing Library")
    assert (sent.slip, sent.can_undo) == (SlipKind.TRANSIT, True)
    again = scans(desks.georgetown, loan.barcode, at=LAUINGER)
    assert said(again) == ("look", None, "On its way to Resource Sharing Library")
    arrived = scans(desks.georgetown, loan.barcode, at=RES_SHARE)
    assert said(arrived) == ("ok", Step.SHIP, "Ship to Howard University")


def test_a_copy_comes_home_by_the_library_that_shipped_it(desks: Desks) -> None:
    loan = Loan.asked_of_georgetown(desks).sent_back()
    checked_in = scans(desks.georgetown, loan.barcode, at=RES_SHARE)
    assert said(checked_in) == ("ok", Step.CHECK_IN, "Send to Lauinger Library")
    assert (checked_in.slip, checked_in.next) == (SlipKind.TRANSIT, "Lauinger Library, Stacks")
    home = scans(desks.georgetown, loan.barcode, at=LAUINGER)
    assert said(home) == ("ok", Step.ARRIVE, "Home again: put it on its shelf")


def test_a_borrowed_item_travels_to_the_pickup_library_and_home_by_the_other(desks: Desks) -> None:
    desks.american.house.holds("A rare book", "RARE-1")
    number = desks.georgetown.asks("A rare book", patron_barcode="GEORGETOWN-R1")
    turn()
    asked = desks.american.asked_for()
    assert scans(desks.american, "RARE-1", at=BENDER, after=timedelta()).number == asked.number
    turn()
    way = [
        (RES_SHARE, "ok", "receive", "Send to Lauinger Library"),
        (RES_SHARE, "look", None, "On its way to Lauinger Library"),
        (LAUINGER, "ok", "put_on_hold_shelf", f"Ready for pickup shelf: R. {number[-4:]}"),
        (RES_SHARE, "look", None, "Belongs on the hold shelf of Lauinger Library"),
        (LAUINGER, "look", None, f"Waits for Rita Reader: R. {number[-4:]}"),
    ]
    for place, (at, *expected) in enumerate(way, 1):
        assert [*said(scans(desks.georgetown, "RARE-1", at=at, after=place * LATER))] == expected
    desks.georgetown.lends(number)
    back = [
        (LAUINGER, "ok", "return", "Send to Resource Sharing Library"),
        (LAUINGER, "look", None, "On its way to Resource Sharing Library"),
        (RES_SHARE, "ok", "send_back", "Send back to American University"),
    ]
    for place, (at, *expected) in enumerate(back, 1):
        assert [*said(scans(desks.georgetown, "RARE-1", at=at, after=place * LATER))] == expected


def test_a_copy_found_at_another_library_is_sent_home(desks: Desks) -> None:
    found = scans(desks.georgetown, "GEORGETOWN-1", at=RES_SHARE)
    assert said(found) == ("ok", Step.SEND_ON, "Send to Lauinger Library")
    assert (
        taken_back(desks.georgetown, found, "began_at")
        == "Undone: “Send to another library” of GEORGETOWN-1."
    )
    assert availability(desks.georgetown, "GEORGETOWN-1") == "on_shelf"


def test_a_copy_of_ours_is_lent_by_card_and_scan_and_comes_back_by_a_scan(desks: Desks) -> None:
    lent = scans(desks.american, "AMERICAN-1", at=BENDER, before=CARD, role=Role.DESK_OPERATOR)
    assert (lent.outcome, lent.step, lent.awaits) == ("ok", Step.LOAN, CARD)
    again = scans(desks.american, "AMERICAN-1", at=BENDER, before=CARD)
    assert said(again) == ("look", None, "Scanned twice: “Lend” is done already")
    back = scans(desks.american, "AMERICAN-1", at=BENDER, after=2 * LATER)
    assert said(back) == ("ok", Step.RETURN, "Returned: put it on its shelf")
    again = scans(desks.american, "AMERICAN-1", at=BENDER, after=2 * LATER)
    assert said(again) == ("look", None, "Scanned twice: “Return” is done already")


def test_what_stands_nowhere_is_shown(desks: Desks) -> None:
    with desks.american.inside():
        Item.objects.filter(barcode="AMERICAN-1").update(availability="missing")
    assert said(scans(desks.american, "AMERICAN-1", at=BENDER)) == ("stop", None, "Missing")


def test_a_reserved_copy_that_was_sent_off_by_mistake_is_reserved_again(desks: Desks) -> None:
    loan = Loan.asked_of_georgetown(desks)
    sent = scans(desks.georgetown, loan.barcode, at=LAUINGER)
    taken_back(desks.georgetown, sent, "began_at")
    assert availability(desks.georgetown, loan.barcode) == "requested"


def test_an_arrival_a_loan_and_a_return_are_undone(desks: Desks) -> None:
    lent = scans(desks.american, "AMERICAN-1", at=BENDER, before=CARD)
    taken_back(desks.american, lent, "lent_at")
    assert availability(desks.american, "AMERICAN-1") == "on_shelf"
    scans(desks.american, "AMERICAN-1", at=BENDER, before=CARD)
    back = scans(desks.american, "AMERICAN-1", at=BENDER, after=2 * LATER)
    taken_back(desks.american, back, "returned_at")
    assert availability(desks.american, "AMERICAN-1") == "on_loan"
    scans(desks.georgetown, "GEORGETOWN-1", at=RES_SHARE)
    home = scans(desks.georgetown, "GEORGETOWN-1", at=LAUINGER)
    taken_back(desks.georgetown, home, "ended_at")
    assert availability(desks.georgetown, "GEORGETOWN-1") == "in_transit"


def test_what_has_gone_on_since_is_not_undone(desks: Desks) -> None:
    lent = scans(desks.american, "AMERICAN-1", at=BENDER, before=CARD)
    with desks.american.inside(), pytest.raises(Refused, match="Something else has happened"):
        undo(
            Step.LOAN,
            lent.barcode,
            done_at=timezone.now() - timedelta(days=1),
            may=lambda action: True,
        )
    assert availability(desks.american, "AMERICAN-1") == "on_loan"


def test_what_the_partner_knows_of_is_not_undone_nor_by_whom_may_not(desks: Desks) -> None:
    loan = Loan.asked(desks)
    shipped = scans(desks.american, loan.barcode, at=BENDER)
    with desks.american.inside(), pytest.raises(NotPossible, match="“Ship” cannot be undone"):
        undo(Step.SHIP, shipped.barcode, done_at=timezone.now(), may=lambda action: True)
    lent = scans(desks.georgetown, "GEORGETOWN-1", at=LAUINGER, before=Awaited(patron="GEORGETOWN-R1"))
    with pytest.raises(NotPossible, match="Your role at this desk does not allow “Lend”"):
        taken_back(desks.georgetown, lent, "lent_at", role=Role.SERVICES_OPERATOR)
