"""A MARC 21 record as plain values: quick to make, compared by value, bound to no transmission format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

LEADER_LENGTH = 24
BLANK_LEADER = "00000nam a2200000 a 4500"


class Field(NamedTuple):
    """A data field: three-character tag, two indicators, subfields as (code, value) in their order."""

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]

    def first(self, code: str) -> str:
        """The value of the first subfield with this code, or an empty string."""
        for found, value in self.subfields:
            if found == code:
                return value
        return ""

    def all(self, codes: str) -> list[str]:
        """The values of all subfields whose code is one of ``codes``, in the order of the field."""
        return [value for code, value in self.subfields if code in codes]

    def joined(self, codes: str) -> str:
        """The values of ``all(codes)`` as one text, separated by a space."""
        return " ".join(self.all(codes))


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its leader (24 characters), control fields as (tag, data), and data fields in their order."""

    leader: str = BLANK_LEADER
    control: tuple[tuple[str, str], ...] = ()
    fields: tuple[Field, ...] = field(default=())

    def control_value(self, tag: str) -> str:
        """The data of the first control field with this tag (``001`` to ``009``), or an empty string."""
        for found, data in self.control:
            if found == tag:
                return data
        return ""

    def fields_of(self, *tags: str) -> Iterator[Field]:
        """The data fields with one of these tags, in the order of the record."""
        return (each for each in self.fields if each.tag in tags)

    def by_tag(self) -> dict[str, list[Field]]:
        """All data fields, grouped by tag: one pass where many tags are asked for."""
        grouped: dict[str, list[Field]] = {}
        for each in self.fields:
            grouped.setdefault(each.tag, []).append(each)
        return grouped

    def without(self, *tags: str) -> Record:
        """The same record without the data fields that have one of these tags."""
        return Record(self.leader, self.control, tuple(f for f in self.fields if f.tag not in tags))

    def with_fields(self, *added: Field) -> Record:
        """The same record with these data fields appended."""
        return Record(self.leader, self.control, self.fields + added)
