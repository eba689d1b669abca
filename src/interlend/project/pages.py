"""The pages of the installation itself: plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

_NOTHING_FROM_ELSEWHERE = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def page(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """A page, with a policy that keeps browsers from loading anything else."""
    response = render(request, template, facts)
    response.headers["Content-Security-Policy"] = _NOTHING_FROM_ELSEWHERE
    return response


@require_safe
@cache_control(max_age=3600, public=True)
def stylesheet(request: HttpRequest) -> HttpResponse:
    """How the pages look."""
    return HttpResponse(_css(), content_type="text/css; charset=utf-8")


@cache
def _css() -> str:
    return (Path(__file__).parent / "templates" / "pages.css").read_text(encoding="utf-8")
