"""Signing in by an identity provider of the institution: sent there, come back, let in.

A SAML answer comes as a form from the provider's site, without our cookies. It is checked and kept for the
few moments until the browser, sent on to `answer`, shows by its session that it had asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from interlend.domain.people import links
from interlend.domain.people.models import IdentityProvider, SamlAnswer
from interlend.domain.people.providers import arriving, oidc, saml
from interlend.domain.people.providers.refusal import Refused
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.screens.going_on import own_path
from interlend.interfaces.sign_in import letting_in, readers
from interlend.interfaces.sign_in.institutions import institution

_ASKED = "asked_provider"
_TESTED = "tested_provider"
_WITHIN = timedelta(minutes=10)
_FAULT = "interlend.provider-fault"
TEST = "test"


@dataclass(frozen=True, slots=True)
class _Came:
    """What came back from a provider: what it told, or why that is not accepted."""

    told: dict[str, Any] | None
    fault: str


@never_cache
@require_safe
def begin(request: HttpRequest, zone: str, code: str) -> HttpResponse:
    """Send the browser to the provider; `for` says whether a reader or somebody of the staff wants in."""
    here = institution(request, zone)
    provider = _provider(here, code)
    who = request.GET.get("for", "")
    if who not in _FOR or not provider.is_enabled or provider.is_for not in _FOR[who]:
        raise Http404
    return send(request, here, provider, who, own_path(request))


def send(request: HttpRequest, here: Zone, provider: IdentityProvider, who: str, wanted: str) -> HttpResponse:
    """The answer that sends the browser to the provider, and what its session keeps until it is back."""
    if request.get_host() != urlsplit(links.home(here)).netloc and here.code in _own_hosts():
        return redirect(f"{links.home(here)}{request.get_full_path()}")  # the answer comes to that host
    kept = {"provider": provider.pk, "for": who, "next": wanted, "since": timezone.now().isoformat()}
    try:
        if provider.kind == IdentityProvider.Kind.OIDC:
            asked = oidc.ask(provider, answer_at=_at("sign_in:provider-answer", here, provider))
            url, kept["id"] = asked.url, asked.state
            kept |= {"nonce": asked.nonce, "verifier": asked.verifier}
        else:
            url, kept["id"] = saml.ask(provider, _ours(here, provider))
    except Refused as why:
        return _ended(request, here, kept, _Came(None, str(why)), provider)
    request.session[_ASKED] = kept
    return redirect(url)


@never_cache
@require_safe
def answer(request: HttpRequest, zone: str, code: str) -> HttpResponse:
    """The browser is back: find what it had asked, and let in whom the provider names."""
    here = institution(request, zone)
    provider = _provider(here, code)
    kept = request.session.get(_ASKED)
    is_fresh = kept is not None and timezone.now() - datetime.fromisoformat(kept["since"]) <= _WITHIN
    if kept is None or kept["provider"] != provider.pk or not is_fresh:
        return _refused(
            request, here, "", _("This took too long, or was begun in another window. Try again.")
        )
    came = _read_oidc if provider.kind == IdentityProvider.Kind.OIDC else _fetch_saml
    found = came(request, here, provider, kept)
    if found is None:
        return _refused(
            request, here, kept["for"], _("This answer is not the one to your question. Try again.")
        )
    del request.session[_ASKED]
    return _ended(request, here, kept, found, provider)


@csrf_exempt
@never_cache
@require_POST
def take_saml(request: HttpRequest, zone: str, code: str) -> HttpResponse:
    """A SAML answer, which the browser brings as a form from the provider's site."""
    here = institution(request, zone)
    provider = _provider(here, code)
    now = timezone.now()
    back = _at("sign_in:provider-answer", here, provider)
    try:
        found = saml.read(provider, _ours(here, provider), request.POST.get("SAMLResponse", ""), now=now)
        with scope.entered(here.pk):
            SamlAnswer.objects.filter(arrived_at__lt=now - 2 * saml.ANSWERED_WITHIN).delete()
            _keep(provider, found, now)
    except Refused as why:
        fault = signing.dumps([why.request_id, str(why)], salt=_FAULT)
        return redirect(f"{back}?fault={fault}")
    return redirect(back)


@require_safe
def metadata(request: HttpRequest, zone: str, code: str) -> HttpResponse:
    """What the provider's administrator needs to know about us."""
    here = institution(request, zone)
    provider = _provider(here, code)
    if provider.kind != IdentityProvider.Kind.SAML:
        raise Http404
    return HttpResponse(saml.metadata(_ours(here, provider)), content_type="application/samlmetadata+xml")


def tested(request: HttpRequest, provider: IdentityProvider) -> _Came | None:
    """What the last test of this provider in this session brought; it is then forgotten."""
    kept = request.session.get(_TESTED)
    if kept is None or kept["provider"] != provider.pk:
        return None
    del request.session[_TESTED]
    return _Came(kept["told"], kept["fault"])


def _own_hosts() -> set[str]:
    """The institutions that have a host of their own."""
    return set(settings.INTERLEND_ZONE_HOSTS.values())


_BOTH = IdentityProvider.IsFor.BOTH
_FOR = {
    "staff": (IdentityProvider.IsFor.STAFF, _BOTH),
    "readers": (IdentityProvider.IsFor.READERS, _BOTH),
}


def _read_oidc(
    request: HttpRequest, here: Zone, provider: IdentityProvider, kept: dict[str, Any]
) -> _Came | None:
    if not constant_time_compare(request.GET.get("state", ""), kept["id"]):
        return None
    try:
        told = oidc.read(
            provider,
            request.GET.dict(),
            nonce=kept["nonce"],
            verifier=kept["verifier"],
            answer_at=_at("sign_in:provider-answer", here, provider),
            now=timezone.now(),
        )
    except Refused as why:
        return _Came(None, str(why))
    return _Came(told, "")


def _fetch_saml(
    request: HttpRequest, here: Zone, provider: IdentityProvider, kept: dict[str, Any]
) -> _Came | None:
    try:
        about, fault = signing.loads(request.GET.get("fault", ""), salt=_FAULT, max_age=_WITHIN)
    except signing.BadSignature:
        about, fault = "", ""
    if fault:
        return _Came(None, fault) if constant_time_compare(about, kept["id"]) else None
    with scope.entered(here.pk):
        mine = SamlAnswer.objects.filter(provider=provider, request_id=kept["id"], told__isnull=False)
        row = mine.select_for_update().first()
        if row is None:
            return None
        told, row.told = row.told, None  # what it said of a person is kept no longer than this
        row.save(update_fields=["told"])
    return _Came(told, "")


def _keep(provider: IdentityProvider, found: saml.Answer, now: datetime) -> None:
    try:
        with transaction.atomic():
            SamlAnswer.objects.create(
                provider=provider, request_id=found.request_id, told=found.told, arrived_at=now
            )
    except IntegrityError:
        again = Refused(_("This answer was used before."))
        again.request_id = found.request_id
        raise again from None


def _ended(
    request: HttpRequest, here: Zone, kept: dict[str, Any], came: _Came, provider: IdentityProvider
) -> HttpResponse:
    if kept["for"] == TEST:
        request.session[_TESTED] = {"provider": provider.pk, "told": came.told, "fault": came.fault}
        return redirect("sign_in:provider-test", zone=here.code, code=provider.code)
    if came.told is None:
        return _refused(request, here, kept["for"], came.fault)
    try:
        if kept["for"] == "staff":
            return letting_in.go_on(request, arriving.staff(provider, came.told), kept["next"], provider)
        with scope.entered(here.pk):
            patron = arriving.reader(provider, came.told)
        return readers.welcome(request, here, patron, kept["next"])
    except Refused as why:
        return _refused(request, here, kept["for"], str(why))


def _refused(request: HttpRequest, here: Zone, who: str, why: str) -> HttpResponse:
    back = resolve_url("sign_in:reader", zone=here.code)
    if who != "readers":
        back = f"{resolve_url('sign_in:sign-in')}?institution={here.code}"
    return render(
        request, "sign_in/provider_refused.html", {"why": why, "back": back}, status=HTTPStatus.FORBIDDEN
    )


def _provider(here: Zone, code: str) -> IdentityProvider:
    with scope.entered(here.pk):
        found = IdentityProvider.objects.filter(code=code).select_related("default_group").first()
    if found is None:
        raise Http404
    return found


def _ours(here: Zone, provider: IdentityProvider) -> saml.Ours:
    return saml.Ours(
        _at("sign_in:provider-metadata", here, provider), _at("sign_in:provider-saml", here, provider)
    )


def _at(name: str, here: Zone, provider: IdentityProvider) -> str:
    return f"{links.home(here)}{reverse(name, args=[here.code, provider.code])}"
