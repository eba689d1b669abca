"""The second factor: asked for when signing in, set up, renewed, removed."""

from __future__ import annotations

import io
from http import HTTPStatus

import segno
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from interlend.domain.people import second_factor, sessions, tries
from interlend.domain.people.models import User
from interlend.interfaces.screens.going_on import own_path
from interlend.interfaces.sign_in import letting_in
from interlend.interfaces.sign_in.account import Known, own_account


class _Form(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask whoever has shown the password for a code of the app, or a recovery code."""
    user = letting_in.waiting(request)
    if user is None:
        messages.info(request, _("That took a while. Sign in again."), extra_tags="look")
        return redirect("sign_in:sign-in")
    form = _Form(request.POST or None)
    if request.method == "POST" and _is_shown(form, user):
        return letting_in.has_shown(request, user)
    return _page(request, "sign_in/code.html", form)


@never_cache
@require_safe
@own_account
def show(request: Known) -> HttpResponse:
    """Whether the second factor is on, and what can be done about it.

    Who signed in before it was on is asked for it now: a role may want it of this session too.
    """
    is_on = second_factor.is_on(request.user)
    if is_on and not sessions.has_shown_second_factor(request.session):
        vouching = sessions.vouched_by(request.session)
        return letting_in.go_on(request, request.user, own_path(request), vouching)
    facts = {
        "is_on": is_on,
        "left": second_factor.recovery_codes_left(request.user),
        "next": own_path(request),
        "form": _Form(),
    }
    return render(request, "sign_in/second_factor.html", facts)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def set_up(request: Known) -> HttpResponse:
    """Put the secret into the app, and prove it by a first code."""
    if second_factor.is_on(request.user):
        return redirect("sign_in:second-factor")
    form = _Form(request.POST or None)
    if request.method == "POST" and _may_try(form, request.user):
        codes = second_factor.confirm(request.user, form.cleaned_data["code"], now=timezone.now())
        if codes is not None:
            tries.forgive(tries.CODE, str(request.user.pk))
            sessions.second_factor_shown(request.session)
            facts = {"codes": codes, "next": own_path(request)}
            return render(request, "sign_in/recovery_codes.html", facts)
        form.add_error("code", _("This is not the code that the app shows now. Type the next one."))
    facts = {"secret": second_factor.begun(request.user), "next": own_path(request)}
    return _page(request, "sign_in/set_up_second_factor.html", form, **facts)


@never_cache
@require_safe
@own_account
def qr(request: Known) -> HttpResponse:
    """The secret as a QR code, as long as it is not confirmed."""
    try:
        secret = second_factor.begun(request.user)
    except ValueError:
        raise Http404 from None
    picture = io.BytesIO()
    made = segno.make(second_factor.address_for_app(request.user, secret), error="m")
    made.save(picture, kind="svg", scale=5, dark="#000", light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@never_cache
@require_http_methods(["POST"])
@own_account
def recovery_codes(request: Known) -> HttpResponse:
    """New recovery codes in place of the old ones, for a code."""
    form = _Form(request.POST)
    if not _is_shown(form, request.user):
        return _again(request, form)
    codes = second_factor.new_recovery_codes(request.user)
    return render(request, "sign_in/recovery_codes.html", {"codes": codes})


@never_cache
@require_http_methods(["POST"])
@own_account
def remove(request: Known) -> HttpResponse:
    """Switch it off, for a code."""
    form = _Form(request.POST)
    if not _is_shown(form, request.user):
        return _again(request, form)
    second_factor.remove(request.user)
    sessions.forget_second_factor(request.session)
    messages.success(request, _("You are asked for your password only from now on."))
    return redirect("sign_in:account")


def _may_try(form: _Form, user: User) -> bool:
    if not form.is_valid():
        return False
    if tries.take(tries.CODE, str(user.pk), now=timezone.now()):
        return True
    form.add_error("code", _("Too many tries. Wait a quarter of an hour, then try again."))
    return False


def _is_shown(form: _Form, user: User) -> bool:
    if not _may_try(form, user):
        return False
    if second_factor.is_shown(user, form.cleaned_data["code"], now=timezone.now()):
        tries.forgive(tries.CODE, str(user.pk))
        return True
    form.add_error(
        "code", _("This code is not good, or was used before. Type the one that the app shows now.")
    )
    return False


def _again(request: Known, form: _Form) -> HttpResponse:
    left = second_factor.recovery_codes_left(request.user)
    is_on = second_factor.is_on(request.user)
    return _page(request, "sign_in/second_factor.html", form, left=left, is_on=is_on)


def _page(request: HttpRequest, template: str, form: _Form, **facts: object) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, {"form": form, **facts}, status=status)
