"""The one scan: a code, a desk, and the one step that the code means there.

    scan("31234", at=library, by=by, may=here.may, now=now, before=awaited) -> Scanned

Whatever the domain refuses is an answer here, a *stop* with its reason, and then nothing was changed. Inside
an open scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Patron
from interlend.domain.people.permissions import Action
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.sharing.refusal import IN_THE_WAY
from interlend.domain.sharing.scanning import borrowed, late, lent, own_copies, patrons
from interlend.domain.sharing.scanning.finding import Found, Several, find
from interlend.domain.sharing.scanning.in_hand import InHand
from interlend.domain.sharing.scanning.scanned import NOTHING, Awaited, Scanned, Step


def scan(
    code: str,
    *,
    at: Library,
    by: By,
    may: Callable[[Action], bool],
    now: datetime,
    before: Awaited = NOTHING,
    confirmed: Step | None = None,
) -> Scanned:
    """Find out what a code is and do the one step that it means at a desk of this library.

    `before` is what the scan before this one awaits; `confirmed` a step that was offered, and that whoever
    scanned has said yes to. A step that needs an action that one may not do is not done.
    """
    hand = InHand(
        code=code,
        at=at,
        by=replace(by, library_id=at.pk),
        may=may,
        now=now,
        before=before,
        confirmed=confirmed,
    )
    found = find(code)
    try:
        with transaction.atomic():
            return _step(hand, found)
    except IN_THE_WAY as refused:
        return replace(_about(hand, found), next=str(refused))


def _step(hand: InHand, found: Found | None) -> Scanned:
    match found:
        case BorrowingRequest():
            return borrowed.step(hand, found)
        case LendingRequest():
            return lent.step(hand, found)
        case RotaEntry():
            return late.step(hand, found)
        case Item():
            return own_copies.step(hand, found)
        case Patron():
            return patrons.step(hand, found)
        case Several():
            return hand.stop(
                _("Several requests wait for %(code)s") % {"code": hand.code},
                next=_("Scan the number on the slip, or open one of them: %(numbers)s.")
                % {"numbers": ", ".join(found.numbers)},
            )
        case None:
            return hand.stop(
                _("Nothing here is %(code)s") % {"code": hand.code},
                next=_(
                    "Looked for a request number, an item here, a lender's item on its way, "
                    "an ISO 18626 request id and a patron's card."
                ),
                is_known=False,
            )


def _about(hand: InHand, found: Found | None) -> Scanned:
    """The answer where a step was refused: what it was about."""
    about = found.request if isinstance(found, RotaEntry) else found
    return hand.stop(_("Stop: nothing was done"), about)
