"""Where other libraries' systems deliver ISO 18626 messages.

    POST /iso18626/<uuid of our agency>           the key in a header
    POST /iso18626/<uuid of our agency>/<token>   the key in the URL, for systems that cannot send a header
    POST /iso18626                                the key in a header; the message names our agency

A wrong key is answered by 401 and nothing else. All that can be read as a message, and much that cannot, is
answered by 200 and a confirmation, OK or ERROR; OK only after everything is committed.
"""

from __future__ import annotations

import functools
from http import HTTPStatus
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from interlend.domain.agencies import credentials
from interlend.domain.agencies.credentials import Caller, Carrier
from interlend.domain.agencies.models import Agency
from interlend.domain.exchange import inbox
from interlend.domain.exchange.metrics import MESSAGES_IN
from interlend.domain.jobs.points import Point, reach
from interlend.domain.sharing import receiving
from interlend.domain.zones import scope
from interlend.interfaces.peers.gate import Gate, TooMuch
from interlend.kernel.iso18626.envelope import MAX_BODY

KEY_HEADER = "X-Interlend-Key"
_XML = frozenset({"application/xml", "text/xml"})
_AGENCIES_REMEMBERED = 10_000

log = structlog.get_logger(__name__)


class _TooLarge(Exception):
    """The body is larger than any message may be."""


@csrf_exempt
def receive(request: HttpRequest, agency: UUID | None = None, token: str | None = None) -> HttpResponse:
    """Take one message in and confirm it."""
    response = _answer(request, agency, token)
    # Django would log the address of what was not answered well, and with it a key that stands in it.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _answer(request: HttpRequest, agency: UUID | None, token: str | None) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
    try:
        caller = _caller(request, agency, token)
        if caller is None:
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        if request.content_type not in _XML:
            return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        with _gate().passing(caller.credential_id):
            confirmation = _take_in(_body(request), caller, names_our_agency=agency is not None)
    except TooMuch as too_much:
        MESSAGES_IN.labels(kind="", outcome="too much").inc()
        return _later(HTTPStatus.TOO_MANY_REQUESTS, too_much.seconds)
    except _TooLarge:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except (OperationalError, InterfaceError):
        log.exception("the database did not keep a message")
        return _later(HTTPStatus.SERVICE_UNAVAILABLE, 5)
    except Exception:
        log.exception("a message was not taken in")
        return HttpResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return HttpResponse(confirmation, content_type="application/xml; charset=utf-8")


def _later(status: HTTPStatus, seconds: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Retry-After": str(seconds)})


def _take_in(body: bytes, caller: Caller, *, names_our_agency: bool) -> bytes:
    """Read, keep and apply a message; return its confirmation once all of that is committed."""
    now = timezone.now()
    readable = inbox.read(body, caller=caller, names_our_agency=names_our_agency, now=now)
    if isinstance(readable, inbox.Unreadable):
        MESSAGES_IN.labels(kind=readable.kind, outcome="refused").inc()
        return readable.confirmation
    reach(Point.INBOX_BEFORE_INSERT)
    with scope.entered(readable.zone_id):
        taken = inbox.take_in(readable, now=now)
        reach(Point.INBOX_AFTER_INSERT)
        outcome = _effect(taken)
    reach(Point.INBOX_AFTER_COMMIT)
    MESSAGES_IN.labels(kind=readable.message.kind, outcome=outcome).inc()
    return taken.confirmation


def _effect(taken: inbox.Arrival | inbox.Repeat | inbox.Refusal) -> str:
    match taken:
        case inbox.Repeat():
            return "repeated"
        case inbox.Refusal(reason=reason):
            log.info("message refused", reason=reason)
            return "refused"
        case inbox.Arrival():
            return "applied" if inbox.happen(taken, _apply) else "unapplied"


def _apply(arrival: inbox.Arrival) -> None:
    receiving.apply(arrival)
    reach(Point.DURING_ADVANCE)


def _caller(request: HttpRequest, agency: UUID | None, token: str | None) -> Caller | None:
    """Who is calling, where the key is good at this address; None for every other case alike."""
    if token is not None:
        caller = credentials.identify(presented=token, carrier=Carrier.URL)
    else:
        presented = request.headers.get(KEY_HEADER, "")
        caller = credentials.identify(presented=presented, carrier=Carrier.HEADER)
    if caller is None or agency is None or _uuid_of(caller.our_agency_id) == agency:
        return caller
    return None


@functools.lru_cache(maxsize=_AGENCIES_REMEMBERED)
def _uuid_of(agency_id: int) -> UUID:
    """The permanent name of an agency of ours; it never changes, so it is asked for once."""
    return Agency.objects.values_list("uuid", flat=True).get(pk=agency_id)


@functools.cache
def _gate() -> Gate:
    return Gate(
        rate=settings.INTERLEND_PEER_RATE,
        burst=settings.INTERLEND_PEER_BURST,
        at_once=settings.INTERLEND_PEER_AT_ONCE,
    )


def _body(request: HttpRequest) -> bytes:
    """The body, read no further than a message may be long. Raises _TooLarge.

    A body sent in chunks has no length; the server below us has put it together by then.
    """
    stated = request.META.get("CONTENT_LENGTH") or ""
    if stated.isdigit() and int(stated) > MAX_BODY:
        raise _TooLarge
    is_chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    stream = request.environ["wsgi.input"] if is_chunked and hasattr(request, "environ") else request
    body = bytes(stream.read(MAX_BODY + 1))
    if len(body) > MAX_BODY:
        raise _TooLarge
    return body
