"""The rows of a task list: found by a query, in an order, a page at a time.

Pages are counted from the first row and go no deeper than DEEPEST; whoever looks for something further down
is better served by one more term. What is counted stops there too, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, Note
from interlend.domain.sharing.searching.conditions import ORDER_BY_DUE, SOONEST, conditions, lenders
from interlend.domain.sharing.searching.query import Query, Side
from interlend.domain.sharing.subjects import NAMED

MOST_OF_A_PAGE = 100
DEEPEST = 10_000
MODELS: dict[Side, Any] = {Side.BORROWING: BorrowingRequest, Side.LENDING: LendingRequest}
_SHOWN = {
    Side.BORROWING: ("library", "pickup_library", "patron", "item", "hold"),
    Side.LENDING: ("library", "partner", "item__location__library", "hold"),
}


class Sort(StrEnum):
    """In which order a list is shown."""

    NEWEST = "newest"
    ACT_BY = "act-by"
    DUE = "due"
    TITLE = "title"
    PARTNER = "partner"
    SHELF = "shelf"


SORT_MEANS: dict[Sort, str | Promise] = {
    Sort.NEWEST: _("Newest first"),
    Sort.ACT_BY: _("Next step, soonest first"),
    Sort.DUE: _("Due date, soonest first"),
    Sort.TITLE: _("Title"),
    Sort.PARTNER: _("Partner"),
    Sort.SHELF: _("Location and call number"),
}


def sorts_of(side: Side) -> list[Sort]:
    """The orders that this side's lists know."""
    return [sort for sort in Sort if sort is not Sort.SHELF or side is Side.LENDING]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of rows. `total` rows were counted, and there are, or may be, more where `is_more`."""

    rows: list[Any]
    total: int
    is_more: bool
    page: int
    pages: int


def matching(side: Side, query: Query, *, now: datetime) -> QuerySet[Any]:
    """The requests of the open zone that a query finds, in no order; none where it was not understood."""
    rows: QuerySet[Any] = MODELS[side].objects.all()
    return rows.none() if query.problems else rows.filter(conditions(side, query, now).all())


def ordered(side: Side, rows: QuerySet[Any], sort: Sort) -> QuerySet[Any]:
    """These requests in this order; what is equal in it, the newest first."""
    match sort:
        case Sort.ACT_BY:
            return rows.order_by(SOONEST, "-pk")
        case Sort.DUE:
            return rows.order_by(ORDER_BY_DUE[side], "-pk")
        case Sort.TITLE:
            return rows.order_by("title", "-pk")
        case Sort.PARTNER if side is Side.LENDING:
            return rows.order_by("partner__code", "-pk")
        case Sort.PARTNER:
            named = FilteredRelation("rota", condition=Q(rota__standing__in=NAMED))
            code = F("named__partner__code").asc(nulls_last=True)
            return rows.annotate(named=named).order_by(code, "-pk")
        case Sort.SHELF if side is Side.LENDING:
            place = ("library__name", "name")
            return rows.order_by(*(f"item__location__{each}" for each in place), "item__call_number", "pk")
    return rows.order_by("-pk")


def with_all_shown(side: Side, rows: QuerySet[Any]) -> QuerySet[Any]:
    """These requests with what a line of a list shows; one more statement for the lenders of all of them."""
    notes = Note.objects.filter(**{f"{side}_request": OuterRef("pk")})
    shown = rows.select_related(*_SHOWN[side]).annotate(has_notes=Exists(notes))
    if side is Side.LENDING:
        return shown
    named = lenders().select_related("partner").order_by("id")
    return shown.prefetch_related(Prefetch("rota", queryset=named, to_attr="lenders"))


def search(
    side: Side,
    query: Query,
    *,
    now: datetime,
    sort: Sort = Sort.NEWEST,
    page: int = 1,
    size: int = 50,
) -> Results:
    """One page, from 1, of at most MOST_OF_A_PAGE rows. As many statements for one row as for all of them."""
    size = max(1, min(size, MOST_OF_A_PAGE))
    known = conditions(side, query, now)
    rows = MODELS[side].objects.filter(known.all())
    if query.problems:
        rows = rows.none()
    total = rows.values("pk")[: DEEPEST + 1].count()
    pages = max(1, -(-min(total, DEEPEST) // size))
    page = max(1, min(page, pages))
    begin = (page - 1) * size
    shown = _read(side, list(ordered(side, rows, sort).values_list("pk", flat=True)[begin : begin + size]))
    return Results(shown, min(total, DEEPEST), total > DEEPEST or known.is_capped, page, pages)


def _read(side: Side, ids: list[int]) -> list[Any]:
    """The rows of a page; what they show is looked up for these alone, and not for all that are sorted."""
    place = {pk: at for at, pk in enumerate(ids)}
    rows = with_all_shown(side, MODELS[side].objects.filter(pk__in=ids))
    return sorted(rows, key=lambda row: place[row.pk])


def numbers(side: Side, query: Query, *, now: datetime, sort: Sort = Sort.NEWEST) -> list[str]:
    """The numbers of all that match, at most DEEPEST, for what is done to them together."""
    rows = ordered(side, matching(side, query, now=now), sort)
    return list(rows.values_list("number", flat=True)[:DEEPEST])
