"""What the rows of a query are made of: how many stand where, with whom, at which library.

A facet leaves its own terms out, so that it shows what else could be chosen. One statement each, one more
where names are looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.domain.sharing.searching.conditions import IS, Conditions, conditions, lenders
from interlend.domain.sharing.searching.query import IS_MEANS, TABLES, Is, Key, Query, Side, is_words_of
from interlend.domain.sharing.searching.search import MODELS

MOST_SHOWN = 12
"""Values of a facet: the most frequent, and whatever is chosen."""

_MEANS: Mapping[Key, str | Promise] = {
    Key.IS: _("Standing"),
    Key.STATE: _("Status"),
    Key.PARTNER: _("Partner"),
    Key.LIBRARY: _("Library"),
    Key.PICKUP: _("Pickup library"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """Something that a facet offers: as it is written in the query, as it is called, and how many rows."""

    value: str
    label: str | Promise
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to look at the rows."""

    key: Key
    label: str | Promise
    values: tuple[Value, ...]


def facets(side: Side, query: Query, *, now: datetime) -> list[Facet]:
    """The facets of a query; none where it was not understood. At most nine statements."""
    if query.problems:
        return []
    known = conditions(side, query, now)
    named = [_is_facet(side, query, known, now), _states(side, query, known)]
    named.append(_partners(side, query, known))
    named.append(_places(side, query, known, Key.LIBRARY, "library"))
    if side is Side.BORROWING:
        named.append(_places(side, query, known, Key.PICKUP, "pickup_library"))
    return [facet for facet in named if facet.values]


def _is_facet(side: Side, query: Query, known: Conditions, now: datetime) -> Facet:
    """What the rows are besides. Open and closed exclude each other, so each is counted without the other.

    What is chosen besides these two holds for every count, and is asked once.
    """
    standing = [word for word in _STANDING if query.has(Key.IS, word.value)]
    rows = MODELS[side].objects.filter(known.all(but=Key.IS))
    for term in query.of(Key.IS):
        if term.is_negated or Is(term.value) not in _STANDING:
            condition = IS[Is(term.value)](side, now)
            rows = rows.filter(~condition if term.is_negated else condition)
    words = is_words_of(side)
    counted = rows.aggregate(
        **{word.name: Count("pk", filter=_besides(side, query, word, standing, now)) for word in words}
    )
    values = (
        Value(word.value, IS_MEANS[word], counted[word.name], query.has(Key.IS, word.value)) for word in words
    )
    return _facet(Key.IS, [value for value in values if value.count or value.is_chosen])


_STANDING = (Is.OPEN, Is.CLOSED)


def _besides(side: Side, query: Query, word: Is, standing: list[Is], now: datetime) -> Q:
    """What a row must be, besides what holds for all, to be shown when this word is chosen too."""
    others = [] if word in _STANDING else standing
    own = [] if query.has(Key.IS, word.value) and word not in _STANDING else [word]
    return reduce(and_, (IS[each](side, now) for each in (*others, *own)), Q())


def _states(side: Side, query: Query, known: Conditions) -> Facet:
    counted = dict(
        MODELS[side].objects.filter(known.all(but=Key.STATE)).values_list("state").annotate(Count("pk"))
    )
    values = [
        Value(state.value, _(card.label), counted.get(state.value, 0), query.has(Key.STATE, state.value))
        for state, card in TABLES[side].cards.items()
    ]
    return _facet(Key.STATE, [value for value in values if value.count or value.is_chosen])


def _partners(side: Side, query: Query, known: Conditions) -> Facet:
    rows = MODELS[side].objects.filter(known.all(but=Key.PARTNER))
    if side is Side.BORROWING:
        of_these = Exists(rows.filter(pk=OuterRef("request")))
        rows = lenders().filter(of_these) if known.by_key else lenders()
    return _named(Key.PARTNER, query, rows, "partner")


def _places(side: Side, query: Query, known: Conditions, key: Key, field: str) -> Facet:
    return _named(key, query, MODELS[side].objects.filter(known.all(but=key)), field)


def _named(key: Key, query: Query, rows: Any, field: str) -> Facet:
    """The values of a key to what has a code and a name; these are looked up for what was counted."""
    counted = dict(rows.values_list(f"{field}_id").annotate(Count("pk")))
    things: Any = rows.model._meta.get_field(field).related_model
    chosen = {term.value.lower() for term in query.of(key) if not term.is_negated}
    named = things.objects.filter(pk__in=list(counted)).values_list("pk", "code", "name")
    values = [Value(code, name, counted[pk], code.lower() in chosen) for pk, code, name in named]
    values.sort(key=lambda value: (-value.count, value.value))
    shown = [value for place, value in enumerate(values) if place < MOST_SHOWN or value.is_chosen]
    return _facet(key, shown)


def _facet(key: Key, values: list[Value]) -> Facet:
    return Facet(key, _MEANS[key], tuple(values))
