"""An institution's own host name: there it is the only one, and its code may be left out of addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from interlend.domain.zones.models import Zone


class ZoneHostMiddleware:
    """Keeps a host of INTERLEND_ZONE_HOSTS to its institution."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the start of such a host is its readers' first page."""
        zone = _zone_of(request)
        if zone and request.path_info == "/":
            return redirect(f"/{zone}/")
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, arguments: object, named: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Add the code where it was left out. Raises Http404 for another institution's address."""
        zone, asked = _zone_of(request), named.get("zone")
        if not zone or asked in (None, zone):
            return None
        if request.method not in ("GET", "HEAD") or Zone.objects.filter(code=asked).exists():
            raise Http404
        return redirect(f"/{zone}{request.get_full_path()}")


def _zone_of(request: HttpRequest) -> str:
    hosts: dict[str, str] = settings.INTERLEND_ZONE_HOSTS
    return hosts.get(split_domain_port(request.get_host())[0], "") if hosts else ""
