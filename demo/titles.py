"""Titles with which the story can be told: American is asked first, Albany lends in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from demo.catalogs import make
from interlend.kernel.marc.describing import describe
from interlend.kernel.marc.items import ItemFacts, items_of


@dataclass(frozen=True)
class Candidate:
    """A title by its ISBN, and the barcode that is printed on American's only copy of it."""

    isbn: str
    barcode: str


def candidates() -> Iterator[Candidate]:
    """Titles of which American has one copy and Albany some, but neither Howard nor Georgetown."""
    copies = {code: _copies(code) for code in ("howard", "american", "georgetown", "albany")}
    for isbn, of_american in copies["american"].items():
        held_too_near = isbn in copies["howard"] or isbn in copies["georgetown"]
        is_only_copy = len(of_american) == 1 and _may_be_lent(of_american[0])
        if is_only_copy and not held_too_near and any(map(_may_be_lent, copies["albany"].get(isbn, ()))):
            yield Candidate(isbn, of_american[0].barcode)


def _copies(institution: str) -> dict[str, list[ItemFacts]]:
    """The copies of each record, by the record's first ISBN."""
    described = ((describe(record), record) for record in make.records(institution))
    return {facts.isbns[0]: items_of(record) for facts, record in described if facts.isbns}


def _may_be_lent(item: ItemFacts) -> bool:
    return item.policy == "BOOK" and item.on_shelf
