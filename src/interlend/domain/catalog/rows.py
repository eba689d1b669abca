"""A piece of a MARC file made into the rows that the database copies in.

Runs in reader processes, which know neither Django nor the database: all they need comes in `Reading`, and
reasons leave as plain English with their values apart, so that whoever shows them can translate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from interlend.domain.catalog.conditions import as_printed, edition_key
from interlend.kernel.marc import iso2709, marcxml, numbers
from interlend.kernel.marc.describing import Description, describe, words_of
from interlend.kernel.marc.items import INTERLEND_LAYOUT, ItemFacts, ItemLayout, items_of
from interlend.kernel.marc.reading import Bad, read_piece
from interlend.kernel.marc.record import Record

RECORD_COLUMNS = (
    "ordinal", "number", "title", "original_title", "author", "original_author", "edition", "publisher",
    "year", "language", "material", "isbns", "issns", "lccn", "system_numbers", "is_electronic", "title_key",
    "author_key", "keyword_key", "edition_key", "marc",
)  # fmt: skip
ITEM_COLUMNS = (
    "ordinal", "number", "barcode", "location_id", "item_policy_id", "call_number", "description",
    "availability",
)  # fmt: skip

_LONGEST_NUMBER = 60
_DELETED = "d"
_ON_SHELF, _ELSEWHERE = "on_shelf", "not_in_place"
_STANDING = {"missing": "missing", "lost": "missing", "withdrawn": "withdrawn", "on_shelf": _ON_SHELF}
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": ""})


def gettext_noop(reason: str) -> str:
    """Mark a reason for translation where it is shown (`load.Report`)."""
    return reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is read: its encoding, where items stand, and the ids behind the codes of the institution.

    `library` is the code of the library that owns the items which name none.
    """

    locations: Mapping[tuple[str, str], int]
    policies: Mapping[str, int]
    library: str = ""
    layout: ItemLayout = INTERLEND_LAYOUT
    encoding: str = "auto"


class Refused(NamedTuple):
    """A record, or one item of a record that was loaded, that was left out, and why.

    `record` counts from 1 in the file; `barcode` is empty where the record as a whole was refused. The reason
    in words is `reason % values`.
    """

    record: int
    barcode: str
    reason: str
    values: Mapping[str, str]
    is_item: bool = False


@dataclass(slots=True)
class Rows:
    """Rows for COPY in text form, how many records they hold, and what was left out."""

    records: bytes = b""
    items: bytes = b""
    count: int = 0
    refused: list[Refused] = field(default_factory=list)


def prepare(pieces: Sequence[tuple[int, bytes | str]], reading: Reading) -> Rows:
    """Rows for numbered pieces of a file (`kernel.marc.reading.pieces`); each is counted or refused."""
    rows = Rows()
    records: list[str] = []
    items: list[str] = []
    for ordinal, piece in pieces:
        read = read_piece(ordinal, piece, reading.encoding)
        if isinstance(read, Bad):
            rows.refused.append(Refused(ordinal, "", "%(fault)s", {"fault": read.reason}))
            continue
        description = describe(read.record)
        reason = _why_not(read.record, description)
        if reason:
            rows.refused.append(Refused(ordinal, "", reason, {"number": description.control_number}))
            continue
        kept = piece if isinstance(piece, bytes) and piece[9:10] == b"a" and not read.remarks else None
        records.append(_line(_record_row(ordinal, read.record, description, kept)))
        for item in items_of(read.record, reading.layout):
            row = _item_row(ordinal, description, item, reading)
            if isinstance(row, Refused):
                rows.refused.append(row)
            else:
                items.append(_line(row))
    rows.records, rows.items = "".join(records).encode(), "".join(items).encode()
    rows.count = len(records)
    return rows


def stored(data: bytes) -> Record:
    """The record that a row keeps in `marc`."""
    if data.startswith(b"<"):
        return marcxml.decode(f"<one>{data.decode()}</one>").record
    return iso2709.decode(data, "utf-8").record


def _why_not(record: Record, description: Description) -> str:
    if not description.control_number:
        return gettext_noop("it has no control number (001), by which it could be found again")
    if len(description.control_number) > _LONGEST_NUMBER:
        return gettext_noop("its control number %(number)s is longer than 60 characters")
    if not (description.title or description.original_title):
        return gettext_noop("record %(number)s has no title (245)")
    if record.leader[5] == _DELETED:
        return gettext_noop("the leader of record %(number)s says that it is deleted: withdraw its items")
    return ""


def _record_row(ordinal: int, record: Record, d: Description, kept: bytes | None) -> Iterator[str]:
    title, author, keyword = words_of(d)
    in_title, in_author = set(title), set(author)
    electronic = d.material.startswith("Online")
    year = str(d.year or "")
    name = d.title or d.original_title
    printed = (as_printed(isbn) for isbn in d.unusable_isbns if numbers.isbn13(isbn) is None)
    yield from (str(ordinal), d.control_number, name, d.original_title, d.author, d.original_author)
    yield from (d.edition[:200], d.publisher, year, d.language[:8], d.material[:40])
    yield from (_array((*d.isbns, *(each for each in printed if each))), _array(d.issns), d.lccn[:40])
    yield _array(each for each in d.system_numbers if len(each) <= _LONGEST_NUMBER)
    yield "t" if electronic else "f"
    yield " ".join(title)
    yield " ".join(author)
    yield " ".join(word for word in keyword if word not in in_title and word not in in_author)
    yield edition_key(title=name, author=d.author, year=year, is_electronic=electronic)
    yield "\\x" + (kept or _transmitted(record)).hex()


def _transmitted(record: Record) -> bytes:
    try:
        return iso2709.encode(record)
    except ValueError:  # too long for the format
        return etree.tostring(marcxml.to_element(record))


def _item_row(
    ordinal: int, description: Description, item: ItemFacts, reading: Reading
) -> tuple[str | None, ...] | Refused:
    def refuse(reason: str) -> Refused:
        values = {"barcode": item.barcode, "library": library, "location": item.location}
        values |= {"policy": item.policy, "number": description.control_number}
        return Refused(ordinal, item.barcode, reason, values, is_item=True)

    library = item.library or reading.library
    location = reading.locations.get((library.lower(), item.location.lower()))
    policy = reading.policies.get(item.policy.lower())
    if not item.barcode or len(item.barcode) > _LONGEST_NUMBER:
        return refuse(
            gettext_noop("an item of record %(number)s has no barcode, or one longer than 60 characters")
        )
    if not library:
        return refuse(
            gettext_noop("item %(barcode)s names no library: load the file again and name one for such items")
        )
    if location is None:
        return refuse(
            gettext_noop(
                "item %(barcode)s stands at %(library)s %(location)s, which is not known here: "
                "create this location, then load the file again"
            )
        )
    if item.policy and policy is None:
        return refuse(
            gettext_noop(
                "item %(barcode)s has the item policy %(policy)s, which is not known here: "
                "create it, then load the file again"
            )
        )
    standing = _ON_SHELF if item.on_shelf else _STANDING.get(item.status.lower(), _ELSEWHERE)
    return (
        str(ordinal),
        description.control_number,
        item.barcode,
        str(location),
        str(policy) if policy else None,
        (item.call_number or description.call_number)[:200],
        item.description[:200],
        standing,
    )


def _array(values: Iterable[str]) -> str:
    """An array of PostgreSQL, as it is written before COPY escapes it."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _line(values: Iterable[str | None]) -> str:
    return "\t".join("\\N" if value is None else value.translate(_ESCAPES) for value in values) + "\n"
