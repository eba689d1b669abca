"""Who has signed in as a reader: kept in the session, for one institution at a time."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from interlend.domain.people.models import Patron
from interlend.domain.zones.models import Zone

_KEY = "reader"


def sign_in(request: HttpRequest, patron: Patron) -> None:
    """This browser's reader, from now on; under a new session key, so that a planted one is worth nothing."""
    request.session.cycle_key()
    request.session[_KEY] = {"zone": patron.zone_id, "patron": patron.pk, "pin": _mark(patron)}


def sign_out(request: HttpRequest) -> None:
    """Nobody, from now on; staff who signed in beside the reader stay."""
    request.session.pop(_KEY, None)
    request.session.cycle_key()


def signed_in(request: HttpRequest, zone: Zone) -> Patron | None:
    """The reader who has signed in at this institution, until the PIN is changed. In its open scope."""
    kept = request.session.get(_KEY)
    if not kept or kept["zone"] != zone.pk:
        return None
    patrons = Patron.objects.select_related("user_group", "resource_sharing_library")
    patron = patrons.filter(pk=kept["patron"]).first()
    return patron if patron is not None and kept["pin"] == _mark(patron) else None


def _mark(patron: Patron) -> str:
    """Another one for each PIN."""
    return salted_hmac("interlend.reader", patron.pin).hexdigest()
