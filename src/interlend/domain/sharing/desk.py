"""What staff and patrons do to a request, by its number or by the barcode in their hand.

Each verb finds the request, makes the happening, and lets `advance` decide. Raises NotPossible with the
reason, NotFound, and circulation's Refused; then nothing was changed. Inside an open scope.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import transit
from interlend.domain.circulation.holds import OPEN
from interlend.domain.fulfillment.models import TermsKind
from interlend.domain.fulfillment.terms import terms_for
from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.libraries.models import Library
from interlend.domain.sharing.advance import advance
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.sharing.refusal import NotFound, NotPossible
from interlend.domain.sharing.subjects import BorrowingSubject, LeftSubject, LendingSubject
from interlend.kernel.lifecycle.happenings import (
    ArriveAtPickup,
    CheckIn,
    Happening,
    LoanToPatron,
    LocateByHand,
    ReturnByPatron,
)


def borrowing(number: str, happening: Happening, *, by: By, now: datetime) -> BorrowingRequest:
    """Let something happen to a borrowing request."""
    subject = BorrowingSubject.locked(number)
    advance(subject, happening, by=by, now=now)
    return subject.request


def lending(number: str, happening: Happening, *, by: By, now: datetime) -> LendingRequest:
    """Let something happen to a lending request."""
    subject = LendingSubject.locked(number)
    item_ids = [_own_item(happening.item).pk] if isinstance(happening, LocateByHand) else []
    advance(subject, happening, by=by, now=now, item_ids=item_ids)
    return subject.request


def left(number: str, partner_code: str, happening: Happening, *, by: By, now: datetime) -> RotaEntry:
    """Let something happen in a conversation that the request has gone on without."""
    entry = RotaEntry.objects.filter(
        request__number=number, partner__code=partner_code, conversation__isnull=False
    ).first()
    if entry is None:
        raise NotFound(_("Request %(number)s never asked this partner.") % {"number": number})
    subject = LeftSubject.locked(entry.pk)
    advance(subject, happening, by=by, now=now)
    return subject.entry


def lend_to_patron(number: str, *, by: By, now: datetime) -> BorrowingRequest:
    """Lend the item to its patron; due by the Loan terms of use, never later than the lender's date."""
    subject = BorrowingSubject.locked(number)
    request, item = subject.request, subject.request.item
    if item is None:
        raise NotPossible(_("The item has not been received."))
    case = {
        "item_policy": item.item_policy,
        "location": item.location,
        "user_group": request.patron.user_group,
    }
    found = terms_for(TermsKind.LOAN, item.location.fulfillment_unit_id, case)
    if found.terms is None or not found.terms.is_loanable:
        raise NotPossible(_("The Loan terms of use do not let this item be taken away."))
    due = found.terms.due(now, calendar_of(request.library), no_later_than=request.lender_due_at)
    advance(subject, LoanToPatron(due=due), by=by, now=now, decision=found.record())
    return request


def return_from_patron(number: str, *, by: By, now: datetime) -> BorrowingRequest:
    """The patron brings the item back."""
    return borrowing(number, ReturnByPatron(), by=by, now=now)


def arrive_at_pickup(number: str, *, by: By, now: datetime) -> BorrowingRequest:
    """The item reaches the library where its patron picks it up."""
    return borrowing(number, ArriveAtPickup(), by=by, now=now)


def send_to_lending_library(number: str, *, now: datetime) -> LendingRequest:
    """Send the reserved copy, just fetched from its shelf, to the library that ships it (transit)."""
    request = LendingSubject.locked(number).request
    item, hold = request.item, request.hold
    if item is None or hold is None or hold.state not in OPEN:
        raise NotPossible(_("No copy is reserved for this request."))
    home = item.home.library
    transit.send(item=item, from_library=home, to_library=request.library, now=now)
    return request


def arrive(barcode: str, *, at_library_code: str, now: datetime) -> Item:
    """An item reaches the library that it was sent to within this institution."""
    item = Item.objects.filter(barcode=barcode, availability=Item.Availability.IN_TRANSIT).first()
    library = Library.objects.filter(code=at_library_code).first()
    if item is None:
        raise NotFound(_("No item with the barcode %(barcode)s is in transit.") % {"barcode": barcode})
    if library is None:
        raise NotFound(_("There is no library %(code)s here.") % {"code": at_library_code})
    transit.arrive(item=item, at_library=library, now=now)
    return item


def check_in(barcode: str, *, by: By, now: datetime) -> LendingRequest:
    """Our item comes home from a partner."""
    request = (
        LendingRequest.objects.filter(item__barcode=barcode, item__availability=Item.Availability.SHIPPED)
        .order_by("-id")
        .first()
    )
    if request is None:
        raise NotFound(_("No item with the barcode %(barcode)s is with a partner.") % {"barcode": barcode})
    return lending(request.number, CheckIn(barcode=barcode), by=by, now=now)


def dismiss_attention(number: str) -> None:
    """Staff have looked at what was shown to them."""
    model = LendingRequest if number.startswith("L-") else BorrowingRequest
    if not model.objects.filter(number=number).update(needs_attention=""):
        raise NotFound(_("There is no request %(number)s here.") % {"number": number})


def _own_item(barcode: str) -> Item:
    item = Item.objects.filter(barcode=barcode, is_temporary=False).first()
    if item is None:
        raise NotFound(_("No item here has the barcode %(barcode)s.") % {"barcode": barcode})
    return item
