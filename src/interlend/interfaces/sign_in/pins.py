"""PINs of readers: a link by mail, and choosing one by it."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from interlend.domain.jobs.defer import Kind, defer
from interlend.domain.people import links, pins, tries
from interlend.domain.zones import scope
from interlend.interfaces.sign_in import callers
from interlend.interfaces.sign_in.institutions import institution
from interlend.interfaces.sign_in.readers import counted_for


class _Forgotten(forms.Form):
    card = forms.CharField(
        label=gettext_lazy("Number of your library card"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
    )


class _New(forms.Form):
    new = forms.CharField(
        label=gettext_lazy("New PIN"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        """Both must be the same."""
        if self.cleaned_data.get("new") != self.cleaned_data.get("again"):
            self.add_error("again", _("This is not the same PIN."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest, zone: str) -> HttpResponse:
    """Ask for the card and mail a link; what is answered does not tell whether there is such a card."""
    here = institution(request, zone)
    form = _Forgotten(request.POST or None)
    facts = {"form": form, "institution": here}
    if not form.is_valid():
        status = HTTPStatus.OK if request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "sign_in/forgotten_pin.html", facts, status=status)
    card, now = form.cleaned_data["card"], timezone.now()
    if not tries.take(tries.MAIL_FROM_ADDRESS, callers.network(request), now=now):
        form.add_error(None, _("Too many mails were asked for. Wait an hour, then try again."))
        return render(request, "sign_in/forgotten_pin.html", facts, status=HTTPStatus.TOO_MANY_REQUESTS)
    with scope.entered(here.pk):
        patron = pins.find(card)
    if tries.take(tries.MAIL, counted_for(here, card), now=now) and patron is not None and patron.email:
        defer(Kind.MAIL_PIN_LINK, zone_id=here.pk, patron_id=patron.pk)
    return render(request, "sign_in/pin_mail_sent.html", {"institution": here})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_by_link(request: HttpRequest, zone: str, shown: str, token: str) -> HttpResponse:
    """Choose a PIN by the link of a mail."""
    here = institution(request, zone)
    form = _New(request.POST or None)
    with scope.entered(here.pk):
        patron = links.of_pin_link(shown, token)
        if patron is None:
            return render(
                request, "sign_in/pin_link_gone.html", {"institution": here}, status=HTTPStatus.GONE
            )
        if request.method == "POST" and form.is_valid():
            try:
                pins.set_pin(patron=patron, pin=form.cleaned_data["new"])
            except pins.Weak as refused:
                form.add_error("new", str(refused))
            else:
                messages.success(request, _("Your new PIN is in force. Sign in with it."))
                return redirect("sign_in:reader", zone=here.code)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {"form": form, "institution": here, "patron": patron}
    return render(request, "sign_in/new_pin.html", facts, status=status)
