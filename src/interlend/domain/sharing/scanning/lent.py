"""What a scan means for a partner's request to us: its copy leaves, or comes home."""

from __future__ import annotations

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.sharing import desk
from interlend.domain.sharing.models import LendingRequest
from interlend.domain.sharing.scanning.in_hand import InHand, place_of, send_to, told
from interlend.domain.sharing.scanning.scanned import Awaited, Scanned, SlipKind, Step
from interlend.kernel.lifecycle.happenings import CheckIn, Ship
from interlend.kernel.lifecycle.lending import LENDING, PROMISED, Lending

WAITS_FOR_ITS_COPY = (Lending.BEING_PROCESSED, *PROMISED)


def step(hand: InHand, request: LendingRequest) -> Scanned:
    """Do what the number of this request, or its ISO 18626 id, means where it stands."""
    state, item = Lending(request.state), request.item
    if item is not None and item.availability == Item.Availability.SHIPPED:
        return check_in(hand, request)
    if item is not None and state in WAITS_FOR_ITS_COPY:
        return hand.look(
            _("Now scan the copy: %(barcode)s") % {"barcode": item.barcode},
            request,
            next=place_of(item),
            awaits=Awaited(number=request.number),
        )
    return hand.stop(_(LENDING.cards[state].label), request, next=_(LENDING.reason_for(state, Ship)))


def ship(hand: InHand, request: LendingRequest, item: Item) -> Scanned:
    """Ship this copy, unless the borrower has to be asked or answered first."""
    if request.state == Lending.CANCEL_REQUESTED:
        return hand.stop(
            _("%(partner)s wishes to cancel") % {"partner": request.partner.name},
            request,
            next=_("Answer that first, on the page of the request."),
        )
    if request.state == Lending.CONDITIONAL and hand.confirmed is not Step.SHIP:
        return hand.look(
            _("%(partner)s has not agreed to the condition yet") % {"partner": request.partner.name},
            request,
            next=_("Ship it if they have agreed by mail or telephone."),
            offer=Step.SHIP,
        )
    hand.begin(Step.SHIP)
    shipped = desk.lending(request.number, Ship(barcode=item.barcode), by=hand.by, now=hand.now)
    return hand.ok(
        Step.SHIP,
        _("Ship to %(partner)s") % {"partner": shipped.partner.name},
        shipped,
        next=_("Pack it with its shipping slip. Due back %(day)s.") % {"day": hand.day(shipped.due_at)},
        destination=shipped.partner.name,
        slip=SlipKind.SHIPPING,
        why_no_undo=told(shipped.partner.name),
    )


def check_in(hand: InHand, request: LendingRequest) -> Scanned:
    """Our copy is home. One that the borrower never received may just have been scanned on its way out."""
    if twice := hand.done_a_moment_ago(request):
        return twice
    if request.state == Lending.SHIPPED_PHYSICALLY and hand.confirmed is not Step.CHECK_IN:
        return hand.look(
            _("Shipped; %(partner)s has not received it yet") % {"partner": request.partner.name},
            request,
            next=_("Send it off, or check it in if it came back."),
            destination=request.partner.name,
            slip=SlipKind.SHIPPING,
            offer=Step.CHECK_IN,
        )
    hand.begin(Step.CHECK_IN)
    barcode = request.item.barcode if request.item else ""
    desk.lending(request.number, CheckIn(barcode=barcode), by=hand.by, now=hand.now)
    item = request.item
    belongs = item.home.library if item else request.library
    is_here = belongs.pk == hand.at.pk
    return hand.ok(
        Step.CHECK_IN,
        _("Home again: put it on its shelf") if is_here else send_to(belongs.name),
        request,
        next=place_of(item) if item else "",
        destination="" if is_here else belongs.name,
        slip=None if is_here else SlipKind.TRANSIT,
        why_no_undo=told(request.partner.name),
    )
