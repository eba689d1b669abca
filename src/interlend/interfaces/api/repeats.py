"""The same POST again: answered as it was the first time, and nothing done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from interlend.domain.people import answers
from interlend.domain.people.models import ApiKey

IDEMPOTENCY_KEY = "Idempotency-Key"
REPLAY = "Idempotent-Replay"
LONGEST = 200


def once(request: HttpRequest, key: ApiKey, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run a POST, in its open scope; or give back what it was answered, where its key says that it was done.

    Without the header nothing is looked up. Raises ValidationError for a key that is none, and
    answers.UsedForAnotherRequest.
    """
    named = request.headers.get(IDEMPOTENCY_KEY)
    if named is None or request.method != "POST":
        return run()
    asked = answers.Asked(key=key, idempotency_key=_readable(named), digest=_digest(request))
    before = answers.remembered(asked)
    if before is not None:
        return HttpResponse(
            bytes(before.body),
            status=before.status,
            content_type=before.content_type,
            headers={REPLAY: "true"},
        )
    response = run()
    if isinstance(response, HttpResponse) and response.status_code < HTTPStatus.BAD_REQUEST:
        answers.remember(
            asked,
            status=response.status_code,
            body=response.content,
            content_type=response.headers["Content-Type"],
        )
    return response


def _readable(named: str) -> str:
    if not (0 < len(named) <= LONGEST and named.isascii() and named.isprintable()):
        problem = _("1 to %(most)s printable ASCII characters are expected") % {"most": LONGEST}
        raise ValidationError([{"loc": ("header", IDEMPOTENCY_KEY), "msg": problem}])
    return named


def _digest(request: HttpRequest) -> bytes:
    """SHA-256 of method, address and body."""
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    asked.update(request.body)
    return asked.digest()
