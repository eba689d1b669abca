"""The task lists: the query as text, its facets beside it, its rows; all three always say the same."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from interlend.domain.people.permissions import Action
from interlend.domain.sharing.searching.facets import Facet, facets
from interlend.domain.sharing.searching.query import LONGEST, Query, Side, parse
from interlend.domain.sharing.searching.search import SORT_MEANS, Sort, search, sorts_of
from interlend.interfaces.desk.lists import saved
from interlend.interfaces.desk.lists.asked import page_asked
from interlend.interfaces.desk.lists.lines import lines
from interlend.interfaces.desk.lists.sides import LISTS, USUAL, List, sort_named
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered, Here

ROWS = 50


@require_safe
@staff(Action.BORROWING_LIST)
def borrowing(request: Entered) -> HttpResponse:
    """Our readers' requests to partners."""
    return _show(request, LISTS[Side.BORROWING])


@require_safe
@staff(Action.LENDING_LIST)
def lending(request: Entered) -> HttpResponse:
    """Partners' requests to us."""
    return _show(request, LISTS[Side.LENDING])


def _show(request: Entered, of: List) -> HttpResponse:
    """The page; its facets, which count much, come after it (`part=facets`)."""
    here, now = request.here, timezone.now()
    text = request.GET.get("q", USUAL)[: LONGEST + 1]
    query = parse(text, of.side)
    sort = sort_named(request.GET.get("sort", ""))
    is_part = bool(request.headers.get("HX-Request")) and not request.headers.get(
        "HX-History-Restore-Request"
    )
    linked = None
    if request.GET.get("part") == "facets":
        linked = _linked(facets(of.side, query, now=now), of, here, query, sort)
        if is_part:
            return render(request, "desk/lists/facets.html", {"facets": linked})
    found = search(of.side, query, now=now, sort=sort, page=page_asked(request), size=ROWS)
    facts: dict[str, Any] = {
        "list": of,
        "side": of.side.value,
        "text": text if query.problems else str(query),
        "query": query,
        "sort": sort.value,
        "sorts": [(each.value, SORT_MEANS[each]) for each in sorts_of(of.side)],
        "address": of.at(here),
        "found": found,
        "lines": lines(of.side, found.rows, here, now),
        "facets": linked,
        "facets_at": of.at(here, q=str(query), sort=_unless_usual(sort), part="facets"),
        "views": saved.shown(of, here, query, now=now),
        "before": _at_page(of, here, query, sort, found.page - 1) if found.page > 1 else "",
        "after": _at_page(of, here, query, sort, found.page + 1) if found.page < found.pages else "",
        "may_dismiss": here.may(of.dismisses),
        "may_pull": of.side is Side.LENDING and here.may(Action.LENDING_PULL),
    }
    return render(request, f"desk/lists/{'found' if is_part else 'list'}.html", facts)


def _at_page(of: List, here: Here, query: Query, sort: Sort, page: int) -> str:
    return of.at(here, q=str(query), sort=_unless_usual(sort), page=page)


def _linked(found: list[Facet], of: List, here: Here, query: Query, sort: Sort) -> list[dict[str, Any]]:
    """Each value of a facet with the address of the list in which it is chosen, or no longer is."""
    return [
        {
            "label": facet.label,
            "key": facet.key.value,
            "values": [
                {
                    "value": value,
                    "address": of.at(
                        here, q=str(query.toggled(facet.key, value.value)), sort=_unless_usual(sort)
                    ),
                }
                for value in facet.values
            ],
        }
        for facet in found
    ]


def _unless_usual(sort: Sort) -> str:
    return "" if sort is Sort.NEWEST else sort.value
