"""At which desk this browser stands: asked once, and whenever somebody moves."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interlend.domain.libraries.models import CirculationDesk
from interlend.domain.sharing.refusal import NotFound
from interlend.interfaces.screens import desks
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.going_on import own_path
from interlend.interfaces.screens.here import Entered


@require_http_methods(["GET", "POST"])
@staff()
def choose(request: Entered) -> HttpResponseBase:
    """The desks of the institution, library by library; the chosen one is remembered by the browser."""
    known = CirculationDesk.objects.select_related("library").order_by("library__name", "name")
    then = _then(request)
    if request.method == "GET":
        return render(request, "desk/scan/choose_desk.html", {"desks": known, "then": then})
    asked = request.POST.get("desk", "")
    desk = known.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    if desk is None:
        raise NotFound(_("There is no such desk here: choose one of the list."))
    response = redirect(then)
    desks.choose(response, request.here.zone, desk)
    return response


def _then(request: Entered) -> str:
    """Where to go on; never to another server."""
    return own_path(request) or reverse("desk:today", kwargs={"zone": request.here.zone.code})
