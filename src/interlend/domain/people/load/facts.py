"""What a file says of one person, before anybody has judged it: the form that all formats are brought to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

FACTS = (
    "barcode",
    "name",
    "email",
    "user_group",
    "user_group_name",
    "expiry_date",
    "blocked",
    "block_reason",
    "library",
)
"""The facts that a file may state. One that is not stated is not touched; one that is empty is cleared."""


class Row(NamedTuple):
    """One person of a file: the line where the person begins, and the facts that are stated."""

    line: int
    facts: Mapping[str, str]


class Unreadable(NamedTuple):
    """A person who was left out: where, why and what to do, and the barcode where that could be read.

    The reason quotes nothing personal, so that it may be printed anywhere.
    """

    line: int
    reason: str
    barcode: str = ""


class NotReadable(ValueError):
    """The file as a whole cannot be read. The text says why and what to do."""


@dataclass(frozen=True, slots=True)
class PatronFile:
    """A file that is being read: what there is to say about it, and its people one after the other."""

    notes: tuple[str, ...]
    rows: Iterator[Row | Unreadable]
