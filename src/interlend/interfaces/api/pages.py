"""Lists come in pages: what is on this one, and where the next one begins.

A page begins after the last row of the one before it, by its id, and not at a count of rows: what is added
or closed meanwhile moves nothing, and the hundredth page costs as much as the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field

Shape = TypeVar("Shape")


class Page(Schema, Generic[Shape]):
    """A page of a list. To get the next one, send `next` as `after`; null: this is the last one."""

    items: list[Shape]
    next: Annotated[int | None, Field(description="Send it as `after` to get the next page.")] = None


def page_of(
    rows: QuerySet[Any], shape: Callable[[Any], Any], *, limit: int, after: int, newest_first: bool = False
) -> dict[str, Any]:
    """The page of these rows that comes after the row with the id `after`; 0: the first page."""
    if after:
        rows = rows.filter(pk__lt=after) if newest_first else rows.filter(pk__gt=after)
    found = list(rows.order_by("-id" if newest_first else "id")[: limit + 1])
    shown = found[:limit]
    return {"items": shapes(shown, shape), "next": shown[-1].pk if len(found) > limit else None}


def shapes(rows: Iterable[Any], shape: Callable[[Any], Any]) -> list[Any]:
    """Each row in the shape in which it is shown."""
    return [shape(row) for row in rows]
