"""Task lists: requests found by one text, in an order; what they are made of; and what is to do today."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from interlend.domain.people.permissions import Action, may
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.searching.facets import facets
from interlend.domain.sharing.searching.query import LONGEST, Query, Side, parse
from interlend.domain.sharing.searching.search import DEEPEST, Sort, matching, ordered
from interlend.domain.sharing.searching.today import today
from interlend.interfaces.api.acting import library_named
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.pages import page_of, shapes
from interlend.interfaces.api.values import Code

task_lists = Task("Task lists")

Words = Annotated[
    str,
    StringConstraints(max_length=LONGEST),
    Field(description="As typed at the desk: `is:late partner:ALBANY age:>7d beloved`."),
]
Order = Annotated[
    Sort,
    Field(description="Other than newest: `next` counts rows, and what changes meanwhile may move them."),
]


class FacetValue(Schema):
    """Something to choose: as it is written in `q`, as it is called, and how many rows it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


class FacetShown(Schema):
    """One way to narrow a list down: `key:value` in `q`."""

    key: str
    label: str
    values: list[FacetValue]


class Facets(Schema):
    """All of them."""

    facets: list[FacetShown]


class TaskShown(Schema):
    """Something to do: the list (`side`) and the `q` that show exactly these rows."""

    name: str
    label: str
    side: Side
    q: str
    count: int
    soonest: AwareDatetime | None = Field(description="By when the first of them is to be acted on.")


class TodayShown(Schema):
    """What there is to do."""

    tasks: list[TaskShown]
    unapplied_messages: int = Field(description="Messages of partners that are tried again by themselves.")


@task_lists.reads("/today", Action.LENDING_LIST, TodayShown)
def show_today(request: Call, library: Code = "") -> TodayShown:
    """What a library has to do, in the order of the walk through the building; without one, all of them."""
    day = today(library_named(library) if library else None, now=timezone.now())
    sides = [side for side in Side if may(request.key.role, _SEES[side])]
    tasks = [
        TaskShown(
            name=task.name,
            label=str(task.label),
            side=task.side,
            q=task.query,
            count=task.count,
            soonest=task.soonest,
        )
        for task in day.tasks
        if task.side in sides
    ]
    return TodayShown(tasks=tasks, unapplied_messages=day.unapplied_messages)


@task_lists.reads("/borrowing/facets", Action.BORROWING_LIST, Facets, staff_only=True)
def show_borrowing_facets(request: Call, q: Words = "") -> Facets:
    """What the borrowing requests that `q` finds are made of."""
    return _facets(Side.BORROWING, q)


@task_lists.reads("/lending/facets", Action.LENDING_LIST, Facets)
def show_lending_facets(request: Call, q: Words = "") -> Facets:
    """What the lending requests that `q` finds are made of."""
    return _facets(Side.LENDING, q)


_SEES = {Side.BORROWING: Action.BORROWING_LIST, Side.LENDING: Action.LENDING_LIST}


def page_found(
    side: Side,
    rows: QuerySet[Any],
    shape: Callable[[Any], Any],
    *,
    q: str,
    sort: Sort,
    limit: int,
    after: int,
) -> dict[str, Any]:
    """The page of those of these rows that the text finds, in this order. Raises NotPossible."""
    if q:
        rows = rows.filter(pk__in=matching(side, _understood(side, q), now=timezone.now()).values("pk"))
    if sort is Sort.NEWEST:
        return page_of(rows, shape, limit=limit, after=after, newest_first=True)
    begin = min(after, DEEPEST)
    found = list(ordered(side, rows, sort)[begin : begin + limit + 1])
    is_more = len(found) > limit and begin + limit < DEEPEST
    return {"items": shapes(found[:limit], shape), "next": begin + limit if is_more else None}


def _facets(side: Side, q: str) -> Facets:
    found = facets(side, _understood(side, q), now=timezone.now())
    return Facets(
        facets=[
            FacetShown(
                key=facet.key.value,
                label=str(facet.label),
                values=[
                    FacetValue(
                        value=each.value, label=str(each.label), count=each.count, is_chosen=each.is_chosen
                    )
                    for each in facet.values
                ],
            )
            for facet in found
        ]
    )


def _understood(side: Side, q: str) -> Query:
    query = parse(q, side)
    if query.problems:
        raise NotPossible(" ".join(query.problems))
    return query
