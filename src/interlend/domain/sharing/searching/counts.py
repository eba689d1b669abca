"""How many rows each of several queries finds, in one statement: saved views, and the day's work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q

from interlend.domain.sharing.searching.conditions import around_all_of, conditions
from interlend.domain.sharing.searching.query import Query, Side
from interlend.domain.sharing.searching.search import MODELS


def counts(side: Side, queries: Mapping[str, Query], *, now: datetime) -> dict[str, int]:
    """How many rows each query finds, by its name; 0 for one that is not understood.

    One statement for all of them, and one more for each that has words.
    """
    return {name: count for name, (count, _) in counts_and_soonest(side, queries, now=now).items()}


def counts_and_soonest(
    side: Side, queries: Mapping[str, Query], *, now: datetime
) -> dict[str, tuple[int, datetime | None]]:
    """As `counts`, each with the time by which the first of its rows has to be acted on."""
    found = {
        name: conditions(side, query, now).all() for name, query in queries.items() if not query.problems
    }
    if not found:
        return dict.fromkeys(queries, (0, None))
    names = list(found)
    asked: dict[str, Count | Min] = {}
    for place, name in enumerate(names):
        asked[f"count_{place}"] = Count("pk", filter=found[name])
        asked[f"soonest_{place}"] = Min("act_by", filter=found[name])
    around = [around_all_of(side, queries[name]) for name in names]
    wide = Q() if Q() in around else reduce(or_, around)
    row = MODELS[side].objects.filter(wide).aggregate(**asked)
    counted = {name: (row[f"count_{at}"], row[f"soonest_{at}"]) for at, name in enumerate(names)}
    return {name: counted.get(name, (0, None)) for name in queries}
