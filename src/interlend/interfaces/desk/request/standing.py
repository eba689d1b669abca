"""Where a request stands, in a sentence: since when, what is expected, whose turn it is and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from interlend.domain.sharing.models import HistoryEntry
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.lending import Lending
from interlend.kernel.lifecycle.states import Actor, StateCard

BORROWED: Mapping[Borrowing, str | Promise] = {
    Borrowing.CREATED: _("Nobody is known who could be asked: look at the rota rules, then locate."),
    Borrowing.LOCATE_IN_PROCESS: _("The partners' catalogs are being searched."),
    Borrowing.LOCATE_FAILED: _("No partner has it to lend: locate again, or cancel."),
    Borrowing.READY_TO_SEND: _("Send it to the next lender of its rota."),
    Borrowing.REQUEST_SENT: _("%(partner)s is to answer."),
    Borrowing.REQUEST_ACCEPTED: _("%(partner)s looks for it."),
    Borrowing.WILL_SUPPLY: _("%(partner)s is to ship it."),
    Borrowing.CONDITIONAL: _("Say to %(partner)s whether you agree to the condition."),
    Borrowing.REJECTED_BY_PARTNER: _("Every lender of the rota said no: locate again, or cancel."),
    Borrowing.EXPIRED: _("No lender of the rota answered in time: locate again, or cancel."),
    Borrowing.WAITING_FOR_CANCEL_RESPONSE: _("%(partner)s is to say whether it can still be cancelled."),
    Borrowing.SHIPPED_PHYSICALLY: _("Receive it when the parcel comes."),
    Borrowing.IN_TRANSIT_TO_PICKUP: _("It is on its way to %(pickup)s."),
    Borrowing.PHYSICALLY_RECEIVED: _("%(patron)s is to pick it up at %(pickup)s."),
    Borrowing.LOANED: _("%(patron)s is to bring it back."),
    Borrowing.RETURNED_BY_PATRON: _("Send it home to %(partner)s."),
    Borrowing.RETURNED_TO_PARTNER: _("%(partner)s is to check it in."),
}
LENT: Mapping[Lending, str | Promise] = {
    Lending.CREATED: _("Choose the copy that will be lent, or answer %(partner)s."),
    Lending.LOCATE_FAILED: _("Our catalog does not say which title is meant: choose the copy, or reject."),
    Lending.BEING_PROCESSED: _("Fetch the copy from its shelf and ship it."),
    Lending.WILL_SUPPLY: _("Ship it: %(partner)s was promised it."),
    Lending.CONDITIONAL: _("%(partner)s is to say whether it agrees to the condition."),
    Lending.CANCEL_REQUESTED: _("%(partner)s wants to cancel: say yes or no."),
    Lending.SHIPPED_PHYSICALLY: _("%(partner)s is to receive it."),
    Lending.RECEIVED_BY_PARTNER: _("%(partner)s is to send it back."),
    Lending.RETURNED_BY_PARTNER: _("Check it in when the parcel comes."),
}
CLOSED: str | Promise = _("Nothing more is due.")


@dataclass(frozen=True)
class Standing:
    """The sentence under the title. `next` is who acts next, empty where nobody has to.

    `tone` is how its badge looks: `stop`, `look`, `ok`, or `closed`.
    """

    label: str
    since: datetime | None
    expected: str
    next: str
    by: datetime | None
    is_late: bool
    tone: str


def standing(
    state: Borrowing | Lending,
    *,
    card: StateCard,
    history: Iterable[HistoryEntry],
    act_by: datetime | None,
    names: Mapping[str, str],
    now: datetime,
) -> Standing:
    """Where it stands. `names` says who `partner`, `patron` and `pickup` are."""
    since = [entry.at for entry in history if entry.to_state == state != entry.from_state]
    expected = BORROWED.get(state, CLOSED) if isinstance(state, Borrowing) else LENT.get(state, CLOSED)
    is_late = act_by is not None and act_by < now and not card.terminal
    return Standing(
        label=_now(card.label),
        since=since[-1] if since else None,
        expected=str(expected) % names,
        next=_whose_turn(card, names),
        by=None if card.terminal else act_by,
        is_late=is_late,
        tone=_tone(card, is_late=is_late),
    )


def _tone(card: StateCard, *, is_late: bool) -> str:
    if card.terminal:
        return "closed"
    if is_late:
        return "stop"
    return "look" if card.needs_attention else "ok"


def _whose_turn(card: StateCard, names: Mapping[str, str]) -> str:
    match card.next_actor:
        case Actor.US:
            return _now("you")
        case Actor.PARTNER:
            return names["partner"]
        case Actor.PATRON:
            return names["patron"]
        case _:
            return ""
