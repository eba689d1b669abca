"""Scans that lean on the scan before: two codes for a loan, a slip of the hand, what was offered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interlend.domain.catalog.models import Item
from interlend.domain.people.models import Patron
from interlend.domain.sharing.scanning.scanned import Awaited, Scanned, SlipKind, Step
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import Desks
from tests.domain.sharing.scanning.scans import LATER, Loan, scans
from tests.world import BOOK, RITA

FOUNDERS, BENDER = "FOUNDERS", "BENDER"


def said(scanned: Scanned) -> tuple[str, str | None, str]:
    return scanned.outcome, scanned.step, scanned.headline


def test_a_received_item_needs_one_scan_and_says_where_it_goes_and_what_is_printed(desks: Desks) -> None:
    loan = Loan.asked(desks).shipped()
    scanned = scans(desks.howard, loan.barcode, at=FOUNDERS)
    assert (scanned.title, scanned.number, scanned.destination, scanned.slip, scanned.offer) == (
        BOOK,
        loan.number,
        "Hold shelf of Founders Library",
        SlipKind.HOLD_SHELF,
        None,
    )
    assert (scanned.can_undo, scanned.why_no_undo) == (False, "American University has been told.")
    assert desks.howard.borrowed(loan.number).state == "physically_received"


def test_the_card_first_then_the_item_is_a_loan(desks: Desks) -> None:
    loan = Loan.asked(desks).received()
    card = scans(desks.howard, RITA, at=FOUNDERS)
    assert card.next == f"1 item waits on the hold shelf: R. {loan.number[-4:]}. Scan what is to be lent."
    item = scans(desks.howard, loan.barcode, at=FOUNDERS, before=card.awaits)
    assert (item.step, item.awaits) == (Step.LOAN, Awaited(patron=RITA))


def test_the_item_first_then_the_card_is_a_loan(desks: Desks) -> None:
    loan = Loan.asked(desks).received()
    item = scans(desks.howard, loan.barcode, at=FOUNDERS)
    assert (item.offer, item.next) == (
        Step.LOAN,
        "Scan the patron's card, or lend it if Rita Reader stands here.",
    )
    card = scans(desks.howard, RITA, at=FOUNDERS, before=item.awaits)
    assert (card.step, card.number) == (Step.LOAN, loan.number)


def test_the_item_first_then_a_yes_is_a_loan(desks: Desks) -> None:
    loan = Loan.asked(desks).received()
    assert scans(desks.howard, loan.barcode, at=FOUNDERS, confirmed=Step.LOAN).step is Step.LOAN


def test_the_item_first_then_the_card_of_somebody_else_is_stopped(desks: Desks) -> None:
    loan = Loan.asked(desks).received()
    item = scans(desks.howard, loan.barcode, at=FOUNDERS)
    card = scans(desks.howard, "HOWARD-R2", at=FOUNDERS, before=item.awaits)
    assert said(card) == ("stop", None, f"{loan.number} does not wait for Paul Pageturner")


def test_the_card_of_somebody_who_is_blocked_is_stopped(desks: Desks) -> None:
    with desks.howard.inside():
        Patron.objects.filter(barcode=RITA).update(is_blocked=True, block_reason="fines")
    scanned = scans(desks.howard, RITA, at=FOUNDERS)
    assert (scanned.outcome, scanned.headline, scanned.next) == ("stop", "Rita Reader", "Blocked: fines")


@pytest.mark.parametrize(
    ("world", "first", "state", "offer"),
    [
        ("shipped", Step.RECEIVE, "physically_received", Step.LOAN),
        ("loaned", Step.RETURN, "returned_by_patron", Step.SEND_BACK),
        ("returned", Step.SEND_BACK, "returned_to_partner", None),
    ],
)
def test_a_second_scan_within_a_minute_does_nothing_more_and_offers_what_may_follow(
    desks: Desks, world: str, first: Step, state: str, offer: Step | None
) -> None:
    loan: Loan = getattr(Loan.asked(desks), world)()
    assert scans(desks.howard, loan.barcode, at=FOUNDERS).step is first
    again = scans(desks.howard, loan.barcode, at=FOUNDERS, after=LATER + timedelta(seconds=20))
    assert (again.outcome, again.step, again.offer) == ("look", None, offer)
    assert again.next == "Nothing more was done."
    assert again.headline.startswith("Scanned twice")
    assert desks.howard.borrowed(loan.number).state == state


def test_a_copy_that_was_just_shipped_is_not_checked_in_by_a_second_scan(desks: Desks) -> None:
    loan = Loan.asked(desks)
    assert scans(desks.american, loan.barcode, at=BENDER).step is Step.SHIP
    again = scans(desks.american, loan.barcode, at=BENDER, after=LATER + timedelta(seconds=20))
    assert said(again) == ("look", None, "Scanned twice: “Ship” is done already")
    later = scans(desks.american, loan.barcode, at=BENDER, after=2 * LATER)
    assert (later.outcome, later.step, later.offer) == ("look", None, Step.CHECK_IN)
    sure = scans(desks.american, loan.barcode, at=BENDER, after=2 * LATER, confirmed=Step.CHECK_IN)
    assert sure.step is Step.CHECK_IN


def test_a_copy_that_was_just_checked_in_says_so_when_it_is_scanned_again(desks: Desks) -> None:
    loan = Loan.asked(desks).sent_back()
    assert scans(desks.american, loan.barcode, at=BENDER).step is Step.CHECK_IN
    again = scans(desks.american, loan.barcode, at=BENDER)
    assert said(again) == ("look", None, "Scanned twice: “Check in” is done already")


def test_what_was_just_returned_is_sent_back_at_once_when_somebody_says_so(desks: Desks) -> None:
    loan = Loan.asked(desks).loaned()
    assert scans(desks.howard, loan.barcode, at=FOUNDERS).offer is Step.SEND_BACK
    at_once = scans(desks.howard, loan.barcode, at=FOUNDERS, confirmed=Step.SEND_BACK)
    assert (at_once.step, at_once.slip) == (Step.SEND_BACK, SlipKind.RETURN)
    once_more = scans(desks.howard, loan.barcode, at=FOUNDERS, confirmed=Step.SEND_BACK)
    assert (once_more.outcome, once_more.step) == ("look", None)


def test_a_yes_to_what_is_no_longer_offered_does_nothing(desks: Desks) -> None:
    loan = Loan.asked(desks).loaned()
    late = scans(desks.howard, loan.barcode, at=FOUNDERS, confirmed=Step.LOAN)
    assert (late.outcome, late.step, late.next) == (
        "stop",
        None,
        "It stands elsewhere by now: scan it again.",
    )


def test_what_nobody_picked_up_goes_back_when_somebody_says_so(desks: Desks) -> None:
    loan = Loan.asked(desks).received()
    month = timedelta(days=30)
    waits = scans(desks.howard, loan.barcode, at=FOUNDERS, after=month)
    assert (waits.outcome, waits.offer) == ("look", Step.SEND_BACK)
    assert waits.headline.startswith("Not picked up by ")
    back = scans(desks.howard, loan.barcode, at=FOUNDERS, after=month, confirmed=Step.SEND_BACK)
    assert said(back) == ("ok", Step.SEND_BACK, "Send back to American University")


def test_two_things_of_two_lenders_with_one_barcode_are_told_apart_by_their_numbers(desks: Desks) -> None:
    first = Loan.asked(desks).shipped()
    second = Loan.asked_of_georgetown(desks)
    with desks.georgetown.inside():
        Item.objects.filter(barcode=second.barcode).update(barcode=first.barcode)
    second.barcode = first.barcode
    second.shipped()
    scanned = scans(desks.howard, first.barcode, at=FOUNDERS)
    assert said(scanned) == ("stop", None, "Several requests wait for AMERICAN-1")
    assert scans(desks.howard, second.number, at=FOUNDERS).step is Step.RECEIVE


def test_a_copy_of_ours_on_its_shelf_gives_way_to_a_lenders_item_of_the_same_barcode(desks: Desks) -> None:
    desks.howard.house.holds("A book of ours", "AMERICAN-1")
    loan = Loan.asked(desks).shipped()
    assert scans(desks.howard, "AMERICAN-1", at=FOUNDERS).number == loan.number
    assert scans(desks.howard, "AMERICAN-1", at=FOUNDERS, after=2 * LATER).offer is Step.LOAN


def test_what_comes_after_the_request_has_gone_on_is_sent_home(desks: Desks) -> None:
    loan = Loan.asked(desks)
    request_id = loan.code("id")
    desks.howard.does(loan.number, h.RejectByHand(reason="They telephoned"))
    turn()
    late = scans(desks.howard, request_id, at=FOUNDERS)
    assert said(late) == ("look", Step.RECEIVE_LATE, "Came too late: send it back to American University")
    assert late.next == "Not for the hold shelf: the request has gone on (Request sent to partner)."
    assert scans(desks.howard, request_id, at=FOUNDERS).step is None
    home = scans(desks.howard, request_id, at=FOUNDERS, confirmed=Step.SEND_BACK)
    assert said(home) == ("ok", Step.SEND_BACK, "Send back to American University")
    assert scans(desks.howard, request_id, at=FOUNDERS).headline == "Sent home"
