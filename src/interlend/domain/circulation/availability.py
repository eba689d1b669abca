"""The one place that writes an item's availability.

Every verb changes the item's row first and its holds, loans and transits after it. So whatever happens to
one item happens in one order, whoever else is at work, and no two verbs wait for each other in a circle.
"""

from __future__ import annotations

from typing import Any

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.refusal import because_of

Availability = Item.Availability


def become(
    item: Item, availability: Availability, *, only_from: tuple[Availability, ...], what: str, **changes: Any
) -> None:
    """Change an item that stands at one of `only_from`, in one statement that also locks its row.

    `what` is what would be done to it, for the refusal (`lent`); `changes` are other fields of the item.
    Raises Refused where the item stands elsewhere. After any Refused the row is as it was; read it again.
    """
    standing = Item.objects.filter(pk=item.pk, availability__in=only_from)
    if not standing.update(availability=availability, **changes):
        raise because_of(item, what)
    for field, value in {"availability": availability, **changes}.items():
        setattr(item, field, value)
