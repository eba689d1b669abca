"""The slip that goes with an item, as it is to be printed now."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.models import Transit
from interlend.domain.letters import slips
from interlend.domain.letters.slips import Slip
from interlend.domain.libraries.calendar import day_in_words
from interlend.domain.libraries.models import Library
from interlend.domain.sharing import queries
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.sharing.scanning.borrowed import shelf_mark
from interlend.domain.sharing.scanning.scanned import SlipKind
from interlend.domain.sharing.subjects import BorrowingSubject


def slip_of(kind: SlipKind, of: str) -> Slip:
    """The slip of this kind for a request (its number), or for an item in transit (its barcode).

    Raises NotFound.
    """
    match kind:
        case SlipKind.SHIPPING:
            return _shipping(queries.lending_request(of))
        case SlipKind.RETURN:
            return _return(queries.borrowing_request(of))
        case SlipKind.HOLD_SHELF:
            return _hold_shelf(queries.borrowing_request(of))
        case SlipKind.TRANSIT:
            return _transit(of)


def pull_slip_of(request: LendingRequest) -> Slip:
    """The slip for fetching a copy; of a request that came from `queries.lending_requests`."""
    item = request.item
    return slips.pull_slip(
        number=request.number,
        title=request.title,
        author=request.author,
        barcode=item.barcode if item else "",
        location=item.location.name if item else "",
        call_number=item.call_number if item else "",
        partner=request.partner.name,
        needed_by=date_format(request.needed_by, "DATE_FORMAT") if request.needed_by else "",
    )


def _shipping(request: LendingRequest) -> Slip:
    partner = request.partner
    return slips.shipping_slip(
        number=request.number,
        request_id=request.conversation.request_id,
        title=request.title,
        author=request.author,
        barcode=request.item.barcode if request.item else "",
        sender=_address(request.library),
        ship_to="\n".join(filter(None, [request.requester or partner.name, partner.address])),
        due=day_in_words(request.library, request.due_at),
    )


def _return(request: BorrowingRequest) -> Slip:
    entry = BorrowingSubject(request).entry
    partner = entry.partner if entry else None
    return slips.return_slip(
        number=request.number,
        request_id=entry.conversation.request_id if entry and entry.conversation else request.number,
        title=request.title,
        author=request.author,
        barcode=entry.item_barcode if entry else "",
        sender=_address(request.library),
        return_to="\n".join(filter(None, [partner.name, partner.address])) if partner else "",
    )


def _hold_shelf(request: BorrowingRequest) -> Slip:
    pickup = request.pickup_library
    return slips.hold_shelf_slip(
        number=request.number,
        shelf_mark=shelf_mark(request),
        title=request.title,
        barcode=request.item.barcode if request.item else "",
        library=pickup.name,
        until=day_in_words(pickup, request.hold.expires_at if request.hold else None),
    )


def _transit(of: str) -> Slip:
    """By the number of a borrowing or a lending request, or by the barcode of a copy of ours."""
    item, number = _item_of(of)
    under_way = (
        Transit.objects.select_related("from_library", "to_library").filter(item=item, ended_at=None).first()
    )
    if under_way is None:
        raise NotFound(_("%(code)s is not in transit any more.") % {"code": of})
    return slips.transit_slip(
        code=number or item.barcode,
        title=item.record.title,
        barcode=item.barcode,
        sender=under_way.from_library.name,
        send_to=under_way.to_library.name,
        number=number,
    )


def _item_of(of: str) -> tuple[Item, str]:
    for prefix, model in (("B-", BorrowingRequest), ("L-", LendingRequest)):
        if of.startswith(prefix):
            request = model.objects.select_related("item__record").filter(number=of).first()
            if request is not None and request.item is not None:
                return request.item, of
    items = Item.objects.select_related("record").exclude(availability=Item.Availability.WITHDRAWN)
    item = items.filter(barcode=of).first()
    if item is None:
        raise NotFound(_("Nothing in transit here is %(code)s.") % {"code": of})
    return item, ""


def _address(library: Library) -> str:
    return library.address or library.name
