"""At which desk a browser stands. Kept in the browser, not with the user: a desk has one, and many users."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from interlend.domain.libraries.models import CirculationDesk
from interlend.domain.zones.models import Zone

_A_YEAR = 365 * 24 * 3600
_SALT = "interlend.desk"


def choose(response: HttpResponseBase, zone: Zone, desk: CirculationDesk) -> None:
    """From now on this browser stands at this desk of the institution."""
    response.set_signed_cookie(
        _name(zone),
        str(desk.pk),
        salt=_SALT,
        max_age=_A_YEAR,
        path=f"/{zone.code}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def chosen(request: HttpRequest, zone: Zone) -> CirculationDesk | None:
    """The desk at which this browser stands, None where none was chosen or it is gone. In the open scope."""
    kept = request.get_signed_cookie(_name(zone), default="", salt=_SALT) or ""
    if not kept.isdecimal():
        return None
    return CirculationDesk.objects.select_related("library").filter(pk=int(kept)).first()


def _name(zone: Zone) -> str:
    return f"interlend_desk_{zone.pk}"
