"""Why circulation says no: one class, and a plain sentence for where an item is."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlend.domain.catalog.models import Item


class Refused(Exception):
    """A verb of circulation was refused; nothing was changed. The message is a plain sentence for staff."""


_WHERE_IT_IS: dict[str, Promise] = {
    Item.Availability.ON_SHELF: gettext_lazy("it is on its shelf"),
    Item.Availability.REQUESTED: gettext_lazy("it is reserved for a partner"),
    Item.Availability.ON_LOAN: gettext_lazy("it is on loan to a patron"),
    Item.Availability.IN_TRANSIT: gettext_lazy("it is in transit"),
    Item.Availability.ON_HOLD_SHELF: gettext_lazy("it waits for a patron on the hold shelf"),
    Item.Availability.SHIPPED: gettext_lazy("it is with a partner"),
    Item.Availability.MISSING: gettext_lazy("it is missing"),
    Item.Availability.NOT_IN_PLACE: gettext_lazy("it is not in its place"),
    Item.Availability.WITHDRAWN: gettext_lazy("it is withdrawn"),
}


def because_of(item: Item, what: str) -> Refused:
    """`Item 123 cannot be lent: it is in transit.`, from the item's row as it stands now (one statement)."""
    found = Item.objects.filter(pk=item.pk).values_list("availability", flat=True).first()
    if found is None:
        return Refused(_("Item %(barcode)s is not one of this institution.") % {"barcode": item.barcode})
    where = _WHERE_IT_IS[found]
    return Refused(
        _("Item %(barcode)s cannot be %(what)s: %(where)s.")
        % {"barcode": item.barcode, "what": what, "where": where}
    )
