"""What a case says about one fact, brought into a form that conditions compare.

A case is a mapping from the name of a fact to its value: yes or no, a number, text, a date, a
moment, a reference to a thing, or several of one of these (a patron's user groups). Three things
are kept apart: a fact that has a value, one that is known to be empty (None, blank text, no
members), and one that the case does not have, which is unknown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


class Kind(Enum):
    """What sort of value a fact has; values of different kinds are never compared."""

    YES_NO = "yes or no"
    NUMBER = "a number"
    TEXT = "text"
    DATE = "a date"
    MOMENT = "a date with a time"
    REFERENCE = "a reference"
    MIXED = "values of several kinds"
    EMPTY = "empty"
    UNKNOWN = "unknown"


class Unknown(Enum):
    """The type of `UNKNOWN`."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN
"""A case may say outright that it does not know a fact; leaving the fact out means the same."""


class UnreadableValue(ValueError):
    """A value that no fact can have; the message is a plain sentence."""


class Reference(int):
    """The id of a thing (a partner, a user group), with the name that people read.

    Two references are equal when their ids are: a rename never changes what a rule matches.
    """

    label: str

    def __new__(cls, id: int, label: str = "") -> Reference:
        reference = super().__new__(cls, id)
        reference.label = label
        return reference

    def __reduce__(self) -> tuple[type[Reference], tuple[int, str]]:
        return Reference, (int(self), self.label)

    def __repr__(self) -> str:
        return f"Reference({int(self)}, {self.label!r})"


@dataclass(frozen=True, slots=True)
class Found:
    """One fact as the case has it: its kind, the comparable keys, and the values as given."""

    kind: Kind
    keys: frozenset[Any]
    values: tuple[Any, ...]

    @property
    def text(self) -> str:
        """The value for people: `Faculty, Staff`, `empty`, `unknown`."""
        if self.kind in (Kind.EMPTY, Kind.UNKNOWN):
            return self.kind.value
        return ", ".join(say(value) for value in self.values)


NOT_KNOWN = Found(Kind.UNKNOWN, frozenset(), ())
NOTHING = Found(Kind.EMPTY, frozenset(), ())


def read(value: object) -> Found:
    """What a case's value for one fact means.

    Raises UnreadableValue for a value that no fact can have.
    """
    if value is UNKNOWN:
        return NOT_KNOWN
    if isinstance(value, (list, tuple, set, frozenset)):
        return _read_several(tuple(value), ordered=isinstance(value, (list, tuple)))
    if is_empty(value):
        return NOTHING
    kind, key = comparable(value)
    return Found(kind, frozenset((key,)), (value,))


def read_all(case: Mapping[str, object], names: tuple[str, ...]) -> dict[str, Found]:
    """The named facts of a case; those that the case does not have stand there as unknown."""
    return {name: read(case.get(name, UNKNOWN)) for name in names}


def is_empty(value: object) -> bool:
    """Whether a single value is known to be nothing: None or blank text."""
    return value is None or (isinstance(value, str) and not value.strip())


def comparable(value: object) -> tuple[Kind, Any]:
    """The kind of a single value and the key by which it is compared.

    Text is compared without regard to case, outer blanks and the way accents are composed; a
    float counts as the decimal number that it is written as. Raises UnreadableValue.
    """
    match value:
        case bool():
            return Kind.YES_NO, value
        case Reference():
            return Kind.REFERENCE, value
        case int():
            return Kind.NUMBER, value
        case str():
            return Kind.TEXT, unicodedata.normalize("NFC", value.strip().casefold())
        case Decimal() | float():
            number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
            if not number.is_finite():
                raise UnreadableValue(f"{value} is not a number that can be compared.")
            return Kind.NUMBER, number
        case datetime():
            if value.utcoffset() is None:
                raise UnreadableValue(f"{value.isoformat()} has no time zone.")
            return Kind.MOMENT, value
        case date():
            return Kind.DATE, value
    raise UnreadableValue(f"A fact cannot be of the type {type(value).__name__}.")


def say(value: object) -> str:
    """A single value for people: yes, 12.50, 2025-03-01, or the name of the thing referred to."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Reference():
            return value.label or f"#{int(value)}"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
    return str(value)


def _read_several(values: tuple[object, ...], *, ordered: bool) -> Found:
    if UNKNOWN in values:
        return NOT_KNOWN
    values = tuple(value for value in values if not is_empty(value))
    if not values:
        return NOTHING
    read_values = [comparable(value) for value in values]
    kinds = {kind for kind, _ in read_values}
    return Found(
        kind=kinds.pop() if len(kinds) == 1 else Kind.MIXED,
        keys=frozenset(key for _, key in read_values),
        values=values if ordered else tuple(sorted(values, key=say)),
    )
