"""What a lender does with a request: inactive, with the wrong item, closed too early, at another library."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from interlend.domain.catalog.models import Item
from interlend.domain.libraries.models import Library
from interlend.domain.sharing import desk
from interlend.domain.sharing.by import By
from interlend.domain.sharing.refusal import NotFound, NotPossible
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import STAFF, Desk, Desks

TODAY = timezone.now().date()
A_WEEK = timedelta(days=7)


def availability(lender: Desk, barcode: str) -> str:
    with lender.inside():
        return Item.objects.get(barcode=barcode, is_temporary=False).availability


def shipped(desks: Desks) -> str:
    """The number at American of a request whose item is away."""
    desks.howard.asks()
    turn()
    number = desks.american.asked_for().number
    desks.american.does(number, h.Ship(barcode="AMERICAN-1"))
    turn()
    return number


def test_a_member_that_is_inactive_for_lending_is_not_asked_and_the_rota_says_why(desks: Desks) -> None:
    last = TODAY + A_WEEK
    desks.american.library(not_lending_from=TODAY - A_WEEK, not_lending_to=last)
    number = desks.howard.asks()
    turn()
    assert desks.howard.rota(number) == [
        ("AMERICAN", "not_located", f"Bender Library does not lend until {last}."),
        ("GEORGETOWN", "active", "2 copies can be lent."),
    ]


def test_whoever_asks_a_library_that_is_inactive_for_lending_hears_at_once_that_it_does_not_lend(
    desks: Desks,
) -> None:
    desks.howard.partner("AMERICAN", locate_profile=None)
    desks.american.library(not_lending_from=TODAY - A_WEEK)
    number = desks.howard.asks()
    turn()
    request = desks.american.asked_for()
    [entry] = desks.american.history(request.number)
    assert (request.state, request.reject_reason) == ("rejected", "NotAvailableForILL")
    assert (entry.happening, entry.text, entry.facts) == (
        "RequestArrived", "Bender Library does not lend until further notice.", {"does_not_lend": True},
    )  # fmt: skip
    assert desks.howard.rota(number)[0] == (
        "AMERICAN", "rejected", "Lender cannot supply: Not available for lending",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "end"),
    [(A_WEEK, None), (-2 * A_WEEK, -A_WEEK), (None, -A_WEEK)],
    ids=["not yet", "no longer", "an end alone, passed"],
)
def test_outside_these_days_the_library_lends(
    desks: Desks, begin: timedelta | None, end: timedelta | None
) -> None:
    desks.american.library(not_lending_from=begin and TODAY + begin, not_lending_to=end and TODAY + end)
    number = desks.howard.asks()
    turn()
    assert desks.howard.rota(number)[0] == ("AMERICAN", "active", "1 copy can be lent.")


def test_what_was_borrowed_from_a_partner_is_not_shipped_to_another(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.Ship(barcode="AMERICAN-1"))
    turn()
    desks.howard.does(number, h.Receive(barcode="AMERICAN-1"))
    desks.howard.house.holds("A book of Howard", "HOWARD-7")
    desks.american.asks("A book of Howard", patron_barcode="AMERICAN-R1")
    turn()
    asked = desks.howard.asked_for().number
    with pytest.raises(NotPossible, match=r"^AMERICAN-1 belongs to a partner: it is not ours to lend"):
        desks.howard.does(asked, h.Ship(barcode="AMERICAN-1"))


@pytest.mark.parametrize(
    ("barcode", "reason"),
    [("NOWHERE", "No item here has the barcode NOWHERE"), ("OTHER-1", "OTHER-1 is “Another book”")],
    ids=["nobody's", "of another title"],
)
def test_a_wrong_item_is_not_shipped(desks: Desks, barcode: str, reason: str) -> None:
    desks.american.house.holds("Another book", "OTHER-1")
    desks.howard.asks()
    turn()
    with pytest.raises(NotPossible, match=f"^{reason}"):
        desks.american.does(desks.american.asked_for().number, h.Ship(barcode=barcode))
    assert availability(desks.american, "AMERICAN-1") == "requested"


def test_a_loan_closed_without_return_takes_its_item_back_when_it_comes_after_all(desks: Desks) -> None:
    number = shipped(desks)
    assert desks.american.does(number, h.CompleteByHand(reason="Lost")) == "request_completed"
    assert availability(desks.american, "AMERICAN-1") == "shipped"
    with desks.american.inside():
        desk.check_in("AMERICAN-1", by=STAFF, now=timezone.now())
    assert availability(desks.american, "AMERICAN-1") == "on_shelf"
    with pytest.raises(NotPossible, match=r"^The request is closed\.$"):
        desks.american.does(number, h.CheckIn(barcode="AMERICAN-1"))


def test_an_item_that_is_with_nobody_is_not_checked_in(desks: Desks) -> None:
    with desks.american.inside(), pytest.raises(NotFound, match="is with a partner"):
        desk.check_in("AMERICAN-1", by=STAFF, now=timezone.now())


def test_only_a_reserved_copy_travels_to_the_library_that_ships_it(desks: Desks) -> None:
    number = shipped(desks)
    with desks.american.inside():
        desk.check_in("AMERICAN-1", by=STAFF, now=timezone.now())
        with pytest.raises(NotPossible, match="No copy is reserved"):
            desk.send_to_lending_library(number, now=timezone.now())
    assert availability(desks.american, "AMERICAN-1") == "on_shelf"


def test_two_requests_for_the_last_copy_give_it_to_one_and_the_other_goes_on(desks: Desks) -> None:
    first, second = desks.howard.asks(), desks.howard.asks()
    turn()
    assert desks.howard.rota(first)[0][:2] == ("AMERICAN", "active")
    assert [place[:2] for place in desks.howard.rota(second)] == [
        ("AMERICAN", "rejected"),
        ("GEORGETOWN", "active"),
    ]


def test_what_another_library_unpacks_travels_from_there_to_the_pickup_library(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.Ship(barcode="AMERICAN-1"))
    turn()
    with desks.howard.inside():
        branch = Library.objects.create(code="BRANCH", name="Branch", time_zone="America/New_York")
    at_branch = By(cause=h.Cause.STAFF, id=1, name="Vera", library_id=branch.pk)
    assert desks.howard.does(number, h.Receive(barcode="AMERICAN-1"), by=at_branch) == "in_transit_to_pickup"
    assert desks.howard.does(number, h.ArriveAtPickup()) == "physically_received"
    with pytest.raises(NotPossible, match="has already been received"):
        desks.howard.does(number, h.Receive(barcode="AMERICAN-1"))


def test_a_barcode_of_ours_does_not_hinder_a_partners_item(desks: Desks) -> None:
    desks.howard.house.holds("A book of ours", "AMERICAN-1")
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.Ship(barcode="AMERICAN-1"))
    turn()
    desks.howard.does(number, h.Receive(barcode="AMERICAN-1"))
    item = desks.howard.borrowed(number).item
    assert item is not None
    assert (item.barcode, item.description) == (f"AMERICAN-1-{number}", "Lender's barcode: AMERICAN-1")


def test_a_second_word_that_the_item_is_home_is_history_only(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    lending = desks.american.asked_for().number
    desks.american.does(lending, h.Ship(barcode="AMERICAN-1"))
    turn()
    desks.howard.does(number, h.Receive(barcode="AMERICAN-1"))
    desks.howard.does(number, h.SendBack())
    desks.howard.does(number, h.CompleteByHand(reason="It is home: they telephoned"))
    turn()
    desks.american.does(lending, h.CheckIn(barcode="AMERICAN-1"))
    turn()
    request = desks.howard.borrowed(number)
    assert (request.state, request.needs_attention) == ("request_completed", "")
    assert desks.howard.history(number)[-1].happening == "LoanCompleted"
