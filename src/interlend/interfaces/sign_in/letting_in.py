"""How a user of the staff is let in, once somebody or something has said who it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from interlend.domain.people import second_factor, sessions
from interlend.domain.people.models import IdentityProvider, User
from interlend.domain.zones.models import Zone

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_WAITING = "waiting_for_code"
_WAITS_FOR = timedelta(minutes=10)


def go_on(
    request: HttpRequest, user: User, wanted: str, provider: IdentityProvider | None = None
) -> HttpResponse:
    """Let the user in, or ask for the second factor first.

    `wanted` is the page to go to then; `provider` the one that has vouched, if one has.
    """
    is_asked = second_factor.is_on(user) and not (provider and provider.checks_second_factor)
    if not is_asked:
        return _let_in(request, user, wanted, provider)
    request.session.cycle_key()
    request.session[_WAITING] = {
        "user": user.pk,
        "since": timezone.now().isoformat(),
        "password": user.get_session_auth_hash(),
        "next": wanted,
        "provider": [provider.zone_id, provider.pk] if provider else None,
    }
    return redirect("sign_in:code")


def waiting(request: HttpRequest) -> User | None:
    """The user who still has to show the second factor; None where nobody has, or it took too long."""
    kept: dict[str, Any] | None = request.session.get(_WAITING)
    if kept is None or timezone.now() - datetime.fromisoformat(kept["since"]) > _WAITS_FOR:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["password"], user.get_session_auth_hash()):
        return None
    return user


def has_shown(request: HttpRequest, user: User) -> HttpResponse:
    """The user who was waiting has shown the second factor."""
    kept = request.session.pop(_WAITING)
    provider = None
    if kept["provider"]:
        zone_id, pk = kept["provider"]
        provider = IdentityProvider(pk=pk, zone_id=zone_id)
    response = _let_in(request, user, kept["next"], provider)
    sessions.second_factor_shown(request.session)
    return response


def home(request: HttpRequest, user: User) -> str:
    """The first page of somebody who wanted none in particular."""
    held = sessions.roles_in(request.session, user.pk)
    zone = Zone.objects.filter(pk__in={each.zone_id for each in held}).order_by("name").first()
    return resolve_url("sign_in:account") if zone is None else resolve_url("desk:today", zone=zone.code)


def _let_in(request: HttpRequest, user: User, wanted: str, provider: IdentityProvider | None) -> HttpResponse:
    sessions.forget(request.session)
    login(request, user, backend=_BACKEND)
    if provider is not None:
        sessions.begun_by_provider(request.session, provider)
    return redirect(wanted or home(request, user))
