"""The five catalogs of the demo, written as the files that a library would export from its own system."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interlend.kernel.marc import iso2709, marcxml
from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description
from interlend.kernel.marc.items import ItemFacts
from interlend.kernel.marc.record import Record

_TITLES = Path(__file__).with_name("titles.csv")


@dataclass(frozen=True, slots=True)
class Institution:
    """Who holds a catalog: the codes in its item fields, and the format it exports (all made up)."""

    code: str
    number: int
    library: str
    encoding: str

    @property
    def file_name(self) -> str:
        """The name of its file: ``.xml`` for MARCXML, ``.mrc`` for ISO 2709."""
        return f"{self.code}.{'xml' if self.encoding == 'marcxml' else 'mrc'}"


INSTITUTIONS = {
    each.code: each
    for each in (
        Institution("howard", 1, "FOUNDERS", "utf-8"),
        Institution("american", 2, "BENDER", "marcxml"),
        Institution("georgetown", 3, "LAUINGER", "marc-8"),
        Institution("albany", 4, "UNIVERSITY", "utf-8"),
        Institution("buffalo", 5, "LOCKWOOD", "marc-8"),
    )
}
# Each letter in a cell of titles.csv is a copy: location, item policy, status.
_COPIES = {
    "s": ("STACKS", "BOOK", ""),
    "r": ("REFERENCE", "REFERENCE", ""),
    "m": ("STACKS", "BOOK", "missing"),
    "p": ("STACKS", "BOOK", "in process"),
}


def write(folder: Path) -> dict[str, Path]:
    """Write the five files into ``folder``, the same bytes each time; institution → path."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for institution in INSTITUTIONS.values():
        path = folder / institution.file_name
        path.write_bytes(b"".join(_encoded(institution)))
        written[institution.code] = path
    return written


def records(code: str) -> Iterator[Record]:
    """The records of one institution, in the order of ``titles.csv``."""
    institution = INSTITUTIONS[code]
    copies_before = 0
    for number, row in enumerate(_rows(), 1):
        letters = row[code]
        if letters:
            yield compose(_description(institution, number, row), _items(institution, copies_before, row))
        copies_before += len(letters)


def barcode(institution: int, copy: int) -> str:
    """A fourteen-digit item barcode: 3 (item), four digits of the institution, number, Luhn check digit."""
    digits = f"3{institution:04d}{copy:08d}"
    total = 0
    for place, digit in enumerate(digits):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def _encoded(institution: Institution) -> Iterator[bytes]:
    if institution.encoding == "marcxml":
        return marcxml.collection(records(institution.code))
    return (iso2709.encode(record, institution.encoding) for record in records(institution.code))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with _TITLES.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _description(institution: Institution, number: int, row: dict[str, str]) -> Description:
    oclc = tuple(row["oclc"].split())
    return Description(
        control_number=f"{institution.number}{number:06d}",
        title=f"{row['title']} : {row['subtitle']}" if row["subtitle"] else row["title"],
        original_title=row["original_title"],
        author=row["author"],
        original_author=row["original_author"],
        place=row["place"],
        publisher=row["publisher"],
        year=int(row["year"]) if row["year"] else None,
        language=row["language"],
        isbns=tuple(row["isbn"].split()),
        lccn=row["lccn"],
        system_numbers=tuple(f"(OCoLC){each}" for each in oclc),
        call_number=row["call_number"],
        subjects=(row["subject"],) if row["subject"] else (),
        material="Book",
    )


def _items(institution: Institution, copies_before: int, row: dict[str, str]) -> Iterator[ItemFacts]:
    for number, letter in enumerate(row[institution.code], copies_before + 1):
        location, policy, status = _COPIES[letter]
        yield ItemFacts(
            barcode=barcode(institution.number, number),
            library=institution.library,
            location=location,
            policy=policy,
            call_number=row["call_number"],
            status=status,
        )
