"""From a message to an element, strict: the order, occurrence and type of one version, nothing else.

A plan is made once, at import, from the table of the version. What the table has no place for is refused
with `faults.CannotSay`, so that nothing is left out silently.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from interlend.kernel.iso18626 import values
from interlend.kernel.iso18626.check import STRUCTURES
from interlend.kernel.iso18626.envelope import path_of
from interlend.kernel.iso18626.faults import CannotSay
from interlend.kernel.iso18626.messages import Message, Version
from interlend.kernel.iso18626.parts import Code, RetryInfo
from interlend.kernel.iso18626.structure import (
    NAMESPACE,
    ClosedList,
    Group,
    Part,
    Simple,
    WhenUnsaid,
    is_repeated,
)

_SCHEME = f"{{{NAMESPACE}}}scheme"
# Characters that XML 1.0 does not have; people do not see them either, so they are left out.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


def write(parent: etree._Element, message: Message, version: Version) -> None:
    """Add the body of `message` to its envelope. Raises CannotSay where the version has no words for it."""
    body = etree.SubElement(parent, f"{{{NAMESPACE}}}{message.kind.value}")
    _PLANS[version][message.kind].write(body, message, message)


_Write = Callable[[etree._Element, Any, Any], None]


@dataclass(frozen=True, slots=True)
class _Step:
    part: Part
    tag: str
    repeated: bool
    write: _Write


class _Plan:
    """How to write one group of one version."""

    __slots__ = ("_choice", "_kept_elsewhere", "_steps", "_unsayable")

    def __init__(self, group: Group) -> None:
        self._choice = group.choice
        self._steps = tuple(_step(group.model, part) for part in group.parts)
        kept = _kept_elsewhere(group)
        said = {part.field for part in group.parts if not part.kept_in} | kept.keys()
        self._unsayable = tuple(each.name for each in fields(group.model) if each.name not in said)
        self._kept_elsewhere = tuple(kept.items())

    def write(self, element: etree._Element, value: Any, message: Any) -> None:
        """Add the parts of `value` to `element`; `message` is the whole, for what it keeps elsewhere."""
        _refuse(element, value, self._unsayable)
        for holder, unsayable in self._kept_elsewhere:
            if (held := getattr(value, holder)) is not None:
                _refuse(element, held, unsayable)
        for step in self._steps:
            said = _said(step, value, message)
            if not said:
                said = _when_unsaid(element, step.part, message, choice=self._choice)
            elif step.part.most is not None and len(said) > step.part.most:
                raise CannotSay(
                    f"{path_of(element)}/{step.part.element}", f"{len(said)} times, at most {step.part.most}"
                )
            for each in said:
                step.write(etree.SubElement(element, step.tag), each, message)
        if self._choice and len(element) != 1:
            raise CannotSay(path_of(element), "must have exactly one of its two forms")


def _kept_elsewhere(group: Group) -> dict[str, tuple[str, ...]]:
    """Return the fields that parts further down are kept in, each with what has no place there."""
    said: dict[str, set[str]] = {}
    for part in group.parts:
        if isinstance(part.content, Group):
            for below in part.content.parts:
                if below.kept_in:
                    said.setdefault(below.kept_in, set()).add(below.field)
    return {
        holder: tuple(each.name for each in fields(RetryInfo) if each.name not in names)
        for holder, names in said.items()
    }


def _refuse(element: etree._Element, value: Any, unsayable: tuple[str, ...]) -> None:
    for name in unsayable:
        if getattr(value, name) not in (None, ()):
            raise CannotSay(path_of(element), f"this version has no {name}")


def _said(step: _Step, value: Any, message: Any) -> tuple[Any, ...]:
    holder = value if step.part.kept_in is None else getattr(message, step.part.kept_in)
    said = None if holder is None else getattr(holder, step.part.field)
    if step.repeated:
        return said or ()
    return () if said is None else (said,)


def _when_unsaid(element: etree._Element, part: Part, message: Any, choice: bool) -> tuple[Any, ...]:
    if not part.least or choice:
        return ()
    match part.when_unsaid:
        case WhenUnsaid.EMPTY:
            return ("",)
        case WhenUnsaid.HEADER_TIMESTAMP:
            return (message.header.timestamp,)
        case _:
            raise CannotSay(f"{path_of(element)}/{part.element}", "is needed")


def _step(model: type, part: Part) -> _Step:
    repeated = is_repeated(RetryInfo if part.kept_in else model, part.field)
    return _Step(part, part.tag, repeated, _writer(part.content))


def _writer(content: Simple | ClosedList | Group) -> _Write:
    if isinstance(content, Group):
        return _Plan(content).write
    if isinstance(content, ClosedList):
        return _closed_list_writer(content)
    return _WRITERS[content]


def _write_text(element: etree._Element, value: Any, message: Any) -> None:
    text = value
    if isinstance(value, Code):
        if value.scheme:
            raise CannotSay(path_of(element), "has no scheme in this version")
        text = value.value
    try:
        element.text = text
    except ValueError:
        element.text = text.translate(_UNWRITABLE)


def _write_code(element: etree._Element, value: Code, message: Any) -> None:
    _write_text(element, value.value, message)
    if value.scheme:
        element.set(_SCHEME, value.scheme)


def _closed_list_writer(closed: ClosedList) -> _Write:
    def write_closed(element: etree._Element, value: str, message: Any) -> None:
        if value not in closed.allowed:
            raise CannotSay(path_of(element), f"this version has no {value!r}")
        element.text = str(value)

    return write_closed


def _write_date_time(element: etree._Element, value: datetime, message: Any) -> None:
    try:
        element.text = values.write_date_time(value)
    except ValueError as naive:
        raise CannotSay(path_of(element), str(naive)) from naive


def _write_decimal(element: etree._Element, value: Decimal, message: Any) -> None:
    try:
        element.text = values.write_decimal(value)
    except ValueError as endless:
        raise CannotSay(path_of(element), str(endless)) from endless


def _write_integer(element: etree._Element, value: int, message: Any) -> None:
    element.text = str(value)


def _write_count(element: etree._Element, value: int, message: Any) -> None:
    if value < 0:
        raise CannotSay(path_of(element), "must not be negative")
    element.text = str(value)


def _write_boolean(element: etree._Element, value: bool, message: Any) -> None:
    element.text = values.write_boolean(value)


_WRITERS: dict[Simple, _Write] = {
    Simple.TEXT: _write_text,
    Simple.CODE: _write_code,
    Simple.DATE_TIME: _write_date_time,
    Simple.DECIMAL: _write_decimal,
    Simple.INTEGER: _write_integer,
    Simple.COUNT: _write_count,
    Simple.BOOLEAN: _write_boolean,
}

_PLANS = {
    version: {kind: _Plan(body) for kind, body in structure.bodies.items()}
    for version, structure in STRUCTURES.items()
}
