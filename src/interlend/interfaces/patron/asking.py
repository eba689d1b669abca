"""Ask for a book: what the terms of use allow is told before, and the form asks for little."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from interlend.domain.catalog.search import Hit
from interlend.domain.people.models import Patron
from interlend.domain.people.patrons import may_request
from interlend.domain.sharing import placing
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.placing import Allowance, Wanted
from interlend.domain.sharing.refusal import NotPossible
from interlend.interfaces.patron import once
from interlend.interfaces.patron.finding import edition_for
from interlend.interfaces.patron.forms import AskForm, DescribeForm
from interlend.interfaces.patron.shelves import Shelves
from interlend.interfaces.screens.entering import reader
from interlend.interfaces.screens.here import Entered

_DESCRIBED = ("title", "author", "isbn")


@dataclass(frozen=True)
class InTheWay:
    """Why a reader cannot ask now, and what to do about it."""

    what: str
    to_do: str


@require_http_methods(["GET", "HEAD", "POST"])
@reader()
def ask(request: Entered) -> HttpResponse:
    """Show the form, or place the request that it asks for."""
    patron = _patron(request)
    number = once.number_of(request.POST.get("ticket", ""), patron)
    if number and (before := placing.placed_before(patron, number)):
        return _thank(request, before)
    shelves = _chosen(request)
    allowed = _allowed(patron)
    if isinstance(allowed, InTheWay):
        facts = {"in_the_way": allowed, "shelves": shelves}
        return render(
            request, "patron/ask.html", facts, status=HTTPStatus.CONFLICT if number else HTTPStatus.OK
        )
    form = _form(request, shelves, allowed)
    if request.method != "POST":
        return _page(request, form, shelves, allowed, HTTPStatus.OK)
    if not number:
        form.add_error(None, _("This form had grown old. Check what you wrote, and send it again."))
    if not form.is_valid():
        return _page(request, form, shelves, allowed, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():
            made = _place(request, form, shelves, number)
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, shelves, allowed, HTTPStatus.CONFLICT)
    return _thank(request, made)


def _patron(request: Entered) -> Patron:
    patron = request.here.patron
    if patron is None:
        raise PermissionError("Nobody has signed in.")
    return patron


def _chosen(request: Entered) -> Shelves | None:
    """The edition that is asked for; None where the reader describes a book."""
    record = request.POST.get("record") or request.GET.get("record") or ""
    if not (record.isascii() and record.isdecimal() and len(record) < 19):
        return None
    return edition_for(request, int(record))


def _allowed(patron: Patron) -> Allowance | InTheWay:
    """What the reader may ask for now, or what is in the way."""
    ask_us = _("Please talk to your library: our staff can help.")
    refusal = may_request(patron=patron, today=timezone.localdate())
    if refusal is not None:
        return InTheWay(
            _blocked(patron) if refusal.code == "blocked" else _("Your card has expired."), ask_us
        )
    try:
        allowed = placing.allowance(patron, now=timezone.now())
    except NotPossible as reason:
        return InTheWay(str(reason), ask_us)
    if allowed.is_used_up:
        what = ngettext(
            "You have %(count)d open request. You cannot have more at a time.",
            "You have %(count)d open requests. You cannot have more at a time.",
            allowed.open_requests,
        )
        wait = _("Cancel one that you do not need any more, or wait until one is done.")
        return InTheWay(what % {"count": allowed.open_requests}, wait)
    return allowed


def _blocked(patron: Patron) -> str:
    if patron.block_reason:
        return _("Your card is blocked: %(reason)s") % {"reason": patron.block_reason}
    return _("Your card is blocked.")


def _form(request: Entered, shelves: Shelves | None, allowed: Allowance) -> AskForm:
    kind = DescribeForm if shelves is None else AskForm
    places = placing.pickup_places(allowed.library)
    if request.method == "POST":
        return kind(request.POST, places=places)
    begun = {name: request.GET.get(name, "")[:300] for name in _DESCRIBED}
    return kind(initial=begun, places=places)


def _place(request: Entered, form: AskForm, shelves: Shelves | None, number: str) -> BorrowingRequest:
    said = form.cleaned_data
    described = (
        Wanted(**{name: said[name] for name in _DESCRIBED}) if shelves is None else _wanted(shelves.hit)
    )
    return placing.place(
        patron_barcode=_patron(request).barcode,
        wanted=described,
        by=request.here.by(),
        now=timezone.now(),
        pickup_library_code=said.get("pickup", ""),
        needed_by=said["needed_by"],
        note=said["note"],
        number=number,
    )


def _wanted(hit: Hit) -> Wanted:
    """The edition as a request describes it, by the first of its numbers of each kind."""
    return Wanted(
        title=hit.title,
        author=hit.author,
        edition=hit.edition,
        publisher=hit.publisher,
        year=hit.year,
        isbn=next(iter(hit.isbns), ""),
        issn=next(iter(hit.issns), ""),
        lccn=hit.lccn,
        system_number=next(iter(hit.system_numbers), ""),
    )


def _thank(request: Entered, made: BorrowingRequest) -> HttpResponse:
    messages.success(request, _("We have your request. You can follow it here."))
    return redirect("patron:request", zone=request.here.zone.code, number=made.number)


def _page(
    request: Entered, form: AskForm, shelves: Shelves | None, allowed: Allowance, status: HTTPStatus
) -> HttpResponse:
    ticket = once.new_ticket(_patron(request))
    if form.is_bound and once.number_of(form.data.get("ticket", ""), _patron(request)):
        ticket = form.data["ticket"]
    facts: dict[str, Any] = {
        "form": form,
        "ticket": ticket,
        "shelves": shelves,
        "allowed": allowed,
        "only_place": placing.pickup_places(allowed.library)[0] if "pickup" not in form.fields else None,
    }
    return render(request, "patron/ask.html", facts, status=status)
