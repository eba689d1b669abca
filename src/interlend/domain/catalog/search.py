"""The union search: all members of an installation in one index, the same edition shown once.

A search ranks at most RANK_CAP records: a word that is in every tenth title is answered as fast as a rare
one, and the answer says that there are more. Names of other members' libraries come through the database
function `libraries_published` and in no other way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from interlend.domain.catalog.conditions import Condition, condition
from interlend.domain.zones import scope
from interlend.domain.zones.models import Membership
from interlend.kernel.sru.query import Clause, Index, Query, Relation

RANK_CAP = 2000

# Records are found, each with its fit; then gathered into editions; then the page's editions are told.
_FOUND = """
WITH found AS MATERIALIZED (
    SELECT id, zone_id, coalesce(nullif(edition_key, ''), zone_id || ' ' || number) AS edition,
           {fit} AS fit
    FROM catalog_record WHERE zone_id = ANY(%s) AND NOT is_brief AND {condition}
    LIMIT %s
), edition AS (
    SELECT edition, max(fit) AS fit, count(*) AS records, array_agg(id ORDER BY fit DESC, id) AS ids
    FROM found GROUP BY edition
)
SELECT (SELECT count(*) FROM found), (SELECT count(*) FROM edition),
       (SELECT json_agg(ids) FROM (
            SELECT ids FROM edition ORDER BY fit DESC, records DESC, edition LIMIT %s OFFSET %s) page)
"""
# The records of an edition; the words of its title use the index.
_SAME_EDITION = """
SELECT id FROM catalog_record
WHERE zone_id = ANY(%s) AND NOT is_brief AND {condition} AND edition_key = %s AND id <> %s
ORDER BY id LIMIT %s
"""
# How often and how near the words stand in title and author; a title that is, or begins with, what was asked
# comes before all others.
_FIT = """(ts_rank(search, to_tsquery('simple', %s), 1)
    + CASE WHEN title_key = %s THEN 2 WHEN starts_with(title_key, %s) THEN 1 ELSE 0 END)"""

_RECORDS = """
SELECT record.id, record.zone_id, zone.code, zone.name, record.number, record.title, record.original_title,
       record.author, record.original_author, record.edition, record.publisher, record.year,
       record.language, record.material, record.isbns, record.issns, record.lccn, record.system_numbers,
       record.is_electronic
FROM catalog_record record JOIN zones_zone zone ON zone.id = record.zone_id WHERE record.id = ANY(%s)
"""

_PLACES = """
WITH place AS MATERIALIZED (
    SELECT record_id, home_id, call_number, count(*) AS copies,
           count(*) FILTER (WHERE availability = 'on_shelf') AS available
    FROM catalog_item
    WHERE record_id = ANY(%s) AND availability <> 'withdrawn' AND NOT is_temporary
    GROUP BY record_id, home_id, call_number
)
SELECT record_id, name.library_code, name.library_name, name.location_code, name.location_name, call_number,
       copies, available
FROM place JOIN libraries_published(ARRAY(SELECT DISTINCT home_id FROM place)) name
    ON name.location_id = place.home_id
ORDER BY record_id, name.library_name, name.location_name, call_number
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Copies that stand together: library, location, call number, how many, and how many are in."""

    library_code: str
    library_name: str
    location_code: str
    location_name: str
    call_number: str
    copies: int
    available: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A member that holds the edition, by which record, and where."""

    zone_id: int
    zone_code: str
    zone_name: str
    record_id: int
    number: str
    is_electronic: bool
    places: tuple[Place, ...]

    @property
    def available(self) -> int:
        """How many copies are in their place."""
        return sum(place.available for place in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One edition, described as the record that fits best describes it, and who holds it."""

    title: str
    original_title: str
    author: str
    original_author: str
    edition: str
    publisher: str
    year: str
    language: str
    material: str
    isbns: tuple[str, ...]
    issns: tuple[str, ...]
    lccn: str
    system_numbers: tuple[str, ...]
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, the best first; `total` editions were found, and perhaps more (`is_capped`)."""

    hits: tuple[Hit, ...]
    total: int
    is_capped: bool = False


def visible_zones() -> list[int]:
    """The open zone and the members of the networks that it belongs to."""
    zone_id = scope.current_zone_id()
    networks = Membership.objects.filter(member_id=zone_id).values("network_id")
    members = Membership.objects.filter(network_id__in=networks).values_list("member_id", flat=True)
    return sorted({zone_id, *members})


def search(query: Query, zones: Sequence[int], *, limit: int = 20, offset: int = 0) -> Results:
    """Search the catalogs of these zones; what they hold is published, so no scope is asked for.

    Three statements whatever is found, one where nothing is.
    """
    statement, values = found_statement(condition(query), zones, limit=limit, offset=offset)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        records, editions, page = cursor.fetchone()
        groups: list[list[int]] = (json.loads(page) if isinstance(page, str) else page) or []
        if not groups:
            return Results((), editions, records >= RANK_CAP)
        return Results(_told(cursor, groups), editions, records >= RANK_CAP)


def edition_of(record_id: int, zones: Sequence[int]) -> Hit | None:
    """The edition that a record of one of these zones describes, with all its holders; None: no such record.

    Four statements, whatever is held.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title, edition_key FROM catalog_record"
            " WHERE id = %s AND zone_id = ANY(%s) AND NOT is_brief",
            [record_id, list(zones)],
        )
        record = cursor.fetchone()
        if record is None:
            return None
        title, edition = record
        same = condition(Clause(Index.TITLE, Relation.EXACT, title))
        values = [list(zones), *same.values, edition, record_id, RANK_CAP]
        cursor.execute(_SAME_EDITION.format(condition=same.sql), values)
        others = [row[0] for row in cursor.fetchall()]
        return _told(cursor, [[record_id, *others]])[0]


def _told(cursor: CursorWrapper, groups: list[list[int]]) -> tuple[Hit, ...]:
    """These editions, each given by the ids of its records, the one that describes it first."""
    ids = [record_id for group in groups for record_id in group]
    cursor.execute(_RECORDS, [ids])
    described = {row[0]: row for row in cursor.fetchall()}
    cursor.execute(_PLACES, [ids])
    places: dict[int, list[Place]] = {}
    for record_id, *place in cursor.fetchall():
        places.setdefault(record_id, []).append(Place(*place))
    return tuple(_hit([described[each] for each in group if each in described], places) for group in groups)


def found_statement(
    wanted: Condition, zones: Sequence[int], *, limit: int, offset: int
) -> tuple[str, list[Any]]:
    """The statement that finds, ranks and gathers, with its values. Its plan is kept by `bench/search.py`."""
    fit_values = (wanted.ranking, wanted.phrase, f"{wanted.phrase} ") if wanted.ranking else ()
    statement = _FOUND.format(fit=_FIT if wanted.ranking else "0::real", condition=wanted.sql)
    return statement, [*fit_values, list(zones), *wanted.values, RANK_CAP, limit, offset]


def _hit(rows: list[tuple[Any, ...]], places: dict[int, list[Place]]) -> Hit:
    best = rows[0]
    holders = (_holder(row, places) for row in rows)
    return Hit(
        title=best[5],
        original_title=best[6],
        author=best[7],
        original_author=best[8],
        edition=best[9],
        publisher=best[10],
        year=best[11],
        language=best[12],
        material=best[13],
        isbns=tuple(best[14]),
        issns=tuple(best[15]),
        lccn=best[16],
        system_numbers=tuple(best[17]),
        holders=tuple(sorted(holders, key=lambda holder: (holder.zone_name, holder.number))),
    )


def _holder(row: tuple[Any, ...], places: dict[int, list[Place]]) -> Holder:
    return Holder(
        zone_id=row[1],
        zone_code=row[2],
        zone_name=row[3],
        record_id=row[0],
        number=row[4],
        is_electronic=row[18],
        places=tuple(places.get(row[0], ())),
    )
