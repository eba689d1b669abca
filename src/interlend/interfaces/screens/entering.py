"""How every screen is entered: the institution in the address, who looks, whether they may, in its scope.

    @staff(Action.LENDING_LIST)
    def show(request: Entered) -> HttpResponse: ...

The address of a screen begins with the institution's code. A screen runs in the open scope of its zone, in
one transaction; an answer of 400 or above leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache

from interlend.domain.libraries.models import Library
from interlend.domain.people import second_factor, sessions
from interlend.domain.people import staff as people
from interlend.domain.people.models import User
from interlend.domain.people.permissions import Action
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.screens import desks, readers, refusals
from interlend.interfaces.screens.here import Entered, Here, institution_named

View = Callable[..., HttpResponseBase]
LetIn = Callable[[Entered, Any], HttpResponseBase | None]


def staff(action: Action | None = None, *, opens_scope: bool = True) -> Callable[[View], View]:
    """A screen for those of the staff who may do `action`; without it, for all who have a role here.

    Without `opens_scope` the screen opens it itself, for as long as it reads our rows.
    """
    return _declared(_let_in_staff, action, opens_scope=opens_scope)


def reader(*, must_be_known: bool = True, opens_scope: bool = True) -> Callable[[View], View]:
    """A screen for readers; where they `must_be_known`, those who have not signed in are asked to."""
    return _declared(_let_in_reader, must_be_known, opens_scope=opens_scope)


def _declared(let_in: LetIn, wanted: Any, *, opens_scope: bool) -> Callable[[View], View]:
    def declare(view: View) -> View:
        @never_cache
        @wraps(view)
        def enter(request: Entered, zone: str, **path: Any) -> HttpResponseBase:
            institution = institution_named(zone)
            request.here = Here(zone=institution)

            def run() -> HttpResponseBase:
                with scope.entered(institution.pk):
                    turned_away = let_in(request, wanted)
                    if turned_away is not None:
                        return turned_away
                    time_zone = _time_zone(request.here)
                    if opens_scope:
                        with timezone.override(time_zone):
                            return _kept_or_undone(view(request, **path))
                with timezone.override(time_zone):
                    return view(request, **path)

            return refusals.answered(request, run)

        return enter

    return declare


def _let_in_staff(request: Entered, action: Action | None) -> HttpResponseBase | None:
    here = request.here
    if not isinstance(request.user, User):
        return _sent_to(resolve_url("sign_in:sign-in"), request)
    here.user = request.user
    held = sessions.roles_in(request.session, here.user.pk)
    here.other_zones = _others(held, here.zone)
    own = [each for each in held if each.zone_id == here.zone.pk]
    if not own:
        return refusals.not_yours(request)
    if second_factor.is_missing(roles=own, session=request.session):
        return _sent_to(resolve_url("sign_in:second-factor"), request)
    here.desk = desks.chosen(request, here.zone)
    here.roles = _at_this_desk(held, here)
    if action is not None and not here.may(action):
        return refusals.not_allowed(request)
    return None


def _let_in_reader(request: Entered, must_be_known: bool) -> HttpResponseBase | None:
    request.here.patron = readers.signed_in(request, request.here.zone)
    if request.here.patron is None and must_be_known:
        return _sent_to(resolve_url("sign_in:reader", zone=request.here.zone.code), request)
    return None


def _sent_to(page: str, request: Entered) -> HttpResponseBase:
    """To where people prove who they are, and back; the whole page goes where a part was asked for."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path(), page)
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = f"{shown.path}?{shown.query}" if shown.query else shown.path
    return HttpResponse(headers={"HX-Redirect": redirect_to_login(back or "/", page).url})


def _others(held: list[people.HeldRole], here: Zone) -> list[Zone]:
    ids = {each.zone_id for each in held} - {here.pk}
    return list(Zone.objects.filter(pk__in=ids).order_by("name")) if ids else []


def _at_this_desk(held: list[people.HeldRole], here: Here) -> list[people.HeldRole]:
    desk = here.desk
    at = {"library_id": desk.library_id if desk else None, "desk_id": desk.pk if desk else None}
    return [each for each in held if each.zone_id == here.zone.pk and each.holds_at(**at)]


def _time_zone(here: Here) -> ZoneInfo | None:
    """That of the desk's library, of the reader's, or of the first that shares resources."""
    own = here.library or (here.patron.resource_sharing_library if here.patron else None)
    chosen = own or Library.objects.filter(is_resource_sharing=True).order_by("id").first()
    return ZoneInfo(chosen.time_zone) if chosen else None


def _kept_or_undone(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        transaction.set_rollback(True)
    return response
