"""Where a request comes from, and whether its browser is a familiar one."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from interlend.domain.agencies.callers import caller_of
from interlend.domain.people import tries

_FAMILIAR = "interlend_familiar"
_SALT = "interlend.familiar"
_KEPT = 90 * 24 * 3600
_OTHERS_AT_A_DESK = 15


def network(request: HttpRequest) -> str:
    """What tries are counted for besides the account: what our own proxy says, if one stands before us."""
    return tries.network_of(caller_of(request.META))


def counted_as(request: HttpRequest, account: str) -> str:
    """For whom tries are counted: the account, or the account in a browser that it has signed in with before.

    So whoever guesses from elsewhere cannot keep the person out.
    """
    browser = _accounts_known_to(request).get(_mark(account))
    return account if browser is None else f"{account} in {browser}"


def make_familiar(request: HttpRequest, response: HttpResponseBase, account: str) -> None:
    """The account has signed in with this browser. The cookie names nobody: accounts are digests in it."""
    others = {mark: kept for mark, kept in _accounts_known_to(request).items() if mark != _mark(account)}
    latest = dict(list(others.items())[-_OTHERS_AT_A_DESK:])
    response.set_cookie(
        _FAMILIAR,
        signing.dumps({**latest, _mark(account): secrets.token_hex(8)}, salt=_SALT),
        max_age=_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _accounts_known_to(request: HttpRequest) -> dict[str, str]:
    try:
        kept: dict[str, str] = signing.loads(request.COOKIES.get(_FAMILIAR, ""), salt=_SALT, max_age=_KEPT)
    except signing.BadSignature:
        return {}
    return kept


def _mark(account: str) -> str:
    return salted_hmac(_SALT, account).hexdigest()[:20]
