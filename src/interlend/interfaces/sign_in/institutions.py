"""The institution that an address names."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from interlend.domain.zones.models import Zone
from interlend.interfaces.screens.here import Here


def institution(request: HttpRequest, code: str) -> Zone:
    """The institution of this code, whose name the page then bears. Raises Http404."""
    found = Zone.objects.filter(code=code, kind=Zone.Kind.INSTITUTION).first()
    if found is None:
        raise Http404
    request.here = Here(zone=found)  # type: ignore[attr-defined]
    return found
