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
from interlend.domain.sharing.subjects import BorrowingSubject, LeftSubject, LendingSubject
from interlend.kernel.lifecycle.borrowing import BORROWING, Borrowing
from interlend.kernel.lifecycle.happenings import (
    AnswerDeadlinePassed,
    Asked,
    Delivered,
    LocateAgain,
    NoAnswerInTime,
)
from interlend.kernel.lifecycle.lending import LENDING, Lending
from interlend.kernel.lifecycle.states import Deadline

DAYS_OF_DELIVERY = 14
DAYS_OF_SUPPLY = 7
DAYS_ON_HOLD_SHELF = 7
TIME_TO_LOCATE = timedelta(hours=1)
TIME_TO_ASK = timedelta(hours=1)
"""The next lender is asked at once; what has not come about by then is tried again and shown to staff."""
_OWED_TO_US = frozenset(BORROWING.states_open_to(NoAnswerInTime))
_OWED_BY_US = frozenset(LENDING.states_open_to(AnswerDeadlinePassed))
_COUNTED_ANEW = (Asked, Delivered, LocateAgain)
_WAITING = Borrowing.WAITING_FOR_CANCEL_RESPONSE


def reckon(story: Story[Any]) -> None:
    """Set the deadlines of the state in which the request now stands.

    Where it stays where it stood, what is only counted from its coming there is not counted anew: a message
    in between gives nobody more time.
    """
    subject = story.subject
    if isinstance(subject, LeftSubject):
        return
    request = subject.request
    rule = subject.table.cards[subject.stands].deadline
    if isinstance(subject, BorrowingSubject):
        request.answer_due_at = _answer_due(story)
    else:
        request.expires_at = _expires(story)
    if rule is None:
        request.act_by = None
        return
    stays = subject.stands == story.before and not isinstance(story.happening, _COUNTED_ANEW)
    counted = request.act_by if stays else None
    request.act_by = _STATED[rule](story) or counted or _COUNTED[rule](story)


def answer_due(entry: RotaEntry, *, since: datetime, calendar: Calendar) -> datetime | None:
    """When a lender that still says nothing is left: its limit, and one day longer. None without a limit.

    The lender skips the days on which it is closed. We do not know them, and skip those of our `calendar`.
    """
    partner, needed_by = entry.partner, entry.request.needed_by
    if partner.expiry == Partner.Expiry.DAYS and partner.expiry_days:
        limit = calendar.add_open_days(since, partner.expiry_days)
        return Calendar(calendar.time_zone).add_open_days(limit, 1)
    if partner.expiry == Partner.Expiry.INTEREST_DATE and needed_by:
        return calendar.end_of_day(max(needed_by, calendar.day_of(since)) + timedelta(days=1))
    return None


def _answer_due(story: Story[BorrowingSubject]) -> datetime | None:
    subject = story.subject
    if subject.stands not in _OWED_TO_US:
        return None
    if subject.entry is None:
        return story.now + TIME_TO_ASK
    is_new_question = story.before not in _OWED_TO_US or subject.stands is _WAITING != story.before
    if not is_new_question and not isinstance(story.happening, _COUNTED_ANEW):
        return subject.request.answer_due_at
    return answer_due(subject.entry, since=story.now, calendar=calendar_of(subject.request.library))


def _expires(story: Story[LendingSubject]) -> datetime | None:
    request = story.subject.request
    if story.subject.stands not in _OWED_BY_US:
        return None
    if story.subject.stands == Lending.CANCEL_REQUESTED != story.before and request.expires_at is None:
        return expires(
            partner=request.partner,
            calendar=calendar_of(request.library),
            needed_by=request.needed_by,
            received_at=story.now,
        )
    return request.expires_at


def expires(
    *, partner: Partner, calendar: Calendar, needed_by: date | None, received_at: datetime
) -> datetime | None:
    """When a request that we have not answered expires, by the partner's limit; closed days are skipped."""
    if partner.expiry == Partner.Expiry.DAYS and partner.expiry_days:
        return calendar.add_open_days(received_at, partner.expiry_days)
    if partner.expiry == Partner.Expiry.INTEREST_DATE and needed_by:
        return calendar.end_of_day(max(needed_by, calendar.day_of(received_at)))
    return None


def _needed(story: Story[Any]) -> datetime | None:
    request = story.subject.request
    return calendar_of(request.library).end_of_day(request.needed_by) if request.needed_by else None


def _hold_shelf(story: Story[Any]) -> datetime | None:
    hold = story.subject.request.hold
    return hold.expires_at if hold else None


def _lender_due(story: Story[Any]) -> datetime | None:
    due: datetime | None = story.subject.request.due_at
    return due


def _nothing(_story: Story[Any]) -> datetime | None:
    return None


def _next_working_day(story: Story[Any]) -> datetime:
    calendar = calendar_of(story.subject.request.library)
    tomorrow = calendar.day_of(story.now) + timedelta(days=1)
    return calendar.end_of_day(calendar.next_open_day(tomorrow))


def _supply(story: Story[Any]) -> datetime:
    return story.now + timedelta(days=_partner(story).average_supply_days or DAYS_OF_SUPPLY)


def _delivery(story: Story[Any]) -> datetime:
    return story.now + timedelta(days=_partner(story).delivery_delay_days or DAYS_OF_DELIVERY)


def _partner(story: Story[Any]) -> Partner:
    has_rota = isinstance(story.subject, BorrowingSubject)
    named: Any = story.subject.entry if has_rota else story.subject.request
    partner: Partner = named.partner
    return partner


def _after(time: timedelta) -> Callable[[Story[Any]], datetime]:
    return lambda story: story.now + time


_STATED: dict[Deadline, Callable[[Story[Any]], datetime | None]] = {
    Deadline.NEXT_WORKING_DAY: _nothing,
    Deadline.LOCATE_LIMIT: _nothing,
    Deadline.PARTNER_LIMIT_AND_A_DAY: lambda story: story.subject.request.answer_due_at,
    Deadline.PARTNER_LIMIT: lambda story: story.subject.request.expires_at,
    Deadline.SUPPLY_LIMIT: _needed,
    Deadline.DELIVERY_LIMIT: _nothing,
    Deadline.HOLD_SHELF_LIMIT: _hold_shelf,
    Deadline.PATRON_DUE_DATE: lambda story: story.subject.request.loan.due_at,
    Deadline.LENDER_DUE_DATE: _lender_due,
}
"""What the request itself says, where it says something."""

_COUNTED: dict[Deadline, Callable[[Story[Any]], datetime]] = {
    Deadline.NEXT_WORKING_DAY: _next_working_day,
    Deadline.LOCATE_LIMIT: _after(TIME_TO_LOCATE),
    Deadline.PARTNER_LIMIT_AND_A_DAY: _after(timedelta(days=DAYS_OF_SUPPLY)),
    Deadline.PARTNER_LIMIT: _next_working_day,
    Deadline.SUPPLY_LIMIT: _supply,
    Deadline.DELIVERY_LIMIT: _delivery,
    Deadline.HOLD_SHELF_LIMIT: _after(timedelta(days=DAYS_ON_HOLD_SHELF)),
    Deadline.PATRON_DUE_DATE: _after(timedelta(days=DAYS_OF_DELIVERY)),
    Deadline.LENDER_DUE_DATE: _after(timedelta(days=DAYS_OF_DELIVERY)),
}
"""What is counted from the coming into the state, where the request says nothing."""
