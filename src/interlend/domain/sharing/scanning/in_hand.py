"""What is in the hand of the one who scans: the code, the desk, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.libraries.calendar import day_in_words
from interlend.domain.libraries.models import Library
from interlend.domain.people.permissions import Action
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest, HistoryEntry, LendingRequest, about
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.scanning.scanned import NAMES, NEEDS, Awaited, Outcome, Scanned, Step
from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.happenings import Cause

A_MOMENT = timedelta(minutes=1)
"""A second scan within this time is taken for a slip of the hand."""

STEPS: dict[str, Step] = {
    h.Ship.__name__: Step.SHIP,
    h.Receive.__name__: Step.RECEIVE,
    h.ReceiveLate.__name__: Step.RECEIVE_LATE,
    h.ArriveAtPickup.__name__: Step.PUT_ON_HOLD_SHELF,
    h.LoanToPatron.__name__: Step.LOAN,
    h.ReturnByPatron.__name__: Step.RETURN,
    h.SendBack.__name__: Step.SEND_BACK,
    h.CheckIn.__name__: Step.CHECK_IN,
}
"""What happened to a request → the step of a scan that it is."""


@dataclass(frozen=True, kw_only=True)
class InHand:
    """One scan while it is dealt with, and the answers that it can be given."""

    code: str
    at: Library
    by: By
    may: Callable[[Action], bool]
    now: datetime
    before: Awaited
    confirmed: Step | None

    def after(self, before: Awaited) -> InHand:
        """The same hand, as if this had been scanned before."""
        return replace(self, before=before)

    def begin(self, step: Step) -> None:
        """Before a step is done. Raises NotPossible where one may not, or has agreed to another step."""
        if self.confirmed not in (None, step):
            raise NotPossible(_("It stands elsewhere by now: scan it again."))
        if not self.may(NEEDS[step]):
            raise NotPossible(
                _("Your role at this desk does not allow “%(step)s”: hand it to somebody whose role does.")
                % {"step": NAMES[step]}
            )

    def done_a_moment_ago(self, request: BorrowingRequest | LendingRequest) -> Scanned | None:
        """The answer to a second scan of the same thing, None where this is none. One statement.

        Whoever scans a patron's card, or agrees to another step, in between means what they do.
        """
        last = (
            HistoryEntry.objects.filter(
                **about(request), cause=Cause.STAFF, happening__in=STEPS, was_refused=False
            )
            .order_by("-id")
            .values_list("happening", "at")
            .first()
        )
        if last is None or self.now - last[1] > A_MOMENT:
            return None
        done = STEPS[last[0]]
        means_another = self.confirmed not in (None, done)
        if means_another or (self.before.patron and done is not Step.LOAN):
            return None
        return self.twice(done, request)

    def twice(self, done: Step, of: BorrowingRequest | LendingRequest | Item) -> Scanned:
        """The answer to a second scan."""
        return self.look(
            _("Scanned twice: “%(step)s” is done already") % {"step": NAMES[done]},
            of,
            next=_("Nothing more was done."),
            awaits=self.before,
        )

    def ok(self, step: Step, headline: str, of: Any, **more: Any) -> Scanned:
        """A step was done."""
        return self._answer(Outcome.OK, headline, of, step=step, **more)

    def look(self, headline: str, of: Any = None, **more: Any) -> Scanned:
        """Somebody must look first: at what `next` says, or at the step that is offered."""
        return self._answer(Outcome.LOOK, headline, of, **more)

    def stop(self, headline: str, of: Any = None, **more: Any) -> Scanned:
        """It must not go on."""
        return self._answer(Outcome.STOP, headline, of, **more)

    def day(self, moment: datetime | None) -> str:
        """A day in words, as it is at this library; blank for none."""
        return day_in_words(self.at, moment)

    def _answer(self, outcome: Outcome, headline: str, of: Any, **more: Any) -> Scanned:
        return Scanned(code=self.code, outcome=outcome, headline=headline, **(_facts(of) | more))


def _facts(of: Any) -> dict[str, str]:
    match of:
        case BorrowingRequest() | LendingRequest():
            barcode = of.item.barcode if of.item else ""
            return {"number": of.number, "title": of.title, "barcode": barcode}
        case Item():
            return {"barcode": of.barcode, "title": of.record.title}
        case _:
            return {}


def told(name: str) -> str:
    """Why a step cannot be taken back: the partner knows of it."""
    return _("%(partner)s has been told.") % {"partner": name}


def send_to(library: str) -> str:
    """The headline for what goes to another library of the institution."""
    return _("Send to %(library)s") % {"library": library}


def place_of(item: Item) -> str:
    """Where an item of ours belongs: library, location, call number."""
    place = f"{item.home.library.name}, {item.home.name}"
    return f"{place}, {item.call_number}" if item.call_number else place
