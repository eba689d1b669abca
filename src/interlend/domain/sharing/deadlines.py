"""Until when the next step is due: the rule that the state names, reckoned for one request.

`act_by` is for people. The clock looks at `answer_due_at` (a lender owes us an answer) and `expires_at`
(we owe one): each is set only while the table has a row for its being reached.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from interlend.domain.libraries.calendar import Calendar, calendar_of
from interlend.domain.partners.models import Partner
from interlend.domain.sharing.models import RotaEntry
from interlend.domain.sharing.story import Story
from interlend.domain.sharing.subjects import BorrowingSubject, LeftSubject
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.happenings import AnswerDeadlinePassed, NoAnswerInTime
from interlend.kernel.lifecycle.lending import LENDING
from interlend.kernel.lifecycle.states import Deadline

DAYS_OF_DELIVERY = 14
DAYS_OF_SUPPLY = 7
DAYS_ON_HOLD_SHELF = 7
_OWED_TO_US = frozenset(BORROWING.states_open_to(NoAnswerInTime))
_OWED_BY_US = frozenset(LENDING.states_open_to(AnswerDeadlinePassed))


def reckon(story: Story[Any]) -> None:
    """Set the deadlines of the state in which the request now stands."""
    subject = story.subject
    if isinstance(subject, LeftSubject):
        return
    request = subject.request
    rule = subject.table.cards[subject.stands].deadline
    if isinstance(subject, BorrowingSubject):
        owed = subject.stands in _OWED_TO_US
        request.answer_due_at = answer_due(subject.entry) if owed and subject.entry else None
    elif subject.stands not in _OWED_BY_US:
        request.expires_at = None
    request.act_by = _RULES[rule](story) if rule else None


def answer_due(entry: RotaEntry) -> datetime | None:
    """When a lender that still says nothing is left: its limit, and one day longer. None without a limit."""
    partner, asked_at = entry.partner, entry.asked_at
    if asked_at is None:
        return None
    if partner.expiry == Partner.Expiry.DAYS and partner.expiry_days:
        return asked_at + timedelta(days=partner.expiry_days + 1)
    if partner.expiry == Partner.Expiry.INTEREST_DATE and entry.request.needed_by:
        library = entry.request.library
        return calendar_of(library).end_of_day(entry.request.needed_by + timedelta(days=1))
    return None


def expires(
    *, partner: Partner, calendar: Calendar, needed_by: date | None, received_at: datetime
) -> datetime | None:
    """When a request that we have not answered expires, by the partner's limit; closed days are skipped."""
    if partner.expiry == Partner.Expiry.DAYS and partner.expiry_days:
        return calendar.add_open_days(received_at, partner.expiry_days)
    if partner.expiry == Partner.Expiry.INTEREST_DATE and needed_by:
        return calendar.end_of_day(needed_by)
    return None


def _next_working_day(story: Story[Any]) -> datetime:
    calendar = calendar_of(story.subject.request.library)
    tomorrow = calendar.day_of(story.now) + timedelta(days=1)
    return calendar.end_of_day(calendar.next_open_day(tomorrow))


def _lender_answers(story: Story[Any]) -> datetime:
    return story.subject.request.answer_due_at or _in_days(story, DAYS_OF_SUPPLY)


def _we_answer(story: Story[Any]) -> datetime:
    return story.subject.request.expires_at or _next_working_day(story)


def _supply(story: Story[Any]) -> datetime:
    request = story.subject.request
    if request.needed_by:
        return calendar_of(request.library).end_of_day(request.needed_by)
    return _in_days(story, _partner(story).average_supply_days or DAYS_OF_SUPPLY)


def _delivery(story: Story[Any]) -> datetime:
    return _in_days(story, _partner(story).delivery_delay_days or DAYS_OF_DELIVERY)


def _partner(story: Story[Any]) -> Partner:
    has_rota = isinstance(story.subject, BorrowingSubject)
    named: Any = story.subject.entry if has_rota else story.subject.request
    partner: Partner = named.partner
    return partner


def _hold_shelf(story: Story[Any]) -> datetime:
    hold = story.subject.request.hold
    return hold.expires_at if hold and hold.expires_at else _in_days(story, DAYS_ON_HOLD_SHELF)


def _lender_due(story: Story[Any]) -> datetime:
    request = story.subject.request
    due: datetime | None = getattr(request, "due_at", None) or getattr(request, "lender_due_at", None)
    return due or _in_days(story, DAYS_OF_DELIVERY)


def _in_days(story: Story[Any], days: int) -> datetime:
    return story.now + timedelta(days=days)


_RULES: dict[Deadline, Callable[[Story[Any]], datetime]] = {
    Deadline.NEXT_WORKING_DAY: _next_working_day,
    Deadline.LOCATE_LIMIT: lambda story: story.now + timedelta(hours=1),
    Deadline.PARTNER_LIMIT_AND_A_DAY: _lender_answers,
    Deadline.PARTNER_LIMIT: _we_answer,
    Deadline.SUPPLY_LIMIT: _supply,
    Deadline.DELIVERY_LIMIT: _delivery,
    Deadline.HOLD_SHELF_LIMIT: _hold_shelf,
    Deadline.PATRON_DUE_DATE: lambda story: story.subject.request.loan.due_at,
    Deadline.LENDER_DUE_DATE: _lender_due,
}
