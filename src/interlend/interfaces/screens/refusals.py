"""How a screen says no: what happened and what to do, as a page or as a notice on it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from interlend.domain.sharing.refusal import IN_THE_WAY, NotFound
from interlend.interfaces.screens.here import Entered

_HTMX = "HX-Request"


def answered(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of a screen; where the domain refuses, its reason in words."""
    try:
        return run()
    except NotFound as missing:
        return refuse(request, HTTPStatus.NOT_FOUND, _("Not found"), str(missing))
    except IN_THE_WAY as reason:
        return refuse(request, HTTPStatus.CONFLICT, _("Not possible now"), str(reason))


def not_yours(request: Entered) -> HttpResponseBase:
    """Somebody who has signed in, and has no role at this institution."""
    what = _("You have no role at %(name)s. Ask its administrator for one, or go to your own institution.")
    return refuse(request, HTTPStatus.FORBIDDEN, _("Not for you"), what % {"name": request.here.zone.name})


def not_allowed(request: Entered) -> HttpResponseBase:
    """Somebody whose roles at this desk do not let them do this."""
    where = request.here.desk.name if request.here.desk else _("no desk")
    what = _("Your roles do not allow this (you are at: %(desk)s). Choose another desk, or ask for a role.")
    return refuse(request, HTTPStatus.FORBIDDEN, _("Not allowed"), what % {"desk": where})


def refuse(request: HttpRequest, status: HTTPStatus, heading: str, what: str) -> HttpResponseBase:
    """Say no. A request for a part of a page is answered by a notice for it."""
    template = "screens/notice.html" if request.headers.get(_HTMX) else "screens/refusal.html"
    facts = {"heading": heading, "what": what, "tone": "stop"}
    return render(request, template, facts, status=status)
