"""In which language screens are read: the reader's choice, else what the browser asks for.

Peers and programs are answered in the installation's own language, whatever they ask for: what they are told
is kept.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

_FOR_PROGRAMS = ("/api/", "/iso18626", "/sru/", "/health/", "/metrics", "/static/")


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice of a language, for screens only."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of a screen."""
        if not request.path_info.startswith(_FOR_PROGRAMS):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say the language of a screen in its headers."""
        if request.path_info.startswith(_FOR_PROGRAMS):
            return response
        return super().process_response(request, response)
