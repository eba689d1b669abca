"""Passwords of the staff: forgotten, chosen by a link from a mail, changed."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from interlend.domain.jobs.defer import Kind, defer
from interlend.domain.people import accounts, links, tries
from interlend.domain.people.models import User
from interlend.interfaces.sign_in import callers
from interlend.interfaces.sign_in.account import Known, own_account


def _box(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class _Forgotten(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class _New(forms.Form):
    new = forms.CharField(
        label=gettext_lazy("New password"), max_length=200, strip=False, widget=_box("new-password")
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"), max_length=200, strip=False, widget=_box("new-password")
    )

    def clean(self) -> None:
        """Both must be the same."""
        if self.cleaned_data.get("new") != self.cleaned_data.get("again"):
            self.add_error("again", _("This is not the same password."))


class _Change(_New):
    field_order = ["current", "new", "again"]
    current = forms.CharField(
        label=gettext_lazy("Your password until now"),
        max_length=200,
        strip=False,
        widget=_box("current-password"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the address and mail a link; what is answered does not tell whether anybody has the address."""
    form = _Forgotten(request.POST or None)
    if not form.is_valid():
        status = HTTPStatus.OK if request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "sign_in/forgotten_password.html", {"form": form}, status=status)
    email, now = form.cleaned_data["email"], timezone.now()
    if not tries.take(tries.MAIL_FROM_ADDRESS, callers.network(request), now=now):
        form.add_error(None, _("Too many mails were asked for. Wait an hour, then try again."))
        facts = {"form": form}
        return render(request, "sign_in/forgotten_password.html", facts, status=HTTPStatus.TOO_MANY_REQUESTS)
    user = accounts.find(email)
    if tries.take(tries.MAIL, email.casefold(), now=now) and user is not None and user.is_active:
        defer(Kind.MAIL_PASSWORD_LINK, user_id=user.pk)
    return render(request, "sign_in/mail_sent.html", {"to": email, "back": "sign_in:sign-in"})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_by_link(request: HttpRequest, shown: str, token: str) -> HttpResponse:
    """Choose a password by the link of a mail."""
    user = links.of_password_link(shown, token)
    if user is None:
        again = {"again": "sign_in:forgotten-password"}
        return render(request, "sign_in/link_gone.html", again, status=HTTPStatus.GONE)
    form = _New(request.POST or None)
    if request.method == "POST" and _is_taken(form, user):
        tries.forgive(tries.PASSWORD, user.email.casefold())
        messages.success(request, _("Your new password is in force. Sign in with it."))
        return redirect("sign_in:sign-in")
    return _page(request, form, _("Choose your password"), user)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def change(request: Known) -> HttpResponse:
    """Change one's password; the user's other sessions end."""
    form = _Change(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not tries.take(tries.PASSWORD, request.user.email.casefold(), now=timezone.now()):
            form.add_error(None, _("Too many tries. Wait a quarter of an hour, then try again."))
        elif not request.user.check_password(form.cleaned_data["current"]):
            form.add_error("current", _("This is not your password."))
        elif _is_taken(form, request.user):
            tries.forgive(tries.PASSWORD, request.user.email.casefold())
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Your new password is in force. Your other sessions have ended."))
            return redirect("sign_in:account")
    return _page(request, form, _("Change your password"), request.user)


def _is_taken(form: _New, user: User) -> bool:
    if not form.is_valid():
        return False
    try:
        accounts.set_password(user=user, password=form.cleaned_data["new"])
    except ValidationError as refused:
        form.add_error("new", refused)
        return False
    return True


def _page(request: HttpRequest, form: _New, title: str, user: User) -> HttpResponse:
    facts = {"form": form, "title": title, "account": user, "rules": password_validators_help_texts()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "sign_in/new_password.html", facts, status=status)
