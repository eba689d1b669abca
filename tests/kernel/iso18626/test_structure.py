"""The structure tables say exactly what the schemas say.

Where the schemas are present (a folder beside the checkout; the project does not ship them), every message of
ours, and every message that comes of deleting, doubling, moving or spoiling one element of it, is judged both
by `check` and by a validating reader: hundreds of valid and thousands of invalid messages, one verdict.
"""

import contextlib
import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from interlend.kernel.iso18626.check import check
from interlend.kernel.iso18626.envelope import open_envelope, parse
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import Version
from interlend.kernel.iso18626.structure import NAMESPACE

CHECKOUT = Path(__file__).resolve().parents[3]
SCHEMAS = CHECKOUT.parent / "shared/reference/xsd"
SCHEMA_FILES = {Version.V1_2: "ISO-18626-v1_2.xsd", Version.V2021_2: "ISO-18626-2021-2.xsd"}
MESSAGES = Path(__file__).parent / "messages"

needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not here")

SPOILED_TEXTS = (
    "",
    "Loan",
    "OK",
    "  Y  ",
    "HoldReturn",
    "Lost",
    "12",
    "-1",
    "+0",
    "1.5",
    "1e3",
    "true",
    "yes",
    "2026-02-29T10:00:00Z",
    "2028-02-29T10:00:00",
    "2026-03-02T24:00:00+14:00",
    "2026-03-02T10:00:00+14:01",
    "2026-03-02",
    "0000-01-01T00:00:00Z",
    "-0044-03-15T12:00:00Z",
    "20266-03-02T10:00:00.123456789Z",
)


def roots_with_one_body() -> dict[str, etree._Element]:
    roots = {}
    for file in sorted(MESSAGES.glob("*.xml")):
        with contextlib.suppress(Malformed):
            root = parse(file.read_bytes())
            open_envelope(root)
            roots[file.stem] = root
    return roots


ROOTS = roots_with_one_body()
EVERYTHING = ("request-with-everything-of-1.2", "request-with-everything-of-2021", "loaned-2021-with-parcel")
VARIED = (*EVERYTHING, "loaned", "retry-possible", "retry-possible-2021", "two-errors-2021", "lost-2021")


def variants(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield the message itself and what comes of changing one element of it."""
    yield "as it is", copy.deepcopy(root)
    for number, element in enumerate(root.iter()):
        if number < 2:
            continue
        name = etree.QName(element).localname
        for change in (_without, _doubled, _moved_to_the_end, _with_a_stranger, _with_an_attribute):
            varied = copy.deepcopy(root)
            change(list(varied.iter())[number])
            yield f"{name} {change.__name__.strip('_')}", varied
        if not len(element):
            for text in SPOILED_TEXTS:
                varied = copy.deepcopy(root)
                list(varied.iter())[number].text = text
                yield f"{name} = {text!r}", varied


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _without(element: etree._Element) -> None:
    _parent(element).remove(element)


def _doubled(element: etree._Element) -> None:
    element.addnext(copy.deepcopy(element))


def _moved_to_the_end(element: etree._Element) -> None:
    _parent(element).append(element)


def _with_a_stranger(element: etree._Element) -> None:
    etree.SubElement(element, f"{{{NAMESPACE}}}stranger")


def _with_an_attribute(element: etree._Element) -> None:
    element.set(f"{{{NAMESPACE}}}scheme", "http://lists.example/one")


def _schema(version: Version) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(SCHEMAS / SCHEMA_FILES[version]))


@needs_schemas
@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("name", VARIED)
def test_table_and_schema_agree_on_every_variant_of_a_message(name: str, version: Version) -> None:
    schema = _schema(version)
    verdicts = {
        what: (check(root, version) == [], schema.validate(root)) for what, root in variants(ROOTS[name])
    }
    assert {what: both for what, both in verdicts.items() if both[0] is not both[1]} == {}


@needs_schemas
@pytest.mark.parametrize("version", list(Version))
def test_table_and_schema_agree_on_every_message_of_ours(version: Version) -> None:
    schema = _schema(version)
    verdicts = {name: (check(root, version) == [], schema.validate(root)) for name, root in ROOTS.items()}
    assert {name: both for name, both in verdicts.items() if both[0] is not both[1]} == {}


@needs_schemas
def test_there_are_more_than_a_hundred_valid_and_a_hundred_invalid_messages_among_them() -> None:
    schema = _schema(Version.V1_2)
    judged = [schema.validate(root) for name in EVERYTHING for _, root in variants(ROOTS[name])]
    assert (judged.count(True) > 100, judged.count(False) > 100) == (True, True)


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("request-loan", Version.V1_2, []),
        ("request-with-everything-of-1.2", Version.V1_2, []),
        ("request-with-everything-of-2021", Version.V2021_2, []),
        ("loaned-2021-with-parcel", Version.V2021_2, []),
        (
            "retry-possible",
            Version.V2021_2,
            [
                "supplyingAgencyMessage/header/multipleItemRequestId: does not belong here",
                "supplyingAgencyMessage/messageInfo/offeredCosts: does not belong here",
                "supplyingAgencyMessage/messageInfo/retryAfter: does not belong here",
                "supplyingAgencyMessage/messageInfo/retryBefore: does not belong here",
            ],
        ),
        (
            "hold-return-2021",
            Version.V1_2,
            [
                "supplyingAgencyMessage/header/multipleItemRequestId: is missing",
                "supplyingAgencyMessage/statusInfo/status: 'HoldReturn' does not exist in this version",
            ],
        ),
        (
            "request-in-wrong-order",
            Version.V1_2,
            ["request/bibliographicInfo: is out of order", "request/header: is out of order"],
        ),
    ],
)
def test_what_differs_from_the_structure_is_said_in_plain_words(
    name: str, version: Version, expected: list[str]
) -> None:
    assert [str(problem) for problem in check(ROOTS[name], version)] == expected
