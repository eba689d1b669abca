"""What staff do on the page of a request: each post does it once and leads back to the page, with a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from interlend.domain.exchange.models import Message
from interlend.domain.people.permissions import Action
from interlend.domain.sharing import correspondence, queries
from interlend.domain.sharing.models import HistoryEntry
from interlend.domain.sharing.notes import keep, notes_of
from interlend.domain.sharing.refusal import IN_THE_WAY, NotFound
from interlend.domain.sharing.subjects import BorrowingSubject
from interlend.interfaces.desk.request import pages, verbs
from interlend.interfaces.desk.request.forms import Said, Written
from interlend.interfaces.desk.request.offers import ids_at
from interlend.interfaces.desk.request.sides import BORROWING, LENDING, Side
from interlend.interfaces.desk.request.verbs import AnyRequest, Verb
from interlend.interfaces.screens import refusals
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered

_PAGES = {BORROWING.name: pages.borrowing, LENDING.name: pages.lending}


@require_POST
@staff(BORROWING.sees)
def do_to_borrowing(request: Entered, number: str, verb: str) -> HttpResponseBase:
    """Do something to a borrowing request."""
    found = _known(BORROWING.verbs, verb)
    return _do(request, BORROWING, number, found, BORROWING.locked(number))


@require_POST
@staff(LENDING.sees)
def do_to_lending(request: Entered, number: str, verb: str) -> HttpResponseBase:
    """Do something to a lending request."""
    found = _known(LENDING.verbs, verb)
    return _do(request, LENDING, number, found, LENDING.locked(number))


@require_POST
@staff(BORROWING.sees)
def do_to_left(request: Entered, number: str, partner: str, verb: str) -> HttpResponseBase:
    """Do something in a conversation that a borrowing request has gone on without."""
    found = _known(verbs.LEFT, verb)
    rota = queries.rota(BorrowingSubject.locked(number).request)
    entry = next((each for each in rota if each.partner.code == partner), None)
    if entry is None:
        raise NotFound(_("Request %(number)s never asked this partner.") % {"number": number})
    return _do(request, BORROWING, number, found, entry)


@require_POST
@staff(BORROWING.sees)
def note_on_borrowing(request: Entered, number: str) -> HttpResponseBase:
    """Keep a note with a borrowing request."""
    return _write(request, BORROWING, number, NOTE)


@require_POST
@staff(LENDING.sees)
def note_on_lending(request: Entered, number: str) -> HttpResponseBase:
    """Keep a note with a lending request."""
    return _write(request, LENDING, number, NOTE)


@require_POST
@staff(BORROWING.sees)
def write_to_lender(request: Entered, number: str) -> HttpResponseBase:
    """Write to the lender of a borrowing request."""
    return _write(request, BORROWING, number, MESSAGE)


@require_POST
@staff(LENDING.sees)
def write_to_borrower(request: Entered, number: str) -> HttpResponseBase:
    """Write to the borrower of a lending request."""
    return _write(request, LENDING, number, MESSAGE)


def _known(among: Any, verb: str) -> Verb:
    found: Verb | None = among.get(verb)
    if found is None:
        raise Http404
    return found


def _do(request: Entered, side: Side, number: str, verb: Verb, target: Any) -> HttpResponseBase:
    """The target's request is locked, so that the second of two equal posts sees what the first has done."""
    if not request.here.may(verb.action):
        return refusals.not_allowed(request)
    form = verb.form(request.POST, auto_id=ids_at(request.path))
    if not form.is_valid():
        return _with_faults(request, side, number, form)

    def do() -> str:
        if verb.happening and _is_done_already(request, number, verb.happening.__name__):
            return _("That is done already.")
        verb.do(target, form.cleaned_data, request.here.by(), timezone.now())
        return str(verb.done)

    return _told(request, side, number, do)


def _write(request: Entered, side: Side, number: str, writing: Writing) -> HttpResponseBase:
    if not request.here.may(writing.action or side.notes):
        return refusals.not_allowed(request)
    found = side.locked(number)
    form = Written(request.POST, auto_id=ids_at(request.path))
    if not form.is_valid():
        return _with_faults(request, side, number, form)

    def do() -> str:
        is_new = writing.write(request, found, form.cleaned_data["text"])
        return str(writing.done) if is_new else _("That is done already.")

    return _told(request, side, number, do)


def _told(request: Entered, side: Side, number: str, do: Callable[[], str]) -> HttpResponse:
    """Do it, or say what is in the way, on the page of the request."""
    try:
        with transaction.atomic():
            messages.success(request, do(), extra_tags="ok")
    except IN_THE_WAY as reason:
        messages.warning(request, str(reason), extra_tags="stop")
    return redirect(side.at("request", request.here, number))


def _with_faults(request: Entered, side: Side, number: str, form: Said) -> HttpResponse:
    """The page again, with the form as it was filled in and what is wrong with it."""
    page = _PAGES[side.name](request.here, number, {request.path: form})
    return render(request, "desk/request/request.html", page, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _seen(request: Entered) -> int | None:
    """The latest that the page showed from which this was posted; None: it does not say."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdecimal() else None


def _is_done_already(request: Entered, number: str, happening: str) -> bool:
    """Whether the same person has done the same since the page was shown: the same post again."""
    seen, by = _seen(request), request.here.by()
    if seen is None:
        return False
    side = "lending_request" if number.startswith("L") else "borrowing_request"
    since = HistoryEntry.objects.filter(**{f"{side}__number": number}, id__gt=seen)
    return since.filter(happening=happening, cause=by.cause, actor_id=by.id).exists()


def _keep_note(request: Entered, found: AnyRequest, text: str) -> bool:
    """False: it is kept already."""
    name = request.here.by().name
    seen = _seen(request)
    if seen is not None and notes_of(found).filter(id__gt=seen, text=text, author_name=name).exists():
        return False
    keep(found, text, author_name=name)
    return True


def _send_message(request: Entered, found: AnyRequest, text: str) -> bool:
    """False: it is sent already."""
    seen = _seen(request)
    if seen is not None:
        since = queries.messages(found).filter(id__gt=seen, direction=Message.Direction.OUT)
        if any(correspondence.said_in(each) == text for each in since):
            return False
    correspondence.write(found, text, now=timezone.now())
    return True


@dataclass(frozen=True)
class Writing:
    """A kind of words that staff write; `action` is what it takes, None: what the side asks for notes.

    `write` returns False where the same is written already.
    """

    action: Action | None
    write: Callable[[Entered, AnyRequest, str], bool]
    done: str | Promise


NOTE = Writing(None, _keep_note, gettext_lazy("The note is kept."))
MESSAGE = Writing(Action.MESSAGES_WRITE, _send_message, gettext_lazy("The message is on its way."))
