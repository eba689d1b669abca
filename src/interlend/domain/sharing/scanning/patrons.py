"""A patron's card: what is scanned next is for them, or what was scanned before."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interlend.domain.circulation.models import Hold
from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.people.models import Patron
from interlend.domain.people.patrons import may_request
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.scanning import borrowed
from interlend.domain.sharing.scanning.finding import borrowing_requests
from interlend.domain.sharing.scanning.in_hand import InHand
from interlend.domain.sharing.scanning.scanned import Awaited, Scanned, Step
from interlend.kernel.lifecycle.borrowing import Borrowing


def step(hand: InHand, patron: Patron) -> Scanned:
    """Lend the patron what waits in the hand, or say how much waits for them."""
    hand.begin(Step.LOAN)
    waiting = list(
        borrowing_requests()
        .filter(patron=patron, state=Borrowing.PHYSICALLY_RECEIVED, hold__state=Hold.State.READY)
        .order_by("id")
    )
    refusal = may_request(patron=patron, today=calendar_of(hand.at).day_of(hand.now))
    if refusal:
        return hand.stop(patron.name, next=refusal.sentence)
    in_hand = _in_hand(hand, waiting)
    if in_hand is not None:
        with_card = Awaited(patron=patron.barcode)
        return borrowed.step(hand.after(with_card), in_hand)
    if hand.before.item:
        return hand.stop(
            _("%(barcode)s does not wait for %(patron)s")
            % {"barcode": hand.before.item, "patron": patron.name},
            next=_("Put it back on the hold shelf."),
            awaits=Awaited(patron=patron.barcode),
        )
    return hand.look(patron.name, next=_what_waits(waiting), awaits=Awaited(patron=patron.barcode))


def _what_waits(waiting: list[BorrowingRequest]) -> str:
    if not waiting:
        return _("Nothing waits on the hold shelf. Scan what is to be lent.")
    words = ngettext(
        "%(count)s item waits on the hold shelf: %(marks)s. Scan what is to be lent.",
        "%(count)s items wait on the hold shelf: %(marks)s. Scan what is to be lent.",
        len(waiting),
    )
    return words % {"count": len(waiting), "marks": ", ".join(map(borrowed.shelf_mark, waiting))}


def _in_hand(hand: InHand, waiting: list[BorrowingRequest]) -> BorrowingRequest | None:
    """The one of the waiting that was scanned just before the card."""
    return next((request for request in waiting if request.number == hand.before.item), None)
