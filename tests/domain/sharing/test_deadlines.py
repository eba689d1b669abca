"""By when: the rules of a partner, reckoned in the library's own days and hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from interlend.domain.libraries.calendar import Calendar
from interlend.domain.partners.models import Partner
from interlend.domain.sharing import deadlines
from interlend.domain.sharing.expiry import fall_due
from interlend.domain.sharing.models import BorrowingRequest, RotaEntry
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import READER, Desks, days_pass

NEW_YORK = ZoneInfo("America/New_York")
EVERY_DAY = Calendar(NEW_YORK)
WEEKDAYS = Calendar(NEW_YORK, frozenset({5, 6}), ((date(2026, 7, 3), date(2026, 7, 3)),))
LORD_HOWE = Calendar(ZoneInfo("Australia/Lord_Howe"))
A_MOMENT = timedelta(seconds=1)
DAYS, INTEREST, NONE = Partner.Expiry.DAYS, Partner.Expiry.INTEREST_DATE, Partner.Expiry.NONE


def local(text: str, calendar: Calendar) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.time_zone)


@pytest.mark.parametrize(
    ("calendar", "limit", "needed_by", "asked", "due"),
    [
        (EVERY_DAY, (DAYS, 4), None, "2026-06-01T09:30", "2026-06-06T09:30"),
        (WEEKDAYS, (DAYS, 4), None, "2026-06-01T09:30", "2026-06-06T09:30"),
        (WEEKDAYS, (DAYS, 4), None, "2026-06-04T09:30", "2026-06-11T09:30"),
        (EVERY_DAY, (DAYS, 4), None, "2026-03-05T09:30", "2026-03-10T09:30"),
        (EVERY_DAY, (DAYS, 4), None, "2026-10-30T09:30", "2026-11-04T09:30"),
        (EVERY_DAY, (DAYS, 2), None, "2026-03-05T02:30", "2026-03-08T03:30"),
        (LORD_HOWE, (DAYS, 1), None, "2026-04-04T12:00", "2026-04-06T12:00"),
        (LORD_HOWE, (DAYS, 1), None, "2026-10-03T12:00", "2026-10-05T12:00"),
        (WEEKDAYS, (INTEREST, None), date(2026, 6, 10), "2026-06-01T09:30", "2026-06-11T23:59:59"),
        (WEEKDAYS, (INTEREST, None), date(2026, 6, 10), "2026-06-20T09:30", "2026-06-21T23:59:59"),
        (WEEKDAYS, (INTEREST, None), None, "2026-06-01T09:30", None),
        (WEEKDAYS, (NONE, None), date(2026, 6, 10), "2026-06-01T09:30", None),
    ],
    ids=[
        "days and a day",
        "the day that it is longer may be a closed one",
        "closed days do not count",
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
)
def test_a_silent_lender_is_left_at(
    calendar: Calendar, limit: tuple[str, int | None], needed_by: date | None, asked: str, due: str | None
) -> None:
    entry = RotaEntry(
        request=BorrowingRequest(needed_by=needed_by), partner=Partner(expiry=limit[0], expiry_days=limit[1])
    )

    moment = deadlines.answer_due(entry, since=local(asked, calendar), calendar=calendar)

    assert moment == (local(due, calendar) if due else None)


@pytest.mark.parametrize(
    ("calendar", "expiry", "needed_by", "received", "expires"),
    [
        (WEEKDAYS, DAYS, None, "2026-06-01T09:31", "2026-06-05T09:31"),
        (WEEKDAYS, DAYS, None, "2026-06-04T09:31", "2026-06-10T09:31"),
        (WEEKDAYS, DAYS, None, "2026-06-30T09:31", "2026-07-07T09:31"),
        (WEEKDAYS, DAYS, None, "2026-06-06T09:31", "2026-06-11T09:31"),
        (WEEKDAYS, DAYS, None, "2026-03-05T09:31", "2026-03-11T09:31"),
        (LORD_HOWE, DAYS, None, "2026-04-02T23:45", "2026-04-06T23:45"),
        (WEEKDAYS, INTEREST, date(2026, 6, 6), "2026-06-01T09:31", "2026-06-06T23:59:59"),
        (WEEKDAYS, INTEREST, date(2026, 5, 1), "2026-06-01T09:31", "2026-06-01T23:59:59"),
        (WEEKDAYS, INTEREST, None, "2026-06-01T09:31", None),
        (WEEKDAYS, NONE, date(2026, 6, 6), "2026-06-01T09:31", None),
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
    calendar: Calendar, expiry: str, needed_by: date | None, received: str, expires: str | None
) -> None:
    partner = Partner(expiry=expiry, expiry_days=4 if expiry == DAYS else None)

    moment = deadlines.expires(
        partner=partner, calendar=calendar, needed_by=needed_by, received_at=local(received, calendar)
    )

    assert moment == (local(expires, calendar) if expires else None)


def test_moments_are_stored_in_utc() -> None:
    entry = RotaEntry(request=BorrowingRequest(), partner=Partner(expiry=DAYS, expiry_days=1))
    asked = datetime(2026, 4, 4, 2, 0, tzinfo=UTC)
    due = deadlines.answer_due(entry, since=asked, calendar=LORD_HOWE)
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
    desks.howard.does(number, h.AcceptCondition())
    due = desks.howard.borrowed(number).answer_due_at
    assert due is not None
    assert due - timezone.now() > timedelta(days=4)
    fall_due(now=due - A_MOMENT)
    assert desks.howard.rota(number)[0][:2] == ("AMERICAN", "active")
    fall_due(now=due)
    assert desks.howard.rota(number)[0][:2] == ("AMERICAN", "left")


def test_a_cancel_long_after_the_promise_waits_for_its_answer(desks: Desks) -> None:
    desks.american.without("cancel_reply")
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.AnswerWillSupply())
    turn()
    desks.howard.does(number, h.CancelByPatron(), by=READER)
    due = desks.howard.borrowed(number).answer_due_at
    assert due is not None
    assert due - timezone.now() > timedelta(days=4)
    fall_due(now=due - A_MOMENT)
    assert desks.howard.borrowed(number).state == "waiting_for_cancel_response"
    fall_due(now=due)
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
    days_pass(desks, 10)
    assert desks.american.asked_for().state == "cancelled"
