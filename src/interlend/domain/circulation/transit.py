"""Transit: items on their way between two libraries of this institution."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.availability import Availability, become
from interlend.domain.circulation.models import Hold, Transit
from interlend.domain.circulation.refusal import Refused, because_of
from interlend.domain.libraries.models import Library
from interlend.domain.zones import rows


@transaction.atomic
def send(*, item: Item, from_library: Library, to_library: Library, now: datetime) -> Transit:
    """Send an item, reserved or not, to another library. Two statements. Raises Refused."""
    if from_library.pk == to_library.pk:
        raise Refused(
            _("Item %(barcode)s is at %(library)s already.")
            % {"barcode": item.barcode, "library": to_library.name}
        )
    become(
        item,
        Availability.IN_TRANSIT,
        only_from=(Availability.ON_SHELF, Availability.REQUESTED),
        what=_("sent to another library"),
    )
    return begin(item=item, from_library_id=from_library.pk, to_library_id=to_library.pk, now=now)


def begin(*, item: Item, from_library_id: int, to_library_id: int, now: datetime) -> Transit:
    """Record the way of an item that has just become *in transit*. One statement."""
    return Transit.objects.create(
        item=item, from_library_id=from_library_id, to_library_id=to_library_id, began_at=now
    )


@transaction.atomic
def arrive(*, item: Item, at_library: Library, now: datetime) -> Transit:
    """End the way of an item where it was sent to; one that a partner waits for stays reserved.

    Four statements. Raises Refused for an item that is not in transit, or is on its way to another library.
    """
    Item.objects.select_for_update().filter(pk=item.pk).values_list("pk").first()
    waiting = Hold.objects.filter(item=item, state=Hold.State.WAITING)
    under_way = (
        Transit.objects.filter(item=item, ended_at=None)
        .select_related("to_library")
        .annotate(is_reserved=Exists(waiting))
        .first()
    )
    if under_way is None:
        raise because_of(item, _("taken in from a transit"))
    if under_way.to_library_id != at_library.pk:
        raise Refused(
            _("Item %(barcode)s is on its way to %(library)s.")
            % {"barcode": item.barcode, "library": under_way.to_library.name}
        )
    become(
        item,
        Availability.REQUESTED if under_way.is_reserved else Availability.ON_SHELF,
        only_from=(Availability.IN_TRANSIT,),
        what=_("taken in from a transit"),
    )
    under_way.ended_at = now
    rows.update(under_way, "ended_at")
    return under_way
