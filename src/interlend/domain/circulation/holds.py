"""Holds: a copy reserved for a partner (pull list), an item that waits for its patron (hold shelf)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.availability import Availability, become
from interlend.domain.circulation.models import Hold
from interlend.domain.circulation.refusal import Refused
from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Patron
from interlend.domain.zones import scope

OPEN = (Hold.State.WAITING, Hold.State.READY)

# Claim and hold are one statement. Somebody who waited here for the copy's lock sees the copy as the other
# left it, and goes on to the next one: two requests never get the same copy, nor does one go without
# while there is another.
_CLAIM = """
WITH free AS (
    SELECT id FROM catalog_item
    WHERE zone_id = %(zone)s AND id = ANY(%(items)s) AND availability = 'on_shelf'
    ORDER BY array_position(%(items)s, id) LIMIT 1 FOR UPDATE
), claimed AS (
    UPDATE catalog_item SET availability = 'requested' FROM free WHERE catalog_item.id = free.id
    RETURNING catalog_item.id
)
INSERT INTO circulation_hold (zone_id, kind, state, item_id, library_id, number, placed_at)
SELECT %(zone)s, 'pull', 'waiting', id, %(library)s, %(number)s, %(now)s FROM claimed
RETURNING *
"""

# The item first and its hold after it, as everywhere.
_RELEASE = """
WITH freed AS (
    UPDATE catalog_item
    SET availability = CASE WHEN availability IN ('requested', 'on_hold_shelf') THEN 'on_shelf'
                            ELSE availability END
    WHERE zone_id = %(zone)s AND id = %(item)s RETURNING id
)
UPDATE circulation_hold SET state = 'released' FROM freed
WHERE circulation_hold.zone_id = %(zone)s AND circulation_hold.id = %(hold)s
  AND circulation_hold.item_id = freed.id AND state IN ('waiting', 'ready')
"""


def hold_for_partner(*, item_ids: Sequence[int], library: Library, number: str, now: datetime) -> Hold | None:
    """Reserve the first of these copies that is on its shelf; it then stands on the library's pull list.

    `item_ids` are the copies that the terms of use let us lend, the preferred one first; `number` is the
    lending request's. None where no copy is on its shelf. One statement.
    """
    claim = {
        "zone": scope.current_zone_id(),
        "items": list(item_ids),
        "library": library.pk,
        "number": number,
        "now": now,
    }
    return next(iter(Hold.objects.raw(_CLAIM, claim)), None)


@transaction.atomic
def put_on_hold_shelf(
    *,
    item: Item,
    patron: Patron,
    library: Library,
    number: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> Hold:
    """Let an item that is here wait for its patron until `expires_at`. Two statements. Raises Refused."""
    become(
        item,
        Availability.ON_HOLD_SHELF,
        only_from=(Availability.ON_SHELF,),
        what=_("put on the hold shelf"),
    )
    return Hold.objects.create(
        kind=Hold.Kind.PICKUP,
        state=Hold.State.READY,
        item=item,
        patron=patron,
        library=library,
        number=number,
        placed_at=now,
        expires_at=expires_at,
    )


@transaction.atomic
def release(*, hold: Hold) -> None:
    """Give up a hold: its item is free again, or will be when it arrives. One statement.

    Raises Refused for a hold that is over.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"zone": scope.current_zone_id(), "item": hold.item_id, "hold": hold.pk})
        if not cursor.rowcount:
            raise _over(hold)
    hold.state = Hold.State.RELEASED


def fill(*, hold: Hold) -> None:
    """The item went to whom it waited for. One statement. Raises Refused for a hold that is over."""
    if not Hold.objects.filter(pk=hold.pk, state__in=OPEN).update(state=Hold.State.FILLED):
        raise _over(hold)
    hold.state = Hold.State.FILLED


def _over(hold: Hold) -> Refused:
    return Refused(_("The hold for %(number)s is over already.") % {"number": hold.number})
