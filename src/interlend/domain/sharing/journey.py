"""The way of a request as a line of stops: what lies behind it, where it is, what is still ahead.

Told from the request, its rota and its history, which the caller has read; no statement is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interlend.domain.sharing.models import BorrowingRequest, HistoryEntry, LendingRequest, RotaEntry
from interlend.kernel.lifecycle.borrowing import BORROWING, Borrowing
from interlend.kernel.lifecycle.happenings import CheckIn, CompleteByHand, LoanCompleted, SendBack
from interlend.kernel.lifecycle.lending import LENDING, Lending
from interlend.kernel.lifecycle.table import Table


class Mark(StrEnum):
    """Where a stop lies, seen from the request."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"
    OFF = "off"
    """Tried in vain, or where the way broke off."""


@dataclass(frozen=True)
class Stop:
    """One stop: its name, where it lies, when it was reached, and a word to it."""

    name: str
    mark: Mark
    at: datetime | None = None
    word: str = ""


_Stretch = tuple[str | Promise, frozenset[str]]

_BORROWED: tuple[_Stretch, ...] = (
    (_("Shipped"), frozenset({Borrowing.SHIPPED_PHYSICALLY})),
    (_("Received"), frozenset({Borrowing.IN_TRANSIT_TO_PICKUP, Borrowing.PHYSICALLY_RECEIVED})),
    (_("Loaned"), frozenset({Borrowing.LOANED})),
    (_("Returned"), frozenset({Borrowing.RETURNED_BY_PATRON})),
    (_("Sent back"), frozenset({Borrowing.RETURNED_TO_PARTNER})),
    (_("Home"), frozenset({Borrowing.REQUEST_COMPLETED})),
)
_LENT: tuple[_Stretch, ...] = (
    (_("Copy found"), frozenset({Lending.BEING_PROCESSED})),
    (_("Will supply"), frozenset({Lending.WILL_SUPPLY, Lending.CONDITIONAL, Lending.CANCEL_REQUESTED})),
    (_("Shipped"), frozenset({Lending.SHIPPED_PHYSICALLY})),
    (_("Received"), frozenset({Lending.RECEIVED_BY_PARTNER})),
    (_("Returned"), frozenset({Lending.RETURNED_BY_PARTNER})),
    (_("Home"), frozenset({Lending.REQUEST_COMPLETED})),
)
_WITH_A_LENDER: dict[str, str | Promise] = {
    Borrowing.REQUEST_SENT: _("asked"),
    Borrowing.REQUEST_ACCEPTED: _("looks for it"),
    Borrowing.WILL_SUPPLY: _("will supply"),
    Borrowing.CONDITIONAL: _("sets a condition"),
    Borrowing.WAITING_FOR_CANCEL_RESPONSE: _("asked to cancel"),
}
_IN_VAIN = {RotaEntry.Standing.REJECTED, RotaEntry.Standing.EXPIRED, RotaEntry.Standing.LEFT}
_SUPPLIES = {RotaEntry.Standing.ACTIVE, RotaEntry.Standing.SUPPLIED}


def of_borrowing(
    request: BorrowingRequest, rota: Iterable[RotaEntry], history: Sequence[HistoryEntry]
) -> list[Stop]:
    """Asked, the partners that were tried, the one that supplies, and the item's way here and home."""
    asked = [entry for entry in rota if entry.asked_at is not None]
    stops = [Stop(gettext("Asked"), Mark.DONE, request.created_at)]
    for entry in asked:
        if entry.standing in _IN_VAIN:
            why = entry.reason or entry.get_standing_display()
            stops.append(Stop(entry.partner.name, Mark.OFF, entry.asked_at, why))
    lender = next((entry for entry in asked if entry.standing in _SUPPLIES), None)
    card = BORROWING.cards[Borrowing(request.state)]
    if lender is not None:
        mark = Mark.HERE if request.state in _WITH_A_LENDER else Mark.DONE
        word = str(_WITH_A_LENDER.get(request.state, _("supplies")))
        stops.append(Stop(lender.partner.name, mark, lender.asked_at, word))
    elif not card.terminal:
        stops.append(Stop(gettext("A lender"), Mark.HERE, word=gettext(card.label)))
    return [*stops, *_way(_BORROWED, BORROWING, request.state, history)]


def of_lending(request: LendingRequest, history: Sequence[HistoryEntry]) -> list[Stop]:
    """Asked of us, the copy found and promised, and its way to the borrower and home."""
    mark = Mark.HERE if request.state in (Lending.CREATED, Lending.LOCATE_FAILED) else Mark.DONE
    asked = Stop(gettext("Asked of us"), mark, request.created_at, request.partner.name)
    return [asked, *_way(_LENT, LENDING, request.state, history)]


def _way(
    stretches: Sequence[_Stretch], table: Table, state: str, history: Sequence[HistoryEntry]
) -> Iterator[Stop]:
    """The item's own way: the stops that it reached, then those ahead, or the end that came before them."""
    into = {entry.to_state: entry for entry in history if entry.to_state != entry.from_state}
    card = table.cards[table.states(state)]
    end = into.get(state) if card.terminal else None
    is_home = end is not None and _brought_home(end)
    reached = [[into[each].at for each in states if each in into] for _name, states in stretches]
    furthest = max((place for place, times in enumerate(reached) if times), default=-1)
    for place, (name, states) in enumerate(stretches):
        if state in states and not card.terminal:
            word = gettext(card.label) if len(states) > 1 else ""
            yield Stop(str(name), Mark.HERE, max(reached[place], default=None), word)
        elif reached[place] and (is_home or state not in states):
            yield Stop(str(name), Mark.DONE, max(reached[place]))
        elif place > furthest and not card.terminal:
            yield Stop(str(name), Mark.AHEAD)
    if card.terminal and not is_home:
        yield Stop(gettext(card.label), Mark.OFF, end.at if end else None, end.text if end else "")


def _brought_home(end: HistoryEntry) -> bool:
    """Whether the item came home with what ended the request."""
    by_hand = end.happening == CompleteByHand.__name__ and end.from_state == Borrowing.RETURNED_TO_PARTNER
    return by_hand or end.happening in {kind.__name__ for kind in (SendBack, LoanCompleted, CheckIn)}
