"""What a reader is told about a request: where the book is, when it comes, what to do, in plain words.

Staff see the names of states; a reader sees these sentences. `_ROWS` is read from top to bottom, and the
first row that fits wins, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from interlend.domain.sharing import queries
from interlend.domain.sharing.models import BorrowingRequest, RotaEntry
from interlend.domain.sharing.placing import CLOSED
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.sharing.subjects import NAMED, BorrowingSubject
from interlend.kernel.lifecycle.borrowing import ASKED, BORROWING, NOBODY_ASKED, Borrowing
from interlend.kernel.lifecycle.happenings import CancelByPatron, Cause

Words = str | Promise

MOST_CLOSED = 50
"""How many closed requests a reader is shown, the newest ones."""


class Stage(IntEnum):
    """The stops on the way of a book, as a reader counts them."""

    ASKED = 0
    PROMISED = 1
    ON_ITS_WAY = 2
    READY = 3
    WITH_YOU = 4
    BACK = 5


STAGES: dict[Stage, Words] = {
    Stage.ASKED: _("Asked"),
    Stage.PROMISED: _("Promised"),
    Stage.ON_ITS_WAY: _("On its way"),
    Stage.READY: _("Ready for you"),
    Stage.WITH_YOU: _("With you"),
    Stage.BACK: _("Brought back"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a reader is told.

    `word` is the short form of `where`; `tone` is ok, look or stop (something is to be done, or is late),
    empty otherwise. `expected` is the day on which the book should be at the pickup place, None where nobody
    can say; `is_late`: that day has passed. `stage` is None where the request ended without a book.
    """

    word: str
    where: str
    to_do: str
    tone: str
    stage: Stage | None
    expected: date | None
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Cancelling:
    """Whether a reader may cancel, and what then happens, or why not."""

    is_possible: bool
    words: str


@dataclass(frozen=True)
class Case:
    """A request as these words look at it; `entry` is the lender that was asked last and not refused."""

    request: BorrowingRequest
    entry: RotaEntry | None
    now: datetime

    @property
    def today(self) -> date:
        """The day at the library that borrows."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """The day of a moment at the library that borrows."""
        return moment.astimezone(ZoneInfo(self.request.library.time_zone)).date()

    @property
    def until(self) -> date | None:
        """The last day on the hold shelf, or the day on which the loan is due."""
        request = self.request
        if request.state == Borrowing.LOANED and request.loan:
            return self.day_of(request.loan.due_at)
        expires_at = request.hold.expires_at if request.hold else None
        return self.day_of(expires_at) if expires_at else None

    @property
    def usual_days(self) -> int:
        """How many days a delivery of this lender usually takes; 0 where nobody has said."""
        return self.entry.partner.delivery_delay_days if self.entry else 0

    @property
    def expected(self) -> date | None:
        """The day on which the book should be here, by what the partner's record says of its days."""
        if self.entry is None or not self.usual_days:
            return None
        if self.request.state == Borrowing.SHIPPED_PHYSICALLY:
            return self.day_of(self.request.act_by) if self.request.act_by else None
        supply = self.entry.partner.average_supply_days
        if self.request.state not in _COMING or not supply or self.entry.asked_at is None:
            return None
        return self.day_of(self.entry.asked_at + timedelta(days=supply + self.usual_days))


_COMING = (Borrowing.REQUEST_SENT, Borrowing.REQUEST_ACCEPTED, Borrowing.WILL_SUPPLY)


@dataclass(frozen=True)
class _Row:
    stands_at: Borrowing
    only_if: Callable[[Case], bool]
    stage: Stage | None
    word: Words
    where: Words
    to_do: Words
    tone: str = ""


def _always(_case: Case) -> bool:
    return True


def _lender_is_known(case: Case) -> bool:
    return case.entry is not None


def _cancelled_by_staff(case: Case) -> bool:
    return case.request.cancel_asked_by == Cause.STAFF


def _days_are_known(case: Case) -> bool:
    return case.usual_days > 0


def _day_is_known(case: Case) -> bool:
    return case.until is not None


def _day_has_passed(case: Case) -> bool:
    return case.until is not None and case.until < case.today


def _was_lent(case: Case) -> bool:
    return case.request.loan_id is not None


def _came(case: Case) -> bool:
    return case.request.item_id is not None


_NOTHING = _("You do not have to do anything. We tell you when it is here.")
_OVER = _("You do not have to do anything.")
_ASK_US = _("Do you still need it? Our staff may know another way: please ask them.")
_COME = _("Come and pick it up. Please bring your library card.")

_ROWS: tuple[_Row, ...] = (
    _Row(Borrowing.CREATED, _always, Stage.ASKED, _("Asked"),
         _("We have your request. Our staff will look for a library that can lend it."), _NOTHING),
    _Row(Borrowing.LOCATE_IN_PROCESS, _always, Stage.ASKED, _("Looking"),
         _("We are looking for a library that can lend it."), _NOTHING),
    _Row(Borrowing.LOCATE_FAILED, _always, Stage.ASKED, _("Looking"),
         _("We have not found a library that can lend it yet. Our staff are looking into it."), _NOTHING),
    _Row(Borrowing.READY_TO_SEND, _always, Stage.ASKED, _("Looking"),
         _("We found a library that may lend it. Our staff will ask it soon."), _NOTHING),
    _Row(Borrowing.REQUEST_SENT, _lender_is_known, Stage.ASKED, _("Asked"),
         _("We asked %(lender)s to lend it, and wait for an answer."), _NOTHING),
    _Row(Borrowing.REQUEST_SENT, _always, Stage.ASKED, _("Asked"),
         _("We are asking a library to lend it."), _NOTHING),
    _Row(Borrowing.REQUEST_ACCEPTED, _always, Stage.ASKED, _("Asked"),
         _("%(lender)s has our request and is looking for the book."), _NOTHING),
    _Row(Borrowing.WILL_SUPPLY, _always, Stage.PROMISED, _("Promised"),
         _("%(lender)s will lend it and is getting it ready to send."), _NOTHING),
    _Row(Borrowing.CONDITIONAL, _always, Stage.ASKED, _("Asked"),
         _("%(lender)s can lend it under a condition. Our staff are looking at that."), _NOTHING),
    _Row(Borrowing.REJECTED_BY_PARTNER, _always, Stage.ASKED, _("Looking"),
         _("The libraries that we asked cannot lend it. Our staff are looking for another way."), _NOTHING),
    _Row(Borrowing.EXPIRED, _always, Stage.ASKED, _("Looking"),
         _("No library answered in time. Our staff are looking for another way."), _NOTHING),
    _Row(Borrowing.WAITING_FOR_CANCEL_RESPONSE, _cancelled_by_staff, Stage.ASKED, _("Being cancelled"),
         _("Our staff are cancelling this request. %(lender)s still has to agree."), _OVER),
    _Row(Borrowing.WAITING_FOR_CANCEL_RESPONSE, _always, Stage.ASKED, _("Being cancelled"),
         _("You asked us to cancel. %(lender)s still has to agree: the book may come all the same."), _OVER),
    _Row(Borrowing.SHIPPED_PHYSICALLY, _days_are_known, Stage.ON_ITS_WAY, _("On its way"),
         ngettext_lazy("On its way from %(lender)s. That usually takes a day.",
                       "On its way from %(lender)s. That usually takes up to %(days)d days.", "days"),
         _NOTHING),
    _Row(Borrowing.SHIPPED_PHYSICALLY, _always, Stage.ON_ITS_WAY, _("On its way"),
         _("On its way from %(lender)s."), _NOTHING),
    _Row(Borrowing.IN_TRANSIT_TO_PICKUP, _always, Stage.ON_ITS_WAY, _("Almost there"),
         _("It has come, and is on its way to %(pickup)s."), _NOTHING),
    _Row(Borrowing.PHYSICALLY_RECEIVED, _day_has_passed, Stage.READY, _("Pick it up now"),
         _("It waited for you at %(pickup)s until %(day)s, and will soon go back."),
         _("Do you still want it? Please come today, or ask our staff."), "stop"),
    _Row(Borrowing.PHYSICALLY_RECEIVED, _day_is_known, Stage.READY, _("Ready for you"),
         _("Ready for you at %(pickup)s until %(day)s."), _COME, "look"),
    _Row(Borrowing.PHYSICALLY_RECEIVED, _always, Stage.READY, _("Ready for you"),
         _("Ready for you at %(pickup)s."), _COME, "look"),
    _Row(Borrowing.LOANED, _day_has_passed, Stage.WITH_YOU, _("Late"),
         _("You have it. It was due on %(day)s."),
         _("Please bring it back now. It belongs to another library, which is waiting for it."), "stop"),
    _Row(Borrowing.LOANED, _always, Stage.WITH_YOU, _("With you"),
         _("You have it."), _("Please bring it back by %(day)s."), "ok"),
    _Row(Borrowing.RETURNED_BY_PATRON, _always, Stage.BACK, _("Brought back"),
         _("You brought it back. Thank you."), _OVER, "ok"),
    _Row(Borrowing.RETURNED_TO_PARTNER, _was_lent, Stage.BACK, _("Brought back"),
         _("You brought it back, and it is on its way home. Thank you."), _OVER, "ok"),
    _Row(Borrowing.RETURNED_TO_PARTNER, _always, None, _("Sent back"),
         _("It was not picked up, and is on its way back to its library."), _ASK_US),
    _Row(Borrowing.REQUEST_COMPLETED, _was_lent, Stage.BACK, _("Done"),
         _("You brought it back, and it is home again. Thank you."), _OVER, "ok"),
    _Row(Borrowing.REQUEST_COMPLETED, _came, None, _("Sent back"),
         _("It was not picked up, and is back at its library."), _ASK_US),
    _Row(Borrowing.REQUEST_COMPLETED, _always, None, _("Closed"),
         _("Our staff have closed this request."), _ASK_US),
    _Row(Borrowing.CANCELLED_BY_PATRON, _always, None, _("Cancelled"),
         _("You cancelled this request."), _("Do you need it after all? You can ask for it again.")),
    _Row(Borrowing.CANCELLED_BY_STAFF, _always, None, _("Cancelled"),
         _("Our staff have cancelled this request."), _ASK_US),
    _Row(Borrowing.CANCELLED_BY_PARTNER, _always, None, _("No library could lend it"),
         _("None of the libraries that we asked could lend it."), _ASK_US),
)  # fmt: skip

_CANNOT_CANCEL: tuple[tuple[tuple[Borrowing, ...], Words], ...] = (
    (
        (Borrowing.WAITING_FOR_CANCEL_RESPONSE,),
        _("The lending library still has to agree."),
    ),
    (
        (Borrowing.SHIPPED_PHYSICALLY, Borrowing.IN_TRANSIT_TO_PICKUP, Borrowing.PHYSICALLY_RECEIVED),
        _("It is too late to cancel: the book has been sent. If you do not need it, leave it with us."),
    ),
    ((Borrowing.LOANED,), _("You have the book already. If you do not need it, just bring it back.")),
    (tuple(Borrowing), _("There is nothing left to cancel.")),
)


def tell(request: BorrowingRequest, entry: RotaEntry | None, *, now: datetime) -> Told:
    """What a reader is told about a request. No statement is made where it comes from `requests_of`."""
    case = Case(request, entry, now)
    row = next(row for row in _ROWS if row.stands_at == request.state and row.only_if(case))
    facts = {
        "lender": entry.partner.name if entry else _("the other library"),
        "pickup": request.pickup_library.name,
        "day": in_words(case.until, case.today) if case.until else "",
        "days": case.usual_days,
    }
    expected = case.expected
    return Told(
        word=str(row.word),
        where=row.where % facts,
        to_do=row.to_do % facts,
        tone=row.tone,
        stage=row.stage,
        expected=expected,
        is_late=expected is not None and expected < case.today,
    )


def cancelling(request: BorrowingRequest, entry: RotaEntry | None) -> Cancelling:
    """Whether a reader may cancel a request now, by the table and the steps of the lender's profile."""
    state, subject = Borrowing(request.state), BorrowingSubject(request)
    subject.entry = entry
    if CancelByPatron in BORROWING.offers(state, Cause.PATRON, subject.steps):
        if entry is None:
            return Cancelling(is_possible=True, words=str(_("Your request ends at once.")))
        asks = _("We ask %(lender)s to stop. Until it agrees, the book may still come.")
        return Cancelling(is_possible=True, words=str(asks) % {"lender": entry.partner.name})
    if state in (*NOBODY_ASKED, *ASKED):
        return Cancelling(is_possible=False, words=str(_("Our staff cancel requests: please ask them.")))
    why = next(words for states, words in _CANNOT_CANCEL if state in states)
    return Cancelling(is_possible=False, words=str(why))


def requests_of(patron_id: int) -> tuple[list[BorrowingRequest], list[BorrowingRequest]]:
    """A reader's open requests and the latest closed ones, the newest first. Four statements at most."""
    own = _with_lender(patron_id)
    return list(own.exclude(state__in=CLOSED)), list(own.filter(state__in=CLOSED)[:MOST_CLOSED])


def request_of(patron_id: int, number: str) -> BorrowingRequest:
    """One request of this reader. Raises NotFound, also for somebody else's. Two statements."""
    request = _with_lender(patron_id).filter(number=number).first()
    if request is None:
        raise NotFound(str(_("You have no request with this number.")))
    return request


def lender_of(request: BorrowingRequest) -> RotaEntry | None:
    """The lender that was asked last and not refused, of a request that was read here."""
    lenders: list[RotaEntry] = request.lenders  # type: ignore[attr-defined]
    return lenders[0] if lenders else None


def in_words(day: date, today: date) -> str:
    """A day as people say it: without the year where it is this year."""
    return formats.date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def _with_lender(patron_id: int) -> QuerySet[BorrowingRequest]:
    named = RotaEntry.objects.filter(standing__in=NAMED).select_related("partner__borrowing_workflow")
    own = queries.borrowing_requests().filter(patron_id=patron_id).select_related("hold", "loan")
    return own.prefetch_related(Prefetch("rota", queryset=named.order_by("id"), to_attr="lenders"))
