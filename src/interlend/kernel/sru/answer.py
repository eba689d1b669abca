"""What another catalog answered to a search: SRU 1.1, 1.2 and 2.0.

Three outcomes, never mixed: an ``Answer`` (perhaps with no hits), a ``Diagnostic`` (the server understood and
refused), and ``Unusable`` (no answer at all: an HTML page, an error status, broken XML). *No answer* is not
*not held*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from interlend.kernel.marc import marcxml
from interlend.kernel.marc.iso2709 import Malformed
from interlend.kernel.marc.record import Record
from interlend.kernel.sru.conventions import Convention, opac_holding, read_holdings
from interlend.kernel.sru.diagnostics import PREFIX, Diagnostic
from interlend.kernel.sru.holdings import Holding

LONGEST_ANSWER = 8 << 20


class Unusable(ValueError):
    """What came back is no SRU answer; the text says what it is."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. ``record`` is None where it came in a form other than MARCXML."""

    identifier: str
    record: Record | None
    holdings: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """How many records there are, those that came, and what was wrong with some of them (plain English)."""

    total: int
    hits: tuple[Hit, ...] = ()
    next_position: int | None = None
    remarks: tuple[str, ...] = ()


def read_answer(
    *, status: int, content_type: str, body: bytes, convention: Convention = Convention.DETECT
) -> Answer:
    """The answer in an HTTP response. Raises Unusable and Diagnostic."""
    root = _root(status, content_type, body)
    hits: list[Hit] = []
    remarks: list[str] = []
    refusals = list(_diagnostics(root))
    for record in _children(_child(root, "records"), "record"):
        data = _child(record, "recordData")
        try:
            hits.append(_hit(record, _unpacked(data), convention))
        except (Malformed, etree.XMLSyntaxError) as fault:
            remarks.append(f"record {_text(record, 'recordPosition') or '?'} could not be read: {fault}")
        except Diagnostic as refusal:
            remarks.append(f"record {_text(record, 'recordPosition') or '?'} was not given: {refusal}")
    count = _text(root, "numberOfRecords")
    if refusals and not hits:
        raise refusals[0]
    if not count.isdigit():
        raise Unusable("the answer does not say how many records there are")
    following = _text(root, "nextRecordPosition")
    return Answer(
        total=int(count),
        hits=tuple(hits),
        next_position=int(following) if following.isdigit() and int(following) else None,
        remarks=(*remarks, *(str(refusal) for refusal in refusals)),
    )


def _root(status: int, content_type: str, body: bytes) -> etree._Element:
    if status != 200:
        raise Unusable(f"HTTP status {status}")
    if len(body) > LONGEST_ANSWER:
        raise Unusable(f"longer than {LONGEST_ANSWER:,} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unusable(f"not XML but {content_type or 'something without a content type'}") from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise Unusable("the answer has a document type (DTD), which is not accepted")
    if _name(root) != "searchRetrieveResponse":
        raise Unusable(f"the answer is {_name(root)} and not searchRetrieveResponse")
    return root


def _hit(record: etree._Element, data: etree._Element, convention: Convention) -> Hit:
    bibliographic: etree._Element | None = data
    told: tuple[Holding, ...] = ()
    if _name(data) == "diagnostic":
        raise _diagnostic(data)
    if _name(data) == "opacRecord":
        wrapper = _child(data, "bibliographicRecord")
        bibliographic = next((each for each in wrapper if isinstance(each.tag, str)), None)
        told = tuple(opac_holding(each) for each in _children(_child(data, "holdings"), "holding"))
    marc = None
    if bibliographic is not None and _name(bibliographic) == "record":
        marc = marcxml.from_element(bibliographic).record
    holdings = told or (read_holdings(marc, convention) if marc is not None else ())
    identifier = _text(record, "recordIdentifier") or (marc.control_value("001").strip() if marc else "")
    return Hit(identifier, marc, holdings)


def _unpacked(data: etree._Element) -> etree._Element:
    """The record's element, whether it came as XML or as an escaped string."""
    inner = next((each for each in data if isinstance(each.tag, str)), None)
    if inner is not None:
        return inner
    text = (data.text or "").strip()
    if not text:
        raise Malformed("the record is empty")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(text.encode("utf-8"), parser)


def _diagnostics(root: etree._Element) -> Iterator[Diagnostic]:
    return (_diagnostic(node) for node in _children(_child(root, "diagnostics"), "diagnostic"))


def _diagnostic(node: etree._Element) -> Diagnostic:
    number = _text(node, "uri").removeprefix(PREFIX)
    return Diagnostic(int(number) if number.isdigit() else 1, _text(node, "details"), _text(node, "message"))


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for each in parent if _name(each) == name)


def _child(parent: etree._Element, name: str) -> etree._Element:
    """The child of this name in any namespace; an empty element where there is none."""
    return next(_children(parent, name), etree.Element("none"))


def _text(parent: etree._Element, name: str) -> str:
    return (_child(parent, name).text or "").strip()
