"""Temporary items: a partner's item while it is with us, under a brief record.

The brief record has no search keys, so no search of a reader or of a peer finds it: what we borrowed is not
ours to lend.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item, Record
from interlend.domain.circulation.availability import Availability, become
from interlend.domain.circulation.holds import OPEN
from interlend.domain.circulation.models import Hold, Transit
from interlend.domain.circulation.refusal import Refused, because_of
from interlend.domain.libraries.models import ItemPolicy, Location

_LONGEST_BARCODE = 60
_LONGEST_YEAR = 20


class Cited(Protocol):
    """What a request says of the thing that is lent."""

    title: str
    author: str
    edition: str
    publisher: str
    year: str
    volume: str


@transaction.atomic
def create(
    *, citation: Cited, barcode: str, location: Location, item_policy: ItemPolicy | None, number: str
) -> Item:
    """Make the temporary item of a borrowing request, on the shelf of its location.

    `barcode` is the lender's. Where an item of ours has it already, the item gets `barcode-number` and says
    so in its description; without one it gets the request's number. Three statements. Raises Refused where
    no barcode is free.
    """
    record = _brief_record(citation, number)
    free = _free_barcode(barcode, number)
    description = citation.volume
    if free != barcode:
        described = _("Lender's barcode: %(barcode)s") % {"barcode": barcode or _("none")}
        description = f"{description} · {described}" if description else described
    return Item.objects.create(
        record=record,
        barcode=free,
        location=location,
        home=location,
        item_policy=item_policy,
        description=description[:200],
        availability=Availability.ON_SHELF,
        is_temporary=True,
    )


@transaction.atomic
def withdraw(*, item: Item, now: datetime) -> None:
    """Take a temporary item out of the collection, with any hold or transit of it; its barcode is free again.

    Two statements, three for one in transit. Raises Refused for an item of ours, or one that is on loan.
    """
    if not item.is_temporary:
        raise Refused(_("Item %(barcode)s belongs to us: it is not temporary.") % {"barcode": item.barcode})
    standing = Availability(item.availability)
    if standing in (Availability.ON_LOAN, Availability.WITHDRAWN):
        raise because_of(item, _("withdrawn"))
    become(item, Availability.WITHDRAWN, only_from=(standing,), what=_("withdrawn"))
    Hold.objects.filter(item=item, state__in=OPEN).update(state=Hold.State.RELEASED)
    if standing == Availability.IN_TRANSIT:
        Transit.objects.filter(item=item, ended_at=None).update(ended_at=now)


def _brief_record(citation: Cited, number: str) -> Record:
    """The request's record: made by its first item, shared by the further volumes."""
    record = Record(
        number=f"borrowed {number}",
        title=citation.title,
        author=citation.author,
        edition=citation.edition,
        publisher=citation.publisher,
        year=citation.year[:_LONGEST_YEAR],
        is_brief=True,
        title_key="",
    )
    described = ["title", "author", "edition", "publisher", "year"]
    Record.objects.bulk_create(
        [record], update_conflicts=True, unique_fields=["zone", "number"], update_fields=described
    )
    return record


def _free_barcode(barcode: str, number: str) -> str:
    """Its own barcode if that is free; else with the request's number; else, for further volumes, counted."""
    first = barcode or number
    stem = f"{first[: _LONGEST_BARCODE - len(number) - 4]}-{number}"
    wanted = [first[:_LONGEST_BARCODE], stem, *(f"{stem}-{volume}" for volume in range(2, 100))]
    taken = set(
        Item.objects.filter(barcode__in=wanted)
        .exclude(availability=Availability.WITHDRAWN)
        .values_list("barcode", flat=True)
    )
    for candidate in wanted:
        if candidate not in taken:
            return candidate
    raise Refused(_("No barcode is free for a further item of %(number)s.") % {"number": number})
