"""From an element to the message, tolerant: both versions at once, in any order, gaps allowed.

A plan is made once, at import, from the tables of both versions laid over each other. Each step of a plan
knows the field of the model, how to read the value, and whether the element gives away the version.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, get_type_hints

from lxml import etree

from interlend.kernel.iso18626 import values
from interlend.kernel.iso18626.check import STRUCTURES
from interlend.kernel.iso18626.codes import ErrorType, recognized
from interlend.kernel.iso18626.envelope import path_of
from interlend.kernel.iso18626.faults import Malformed, Problem
from interlend.kernel.iso18626.messages import Kind, Message, UnknownElement, Version
from interlend.kernel.iso18626.parts import Code, RetryInfo
from interlend.kernel.iso18626.structure import NAMESPACE, ClosedList, Group, Part, Simple, is_repeated

_SCHEME = f"{{{NAMESPACE}}}scheme"


@dataclass(slots=True)
class Reading:
    """What is noticed while a message is read."""

    problems: list[Problem] = field(default_factory=list)
    unknown: list[UnknownElement] = field(default_factory=list)
    evidence: set[Version] = field(default_factory=set)
    has_later_code: bool = False
    kept_elsewhere: dict[str, dict[str, Any]] = field(default_factory=dict)


def settled(found: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as the model keeps them: several values as a tuple."""
    return {name: tuple(value) if type(value) is list else value for name, value in found.items()}


def read(kind: Kind, body: etree._Element, reading: Reading) -> Message:
    """Return the message of a body. Raises Malformed where something we cannot do without is missing."""
    message: Message = _PLANS[kind].read(body, reading)
    return message


_Read = Callable[[etree._Element, Reading], Any]


@dataclass(frozen=True, slots=True)
class _Step:
    field: str
    read: _Read
    repeated: bool
    kept_in: str | None
    only_in: Version | None


class _Plan:
    """How to read one group. A vital group is one without which there is no message."""

    __slots__ = ("_first_element_tells", "_model", "_needed", "_steps", "_vital")

    def __init__(self, by_version: dict[Version, Group], vital: bool) -> None:
        groups = list(by_version.values())
        self._model = groups[0].model
        self._vital = vital
        self._needed = {each.name for each in fields(self._model) if _is_needed(each)}
        self._steps: dict[str, _Step] = {}
        for group in groups:
            for part in group.parts:
                if part.tag not in self._steps:
                    self._steps[part.tag] = self._step(part, by_version)
        self._first_element_tells = _told_by_order(by_version)

    def _step(self, part: Part, by_version: dict[Version, Group]) -> _Step:
        alike = {
            version: other
            for version, group in by_version.items()
            for other in group.parts
            if other.element == part.element
        }
        model = RetryInfo if part.kept_in else self._model
        vital = self._vital and part.field in self._needed
        only_in = next(iter(alike)) if len(alike) == 1 and len(by_version) > 1 else None
        read = _reader({version: other.content for version, other in alike.items()}, vital)
        if read is _read_text and get_type_hints(model)[part.field] == Code | None:
            read = _read_code  # text in this version, a code in the model, as the other version has it
        return _Step(part.field, read, is_repeated(model, part.field), part.kept_in, only_in)

    def read(self, element: etree._Element, reading: Reading) -> Any:
        """Return the model of this group, or None where a part of it is missing that it needs."""
        found: dict[str, Any] = {}
        steps = self._steps
        if self._first_element_tells and len(element):
            told = self._first_element_tells.get(element[0].tag)
            if told:
                reading.evidence.add(told)
        for child in element:
            step = steps.get(child.tag)
            if step is None:
                reading.unknown.append(_unknown(child))
                continue
            if step.only_in is not None:
                reading.evidence.add(step.only_in)
            value = step.read(child, reading)
            if value is None:
                continue
            into = found if step.kept_in is None else reading.kept_elsewhere.setdefault(step.kept_in, {})
            if step.repeated:
                into.setdefault(step.field, []).append(value)
            elif step.field in into:
                reading.unknown.append(_unknown(child))
            else:
                into[step.field] = value
        if missing := self._needed - found.keys():
            return self._without(element, missing, reading)
        return self._model(**settled(found))

    def _without(self, element: etree._Element, missing: set[str], reading: Reading) -> None:
        tags = [tag for tag, step in self._steps.items() if step.field in missing and step.kept_in is None]
        if self._vital:
            raise Malformed(
                ErrorType.UNRECOGNISED_DATA_ELEMENT,
                f"{path_of(element)}/{etree.QName(tags[0]).localname} is missing",
                element.getroottree().getroot(),
            )
        # An element that is not there at all is noted by `check`.
        reading.problems += [
            _value_problem(child, "says nothing")
            for child in element
            if child.tag in tags and not len(child) and not (child.text or "").strip()
        ]


def _is_needed(each: Any) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _told_by_order(by_version: dict[Version, Group]) -> dict[str, Version]:
    """Where both versions have the same two elements in another order, the first one tells the version."""
    firsts = {group.parts[0].tag: version for version, group in by_version.items()}
    same = len({frozenset(part.tag for part in group.parts) for group in by_version.values()}) == 1
    return firsts if same and len(firsts) > 1 else {}


def _unknown(element: etree._Element) -> UnknownElement:
    return UnknownElement(
        path=path_of(element), xml=etree.tostring(element, encoding="unicode", with_tail=False)
    )


def _reader(contents: dict[Version, Simple | ClosedList | Group], vital: bool) -> _Read:
    some = next(iter(contents.values()))
    if isinstance(some, Group):
        groups = {version: each for version, each in contents.items() if isinstance(each, Group)}
        return _Plan(groups, vital).read
    if isinstance(some, ClosedList):
        return _closed_list_reader([each for each in contents.values() if isinstance(each, ClosedList)])
    if Simple.CODE in contents.values():
        return _read_code
    if some is Simple.TEXT:
        return _read_text
    return _value_reader(some, vital)


def _read_text(element: etree._Element, reading: Reading) -> str | None:
    text = element.text
    if len(element):
        reading.unknown.extend(_unknown(child) for child in element)
    return (text.strip() or None) if text else None


def _read_code(element: etree._Element, reading: Reading) -> Code | None:
    text = _read_text(element, reading)
    return Code(text, element.get(_SCHEME) or element.get("scheme") or None) if text else None


def _closed_list_reader(lists: list[ClosedList]) -> _Read:
    values_of_list = lists[0].values
    only_in_2021 = frozenset().union(*(each.without for each in lists))

    def read_closed(element: etree._Element, reading: Reading) -> str | None:
        text = _read_text(element, reading)
        if text is None:
            return None
        if text in only_in_2021:
            reading.has_later_code = True
        return recognized(values_of_list, text)

    return read_closed


def _value_reader(simple: Simple, vital: bool) -> _Read:
    def read_value(element: etree._Element, reading: Reading) -> Any:
        text = _read_text(element, reading)
        if text is None:
            return None
        try:
            return _value(simple, text, element, reading)
        except (ValueError, OverflowError) as unreadable:
            what = f"{text[:60]!r} cannot be read"
            if vital:
                raise Malformed(
                    ErrorType.UNRECOGNISED_DATA_VALUE,
                    f"{path_of(element)}: {what}",
                    element.getroottree().getroot(),
                ) from unreadable
            if values.is_valid(simple, text):
                reading.problems.append(_value_problem(element, what))
            return None

    return read_value


def _value(simple: Simple, text: str, element: etree._Element, reading: Reading) -> Any:
    match simple:
        case Simple.DATE_TIME:
            moment, has_offset = values.read_date_time(text)
            if not has_offset:
                reading.problems.append(_value_problem(element, "has no time zone, taken as UTC"))
            return moment
        case Simple.DECIMAL:
            return values.read_decimal(text)
        case Simple.BOOLEAN:
            return values.read_boolean(text)
        case _:
            return int(text)


def _value_problem(element: etree._Element, what: str) -> Problem:
    return Problem(where=path_of(element), what=what, error_type=ErrorType.UNRECOGNISED_DATA_VALUE)


_PLANS = {
    kind: _Plan({version: structure.bodies[kind] for version, structure in STRUCTURES.items()}, vital=True)
    for kind in Kind
}
