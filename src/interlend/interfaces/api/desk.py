"""The desk: what is in the hand, what waits on the hold shelf, what is on its way, what comes home."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime, Field

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import queries as circulation
from interlend.domain.circulation.models import Hold, Transit
from interlend.domain.people.permissions import Action
from interlend.domain.sharing import desk as verbs
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.sharing.refusal import NotFound
from interlend.interfaces.api.acting import by, library_named
from interlend.interfaces.api.borrowing_shapes import (
    BorrowingLine,
    Copy,
    Person,
    copy,
    line_of_listed,
    with_lenders,
)
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.lending_shapes import LendingLine, line_of
from interlend.interfaces.api.lending_steps import Chosen
from interlend.interfaces.api.pages import Page, page_of
from interlend.interfaces.api.values import After, Barcode, Code, Given, Limit
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.lending import LENDING

at_desk = Task("Desk")

_CLOSED = (*BORROWING.closed, *LENDING.closed)


class Waiting(Schema):
    """An item on the hold shelf."""

    number: str
    title: str
    patron: Person | None
    item: Copy | None
    since: AwareDatetime
    until: AwareDatetime | None


class OnItsWay(Schema):
    """An item on its way between two libraries of the institution."""

    title: str
    barcode: str
    from_library: str
    since: AwareDatetime


class InHand(Schema):
    """What was scanned: the item, and the open request that it belongs to."""

    title: str
    item: Copy | None
    is_borrowed: bool = Field(description="It belongs to a partner.")
    borrowing: BorrowingLine | None
    lending: LendingLine | None


class Arrived(Schema):
    """An item at the end of its way, and where that is."""

    barcode: Given
    at_library: Annotated[Code, Field(min_length=1, description="Code of the library that it reached.")]


@at_desk.reads("/desk/items/{barcode}", Action.SCAN, InHand)
def look_up_barcode(request: Call, barcode: Barcode) -> InHand:
    """What this barcode is, and which open request it belongs to."""
    return _in_hand(_item(barcode))


@at_desk.reads("/desk/hold-shelf", Action.DESK_ARRIVAL, Page[Waiting])
def hold_shelf(request: Call, library: Code, limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """The items that wait for their patrons at this library, the oldest first."""
    rows = circulation.hold_shelf(library=library_named(library))
    return page_of(rows, _waiting, limit=limit, after=after)


@at_desk.reads("/desk/on-their-way", Action.DESK_ARRIVAL, Page[OnItsWay])
def on_their_way(request: Call, library: Code, limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """The items in transit to this library, the oldest first."""
    rows = circulation.on_their_way(to_library=library_named(library))
    return page_of(rows, _on_its_way, limit=limit, after=after)


@at_desk.does("/desk/arrive", Action.DESK_ARRIVAL, InHand)
def take_in_by_barcode(request: Call, said: Arrived) -> InHand:
    """An item that travelled inside the institution reaches the library that it was sent to."""
    verbs.arrive(said.barcode, at_library_code=said.at_library, now=timezone.now())
    return _in_hand(_item(said.barcode))


@at_desk.does("/desk/check-in", Action.LENDING_CHECK_IN, LendingLine)
def check_in_by_barcode(request: Call, said: Chosen) -> LendingLine:
    """Check in an item of ours that came home from a partner, by its barcode alone."""
    acting = by(request, said.at_library)
    return line_of(verbs.check_in(said.barcode, by=acting, now=timezone.now()))


def _in_hand(item: Item) -> InHand:
    borrowed = with_lenders(_newest(BorrowingRequest, item)).first() if item.is_temporary else None
    lent = None if item.is_temporary else _newest(LendingRequest, item).select_related("partner").first()
    return InHand(
        title=item.record.title,
        item=copy(item),
        is_borrowed=item.is_temporary,
        borrowing=line_of_listed(borrowed) if borrowed else None,
        lending=line_of(lent) if lent else None,
    )


def _item(barcode: str) -> Item:
    item = (
        Item.objects.select_related("record", "location")
        .filter(barcode=barcode)
        .exclude(availability=Item.Availability.WITHDRAWN)
        .first()
    )
    if item is None:
        raise NotFound(_("No item here has the barcode %(barcode)s.") % {"barcode": barcode})
    return item


def _newest(model: Any, item: Item) -> Any:
    """The open requests about this item, the newest first."""
    return (
        model.objects.select_related("library").filter(item=item).exclude(state__in=_CLOSED).order_by("-id")
    )


def _waiting(hold: Hold) -> Waiting:
    patron = hold.patron
    return Waiting(
        number=hold.number,
        title=hold.item.record.title,
        patron=Person(barcode=patron.barcode, name=patron.name) if patron else None,
        item=copy(hold.item),
        since=hold.placed_at,
        until=hold.expires_at,
    )


def _on_its_way(transit: Transit) -> OnItsWay:
    return OnItsWay(
        title=transit.item.record.title,
        barcode=transit.item.barcode,
        from_library=transit.from_library.code,
        since=transit.began_at,
    )
