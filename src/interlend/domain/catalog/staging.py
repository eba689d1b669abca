"""Rows into the catalog's tables: copied beside them first, then inserted or updated, a batch at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from interlend.domain.catalog.rows import ITEM_COLUMNS, RECORD_COLUMNS, Refused, Rows, gettext_noop

_STAGES = """
CREATE TEMP TABLE staged_record AS
    SELECT 0::bigint AS ordinal, number, title, original_title, author, original_author, edition, publisher,
           year, language, material, isbns, issns, lccn, system_numbers, is_electronic, title_key, author_key,
           keyword_key, edition_key, marc
    FROM catalog_record WITH NO DATA;
CREATE TEMP TABLE staged_item AS
    SELECT 0::bigint AS ordinal, ''::varchar AS number, barcode, location_id, item_policy_id, call_number,
           description, availability
    FROM catalog_item WITH NO DATA;
"""

_WRITTEN = tuple(column for column in RECORD_COLUMNS if column != "ordinal")
_RECORDS = f"""
WITH written AS (
    INSERT INTO catalog_record (zone_id, {", ".join(_WRITTEN)}, is_brief, loaded_at)
    SELECT DISTINCT ON (number) %(zone)s, {", ".join(_WRITTEN)}, false, now()
    FROM staged_record ORDER BY number, ordinal DESC
    ON CONFLICT (zone_id, number) DO UPDATE SET
        {", ".join(f"{column} = excluded.{column}" for column in _WRITTEN)},
        is_brief = false, loaded_at = now()
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) FROM written
"""  # noqa: S608 - column names of ours

# A barcode belongs to the record that had it first, in the catalog or in this batch.
_STRANGE_ITEMS = """
DELETE FROM staged_item strange USING (
    SELECT staged.ctid AS place, coalesce(record.number, first_number) AS owner
    FROM (SELECT ctid, *, first_value(number) OVER (PARTITION BY barcode ORDER BY ordinal) AS first_number
          FROM staged_item) staged
    LEFT JOIN catalog_item item
        ON item.zone_id = %(zone)s AND item.barcode = staged.barcode AND item.availability <> 'withdrawn'
    LEFT JOIN catalog_record record ON record.id = item.record_id
    WHERE coalesce(record.number, first_number) <> staged.number
) found WHERE strange.ctid = found.place
RETURNING strange.ordinal, strange.barcode, strange.number, found.owner
"""

_HOLDINGS = """
INSERT INTO catalog_holding (zone_id, record_id, location_id, call_number, summary)
SELECT DISTINCT %(zone)s, record.id, staged.location_id, staged.call_number, ''
FROM staged_item staged JOIN catalog_record record
    ON record.zone_id = %(zone)s AND record.number = staged.number
WHERE staged.availability <> 'withdrawn'
ON CONFLICT (record_id, location_id, call_number) DO NOTHING
"""

_WITHDRAWN = """
UPDATE catalog_item item SET availability = 'withdrawn'
FROM staged_item staged
WHERE staged.availability = 'withdrawn' AND item.zone_id = %(zone)s AND item.barcode = staged.barcode
    AND item.availability IN ('on_shelf', 'not_in_place', 'missing') AND NOT item.is_temporary
"""

# What is out keeps its place, its home and its availability: circulation knows better than a file.
_AT_HOME = "catalog_item.availability IN ('on_shelf', 'not_in_place', 'missing')"
_FOLLOWING = ("holding_id", "location_id", "home_id", "availability")
_ITEMS = f"""
WITH written AS (
    INSERT INTO catalog_item (zone_id, record_id, holding_id, barcode, location_id, home_id, item_policy_id,
                              call_number, description, availability, is_temporary)
    SELECT DISTINCT ON (staged.barcode) %(zone)s, record.id, holding.id, staged.barcode, staged.location_id,
           staged.location_id, staged.item_policy_id, staged.call_number, staged.description,
           staged.availability, false
    FROM staged_item staged
    JOIN catalog_record record ON record.zone_id = %(zone)s AND record.number = staged.number
    JOIN catalog_holding holding ON holding.record_id = record.id
        AND holding.location_id = staged.location_id AND holding.call_number = staged.call_number
    WHERE staged.availability <> 'withdrawn'
    ORDER BY staged.barcode, staged.ordinal DESC
    ON CONFLICT (zone_id, barcode) WHERE availability <> 'withdrawn' DO UPDATE SET
        item_policy_id = excluded.item_policy_id, call_number = excluded.call_number,
        description = excluded.description,
        {
    ", ".join(f"{c} = CASE WHEN {_AT_HOME} THEN excluded.{c} ELSE catalog_item.{c} END" for c in _FOLLOWING)
}
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
"""  # noqa: S608 - column names of ours


@dataclass(frozen=True, slots=True)
class Written:
    """What one batch did: new records, new and renewed items, and items that were refused."""

    new_records: int
    new_items: int
    renewed_items: int
    refused: list[Refused]


def write(rows: Rows, zone_id: int) -> Written:
    """Write a batch inside the open scope and transaction of its zone; nine statements whatever its size."""
    zone = {"zone": zone_id}
    with connection.cursor() as cursor:
        cursor.execute(_STAGES)
        _copy(cursor, "staged_record", RECORD_COLUMNS, rows.records)
        (new_records,) = _one(cursor, _RECORDS, zone)
        _copy(cursor, "staged_item", ITEM_COLUMNS, rows.items)
        cursor.execute(_STRANGE_ITEMS, zone)
        refused = [_strange(*row) for row in cursor.fetchall()]
        cursor.execute(_HOLDINGS, zone)
        cursor.execute(_WITHDRAWN, zone)
        new_items, renewed_items = _one(cursor, _ITEMS, zone)
        cursor.execute("DROP TABLE staged_record, staged_item")
    return Written(new_records, new_items, renewed_items, sorted(refused))


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: bytes) -> None:
    with cursor.cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write(rows)


def _one(cursor: Any, statement: str, values: dict[str, int]) -> tuple[Any, ...]:
    cursor.execute(statement, values)
    row: tuple[Any, ...] = cursor.fetchone()
    return row


def _strange(ordinal: int, barcode: str, number: str, owner: str) -> Refused:
    reason = gettext_noop("item %(barcode)s of record %(number)s is already an item of record %(owner)s")
    values = {"barcode": barcode, "number": number, "owner": owner}
    return Refused(ordinal, barcode, reason, values, is_item=True)
