"""Readers sign in with the number of their card and a PIN, and out."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from interlend.domain.people import patrons, pins, tries
from interlend.domain.people.models import IdentityProvider, Patron
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.screens import readers
from interlend.interfaces.screens.going_on import own_path
from interlend.interfaces.sign_in import callers
from interlend.interfaces.sign_in.institutions import institution
from interlend.interfaces.sign_in.offered import offered


class _Form(forms.Form):
    card = forms.CharField(
        label=gettext_lazy("Number of your library card"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
    )
    pin = forms.CharField(
        label=gettext_lazy("PIN"),
        max_length=pins.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, zone: str) -> HttpResponse:
    """Ask a reader who it is."""
    here = institution(request, zone)
    wanted = own_path(request)
    if request.method != "POST":
        return _page(request, here, _Form(), wanted, HTTPStatus.OK)
    form = _Form(request.POST)
    if not form.is_valid():
        return _page(request, here, form, wanted, HTTPStatus.UNPROCESSABLE_ENTITY)
    card, now = form.cleaned_data["card"], timezone.now()
    account = counted_for(here, card)
    counted = callers.counted_as(request, account)
    if not (
        tries.take(tries.ADDRESS, callers.network(request), now=now)
        and tries.take(tries.PIN, counted, now=now)
    ):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, then try again."))
        return _page(request, here, form, wanted, HTTPStatus.TOO_MANY_REQUESTS)
    with scope.entered(here.pk):
        patron = pins.whose(barcode=card, pin=form.cleaned_data["pin"])
    if patron is None:
        form.add_error(None, _("This card and this PIN do not belong together. Try again."))
        return _page(request, here, form, wanted, HTTPStatus.UNPROCESSABLE_ENTITY)
    tries.forgive(tries.PIN, counted)
    tries.give_back(tries.ADDRESS, callers.network(request))
    response = welcome(request, here, patron, wanted)
    callers.make_familiar(request, response, account)
    return response


@require_POST
def sign_out(request: HttpRequest, zone: str) -> HttpResponse:
    """End the reader's part of the session."""
    here = institution(request, zone)
    readers.sign_out(request)
    messages.success(request, _("You have signed out."))
    return redirect("patron:find", zone=here.code)


def welcome(request: HttpRequest, here: Zone, patron: Patron, wanted: str) -> HttpResponse:
    """Let a reader in, and say so where the card does not allow asking for anything.

    A reader whose card has expired or is blocked still sees what was asked for, and what is to be returned.
    """
    readers.sign_in(request, patron)
    refusal = patrons.may_request(patron=patron, today=timezone.localdate())
    if refusal is not None:
        messages.warning(request, _CANNOT_ASK[refusal.code], extra_tags="look")
    return redirect(wanted or resolve_url("patron:requests", zone=here.code))


def counted_for(here: Zone, card: str) -> str:
    """Under which name tries for a card are counted."""
    return f"{here.pk}:{card.strip().casefold()}"


_CANNOT_ASK = {
    "expired": gettext_lazy(
        "Your card has expired: you can follow your requests, but not ask for anything new. "
        "Please talk to your library."
    ),
    "blocked": gettext_lazy(
        "Your card is blocked: you can follow your requests, but not ask for anything new. "
        "Please talk to your library."
    ),
}


def _page(request: HttpRequest, here: Zone, form: _Form, wanted: str, status: HTTPStatus) -> HttpResponse:
    facts = {
        "form": form,
        "institution": here,
        "next": wanted,
        "providers": offered(here, IdentityProvider.IsFor.READERS),
    }
    return render(request, "sign_in/reader.html", facts, status=status)
