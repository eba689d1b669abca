"""Compare a message with the structure of one version, element by element.

What this finds is what a validating reader would find with the schema. It is used on everything that is
received, to tell staff and senders what is wrong, and in the tests on everything that is sent.
"""

from collections.abc import Iterator

from lxml import etree

from interlend.kernel.iso18626 import structure_2021_2, structure_v1_2, values
from interlend.kernel.iso18626.codes import ErrorType
from interlend.kernel.iso18626.envelope import open_envelope, parse, path_of
from interlend.kernel.iso18626.faults import Problem
from interlend.kernel.iso18626.messages import Kind, Version
from interlend.kernel.iso18626.structure import NAMESPACE, ClosedList, Group, Part, Simple, Structure

STRUCTURES: dict[Version, Structure] = {
    Version.V1_2: structure_v1_2.STRUCTURE,
    Version.V2021_2: structure_2021_2.STRUCTURE,
}

_SCHEME = f"{{{NAMESPACE}}}scheme"
_VERSION = f"{{{NAMESPACE}}}version"
_SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_ELEMENT = ErrorType.UNRECOGNISED_DATA_ELEMENT
_VALUE = ErrorType.UNRECOGNISED_DATA_VALUE
_SHOWN = 60  # characters of a bad value


def check(message: bytes | etree._Element, version: Version) -> list[Problem]:
    """Return everything in which a message differs from the structure of `version`; nothing means valid.

    `message` is the whole document or its root. Raises Malformed where it is no ISO 18626 message at all.
    """
    root = parse(message) if isinstance(message, bytes) else message
    kind, body = open_envelope(root)
    return [*_envelope_problems(root, body), *_group_problems(body, _PLANS[version][kind])]


class _Plan:
    """A group, ready for comparing: the place of each element by its tag."""

    __slots__ = ("choice", "needed", "parts", "places")

    def __init__(self, group: Group, plans: dict[int, "_Plan"]) -> None:
        plans[id(group)] = self
        self.choice = group.choice
        self.parts = group.parts
        self.needed = tuple((place, part) for place, part in enumerate(group.parts) if part.least)
        self.places: dict[str, tuple[int, Part, _Plan | None]] = {
            part.tag: (
                place,
                part,
                (plans.get(id(part.content)) or _Plan(part.content, plans))
                if isinstance(part.content, Group)
                else None,
            )
            for place, part in enumerate(group.parts)
        }


def _plans(structure: Structure) -> dict[Kind, _Plan]:
    known: dict[int, _Plan] = {}
    return {kind: _Plan(body, known) for kind, body in structure.bodies.items()}


_PLANS = {version: _plans(structure) for version, structure in STRUCTURES.items()}


def _envelope_problems(root: etree._Element, body: etree._Element) -> Iterator[Problem]:
    if _VERSION not in root.attrib:
        what = "the attribute has no namespace prefix" if "version" in root.attrib else "is missing"
        yield Problem(where="version", what=what, error_type=_ELEMENT)
    for name in root.attrib:
        if name not in (_VERSION, _SCHEMA_LOCATION, "version"):
            yield Problem(where=str(name), what="an attribute that does not belong here", error_type=_ELEMENT)
    for child in root:
        if child is not body:
            yield _does_not_belong(child)


def _group_problems(element: etree._Element, plan: _Plan) -> Iterator[Problem]:
    """Compare the children of `element` with the group, then each of them with its own content."""
    if element.attrib:
        yield from _attribute_problems(element, allowed=None)
    stray = bool(element.text and not element.text.isspace())
    seen: dict[int, int] = {}
    furthest = 0
    for child in element:
        if child.tail and not child.tail.isspace():
            stray = True
        found = plan.places.get(child.tag)
        if found is None:
            yield _does_not_belong(child)
            continue
        place, part, below = found
        if place < furthest:
            yield Problem(where=path_of(child), what="is out of order", error_type=_ELEMENT)
        furthest = max(furthest, place)
        seen[place] = seen.get(place, 0) + 1
        if below is not None:
            yield from _group_problems(child, below)
        else:
            yield from _value_problems(child, part.content)
    if stray:
        yield Problem(where=path_of(element), what="has text between its elements", error_type=_ELEMENT)
    yield from _count_problems(element, plan, seen)


def _count_problems(element: etree._Element, plan: _Plan, seen: dict[int, int]) -> Iterator[Problem]:
    if plan.choice:
        if sum(seen.values()) != 1:
            names = " or ".join(part.element for part in plan.parts)
            yield Problem(
                where=path_of(element), what=f"must have exactly one of {names}", error_type=_ELEMENT
            )
        return
    for place, part in plan.needed:
        if place not in seen:
            yield Problem(where=f"{path_of(element)}/{part.element}", what="is missing", error_type=_ELEMENT)
    for place, times in seen.items():
        part = plan.parts[place]
        if part.most is not None and times > part.most:
            yield Problem(
                where=f"{path_of(element)}/{part.element}",
                what=f"stands {times} times, at most {part.most} allowed",
                error_type=_ELEMENT,
            )


def _value_problems(element: etree._Element, content: Simple | ClosedList | Group) -> Iterator[Problem]:
    if element.attrib:
        yield from _attribute_problems(element, allowed=_SCHEME if content is Simple.CODE else None)
    for child in element:
        yield _does_not_belong(child)
    if content is Simple.TEXT or content is Simple.CODE:
        return
    text = element.text or ""
    if isinstance(content, ClosedList):
        if text not in content.allowed:
            why = "does not exist in this version" if text in content.without else "is not on the list"
            yield _bad_value(element, text, why)
    elif isinstance(content, Simple) and not values.is_valid(content, text):
        yield _bad_value(element, text, f"is no valid {_TYPE_NAMES[content]}")


_TYPE_NAMES = {
    Simple.DATE_TIME: "date and time",
    Simple.DECIMAL: "decimal number",
    Simple.INTEGER: "whole number",
    Simple.COUNT: "whole number from 0 up",
    Simple.BOOLEAN: "true or false",
}


def _attribute_problems(element: etree._Element, allowed: str | None) -> Iterator[Problem]:
    for name in map(str, element.attrib):
        if name in (allowed, _SCHEMA_LOCATION):
            continue
        if allowed and name == "scheme":
            what = "the attribute scheme has no namespace prefix"
        else:
            what = f"the attribute {name} does not belong here"
        yield Problem(where=path_of(element), what=what, error_type=_ELEMENT)


def _does_not_belong(element: etree._Element) -> Problem:
    return Problem(where=path_of(element), what="does not belong here", error_type=_ELEMENT)


def _bad_value(element: etree._Element, text: str, why: str) -> Problem:
    what = f"{text[:_SHOWN]!r} {why}" if text.strip() else "is empty"
    return Problem(where=path_of(element), what=what, error_type=_VALUE)
