"""Calls to an identity provider: to an address that was judged, never redirected, answers of bounded size."""

from __future__ import annotations

import json
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from interlend.domain.agencies.addresses import NotAllowed, destination
from interlend.domain.agencies.pinned import PinnedTransport, trust
from interlend.domain.people.providers.refusal import Refused
from interlend.domain.zones import scope

_WAIT = httpx.Timeout(10.0)
_LONGEST = 500_000


def object_at(url: str, *, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address. Raises Refused. Outside any scope."""
    return _object("GET", url, headers=headers)


def object_for(url: str, form: dict[str, str], *, auth: tuple[str, str] | None) -> dict[str, Any]:
    """The JSON object with which a form is answered. Raises Refused. Outside any scope."""
    return _object("POST", url, data=form, auth=auth)


def spoken_to(url: str) -> str:
    """The address itself, where we speak to it or send browsers there. Raises Refused."""
    try:
        destination(url, http_hosts=settings.INTERLEND_HTTP_HOSTS)
    except NotAllowed as why:
        raise Refused(_("%(url)s is not called: %(why)s") % {"url": url, "why": why}) from None
    return url


def _object(method: str, url: str, *, headers: dict[str, str] | None = None, **said: Any) -> dict[str, Any]:
    scope.refuse_call_outside()
    asked = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
    client = httpx.Client(transport=PinnedTransport(verify=trust()), timeout=_WAIT, trust_env=False)
    try:
        with client, client.stream(method, spoken_to(url), headers=asked, **said) as response:
            body = _bounded(response, url)
    except NotAllowed as why:
        raise Refused(_("%(url)s is not called: %(why)s") % {"url": url, "why": why}) from None
    except (httpx.HTTPError, OSError) as fault:
        told = {"url": url, "fault": type(fault).__name__}
        raise Refused(_("%(url)s did not answer (%(fault)s).") % told) from None
    if response.status_code != httpx.codes.OK:
        told = {"url": url, "status": str(response.status_code), "body": _start(body)}
        raise Refused(_("%(url)s refused with status %(status)s: %(body)s") % told)
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Refused(_("%(url)s answered something that is no JSON object.") % {"url": url})
    return answer


def _bounded(response: httpx.Response, url: str) -> bytes:
    body = b""
    for part in response.iter_raw():
        body += part
        if len(body) > _LONGEST:
            raise Refused(_("%(url)s answered more than can be meant.") % {"url": url})
    return body


def _start(body: bytes) -> str:
    text = body[:200].decode("utf-8", "replace")
    return "".join(each if each.isprintable() else " " for each in text)
