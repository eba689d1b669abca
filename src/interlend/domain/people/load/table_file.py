"""A table of patrons as text: CSV as spreadsheets and library systems write it.

The first line names the columns. Commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252. A row that is
broken costs itself: a quotation mark that nobody closes does not swallow the rows after it.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from interlend.domain.people.load.facts import NotReadable, PatronFile, Row, Unreadable

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "barcode": ("barcode", "patron_barcode"),
    "primary_id": ("primary_id", "primary_identifier"),
    "name": ("name", "full_name"),
    "first_name": ("first_name",),
    "middle_name": ("middle_name",),
    "last_name": ("last_name",),
    "email": ("email", "e_mail", "preferred_email"),
    "user_group": ("user_group", "user_group_code"),
    "user_group_name": ("user_group_name", "user_group_description"),
    "expiry_date": ("expiry_date", "expiration_date", "expires_on"),
    "blocked": ("blocked", "is_blocked"),
    "block_reason": ("block_reason", "block_description"),
    "library": ("library", "library_code", "resource_sharing_library"),
}
"""Column → the headings that mean it, in upper or lower case, with spaces, hyphens or underscores."""

_NAME_PARTS = ("first_name", "middle_name", "last_name")
_DELIMITERS = ("\t", ";", ",")
_READ_AT_ONCE = 1 << 20
_LONGEST_LINE = 1 << 16
_MOST_LINES = 10  # that one row may take, where a cell holds line breaks

Cells = list[str]


class _Line(NamedTuple):
    number: int
    text: str


def read(stream: BinaryIO) -> PatronFile:
    """Read a table. The stream must be able to go back, as files are. Raises NotReadable."""
    encoding, notes = _encoding_of(stream)
    lines = itertools.starmap(_Line, enumerate(_lines(stream, encoding), 1))
    heading = next((line for line in lines if line.text.strip()), None)
    if heading is None:
        raise NotReadable(_("The file is empty."))
    delimiter = max(_DELIMITERS, key=heading.text.count)
    columns, unused = _columns(_cells(heading.text, delimiter) or [])
    if unused:
        notes.append(_("Columns that are not used: %(names)s.") % {"names": ", ".join(unused)})
    return PatronFile(tuple(notes), _rows(lines, delimiter, columns))


def _encoding_of(stream: BinaryIO) -> tuple[str, list[str]]:
    """UTF-8 with a few damaged letters stays UTF-8; where hardly any letter fits it is Windows-1252."""
    start = stream.read(2)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        stream.seek(0)
        return "utf-16", []
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    well = damaged = 0
    chunk = start
    while chunk:
        text = decoder.decode(chunk)
        lost = text.count("\ufffd")
        damaged += lost
        well += len(text) - len(text.encode("ascii", "ignore")) - lost
        chunk = stream.read(_READ_AT_ONCE)
    stream.seek(0)
    if damaged <= well:
        return "utf-8-sig", []
    return "cp1252", [_("The file is not in UTF-8: it was read as Latin-1 (Windows-1252).")]


def _lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=True)
    rest, is_last = "", False
    while not is_last:
        chunk = stream.read(_READ_AT_ONCE)
        is_last = not chunk
        *lines, rest = (rest + decoder.decode(chunk, final=is_last)).split("\n")
        yield from lines
        rest = rest[: _LONGEST_LINE + 1]
    yield rest


def _columns(headings: Cells) -> tuple[list[str], list[str]]:
    """For each cell the column it belongs to ("" for none), and the headings that are not used."""
    meant = {heading: column for column, headings in COLUMNS.items() for heading in headings}
    columns = [meant.get(re.sub(r"[\s_-]+", "_", each.strip().lower()), "") for each in headings]
    used = [column for column in columns if column]
    for column in used:
        if used.count(column) > 1:
            raise NotReadable(_("Two columns mean %(column)s: leave one out.") % {"column": column})
    if not {"barcode", "primary_id"} & set(used):
        raise NotReadable(
            _("No column is called barcode or primary_id: the first line has to name the columns.")
        )
    unused = [each.strip() for each, column in zip(headings, columns, strict=True) if not column]
    return columns, [each for each in unused if each]


def _rows(lines: Iterator[_Line], delimiter: str, columns: list[str]) -> Iterator[Row | Unreadable]:
    ahead: deque[_Line] = deque()

    def take() -> _Line | None:
        return ahead.popleft() if ahead else next(lines, None)

    while (line := take()) is not None:
        if len(line.text) > _LONGEST_LINE:
            yield Unreadable(line.number, _("the line is far too long: see whether its end is missing"))
            continue
        if not line.text.strip(" " + delimiter):
            continue
        row, further = line.text, list[_Line]()
        while row.count('"') % 2 and len(further) < _MOST_LINES and (more := take()) is not None:
            if more.text.count(delimiter) >= len(columns) - 1:  # a row of its own, no rest of a cell
                ahead.appendleft(more)
                break
            further.append(more)
            row += "\n" + more.text
        cells = _cells(row, delimiter)
        if cells is None or not _fits(cells, columns):
            ahead.extendleft(reversed(further))
            yield Unreadable(line.number, _why_not(line.text, cells, columns))
        else:
            yield Row(line.number, _facts(columns, cells))


def _cells(row: str, delimiter: str) -> Cells | None:
    """The cells of a row, or None where a quotation mark is not closed."""
    if row.count('"') % 2:
        return None
    try:
        return next(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter), None)
    except csv.Error:
        return None


def _fits(cells: Cells, columns: list[str]) -> bool:
    return len(cells) >= len(columns) and not any(cells[len(columns) :])


def _why_not(line: str, cells: Cells | None, columns: list[str]) -> str:
    if cells is None or line.count('"') % 2:
        return _("a quotation mark is opened and not closed: close or remove it")
    return _(
        "the row has %(cells)s cells, the first line %(columns)s: see whether one needs quotation marks"
    ) % {
        "cells": len(cells),
        "columns": len(columns),
    }


def _facts(columns: list[str], cells: Cells) -> dict[str, str]:
    said = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    facts = {column: cell for column, cell in said.items() if column not in ("primary_id", *_NAME_PARTS)}
    facts["barcode"] = said.get("barcode", "").strip() or said.get("primary_id", "")
    if not said.get("name", "").strip():
        facts["name"] = " ".join(filter(None, (said.get(part, "") for part in _NAME_PARTS)))
    return facts
