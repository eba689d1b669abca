"""Loans to patrons of this institution: of its own items, and of those that partners lent to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import transit
from interlend.domain.circulation.availability import Availability, become
from interlend.domain.circulation.models import Hold, Loan
from interlend.domain.circulation.refusal import Refused
from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.people.models import Patron
from interlend.domain.zones import rows


@transaction.atomic
def lend(
    *, item: Item, patron: Patron, desk: CirculationDesk | None, now: datetime, due_at: datetime
) -> Loan:
    """Lend an item from its shelf, or from the hold shelf to the patron for whom it waits there.

    `due_at` is what the Loan terms of use gave. Two statements, three from the hold shelf. Raises Refused.
    """
    if due_at <= now:
        raise Refused(_("A loan must be due after it began."))
    waits = item.availability == Availability.ON_HOLD_SHELF
    become(
        item,
        Availability.ON_LOAN,
        only_from=(Availability.ON_HOLD_SHELF if waits else Availability.ON_SHELF,),
        what=_("lent"),
    )
    if waits:
        _fill_hold(item, patron)
    return Loan.objects.create(item=item, patron=patron, desk=desk, lent_at=now, due_at=due_at)


def _fill_hold(item: Item, patron: Patron) -> None:
    ready = Hold.objects.filter(item=item, state=Hold.State.READY, patron=patron)
    if not ready.update(state=Hold.State.FILLED):
        raise Refused(
            _("Item %(barcode)s waits on the hold shelf for another patron.") % {"barcode": item.barcode}
        )


@transaction.atomic
def take_back(*, item: Item, at_library: Library, now: datetime) -> Loan:
    """End the loan of an item that a patron brings back.

    Returned at the library of its location it is on its shelf; elsewhere a transit there begins. Three
    statements, one more with a transit, one more where `item.location` is not loaded. Raises Refused.
    """
    belongs_to = item.location.library_id
    is_here = belongs_to == at_library.pk
    become(
        item,
        Availability.ON_SHELF if is_here else Availability.IN_TRANSIT,
        only_from=(Availability.ON_LOAN,),
        what=_("returned by a patron"),
    )
    loan = Loan.objects.get(item=item, returned_at=None)
    loan.returned_at = now
    rows.update(loan, "returned_at")
    if not is_here:
        transit.begin(item=item, from_library_id=at_library.pk, to_library_id=belongs_to, now=now)
    return loan
