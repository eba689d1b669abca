"""Find: our catalog and those of the members, then the catalogs farther away, then one record."""

from __future__ import annotations

from threading import BoundedSemaphore
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interlend.domain.catalog import elsewhere
from interlend.domain.catalog.locate import Located
from interlend.domain.catalog.lookups import sru
from interlend.domain.catalog.search import edition_of, search, visible_zones
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.zones import scope
from interlend.interfaces.patron.forms import SearchForm
from interlend.interfaces.patron.shelves import Shelves, shelves_of
from interlend.interfaces.screens.entering import reader
from interlend.interfaces.screens.here import Entered
from interlend.kernel.lifecycle.happenings import Located as Outcome
from interlend.kernel.marc.numbers import isbn13
from interlend.kernel.sru.query import Clause, Index, Query, Relation

A_PAGE = 10
_RECORDS_A_LIBRARY = 3
_AT_ONCE = BoundedSemaphore(4)
"""Each of these searches keeps a thread waiting for others: no more of ours may do so at a time."""


@require_safe
@reader(must_be_known=False)
def find(request: Entered) -> HttpResponse:
    """The first page for readers: search, and what was found."""
    form = SearchForm(request.GET)
    wanted, page = form.wanted(), form.page()
    facts = {"q": wanted, "form": form}
    if not wanted:
        return render(request, "patron/find.html", facts)
    zones = visible_zones()
    results = search(_query(wanted), zones, limit=A_PAGE, offset=(page - 1) * A_PAGE)
    found = [shelves_of(hit, request.here.zone.pk) for hit in results.hits]
    facts |= {
        "found": found,
        "total": results.total,
        "is_capped": results.is_capped,
        "pages": _pages(found, page, results.total),
        "looks_elsewhere": bool(elsewhere.searched_by_sru()),
        "asked_for": _as_asked(wanted),
    }
    return render(request, "patron/find.html", facts)


@require_safe
@reader(must_be_known=False, opens_scope=False)
def find_elsewhere(request: Entered) -> HttpResponse:
    """What the catalogs outside this installation say, each within its time; as a part of a page or whole."""
    wanted = SearchForm(request.GET).wanted()
    facts: dict[str, object] = {"q": wanted, "asked_for": _as_asked(wanted)}
    template = "patron/elsewhere_part.html" if request.headers.get("HX-Request") else "patron/elsewhere.html"
    if not wanted or not _AT_ONCE.acquire(blocking=False):
        return render(request, template, facts | {"is_busy": bool(wanted)})
    try:
        with scope.entered(request.here.zone.pk):
            partners = elsewhere.searched_by_sru()
        said = elsewhere.ask_each(partners, lambda profile: sru.search(_query(wanted), profile))
    finally:
        _AT_ONCE.release()
    facts["libraries"] = [
        {"name": partner.name, "words": _words(told), "records": told.records[:_RECORDS_A_LIBRARY]}
        for partner, told in said
    ]
    return render(request, template, facts)


@require_safe
@reader(must_be_known=False)
def show_record(request: Entered, record: int) -> HttpResponse:
    """One edition, where it stands, and the one thing to do."""
    return render(request, "patron/record.html", {"shelves": edition_for(request, record)})


def edition_for(request: Entered, record: int) -> Shelves:
    """The edition of a record that readers here may see. Raises NotFound."""
    hit = edition_of(record, visible_zones())
    if hit is None:
        raise NotFound(_("This book is not in the catalog any more. Search for it again."))
    return shelves_of(hit, request.here.zone.pk)


def _query(wanted: str) -> Query:
    return Clause(Index.KEYWORD, Relation.ALL, wanted)


def _as_asked(wanted: str) -> str:
    """What was searched for, as the address of the form that asks for it all the same has it."""
    return urlencode({"isbn" if isbn13(wanted) else "title": wanted})


def _pages(found: list[Shelves], page: int, total: int) -> Page[Shelves]:
    """The page numbers; what stands on the page was cut out by the search itself."""
    return Page(found, page, Paginator(range(total), A_PAGE))  # type: ignore[arg-type]


def _words(told: Located) -> str:
    """What a catalog said; one that gave no answer is never taken for one that does not hold the book."""
    if not told.answered:
        return _("No answer. It may have the book all the same.")
    if not told.held:
        return _("Does not have it.")
    if told.outcome is Outcome.ONLY_ELECTRONIC:
        return _("Has it online only.")
    if told.lendable is None:
        return _("Has it. It does not say whether it is on the shelf.")
    return _("Has it on the shelf.") if told.lendable else _("Has it, but it is out now.")
