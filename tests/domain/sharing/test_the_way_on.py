"""No request stays where it stands because something of ours was lost: rota, next lender, cancel."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interlend.domain.agencies.models import AgencySymbol
from interlend.domain.partners.models import Partner
from interlend.domain.sharing import locating
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import READER, Desk, Desks, days_pass


def lose_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def locate(howard: Desk, number: str) -> None:
    locating.locate(howard.house.zone.pk, howard.borrowed(number).pk, now=timezone.now())


def asked_about_to_be_sent(howard: Desk) -> str:
    """A request whose next lender has not been asked yet."""
    number = howard.asks()
    lose_jobs()
    locate(howard, number)
    assert howard.borrowed(number).state == "request_sent"
    return number


def test_a_lender_that_was_not_asked_within_the_hour_is_asked_then_and_staff_are_told(desks: Desks) -> None:
    number = asked_about_to_be_sent(desks.howard)
    lose_jobs()
    days_pass(desks, 0.03)
    assert [standing for _, standing, _ in desks.howard.rota(number)] == ["pending", "pending"]
    days_pass(desks, 0.05)
    assert desks.howard.borrowed(number).needs_attention == "Not yet sent to the next lender"
    turn()
    assert [standing for _, standing, _ in desks.howard.rota(number)] == ["active", "pending"]
    assert desks.howard.borrowed(number).asked_count == 1


@pytest.mark.parametrize(
    ("happening", "by_reader", "state"),
    [
        (h.CancelByPatron(), True, "cancelled_by_patron"),
        (h.CancelByStaff(), False, "cancelled_by_staff"),
        (h.CompleteByHand(reason="Found"), False, "request_completed"),
    ],
    ids=["by the patron", "by staff", "by hand"],
)
def test_before_the_next_lender_is_asked_the_request_can_be_ended_and_nobody_is_asked(
    desks: Desks, happening: h.Happening, by_reader: bool, state: str
) -> None:
    number = asked_about_to_be_sent(desks.howard)
    if by_reader:
        desks.howard.does(number, happening, by=READER)
    else:
        desks.howard.does(number, happening)
    turn()
    assert desks.howard.borrowed(number).state == state
    assert [standing for _, standing, _ in desks.howard.rota(number)] == ["pending", "pending"]


def test_a_job_that_runs_twice_asks_once(desks: Desks) -> None:
    number = asked_about_to_be_sent(desks.howard)
    request_id = desks.howard.borrowed(number).pk
    for _ in range(2):
        locating.ask_next(desks.howard.house.zone.pk, request_id, now=timezone.now())
    assert [standing for _, standing, _ in desks.howard.rota(number)] == ["active", "pending"]


def test_a_partner_that_takes_no_new_requests_any_more_is_passed_over(desks: Desks) -> None:
    number = asked_about_to_be_sent(desks.howard)
    desks.howard.partner("AMERICAN", status=Partner.Status.INACTIVE)
    turn()
    assert [standing for _, standing, _ in desks.howard.rota(number)] == ["pending", "active"]


def test_locating_again_when_all_have_refused_asks_no_partner_twice(desks: Desks) -> None:
    number = desks.howard.asks()
    for lender in (desks.american, desks.georgetown):
        turn()
        lender.does(lender.asked_for().number, h.Reject(reason="NotOnShelf", note="Gone since 1999."))
    turn()
    assert desks.howard.borrowed(number).state == "rejected_by_partner"
    desks.howard.library(cancels_on_locate_failure=False)
    desks.howard.does(number, h.LocateAgain())
    turn()
    assert desks.howard.borrowed(number).state == "locate_failed"
    assert desks.howard.rota(number) == [
        ("AMERICAN", "rejected", "Lender cannot supply: Not on shelf: Gone since 1999."),
        ("GEORGETOWN", "rejected", "Lender cannot supply: Not on shelf: Gone since 1999."),
    ]


def test_locating_again_asks_a_partner_that_has_come_into_the_rota_since(desks: Desks) -> None:
    desks.howard.partner("GEORGETOWN", takes_new_requests=False)
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.Reject(reason="NotOnShelf"))
    turn()
    desks.howard.partner("GEORGETOWN", takes_new_requests=True)
    desks.howard.does(number, h.LocateAgain())
    turn()
    assert [place[:2] for place in desks.howard.rota(number)] == [
        ("AMERICAN", "rejected"),
        ("GEORGETOWN", "active"),
    ]


def test_an_institution_without_a_symbol_keeps_its_request_in_sight(desks: Desks) -> None:
    number = asked_about_to_be_sent(desks.howard)
    request_id = desks.howard.borrowed(number).pk
    AgencySymbol.objects.filter(agency=desks.howard.house.agency).update(in_force_to=timezone.now())
    with pytest.raises(ValueError, match="no symbol in force"):
        locating.ask_next(desks.howard.house.zone.pk, request_id, now=timezone.now())
    days_pass(desks, 0.05)
    request = desks.howard.borrowed(number)
    assert (request.state, request.needs_attention) == ("request_sent", "Not yet sent to the next lender")
    assert desks.howard.does(number, h.CancelByStaff()) == "cancelled_by_staff"


def test_the_condition_of_a_lender_that_was_left_is_forgotten(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    offer = h.OfferCondition(conditions=("LibraryUseOnly",), note="Ask Vera")
    desks.american.does(desks.american.asked_for().number, offer)
    turn()
    assert desks.howard.borrowed(number).condition == "Library use only; Ask Vera"
    desks.howard.does(number, h.DeclineCondition())
    assert desks.howard.borrowed(number).condition == ""


def test_a_refused_cancel_leaves_no_trace_for_the_next_one(desks: Desks) -> None:
    desks.american.without("cancel_reply")
    number = desks.howard.asks()
    turn()
    desks.howard.does(number, h.CancelByPatron(), by=READER)
    turn()
    desks.american.does(desks.american.asked_for().number, h.AnswerCancel(agreed=False, note="It is packed."))
    turn()
    request = desks.howard.borrowed(number)
    assert (request.state, request.cancel_asked_by, request.state_before_cancel) == ("request_sent", "", "")


def test_the_locks_are_taken_in_one_order(desks: Desks) -> None:
    """A message locks request and rota in one statement, the request first, as every desk does."""
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.AnswerWillSupply())
    with CaptureQueriesContext(connection) as captured:
        turn()
    locks = {
        query["sql"].partition("FOR UPDATE OF ")[2]
        for query in captured.captured_queries
        if "FOR UPDATE OF" in query["sql"] and "sharing_rotaentry" in query["sql"]
    }
    assert locks == {'"sharing_borrowingrequest", "sharing_rotaentry"'}
    assert desks.howard.borrowed(number).state == "will_supply"
