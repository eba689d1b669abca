"""Taking a scan back, where only we know of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import undoing
from interlend.domain.people.permissions import Action
from interlend.domain.sharing.refusal import NotFound, NotPossible
from interlend.domain.sharing.scanning.scanned import NAMES, NEEDS, Step

_UNDO: dict[Step, Callable[[Item, datetime], None]] = {
    Step.SEND_ON: undoing.sending,
    Step.ARRIVE: undoing.arrival,
    Step.LOAN: undoing.loan,
    Step.RETURN: undoing.taking_back,
}


def undo(step: Step, barcode: str, *, done_at: datetime, may: Callable[[Action], bool]) -> str:
    """Take a step back that a scan did to a copy of ours at this very moment; says so in words.

    Raises NotFound, NotPossible, and circulation's Refused where the copy no longer stands as it left it.
    """
    take_back = _UNDO.get(step)
    if take_back is None:
        raise NotPossible(_("“%(step)s” cannot be undone.") % {"step": NAMES[step]})
    if not may(NEEDS[step]):
        raise NotPossible(_("Your role at this desk does not allow “%(step)s”.") % {"step": NAMES[step]})
    item = Item.objects.filter(barcode=barcode, is_temporary=False).exclude(
        availability=Item.Availability.WITHDRAWN
    )
    found = item.first()
    if found is None:
        raise NotFound(_("No item here has the barcode %(barcode)s.") % {"barcode": barcode})
    take_back(found, done_at)
    return _("Undone: “%(step)s” of %(barcode)s.") % {"step": NAMES[step], "barcode": barcode}
