"""One's own account: where one works, and the way to password and second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interlend.domain.people import second_factor, sessions
from interlend.domain.people.models import User
from interlend.domain.zones.models import Zone


class Known(HttpRequest):
    """A request of somebody of the staff who has signed in."""

    user: User


def signed_in(view: Callable[[Known], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page for whoever has signed in, in whichever institution."""

    @wraps(view)
    def enter(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path(), resolve_url("sign_in:sign-in"))
        return view(request)  # type: ignore[arg-type]

    return enter


def own_account(view: Callable[[Known], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page that changes the account: not where an institution vouched for somebody of another one too."""

    @signed_in
    @wraps(view)
    def enter(request: Known) -> HttpResponse:
        if not sessions.may_change_account(request.session, request.user.pk):
            return render(request, "sign_in/account_of_others.html", status=HTTPStatus.FORBIDDEN)
        return view(request)

    return enter


@never_cache
@require_safe
@signed_in
def show(request: Known) -> HttpResponse:
    """Who is signed in, and where they work."""
    held = sessions.roles_in(request.session, request.user.pk)
    zones = Zone.objects.filter(pk__in={each.zone_id for each in held}).order_by("name")
    facts = {
        "account": request.user,
        "zones": zones,
        "second_factor_is_on": second_factor.is_on(request.user),
        "may_change": sessions.may_change_account(request.session, request.user.pk),
    }
    return render(request, "sign_in/account.html", facts)
