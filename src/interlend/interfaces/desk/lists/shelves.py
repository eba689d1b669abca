"""Lists to walk with: what is to be pulled from the shelves, what waits on the hold shelf."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interlend.domain.libraries.models import Library
from interlend.domain.people.permissions import Action
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.sharing.scanning.borrowed import shelf_mark
from interlend.domain.sharing.searching.query import Key, Side, at_library, parse
from interlend.domain.sharing.searching.search import MOST_OF_A_PAGE, Results, Sort, search
from interlend.interfaces.desk.lists.asked import page_asked
from interlend.interfaces.desk.lists.lines import lines
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered

_EVERYWHERE = "all"


@require_safe
@staff(Action.LENDING_PULL)
def pull_list(request: Entered) -> HttpResponse:
    """The copies to fetch from the shelves of this desk's library, shelf by shelf."""
    library = _library(request)
    text = at_library("is:to-pull", Key.SHELF, library.code if library else "")
    found = _found(request, Side.LENDING, text, Sort.SHELF)
    facts = _facts(request, found, text, library)
    facts["lines"] = lines(Side.LENDING, found.rows, request.here, timezone.now())
    return render(request, "desk/lists/pull_list.html", facts)


@require_safe
@staff(Action.DESK_ARRIVAL)
def hold_shelf(request: Entered) -> HttpResponse:
    """What waits here for its readers, what has waited longest first."""
    library = _library(request)
    text = at_library("state:physically_received", Key.PICKUP, library.code if library else "")
    found = _found(request, Side.BORROWING, text, Sort.ACT_BY)
    facts = _facts(request, found, text, library)
    now = timezone.now()
    facts["lines"] = [
        (line, shelf_mark(line.request)) for line in lines(Side.BORROWING, found.rows, request.here, now)
    ]
    return render(request, "desk/lists/hold_shelf.html", facts)


def _library(request: Entered) -> Library | None:
    """The library that was asked for, else the desk's; None: all of them. Raises NotFound."""
    code = request.GET.get("library", "")
    if not code or code == _EVERYWHERE:
        return None if code else request.here.library
    found = Library.objects.filter(code__iexact=code.replace("\x00", "")).first()
    if found is None:
        raise NotFound(_("There is no library %(code)s here.") % {"code": code})
    return found


def _found(request: Entered, side: Side, text: str, sort: Sort) -> Results:
    now, page = timezone.now(), page_asked(request)
    return search(side, parse(text, side), now=now, sort=sort, page=page, size=MOST_OF_A_PAGE)


def _facts(request: Entered, found: Results, text: str, library: Library | None) -> dict[str, Any]:
    libraries = list(Library.objects.order_by("name"))
    chosen = library.code if library else _EVERYWHERE
    return {
        "found": found,
        "text": text,
        "library": library,
        "libraries": libraries if len(libraries) > 1 else [],
        "chosen": chosen,
        "before": f"?library={chosen}&page={found.page - 1}" if found.page > 1 else "",
        "after": f"?library={chosen}&page={found.page + 1}" if found.page < found.pages else "",
    }
