"""An item that comes from a lender after its request had gone on: it only passes through our hands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from interlend.domain.sharing import desk
from interlend.domain.sharing.models import RotaEntry
from interlend.domain.sharing.scanning.in_hand import InHand, told
from interlend.domain.sharing.scanning.scanned import Scanned, SlipKind, Step
from interlend.domain.sharing.subjects import LeftSubject
from interlend.kernel.lifecycle.borrowing import BORROWING, Borrowing
from interlend.kernel.lifecycle.happenings import ReceiveLate, SendBack
from interlend.kernel.lifecycle.left import LEFT_BEHIND, Left


def step(hand: InHand, entry: RotaEntry) -> Scanned:
    """Receive what comes too late, then send it home."""
    stands = LeftSubject(entry).stands
    if stands is Left.ARRIVED_LATE:
        return _send_home(hand, entry)
    if stands is Left.SENT_HOME:
        return hand.stop(
            _(LEFT_BEHIND.cards[stands].label),
            entry.request,
            next=_(LEFT_BEHIND.reason_for(stands, SendBack)),
        )
    hand.begin(Step.RECEIVE_LATE)
    desk.left(entry.request.number, entry.partner.code, ReceiveLate(), by=hand.by, now=hand.now)
    card = BORROWING.cards[Borrowing(entry.request.state)]
    return hand.look(
        _("Came too late: send it back to %(partner)s") % {"partner": entry.partner.name},
        entry.request,
        step=Step.RECEIVE_LATE,
        next=_("Not for the hold shelf: the request has gone on (%(state)s).") % {"state": _(card.label)},
        destination=entry.partner.name,
        slip=SlipKind.RETURN,
        offer=Step.SEND_BACK,
        why_no_undo=told(entry.partner.name),
    )


def _send_home(hand: InHand, entry: RotaEntry) -> Scanned:
    if hand.confirmed is None and (twice := hand.done_a_moment_ago(entry.request)):
        return twice
    hand.begin(Step.SEND_BACK)
    desk.left(entry.request.number, entry.partner.code, SendBack(), by=hand.by, now=hand.now)
    return hand.ok(
        Step.SEND_BACK,
        _("Send back to %(partner)s") % {"partner": entry.partner.name},
        entry.request,
        next=_("Pack it with its return slip."),
        destination=entry.partner.name,
        slip=SlipKind.RETURN,
        why_no_undo=told(entry.partner.name),
    )
