"""What a scan means for a partner's item that a patron of ours asked for, state by state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from interlend.domain.sharing import desk
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.scanning.in_hand import InHand, send_to, told
from interlend.domain.sharing.scanning.scanned import Awaited, Scanned, SlipKind, Step
from interlend.domain.sharing.subjects import BorrowingSubject
from interlend.kernel.lifecycle.borrowing import ASKED, BORROWING, Borrowing
from interlend.kernel.lifecycle.happenings import Receive, SendBack


def step(hand: InHand, request: BorrowingRequest) -> Scanned:
    """Do what the scan of this request, or of its item, means where it stands."""
    if twice := hand.done_a_moment_ago(request):
        return replace(twice, offer=_may_follow(hand, request))
    state = Borrowing(request.state)
    do = _STEPS.get(state)
    if do is None:
        return hand.stop(
            _(BORROWING.cards[state].label), request, next=_(BORROWING.reason_for(state, Receive))
        )
    return do(hand, request)


def shelf_mark(request: BorrowingRequest) -> str:
    """What stands on the hold shelf in place of the patron's name: an initial, the end of the number."""
    last_name = request.patron.name.split()[-1:] or [""]
    return f"{last_name[0][:1]}. {request.number[-4:]}"


def lender_of(request: BorrowingRequest) -> str:
    """The name of the lender that supplies. One statement."""
    entry = BorrowingSubject(request).entry
    return entry.partner.name if entry else ""


def _may_follow(hand: InHand, request: BorrowingRequest) -> Step | None:
    """What a second scan offers, should it be no slip of the hand."""
    if request.state == Borrowing.PHYSICALLY_RECEIVED and hand.at.pk == request.pickup_library_id:
        return Step.LOAN
    if request.state == Borrowing.RETURNED_BY_PATRON and hand.at.pk == request.library_id:
        return Step.SEND_BACK
    return None


def _receive(hand: InHand, request: BorrowingRequest) -> Scanned:
    hand.begin(Step.RECEIVE)
    entry = BorrowingSubject(request).entry
    # A number or a request id in the hand is not the item's barcode; then the lender's word for it stands.
    barcode = hand.code if entry and entry.item_barcode == hand.code else ""
    received = desk.borrowing(request.number, Receive(barcode=barcode), by=hand.by, now=hand.now)
    why_no_undo = told(entry.partner.name if entry else "")
    if received.state == Borrowing.PHYSICALLY_RECEIVED:
        return _ready(hand, received, Step.RECEIVE, why_no_undo)
    return _travels(
        hand,
        received,
        Step.RECEIVE,
        to=received.pickup_library.name,
        next=_("It is put on the hold shelf there."),
        why_no_undo=why_no_undo,
    )


def _not_shipped(hand: InHand, request: BorrowingRequest) -> Scanned:
    if hand.confirmed is Step.RECEIVE:
        return _receive(hand, request)
    return hand.look(
        _("Not shipped yet, says %(partner)s") % {"partner": lender_of(request)},
        request,
        next=_("Receive it if it is in your hand."),
        offer=Step.RECEIVE,
    )


def _arrive(hand: InHand, request: BorrowingRequest) -> Scanned:
    if hand.at.pk != request.pickup_library_id:
        return hand.look(
            _("On its way to %(library)s") % {"library": request.pickup_library.name},
            request,
            next=_("Send it there."),
            destination=request.pickup_library.name,
            slip=SlipKind.TRANSIT,
        )
    hand.begin(Step.PUT_ON_HOLD_SHELF)
    arrived = desk.arrive_at_pickup(request.number, by=hand.by, now=hand.now)
    return _ready(hand, arrived, Step.PUT_ON_HOLD_SHELF, _("The patron has been written to."))


def _hand_out(hand: InHand, request: BorrowingRequest) -> Scanned:
    card, mark = hand.before.patron, shelf_mark(request)
    if card and card != request.patron.barcode:
        return hand.stop(
            _("Waits for somebody else: %(mark)s") % {"mark": mark},
            request,
            next=_("Put it back on the hold shelf."),
            awaits=hand.before,
        )
    if hand.confirmed is Step.SEND_BACK:
        return _send_back(hand, request)
    if card or hand.confirmed is Step.LOAN:
        return _lend(hand, request)
    if hand.at.pk != request.pickup_library_id:
        return hand.look(
            _("Belongs on the hold shelf of %(library)s") % {"library": request.pickup_library.name},
            request,
            next=_("Send it there."),
            destination=request.pickup_library.name,
            slip=SlipKind.HOLD_SHELF,
        )
    if request.hold and request.hold.expires_at and request.hold.expires_at < hand.now:
        return hand.look(
            _("Not picked up by %(day)s: %(mark)s")
            % {"day": hand.day(request.hold.expires_at), "mark": mark},
            request,
            next=_("Send it back to %(partner)s, or scan the patron's card.")
            % {"partner": lender_of(request)},
            offer=Step.SEND_BACK,
            awaits=Awaited(item=request.number),
        )
    return hand.look(
        _("Waits for %(patron)s: %(mark)s") % {"patron": request.patron.name, "mark": mark},
        request,
        next=_("Scan the patron's card, or lend it if %(patron)s stands here.")
        % {"patron": request.patron.name},
        destination=_hold_shelf(request),
        slip=SlipKind.HOLD_SHELF,
        offer=Step.LOAN,
        awaits=Awaited(item=request.number),
    )


def _lend(hand: InHand, request: BorrowingRequest) -> Scanned:
    hand.begin(Step.LOAN)
    loaned = desk.lend_to_patron(request.number, by=hand.by, now=hand.now)
    due = loaned.loan.due_at if loaned.loan else None
    return hand.ok(
        Step.LOAN,
        _("Lent to %(patron)s until %(day)s") % {"patron": loaned.patron.name, "day": hand.day(due)},
        loaned,
        why_no_undo=_("Take it back by another scan, a minute from now."),
        awaits=Awaited(patron=hand.before.patron),
    )


def _take_back(hand: InHand, request: BorrowingRequest) -> Scanned:
    hand.begin(Step.RETURN)
    returned = desk.return_from_patron(request.number, by=hand.by, now=hand.now)
    why_no_undo = _("No step leads back from a return.")
    if hand.at.pk != returned.library_id:
        return _travels(
            hand,
            returned,
            Step.RETURN,
            to=returned.library.name,
            next=_("It is sent back to its lender there."),
            why_no_undo=why_no_undo,
        )
    return hand.ok(
        Step.RETURN,
        _("Returned by %(patron)s") % {"patron": returned.patron.name},
        returned,
        next=_("Send it back to %(partner)s.") % {"partner": lender_of(returned)},
        offer=Step.SEND_BACK,
        why_no_undo=why_no_undo,
    )


def _send_home(hand: InHand, request: BorrowingRequest) -> Scanned:
    if hand.at.pk == request.library_id:
        return _send_back(hand, request)
    return hand.look(
        _("On its way to %(library)s") % {"library": request.library.name},
        request,
        next=_("Send it there: %(library)s sends it back to its lender.") % {"library": request.library.name},
        destination=request.library.name,
        slip=SlipKind.TRANSIT,
    )


def _send_back(hand: InHand, request: BorrowingRequest) -> Scanned:
    hand.begin(Step.SEND_BACK)
    sent = desk.borrowing(request.number, SendBack(barcode=hand.code), by=hand.by, now=hand.now)
    lender = lender_of(sent)
    return hand.ok(
        Step.SEND_BACK,
        _("Send back to %(partner)s") % {"partner": lender},
        sent,
        next=_("Pack it with its return slip."),
        destination=lender,
        slip=SlipKind.RETURN,
        why_no_undo=told(lender),
    )


def _ready(hand: InHand, request: BorrowingRequest, done: Step, why_no_undo: str) -> Scanned:
    return hand.ok(
        done,
        _("Ready for pickup shelf: %(mark)s") % {"mark": shelf_mark(request)},
        request,
        next=_("The patron is told by letter."),
        destination=_hold_shelf(request),
        slip=SlipKind.HOLD_SHELF,
        why_no_undo=why_no_undo,
    )


def _travels(
    hand: InHand, request: BorrowingRequest, done: Step, *, to: str, next: str, why_no_undo: str
) -> Scanned:
    return hand.ok(
        done,
        send_to(to),
        request,
        next=next,
        destination=to,
        slip=SlipKind.TRANSIT,
        why_no_undo=why_no_undo,
    )


def _hold_shelf(request: BorrowingRequest) -> str:
    return _("Hold shelf of %(library)s") % {"library": request.pickup_library.name}


_STEPS: dict[Borrowing, Callable[[InHand, BorrowingRequest], Scanned]] = {
    **dict.fromkeys((*ASKED, Borrowing.WAITING_FOR_CANCEL_RESPONSE), _not_shipped),
    Borrowing.SHIPPED_PHYSICALLY: _receive,
    Borrowing.IN_TRANSIT_TO_PICKUP: _arrive,
    Borrowing.PHYSICALLY_RECEIVED: _hand_out,
    Borrowing.LOANED: _take_back,
    Borrowing.RETURNED_BY_PATRON: _send_home,
}
