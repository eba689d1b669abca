"""Staff sign in with an e-mail address and a password, and out."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from interlend.domain.people import accounts, tries
from interlend.domain.people.models import IdentityProvider, User
from interlend.domain.zones.models import Zone
from interlend.interfaces.screens.going_on import own_path
from interlend.interfaces.sign_in import callers, letting_in
from interlend.interfaces.sign_in.offered import offered


class _Form(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and let them in."""
    wanted = own_path(request)
    if request.method != "POST":
        if isinstance(request.user, User):
            return redirect(wanted or letting_in.home(request, request.user))
        return _page(request, _Form(), wanted, HTTPStatus.OK)
    form = _Form(request.POST)
    if not form.is_valid():
        return _page(request, form, wanted, HTTPStatus.UNPROCESSABLE_ENTITY)
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    account = email.casefold()
    counted = callers.counted_as(request, account)
    now = timezone.now()
    if not (
        tries.take(tries.ADDRESS, callers.network(request), now=now)
        and tries.take(tries.PASSWORD, counted, now=now)
    ):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, then try again."))
        return _page(request, form, wanted, HTTPStatus.TOO_MANY_REQUESTS)
    user = accounts.whose(email=email, password=password)
    if user is None:
        form.add_error(None, _("This e-mail address and this password do not belong together. Try again."))
        return _page(request, form, wanted, HTTPStatus.UNPROCESSABLE_ENTITY)
    tries.forgive(tries.PASSWORD, counted)
    tries.give_back(tries.ADDRESS, callers.network(request))
    response = letting_in.go_on(request, user, wanted)
    callers.make_familiar(request, response, account)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, whoever began it."""
    logout(request)
    return redirect("sign_in:sign-in")


def _page(request: HttpRequest, form: _Form, wanted: str, status: HTTPStatus) -> HttpResponse:
    zone = _institution(request, wanted)
    facts = {
        "form": form,
        "next": wanted,
        "institution": zone,
        "providers": offered(zone, IdentityProvider.IsFor.STAFF) if zone else [],
        "institutions": [] if zone else Zone.objects.filter(kind=Zone.Kind.INSTITUTION).order_by("name"),
    }
    return render(request, "sign_in/staff.html", facts, status=status)


def _institution(request: HttpRequest, wanted: str) -> Zone | None:
    """The institution whose page was wanted, or which was chosen here."""
    code = request.GET.get("institution", "") or wanted.partition("/")[2].partition("/")[0]
    return Zone.objects.filter(code=code, kind=Zone.Kind.INSTITUTION).first()
