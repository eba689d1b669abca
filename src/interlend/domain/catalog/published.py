"""What one institution publishes of its catalog: records as they are, with their copies as they stand now."""

from __future__ import annotations

from typing import Any

from django.db import connection

from interlend.domain.catalog.conditions import condition
from interlend.domain.catalog.models import Item
from interlend.domain.catalog.rows import stored
from interlend.domain.zones import scope
from interlend.kernel.marc.record import Record
from interlend.kernel.sru.holdings import Availability, Holding
from interlend.kernel.sru.query import Query
from interlend.kernel.sru.response import Found

MOST_COUNTED = 10_000

_COUNT = """
SELECT count(*) FROM (
    SELECT 1 FROM catalog_record WHERE zone_id = %s AND NOT is_brief AND {condition} LIMIT %s
) found
"""
_RECORDS = """
SELECT id, number, marc FROM catalog_record
WHERE zone_id = %s AND NOT is_brief AND {condition} ORDER BY id LIMIT %s OFFSET %s
"""


def records(query: Query, *, start: int, most: int) -> tuple[int, list[Found]]:
    """How many records of the open scope answer the query, and those from position `start` (from 1) on.

    Counting ends at MOST_COUNTED. Three statements, whatever is found. A record that came otherwise than from
    a MARC file shows no more than its number.
    """
    zone_id = scope.current_zone_id()
    wanted = condition(query)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(condition=wanted.sql), [zone_id, *wanted.values, MOST_COUNTED])
        (total,) = cursor.fetchone()
        if not most or start > total:
            return total, []
        cursor.execute(_RECORDS.format(condition=wanted.sql), [zone_id, *wanted.values, most, start - 1])
        rows: list[tuple[int, str, Any]] = cursor.fetchall()
    holdings = _holdings([row[0] for row in rows])
    found = [
        Found(number, _record(marc, number), tuple(holdings.get(record_id, ())))
        for record_id, number, marc in rows
    ]
    return total, found


def _record(marc: Any, number: str) -> Record:
    return stored(bytes(marc)) if marc else Record(control=(("001", number),))


def _holdings(record_ids: list[int]) -> dict[int, list[Holding]]:
    """Copy by copy; libraries and locations by their codes, as other systems expect them."""
    copies = (
        Item.objects.filter(record_id__in=record_ids, is_temporary=False)
        .exclude(availability=Item.Availability.WITHDRAWN)
        .select_related("home__library", "item_policy")
        .order_by("record_id", "pk")
    )
    found: dict[int, list[Holding]] = {}
    for item in copies:
        found.setdefault(item.record_id, []).append(_holding(item))
    return found


def _holding(item: Item) -> Holding:
    on_shelf = item.availability == Item.Availability.ON_SHELF
    return Holding(
        availability=Availability.AVAILABLE if on_shelf else Availability.UNAVAILABLE,
        status=str(Item.Availability(item.availability).label),
        library=item.home.library.code,
        location=item.home.code,
        call_number=item.call_number,
        barcode=item.barcode,
        policy=item.item_policy.code if item.item_policy else "",
        description=item.description,
    )
