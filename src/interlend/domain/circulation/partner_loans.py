"""Our items with partners: shipped from the pull list, taken back when they come home."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, transit
from interlend.domain.circulation.availability import Availability, become
from interlend.domain.circulation.models import Hold, Transit
from interlend.domain.libraries.models import Library, Location


@transaction.atomic
def ship(*, item: Item, lending_location: Location, hold: Hold | None) -> None:
    """Move an item to the temporary lending location; it is with the partner now.

    `hold` is the request's own. Where another copy than the reserved one is shipped, the reserved one is
    free again; the shipped one must then be on its shelf. Two statements. Raises Refused.
    """
    is_the_reserved_one = hold is not None and hold.item_id == item.pk
    become(
        item,
        Availability.SHIPPED,
        only_from=(Availability.REQUESTED if is_the_reserved_one else Availability.ON_SHELF,),
        what=_("shipped"),
        location=lending_location,
    )
    if hold is None:
        return
    if is_the_reserved_one:
        holds.fill(hold=hold)
    else:
        holds.release(hold=hold)


@transaction.atomic
def take_back(*, item: Item, at_library: Library, now: datetime) -> Transit | None:
    """Check in an item that comes back from a partner: it leaves the lending location for its home.

    Checked in at its home library it is on its shelf again; elsewhere a transit home begins, and is
    returned. One statement, two with a transit, one more where `item.home` is not loaded. Raises Refused.
    """
    home = item.home
    is_here = home.library_id == at_library.pk
    become(
        item,
        Availability.ON_SHELF if is_here else Availability.IN_TRANSIT,
        only_from=(Availability.SHIPPED,),
        what=_("taken back from a partner"),
        location=home,
    )
    if is_here:
        return None
    return transit.begin(item=item, from_library_id=at_library.pk, to_library_id=home.library_id, now=now)
