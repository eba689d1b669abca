"""By when: the rules of a partner, reckoned in the library's own days and hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from interlend.domain.libraries.calendar import Calendar
from interlend.domain.libraries.models import Library
from interlend.domain.partners.models import Partner
from interlend.domain.sharing import deadlines
from interlend.domain.sharing.models import BorrowingRequest, RotaEntry
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import READER, Desks, days_pass

NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"
DAYS, INTEREST, NONE = Partner.Expiry.DAYS, Partner.Expiry.INTEREST_DATE, Partner.Expiry.NONE


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "limit", "needed_by", "asked", "due"),
    [
        (NEW_YORK, (DAYS, 4), None, "2026-06-01T09:30", "2026-06-06T09:30"),
        (NEW_YORK, (DAYS, 4), None, "2026-03-05T09:30", "2026-03-10T09:30"),
        (NEW_YORK, (DAYS, 4), None, "2026-10-30T09:30", "2026-11-04T09:30"),
        (NEW_YORK, (DAYS, 2), None, "2026-03-05T02:30", "2026-03-08T03:30"),
        (LORD_HOWE, (DAYS, 1), None, "2026-04-04T12:00", "2026-04-06T12:00"),
        (LORD_HOWE, (DAYS, 1), None, "2026-10-03T12:00", "2026-10-05T12:00"),
        (NEW_YORK, (INTEREST, None), date(2026, 6, 10), "2026-06-01T09:30", "2026-06-11T23:59:59"),
        (NEW_YORK, (INTEREST, None), date(2026, 6, 10), "2026-06-20T09:30", "2026-06-21T23:59:59"),
        (NEW_YORK, (INTEREST, None), None, "2026-06-01T09:30", None),
        (NEW_YORK, (NONE, None), date(2026, 6, 10), "2026-06-01T09:30", None),
    ],
    ids=[
        "days and a day",
        "the clocks go forward in between",
        "the clocks go back in between",
        "at a time that is skipped that day",
        "Lord Howe, half an hour back",
        "Lord Howe, half an hour forward",
        "interest date and a day",
        "interest date passed: the end of tomorrow",
        "no interest date",
        "no expiry",
    ],
)  # fmt: skip
def test_a_silent_lender_is_left_at(
    zone: str, limit: tuple[str, int | None], needed_by: date | None, asked: str, due: str | None
) -> None:
    request = BorrowingRequest(library=Library(time_zone=zone), needed_by=needed_by)
    entry = RotaEntry(request=request, partner=Partner(expiry=limit[0], expiry_days=limit[1]))

    assert deadlines.answer_due(entry, local(asked, zone)) == (local(due, zone) if due else None)


@pytest.mark.parametrize(
    ("zone", "expiry", "needed_by", "received", "expires"),
    [
        (NEW_YORK, DAYS, None, "2026-06-01T09:31", "2026-06-05T09:31"),
        (NEW_YORK, DAYS, None, "2026-06-04T09:31", "2026-06-10T09:31"),
        (NEW_YORK, DAYS, None, "2026-06-30T09:31", "2026-07-07T09:31"),
        (NEW_YORK, DAYS, None, "2026-06-06T09:31", "2026-06-11T09:31"),
        (NEW_YORK, DAYS, None, "2026-03-05T09:31", "2026-03-11T09:31"),
        (LORD_HOWE, DAYS, None, "2026-04-02T23:45", "2026-04-08T23:45"),
        (NEW_YORK, INTEREST, date(2026, 6, 6), "2026-06-01T09:31", "2026-06-06T23:59:59"),
        (NEW_YORK, INTEREST, date(2026, 5, 1), "2026-06-01T09:31", "2026-06-01T23:59:59"),
        (NEW_YORK, INTEREST, None, "2026-06-01T09:31", None),
        (NEW_YORK, NONE, date(2026, 6, 6), "2026-06-01T09:31", None),
    ],
    ids=[
        "four days",
        "over a weekend",
        "over a closure and a weekend",
        "from a closed day",
        "the clocks go forward in between",
        "Lord Howe, half an hour back",
        "interest date, closed or not",
        "interest date passed: the end of today",
        "no interest date",
        "no expiry",
    ],
)  # fmt: skip
def test_what_we_do_not_answer_expires_at(
    zone: str, expiry: str, needed_by: date | None, received: str, expires: str | None
) -> None:
    calendar = Calendar(ZoneInfo(zone), frozenset({5, 6}), ((date(2026, 7, 3), date(2026, 7, 3)),))
    partner = Partner(expiry=expiry, expiry_days=4 if expiry == DAYS else None)

    moment = deadlines.expires(
        partner=partner, calendar=calendar, needed_by=needed_by, received_at=local(received, zone)
    )

    assert moment == (local(expires, zone) if expires else None)


def test_moments_are_stored_in_utc() -> None:
    request = BorrowingRequest(library=Library(time_zone=LORD_HOWE))
    entry = RotaEntry(request=request, partner=Partner(expiry=DAYS, expiry_days=1))
    due = deadlines.answer_due(entry, datetime(2026, 4, 4, 2, 0, tzinfo=UTC))
    assert due is not None
    assert due.tzinfo is UTC


def test_a_message_in_between_gives_nobody_more_time(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    before = desks.howard.borrowed(number)
    lending = desks.american.asked_for()
    desks.american.does(lending.number, h.OfferCondition(conditions=("LibraryUseOnly",)))
    turn()
    conditional = desks.howard.borrowed(number)
    with desks.howard.inside():
        BorrowingRequest.objects.filter(number=number).update(act_by=before.created_at)
    desks.american.does(lending.number, h.OfferCondition(conditions=("SignatureRequired",)))
    turn()
    assert conditional.state == "conditional"
    assert desks.howard.borrowed(number).act_by == before.created_at


def test_a_lender_whose_condition_is_accepted_late_has_its_time_anew(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.OfferCondition(conditions=("LibraryUseOnly",)))
    turn()
    with desks.howard.inside():
        RotaEntry.objects.filter(standing="active").update(asked_at=timezone.now() - timedelta(days=30))
    desks.howard.does(number, h.AcceptCondition())
    days_pass(4.5)
    assert desks.howard.borrowed(number).state == "request_sent"
    assert desks.howard.rota(number)[0][:2] == ("AMERICAN", "active")
    days_pass(5.5)
    assert desks.howard.rota(number)[0][:2] == ("AMERICAN", "left")


def test_a_cancel_long_after_the_promise_waits_for_its_answer(desks: Desks) -> None:
    desks.american.without("cancel_reply")
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.AnswerWillSupply())
    turn()
    with desks.howard.inside():
        RotaEntry.objects.filter(standing="active").update(asked_at=timezone.now() - timedelta(days=30))
    desks.howard.does(number, h.CancelByPatron(), by=READER)
    days_pass(4.5)
    assert desks.howard.borrowed(number).state == "waiting_for_cancel_response"
    days_pass(5.5)
    assert desks.howard.borrowed(number).state == "cancelled_by_patron"


def test_a_wish_to_cancel_what_was_promised_falls_due_too(desks: Desks) -> None:
    desks.american.without("cancel_reply")
    desks.american.lets_expire()
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.AnswerWillSupply())
    turn()
    assert desks.american.asked_for().expires_at is None
    desks.howard.does(number, h.CancelByPatron(), by=READER)
    turn()
    assert desks.american.asked_for().state == "cancel_requested"
    days_pass(9)
    assert desks.american.asked_for().state == "cancelled"
