"""What staff look at in circulation: each list in one statement."""

from __future__ import annotations

from django.db.models import QuerySet

from interlend.domain.circulation.models import Hold, Loan, Transit
from interlend.domain.libraries.models import Library


def pull_list(*, library: Library) -> QuerySet[Hold]:
    """The copies to fetch from the shelves for partners of this resource sharing library, oldest first."""
    return _with_items(Hold.objects.filter(library=library, kind=Hold.Kind.PULL, state=Hold.State.WAITING))


def hold_shelf(*, library: Library) -> QuerySet[Hold]:
    """The items that wait for their patrons at this library, oldest first."""
    ready = Hold.objects.filter(library=library, kind=Hold.Kind.PICKUP, state=Hold.State.READY)
    return _with_items(ready).select_related("patron")


def on_their_way(*, to_library: Library) -> QuerySet[Transit]:
    """The items in transit to this library, oldest first."""
    under_way = Transit.objects.filter(to_library=to_library, ended_at=None)
    return under_way.select_related("item__record", "from_library").order_by("id")


def loans_of(*, patron_id: int) -> QuerySet[Loan]:
    """A patron's open loans, the one due first on top."""
    return (
        Loan.objects.filter(patron_id=patron_id, returned_at=None)
        .select_related("item__record")
        .order_by("due_at")
    )


def _with_items(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    return holds.select_related("item__record", "item__location").order_by("id")
