"""Each term of a query as a condition on the rows of its side."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Exists, Expression, F, OuterRef, Q

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.models import Hold, Transit
from interlend.domain.sharing.models import RotaEntry
from interlend.domain.sharing.searching.query import TABLES, Is, Key, Query, Side, Term
from interlend.domain.sharing.subjects import NAMED
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.lending import Lending
from interlend.kernel.lifecycle.states import Actor

MOST_FOUND = 5_000
"""Words that are in more requests than this are found in the newest so many."""

_OPEN = {
    side: tuple(state.value for state, card in table.cards.items() if card.active)
    for side, table in TABLES.items()
}
_OURS = {
    side: tuple(state.value for state, card in table.cards.items() if card.next_actor is Actor.US)
    for side, table in TABLES.items()
}
_ON_ITS_WAY = {
    Side.BORROWING: (Borrowing.SHIPPED_PHYSICALLY, Borrowing.IN_TRANSIT_TO_PICKUP),
    Side.LENDING: (Lending.SHIPPED_PHYSICALLY, Lending.RETURNED_BY_PARTNER),
}
_TO_ANSWER = {
    Side.BORROWING: (Borrowing.CONDITIONAL,),
    Side.LENDING: (Lending.CREATED, Lending.LOCATE_FAILED, Lending.CANCEL_REQUESTED),
}
_WITH_US = (
    Borrowing.IN_TRANSIT_TO_PICKUP,
    Borrowing.PHYSICALLY_RECEIVED,
    Borrowing.LOANED,
    Borrowing.RETURNED_BY_PATRON,
)
_WITH_THE_PARTNER = (Lending.SHIPPED_PHYSICALLY, Lending.RECEIVED_BY_PARTNER)
_TO_BE_SENT = (Lending.BEING_PROCESSED, Lending.WILL_SUPPLY)
_SHOWN_TO_STAFF = ~Q(needs_attention="")


class Ids(Expression):
    """Ids that are known, as one value however many they are."""

    def __init__(self, ids: Collection[int]) -> None:
        super().__init__()
        self.ids = list(ids)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A sub-select of the ids."""
        return "(SELECT unnest(%s::bigint[]))", [self.ids]


@dataclass(frozen=True, slots=True)
class Conditions:
    """A query as conditions, apart by key, so that a facet can leave its own out.

    `is_capped`: its words are in more requests than were found.
    """

    by_key: Mapping[Key | None, Q]
    is_capped: bool = False

    def all(self, *, but: Key | None = None) -> Q:
        """All of them, or all but those of one key."""
        return reduce(and_, (each for key, each in self.by_key.items() if key != but or key is None), Q())


def conditions(side: Side, query: Query, now: datetime) -> Conditions:
    """The conditions of a query. One statement where it has words, none where it has none."""
    by_key: dict[Key | None, Q] = {
        key: _combined(side, key, terms, now) for key in Key if (terms := query.of(key))
    }
    ids = found(side, words) if (words := query.of(None)) else []
    if words:
        by_key[None] = Q(pk__in=Ids(ids))
    return Conditions(by_key, is_capped=len(ids) == MOST_FOUND)


def found(side: Side, words: Collection[Term]) -> list[int]:
    """The requests in which all these words are, the newest first, at most MOST_FOUND.

    Each word may be a beginning. A single one is also taken for a number of a request, a barcode, or an id on
    the wire.
    """
    wanted = [_plain(word) for word in words if not word.is_negated]
    unwanted = [_plain(word) for word in words if word.is_negated]
    code = wanted[0] if len(wanted) == 1 else ""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [side.value, wanted, unwanted, code, MOST_FOUND])
        return [request_id for (request_id,) in cursor]


_FOUND = "SELECT sharing_found(%s, %s::text[], %s::text[], %s, %s)"
_PRINTED = re.compile(r"\d[\d-]{7,15}[\dXx]")


def _plain(word: Term) -> str:
    """Numbers of books are kept without the hyphens with which they are printed."""
    return word.value.replace("-", "") if _PRINTED.fullmatch(word.value) else word.value


def _combined(side: Side, key: Key, terms: tuple[Term, ...], now: datetime) -> Q:
    """Alternatives among what is asked for, except where all must hold; none of what is left out."""
    wanted = [_condition(side, term, now) for term in terms if not term.is_negated]
    unwanted = [~_condition(side, term, now) for term in terms if term.is_negated]
    both = and_ if key is Key.IS or terms[0].than else or_
    return reduce(and_, [*([reduce(both, wanted)] if wanted else []), *unwanted])


def _condition(side: Side, term: Term, now: datetime) -> Q:
    match term.key:
        case Key.IS:
            return IS[Is(term.value)](side, now)
        case Key.STATE:
            return Q(state=term.value)
        case Key.PARTNER:
            return _of_partner(side, term.value)
        case Key.PATRON:
            return Q(patron__barcode=term.value)
        case Key.LIBRARY:
            return Q(library__code__iexact=term.value)
        case Key.PICKUP:
            return Q(pickup_library__code__iexact=term.value)
        case Key.SHELF:
            return Q(item__location__library__code__iexact=term.value)
        case Key.AGE:
            begun = now - timedelta(days=int(term.value[:-1]))
            return Q(created_at__lt=begun) if term.than == ">" else Q(created_at__gt=begun)
        case Key.DUE:
            limit = now + timedelta(days=int(term.value[:-1]))
            return Q(**{f"{DUE[side]}__{_COMPARED[term.than]}": limit})
        case Key.NEEDED:
            return Q(**{f"needed_by__{_COMPARED[term.than]}": date.fromisoformat(term.value)})
    raise ValueError(f"A term with the key {term.key} is no condition on a row.")


_COMPARED = {"<": "lt", ">": "gt"}
DUE = {Side.BORROWING: "lender_due_at", Side.LENDING: "due_at"}
"""When the item has to be back at its lender."""


def _of_partner(side: Side, code: str) -> Q:
    if side is Side.LENDING:
        return Q(partner__code__iexact=code)
    return Q(Exists(lenders().filter(request=OuterRef("pk"), partner__code__iexact=code)))


def lenders() -> Any:
    """The lender of each borrowing request: the one that is asked, or that supplies."""
    return RotaEntry.objects.filter(standing__in=NAMED)


def _overdue(side: Side, now: datetime) -> Q:
    if side is Side.LENDING:
        return Q(state__in=_WITH_THE_PARTNER, due_at__lt=now)
    return Q(state__in=_WITH_US, lender_due_at__lt=now) | Q(state=Borrowing.LOANED, act_by__lt=now)


def _held(*, fetched: bool) -> Q:
    """A copy is reserved for it and may be sent; it has come from the shelf of another library, or not."""
    waiting = Hold.objects.filter(
        kind=Hold.Kind.PULL,
        state=Hold.State.WAITING,
        item__availability=Item.Availability.REQUESTED,
    )
    arrived = Exists(
        Transit.objects.filter(
            item=OuterRef("item"),
            to_library=OuterRef("library"),
            began_at__gte=OuterRef("placed_at"),
            ended_at__isnull=False,
        )
    )
    return Q(state__in=_TO_BE_SENT, hold__in=waiting.filter(arrived if fetched else ~arrived))


IS: Mapping[Is, Callable[[Side, datetime], Q]] = {
    Is.OPEN: lambda side, _: Q(state__in=_OPEN[side]),
    Is.CLOSED: lambda side, _: Q(state__in=TABLES[side].closed),
    Is.WAITING_FOR_US: lambda side, _: Q(state__in=_OURS[side]),
    Is.ATTENTION: lambda _side, _: _SHOWN_TO_STAFF,
    Is.LATE: lambda side, now: Q(state__in=_OPEN[side], act_by__lt=now),
    Is.OVERDUE: _overdue,
    Is.ON_ITS_WAY: lambda side, _: Q(state__in=_ON_ITS_WAY[side]),
    Is.TO_ANSWER: lambda side, _: Q(state__in=_TO_ANSWER[side]),
    Is.TO_PULL: lambda _side, _: _held(fetched=False),
    Is.TO_SHIP: lambda _side, _: _held(fetched=True),
}
"""What each word after `is:` means."""
SOONEST = F("act_by").asc(nulls_last=True)
_NOT_ONLY_OPEN = frozenset({Is.CLOSED, Is.ATTENTION})


def around_all_of(side: Side, query: Query) -> Q:
    """A condition that an index answers and that every row of the query fulfills; empty: none is known."""
    for term in query.of(Key.IS):
        if not term.is_negated and term.value not in _NOT_ONLY_OPEN:
            return Q(state__in=_OPEN[side])
        if not term.is_negated and term.value == Is.ATTENTION:
            return _SHOWN_TO_STAFF
    states = [term.value for term in query.of(Key.STATE) if not term.is_negated]
    return Q(state__in=states) if states else Q()


ORDER_BY_DUE = {side: F(name).asc(nulls_last=True) for side, name in DUE.items()}
