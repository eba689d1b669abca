"""The vocabulary of the structure tables: which element stands where, how often, and what it holds.

`structure_v1_2` and `structure_2021_2` are written in these words. Each table is the only place that knows
the order, occurrence and type of an element in its version; the reader, the writer and the checker follow it.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import Enum, StrEnum, auto
from typing import Any

from interlend.kernel.iso18626.messages import Kind, Version

NAMESPACE = "http://illtransactions.org/2013/iso18626"


class Simple(Enum):
    """What an element without children holds."""

    TEXT = auto()
    CODE = auto()  # text of an open list, with an optional attribute `scheme`
    DATE_TIME = auto()  # xs:dateTime
    DECIMAL = auto()  # xs:decimal
    INTEGER = auto()  # xs:integer
    COUNT = auto()  # xs:integer, not negative
    BOOLEAN = auto()  # xs:boolean


@dataclass(frozen=True, slots=True)
class ClosedList:
    """A code of a closed list; `without` are the values that this version does not have."""

    values: type[StrEnum]
    without: frozenset[str] = frozenset()
    allowed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "allowed", frozenset(self.values) - self.without)


class WhenUnsaid(Enum):
    """What the writer puts into a required element for which the message has nothing."""

    EMPTY = auto()
    HEADER_TIMESTAMP = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One element inside its parent.

    `field` is the field of the model that holds it. `kept_in` is set where the model keeps it elsewhere:
    in that part of the whole message instead of in the parent.
    """

    element: str
    content: "Simple | ClosedList | Group"
    least: int
    most: int | None
    field: str = ""
    kept_in: str | None = None
    when_unsaid: WhenUnsaid | None = None

    @property
    def tag(self) -> str:
        """The element's name as lxml writes it."""
        return f"{{{NAMESPACE}}}{self.element}"


@dataclass(frozen=True, slots=True)
class Group:
    """An element with children, in the order of `parts`; a choice has exactly one of them.

    `model` is the class of the model that it becomes.
    """

    model: type
    parts: tuple[Part, ...]
    choice: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """All of one version: what each of the six bodies holds."""

    version: Version
    bodies: Mapping[Kind, Group]


def one(
    element: str,
    content: Simple | ClosedList | Group = Simple.TEXT,
    field: str = "",
    when_unsaid: WhenUnsaid | None = None,
) -> Part:
    """Exactly once."""
    return Part(element, content, 1, 1, field, None, when_unsaid)


def maybe(
    element: str,
    content: Simple | ClosedList | Group = Simple.TEXT,
    field: str = "",
    kept_in: str | None = None,
) -> Part:
    """At most once."""
    return Part(element, content, 0, 1, field, kept_in)


def up_to(most: int, element: str, content: Simple | ClosedList | Group = Simple.TEXT) -> Part:
    """At most `most` times."""
    return Part(element, content, 0, most)


def any_number(element: str, content: Simple | ClosedList | Group = Simple.TEXT) -> Part:
    """As often as wanted."""
    return Part(element, content, 0, None)


def group(model: type, *parts: Part) -> Group:
    """Elements in a fixed order.

    The field of each part is its name in snake case, in the plural where the model has a plural.
    Raises LookupError where the model has no such field, so that a slip in a table shows at import.
    """
    return Group(model, tuple(part if part.kept_in else _with_field(model, part) for part in parts))


def choice(model: type, *parts: Part) -> Group:
    """Exactly one of these elements."""
    return replace(group(model, *parts), choice=True)


def is_repeated(model: type, name: str) -> bool:
    """Say whether the model keeps several values in the field of this name."""
    return bool(_defaults(model)[name] == ())


def _with_field(model: type, part: Part) -> Part:
    wanted = part.field or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", part.element).lower()
    for name in (wanted, f"{wanted}s", f"{wanted}es"):
        if name in _defaults(model):
            return replace(part, field=name)
    raise LookupError(f"{model.__name__} has no field for {part.element}")


def _defaults(model: type) -> dict[str, Any]:
    return {each.name: None if each.default is MISSING else each.default for each in fields(model)}
