"""The OpenAPI document of the API, for programs: made once a process, since it does not change."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from interlend.interfaces.api import described
from interlend.interfaces.api.version_1 import api


@require_safe
@cache_control(max_age=300, public=True)
def show(request: HttpRequest) -> HttpResponse:
    """The document, OpenAPI 3.1."""
    return HttpResponse(_text(), content_type="application/json")


@cache
def document() -> dict[str, Any]:
    """The document as it is read by programs; not to be changed."""
    made: dict[str, Any] = json.loads(_text())
    return made


@cache
def _text() -> str:
    made = api.get_openapi_schema()
    made["components"] |= described.COMPONENTS
    return json.dumps(made, ensure_ascii=False)
