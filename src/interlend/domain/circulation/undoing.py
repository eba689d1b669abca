"""Taking back what was done to an item of ours by mistake at a given moment: as if it had never been done.

Each raises Refused, and changes nothing, where the item no longer stands as that step left it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.availability import Availability, become
from interlend.domain.circulation.models import Hold, Loan, Transit
from interlend.domain.circulation.refusal import Refused
from interlend.domain.zones import rows

T = TypeVar("T", bound=models.Model)


@transaction.atomic
def sending(item: Item, done_at: datetime) -> None:
    """The item was never sent to another library; reserved, it is reserved again."""
    is_reserved = Hold.objects.filter(item=item, state=Hold.State.WAITING).exists()
    _stand(item, Availability.REQUESTED if is_reserved else Availability.ON_SHELF)
    _one(Transit.objects.filter(item=item, began_at=done_at, ended_at=None), item).delete()


@transaction.atomic
def arrival(item: Item, done_at: datetime) -> None:
    """The item has not arrived: it is still on its way."""
    _stand(item, Availability.IN_TRANSIT)
    ended = _one(Transit.objects.filter(item=item, ended_at=done_at), item)
    ended.ended_at = None
    rows.update(ended, "ended_at")


@transaction.atomic
def loan(item: Item, done_at: datetime) -> None:
    """The item was never lent: it is on its shelf."""
    _stand(item, Availability.ON_SHELF)
    _one(Loan.objects.filter(item=item, lent_at=done_at, returned_at=None), item).delete()


@transaction.atomic
def taking_back(item: Item, done_at: datetime) -> None:
    """The item was not brought back: its patron still has it."""
    _stand(item, Availability.ON_LOAN)
    Transit.objects.filter(item=item, began_at=done_at, ended_at=None).delete()
    ended = _one(Loan.objects.filter(item=item, returned_at=done_at), item)
    ended.returned_at = None
    rows.update(ended, "returned_at")


_FROM = {
    Availability.IN_TRANSIT: (Availability.ON_SHELF, Availability.REQUESTED),
    Availability.ON_LOAN: (Availability.ON_SHELF, Availability.IN_TRANSIT),
    Availability.ON_SHELF: (Availability.ON_LOAN, Availability.IN_TRANSIT),
    Availability.REQUESTED: (Availability.IN_TRANSIT,),
}


def _stand(item: Item, availability: Availability) -> None:
    become(item, availability, only_from=_FROM[availability], what=_("put back as it was"))


def _one(found: models.QuerySet[T], item: Item) -> T:
    """The row of the step. Raises Refused where something has happened to the item since."""
    row = found.first()
    if row is None:
        raise Refused(_("Something else has happened to item %(barcode)s since.") % {"barcode": item.barcode})
    return row
