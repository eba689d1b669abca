"""The SRU server: the catalog of one institution, open to everybody, as members publish it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import override
from lxml import etree

from interlend.domain.agencies.callers import caller_of
from interlend.domain.catalog import published
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.peers.gate import Gate, TooMuch
from interlend.kernel.sru import response
from interlend.kernel.sru.diagnostics import Diagnostic
from interlend.kernel.sru.explain import describe_server
from interlend.kernel.sru.request import VERSIONS, Explain, SearchRetrieve, read_request

# A locate asks a few times a title, and one address may stand for a whole consortium.
_RATE, _BURST, _AT_ONCE = 50.0, 200, 4
_PARAMETERS_AT_MOST = 8_000
_GATE = Gate(rate=_RATE, burst=_BURST, at_once=_AT_ONCE)


def answer(request: HttpRequest, zone: str) -> HttpResponse:
    """GET /sru/<zone code>: searchRetrieve 1.1 and 1.2, and explain where nothing is asked.

    404 for what is no institution of ours, 429 for more than one address is given, 414 for an overlong query
    string; everything else is an answer of SRU with status 200, refusals as diagnostics.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if len(request.META.get("QUERY_STRING", "")) > _PARAMETERS_AT_MOST:
        return HttpResponse(status=414)
    try:
        with _GATE.passing(_caller(request)):
            institution = Zone.objects.filter(code=zone, kind=Zone.Kind.INSTITUTION).first()
            if institution is None:
                return HttpResponse(status=404)
            return _xml(_answer(request, institution))
    except TooMuch as refusal:
        return HttpResponse(status=429, headers={"Retry-After": str(refusal.seconds)})


def _answer(request: HttpRequest, institution: Zone) -> bytes:
    parameters = {name: request.GET[name] for name in request.GET}
    version = parameters.get("version", "")
    try:
        asked = read_request(parameters)
        if isinstance(asked, Explain):
            return response.explanation(_description(institution), asked.version)
        return _search(asked, institution)
    except Diagnostic as refusal:
        return response.refusal(refusal, version if version in VERSIONS else VERSIONS[-1])


def _search(asked: SearchRetrieve, institution: Zone) -> bytes:
    with scope.entered(institution.pk), override("en"):
        total, found = published.records(asked.query, start=asked.start, most=asked.most)
    return response.results(asked, total, found)


def _description(institution: Zone) -> etree._Element:
    ours = urlsplit(settings.INTERLEND_BASE_URL)
    return describe_server(
        host=ours.hostname or "",
        port=ours.port or (443 if ours.scheme == "https" else 80),
        database=f"sru/{institution.code}",
        title=institution.name,
    )


def _caller(request: HttpRequest) -> int:
    """The address of the caller as a number: what our own proxy says, if one stands before us."""
    address = caller_of(request.META)
    return 0 if address is None else int(address)


def _xml(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="text/xml; charset=utf-8")
