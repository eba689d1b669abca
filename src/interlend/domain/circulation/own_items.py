"""The institution's own items at its desks, by the barcode in the hand: lent to a patron, taken back.

What a partner lent to us goes out and comes back by its request, never here.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import loans
from interlend.domain.circulation.models import Loan
from interlend.domain.circulation.refusal import Refused
from interlend.domain.fulfillment.models import TermsKind
from interlend.domain.fulfillment.terms import terms_for
from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.people.models import Patron


def lend(*, barcode: str, patron_barcode: str, at_library: Library | None, now: datetime) -> Loan:
    """Lend an item to a patron, due by the Loan terms of use. Without a library: at the item's own.

    Raises Refused, with the reason; NoDueDate where the terms of use give none.
    """
    item = _own(barcode)
    patron = Patron.objects.select_related("user_group").filter(barcode=patron_barcode).first()
    if patron is None:
        raise Refused(_("No patron here has the barcode %(barcode)s.") % {"barcode": patron_barcode})
    case = {"item_policy": item.item_policy, "location": item.location, "user_group": patron.user_group}
    found = terms_for(TermsKind.LOAN, item.location.fulfillment_unit_id, case)
    if found.terms is None or not found.terms.is_loanable:
        raise Refused(_("The Loan terms of use do not let this item be taken away."))
    library = at_library or item.location.library
    return loans.lend(
        item=item,
        patron=patron,
        desk=CirculationDesk.objects.filter(library=library).order_by("id").first(),
        now=now,
        due_at=found.terms.due(now, calendar_of(library)),
    )


def take_back(*, barcode: str, at_library: Library | None, now: datetime) -> Loan:
    """Take back an item from its patron; away from its own library its way home begins. Raises Refused."""
    item = _own(barcode)
    return loans.take_back(item=item, at_library=at_library or item.location.library, now=now)


def _own(barcode: str) -> Item:
    item = (
        Item.objects.select_related("record", "location__library", "item_policy")
        .filter(barcode=barcode)
        .exclude(availability=Item.Availability.WITHDRAWN)
        .first()
    )
    if item is None:
        raise Refused(_("No item here has the barcode %(barcode)s.") % {"barcode": barcode})
    if item.is_temporary:
        raise Refused(
            _("Item %(barcode)s belongs to a partner: lend it and take it back by its request.")
            % {"barcode": barcode}
        )
    return item
