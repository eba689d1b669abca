"""The institution that an address names."""

from __future__ import annotations

from django.http import HttpRequest

from interlend.domain.zones.models import Zone
from interlend.interfaces.screens.here import Here, institution_named


def institution(request: HttpRequest, code: str) -> Zone:
    """The institution of this code, whose name the page then bears. Raises Http404."""
    found = institution_named(code)
    request.here = Here(zone=found)  # type: ignore[attr-defined]
    return found
