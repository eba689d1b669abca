"""Saved views: lists as somebody wants to see them again, each with how many rows it has now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interlend.domain.people.models import SavedView
from interlend.domain.sharing.refusal import NotFound, NotPossible
from interlend.domain.sharing.searching.counts import counts
from interlend.domain.sharing.searching.query import LONGEST, Query, Side, parse
from interlend.interfaces.desk.lists.sides import LISTS, VIEWS, List, list_named, sort_named
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered, Here

MOST = 12
"""Views that somebody may keep for one list: all of them are counted each time."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class View:
    """A view as a link; `id` where it is one's own."""

    name: str | Promise
    address: str
    count: int
    is_current: bool
    id: int | None = None


def shown(of: List, here: Here, current: Query, *, now: datetime) -> list[View]:
    """The views that everybody has, then one's own, with their counts. Two statements."""
    own = list(SavedView.objects.filter(user=here.user, shows=of.side.value).order_by("name")[:MOST])
    texts: list[tuple[str | Promise, str, str, int | None]] = [
        *((name, text, "", None) for name, text in VIEWS[of.side]),
        *((view.name, view.query, view.sort, view.pk) for view in own),
    ]
    queries = {str(at): parse(text, of.side) for at, (_name, text, _sort, _id) in enumerate(texts)}
    counted = counts(of.side, queries, now=now)
    return [
        View(name, of.at(here, q=text, sort=sort), counted[str(at)], queries[str(at)] == current, pk)
        for at, (name, text, sort, pk) in enumerate(texts)
    ]


@require_POST
@staff()
def keep(request: Entered, side: str) -> HttpResponse:
    """Keep a list under a name; the same name again takes its place."""
    of, here = list_named(side), request.here
    if not here.may(of.sees):
        raise NotPossible(_("Your roles do not let you see this list."))
    name = request.POST.get("name", "").replace("\x00", "").strip()[:_LONGEST_NAME]
    query = parse(request.POST.get("q", "")[: LONGEST + 1], of.side)
    sort = sort_named(request.POST.get("sort", "")).value
    if not name:
        raise NotPossible(_("Give the view a name."))
    if query.problems:
        raise NotPossible(" ".join(query.problems))
    mine = SavedView.objects.filter(user=here.user, shows=of.side.value)
    if mine.exclude(name=name).count() >= MOST:
        raise NotPossible(
            _("You have %(most)d views of this list already: remove one first.") % {"most": MOST}
        )
    SavedView.objects.update_or_create(
        user=here.user, shows=of.side.value, name=name, defaults={"query": str(query), "sort": sort}
    )
    messages.success(request, _("“%(name)s” is kept beside the other views.") % {"name": name}, "ok")
    return redirect(of.at(here, q=str(query), sort=sort))


@require_POST
@staff()
def forget(request: Entered, view: int) -> HttpResponse:
    """Remove one of one's own views."""
    found = SavedView.objects.filter(pk=view, user=request.here.user).first()
    if found is None:
        raise NotFound(_("This view is not there any more."))
    found.delete()
    messages.success(request, _("“%(name)s” is removed.") % {"name": found.name}, "ok")
    return redirect(LISTS[Side(found.shows)].at(request.here))
