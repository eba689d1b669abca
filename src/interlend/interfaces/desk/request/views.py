"""The page of a request, and the raw messages behind it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from lxml import etree

from interlend.domain.exchange.models import Message
from interlend.domain.people.permissions import Action
from interlend.domain.sharing.refusal import NotFound
from interlend.interfaces.desk.request import pages
from interlend.interfaces.desk.request.sides import BORROWING, LENDING
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered
from interlend.kernel.iso18626.envelope import parse
from interlend.kernel.iso18626.faults import Malformed


@require_safe
@staff(BORROWING.sees)
def borrowing_request(request: Entered, number: str) -> HttpResponse:
    """A borrowing request: where it stands, what may be done, and all that happened."""
    return render(request, "desk/request/request.html", pages.borrowing(request.here, number))


@require_safe
@staff(LENDING.sees)
def lending_request(request: Entered, number: str) -> HttpResponse:
    """A lending request: where it stands, what may be done, and all that happened."""
    return render(request, "desk/request/request.html", pages.lending(request.here, number))


@require_safe
@staff(Action.MESSAGES_READ)
def message(request: Entered, message: int) -> HttpResponse:
    """A message as it was sent or received; a part of a page where one asks for it in place."""
    row = Message.objects.select_related("conversation__partner").filter(pk=message).first()
    if row is None:
        raise NotFound(_("There is no message %(id)s here.") % {"id": message})
    template = "message.html" if request.headers.get("HX-Request") else "message_page.html"
    return render(request, f"desk/request/{template}", {"message": row, "xml": _readable(bytes(row.body))})


def _readable(body: bytes) -> str:
    """The XML with an indentation; what cannot be read, as it came."""
    try:
        root = parse(body)
    except Malformed:
        return body.decode("utf-8", "replace")
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")
