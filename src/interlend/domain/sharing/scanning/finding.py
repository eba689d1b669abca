"""What a code is: the number of a request, an item, a lender's item, an ISO 18626 request id, or a patron."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from interlend.domain.catalog.models import Item
from interlend.domain.people.models import Patron
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.sharing.subjects import NAMED
from interlend.kernel.lifecycle.borrowing import BORROWING


@dataclass(frozen=True)
class Several:
    """Things of several requests have this code; their numbers tell them apart."""

    numbers: tuple[str, ...]


Found = BorrowingRequest | LendingRequest | RotaEntry | Item | Patron | Several
"""A RotaEntry stands for a conversation that its request has gone on without; an Item is one of ours."""

_TOLD = ("library", "pickup_library", "patron", "item", "hold")


def find(code: str) -> Found | None:
    """What this code is, None where it is nothing here. At most five statements.

    A copy of ours that stands on its shelf gives way to a lender's item of the same barcode that is awaited.
    """
    if code[:2].upper() in ("B-", "L-") and (request := _by_number(code.upper())):
        return request
    item = _item(code)
    if item is not None and item.is_temporary:
        return borrowing_requests().filter(item=item).order_by("-id").first()
    if item is not None and item.availability != Item.Availability.ON_SHELF:
        return item
    return _of_a_lender(code) or item or _by_request_id(code) or Patron.objects.filter(barcode=code).first()


def borrowing_requests() -> QuerySet[BorrowingRequest]:
    """Borrowing requests with all that a scan tells of them."""
    return BorrowingRequest.objects.select_related(*_TOLD)


def lending_requests() -> QuerySet[LendingRequest]:
    """Lending requests with all that a scan tells of them."""
    return LendingRequest.objects.select_related(
        "library", "partner", "item__location", "item__home__library"
    )


def _entries() -> QuerySet[RotaEntry]:
    return RotaEntry.objects.select_related("partner", *(f"request__{name}" for name in _TOLD))


def _by_number(number: str) -> BorrowingRequest | LendingRequest | None:
    if number.startswith("L-"):
        return lending_requests().filter(number=number).first()
    return borrowing_requests().filter(number=number).first()


def _item(barcode: str) -> Item | None:
    return (
        Item.objects.select_related("record", "location__library", "home__library", "item_policy")
        .filter(barcode=barcode)
        .exclude(availability=Item.Availability.WITHDRAWN)
        .first()
    )


def _of_a_lender(barcode: str) -> BorrowingRequest | Several | None:
    """The open request whose lender shipped, or whose desk received, something with this barcode."""
    named = _entries().filter(item_barcode=barcode, standing__in=NAMED).exclude(item_barcode="")
    found = [entry.request for entry in named.exclude(request__state__in=BORROWING.closed).order_by("id")[:5]]
    if len(found) > 1:
        return Several(tuple(request.number for request in found))
    return found[0] if found else None


def _by_request_id(request_id: str) -> BorrowingRequest | LendingRequest | RotaEntry | None:
    if lent := lending_requests().filter(conversation__request_id=request_id).order_by("-id").first():
        return lent
    entry = _entries().filter(conversation__request_id=request_id).order_by("-id").first()
    if entry is None:
        return None
    return entry.request if entry.standing in NAMED else entry
