"""Follow: all requests of a reader, one request, and giving it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interlend.domain.sharing import desk, for_readers
from interlend.domain.sharing.for_readers import STAGES, Stage, Told
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.refusal import NotPossible
from interlend.interfaces.screens.entering import reader
from interlend.interfaces.screens.here import Entered
from interlend.kernel.lifecycle.happenings import CancelByPatron


@dataclass(frozen=True)
class Followed:
    """A request with what is told about it."""

    request: BorrowingRequest
    told: Told


@require_safe
@reader()
def list_requests(request: Entered) -> HttpResponse:
    """All requests of a reader, those that are open first."""
    now = timezone.now()
    still_open, closed = for_readers.requests_of(_reader(request))
    facts = {
        "still_open": [_followed(each, now) for each in still_open],
        "closed": [_followed(each, now) for each in closed],
    }
    return render(request, "patron/requests.html", facts)


@require_safe
@reader()
def show_request(request: Entered, number: str) -> HttpResponse:
    """Where one book is, when to expect it, and what can be done."""
    found = for_readers.request_of(_reader(request), number)
    followed = _followed(found, timezone.now())
    facts = {
        "followed": followed,
        "steps": _steps(followed.told),
        "cancelling": for_readers.cancelling(found, for_readers.lender_of(found)),
    }
    return render(request, "patron/request.html", facts)


@require_POST
@reader()
def cancel(request: Entered, number: str) -> HttpResponse:
    """Give a request up; where that has become impossible meanwhile, its page says why."""
    for_readers.request_of(_reader(request), number)
    try:
        with transaction.atomic():
            desk.borrowing(number, CancelByPatron(), by=request.here.by(), now=timezone.now())
    except NotPossible:
        messages.warning(
            request, _("This request cannot be cancelled now: see below why."), extra_tags="look"
        )
    else:
        messages.success(request, _("We took note: you do not need it any more."))
    return redirect("patron:request", zone=request.here.zone.code, number=number)


def _reader(request: Entered) -> int:
    if request.here.patron is None:
        raise PermissionError("Nobody has signed in.")
    return request.here.patron.pk


def _followed(request: BorrowingRequest, now: datetime) -> Followed:
    return Followed(request, for_readers.tell(request, for_readers.lender_of(request), now=now))


def _steps(told: Told) -> list[tuple[str, str]]:
    """The stops of the way, each with whether it is behind, here or ahead; none where the way broke off."""
    here = told.stage
    if here is None:
        return []
    return [(str(STAGES[stop]), _side(stop, here)) for stop in Stage]


def _side(stop: Stage, here: Stage) -> str:
    if stop == here:
        return "here"
    return "done" if stop < here else "ahead"
