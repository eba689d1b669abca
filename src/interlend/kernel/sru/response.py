"""What our SRU server answers: records with their holdings, a refusal, or what it can do.

Two schemas. ``marcxml``: the record, its own item fields replaced by ours, so that holdings are always of
now: 949 for each copy (as ``marc.items`` reads it, $g its availability, $h due date, $z status, $2
``interlend``) and, for systems that know Alma's way, AVA for each location ($b library, $c location, $d call
number, $e available, unavailable or check_holdings, $f copies, $g of these not available). ``opacxml``: the
record and its holdings with circulation, the XML form of the Z39.50 OPAC record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from interlend.kernel.marc import marcxml
from interlend.kernel.marc.items import INTERLEND_LAYOUT, ItemFacts, item_field
from interlend.kernel.marc.record import Field, Record
from interlend.kernel.sru.diagnostics import Diagnostic
from interlend.kernel.sru.holdings import Availability, Holding, overall
from interlend.kernel.sru.request import Schema, SearchRetrieve

NAMESPACE = "http://www.loc.gov/zing/srw/"
DIAGNOSTIC_NAMESPACE = "http://www.loc.gov/zing/srw/diagnostic/"
EXPLAIN_SCHEMA = "http://explain.z3950.org/dtd/2.0/"
OUR_MARK = "interlend"

_ITEM_FIELDS = ("949", "952", "852", "AVA", "999")
_AVA_WORDS = {
    Availability.AVAILABLE: "available",
    Availability.UNAVAILABLE: "unavailable",
    Availability.UNKNOWN: "check_holdings",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A record that answers the search, the identifier that ``rec.id`` finds, and what is held of it now."""

    identifier: str
    record: Record
    holdings: tuple[Holding, ...] = ()


def results(request: SearchRetrieve, total: int, found: Sequence[Found]) -> bytes:
    """The answer to a search: ``total`` hits, of which ``found`` stand from ``request.start`` on.

    A start beyond the last hit is answered by diagnostic 61.
    """
    if total and request.start > total:
        return refusal(Diagnostic(61, str(request.start)), request.version)
    root = _root("searchRetrieveResponse", request.version)
    _sub(root, "numberOfRecords", str(total))
    if found:
        records = _sub(root, "records")
        for position, each in enumerate(found, request.start):
            data = _record_data(each, request.schema)
            _record(records, request.schema.value, data, position, request.packed_as_string)
    following = request.start + len(found)
    if found and following <= total:
        _sub(root, "nextRecordPosition", str(following))
    echoed = _sub(root, "echoedSearchRetrieveRequest")
    _sub(echoed, "version", request.version)
    _sub(echoed, "query", request.cql)
    return _bytes(root)


def refusal(diagnostic: Diagnostic, version: str = "1.2") -> bytes:
    """The answer to a search that cannot be done: no records, and the reason. Sent with HTTP status 200."""
    root = _root("searchRetrieveResponse", version)
    _sub(root, "numberOfRecords", "0")
    node = etree.SubElement(
        _sub(root, "diagnostics"),
        f"{{{DIAGNOSTIC_NAMESPACE}}}diagnostic",
        nsmap={"diag": DIAGNOSTIC_NAMESPACE},
    )
    for name, text in (
        ("uri", diagnostic.uri),
        ("details", diagnostic.details),
        ("message", diagnostic.message),
    ):
        if text:
            etree.SubElement(node, f"{{{DIAGNOSTIC_NAMESPACE}}}{name}").text = marcxml.printable(text)
    return _bytes(root)


def explanation(explain: etree._Element, version: str) -> bytes:
    """The answer to ``explain``: the description made by ``explain.describe_server``."""
    root = _root("explainResponse", version)
    _record(root, EXPLAIN_SCHEMA, explain, None, packed_as_string=False)
    return _bytes(root)


def with_holdings(found: Found) -> Record:
    """The record as ``marcxml`` sends it: its item fields replaced by ours (see the head of this module)."""
    ours = [*_availability_fields(found), *(_copy_field(each) for each in found.holdings)]
    kept = found.record.without(*_ITEM_FIELDS)
    control = tuple(pair for pair in kept.control if pair[0] != "001")
    return Record(kept.leader, (("001", found.identifier), *control), kept.fields + tuple(ours))


def _record_data(found: Found, schema: Schema) -> etree._Element:
    if schema is Schema.MARCXML:
        return marcxml.to_element(with_holdings(found))
    root = etree.Element("opacRecord")
    bare = Found(found.identifier, found.record)
    etree.SubElement(root, "bibliographicRecord").append(marcxml.to_element(with_holdings(bare)))
    holdings = etree.SubElement(root, "holdings")
    for each in found.holdings:
        holdings.append(_opac_holding(each))
    return root


def _opac_holding(holding: Holding) -> etree._Element:
    """Order of the elements: HoldingsAndCircData and CircRecord of the Z39.50 OPAC record syntax."""
    node = etree.Element("holding")
    _texts(
        node,
        ("localLocation", holding.library),
        ("shelvingLocation", holding.location),
        ("callNumber", holding.call_number),
    )
    circulation = etree.SubElement(etree.SubElement(node, "circulations"), "circulation")
    if holding.availability is not Availability.UNKNOWN:
        now = "1" if holding.availability is Availability.AVAILABLE else "0"
        etree.SubElement(circulation, "availableNow", value=now)
    _texts(
        circulation,
        ("availabilityDate", holding.due),
        ("availableThru", holding.policy),
        ("restrictions", holding.status),
        ("itemId", holding.barcode),
        ("enumAndChron", holding.description),
        ("temporaryLocation", holding.temporary_location),
    )
    return node


def _texts(parent: etree._Element, *named: tuple[str, str]) -> None:
    for name, text in named:
        if text:
            etree.SubElement(parent, name).text = marcxml.printable(text)


def _copy_field(holding: Holding) -> Field:
    item = ItemFacts(
        barcode=holding.barcode,
        library=holding.library,
        location=holding.location,
        policy=holding.policy,
        call_number=holding.call_number,
        description=holding.description,
        status=holding.availability.value,
    )
    written = item_field(item, INTERLEND_LAYOUT)
    more = (("h", holding.due), ("z", holding.status), ("2", OUR_MARK))
    return Field(written.tag, "  ", written.subfields + tuple(pair for pair in more if pair[1]))


def _availability_fields(found: Found) -> list[Field]:
    def place(holding: Holding) -> tuple[str, str, str]:
        return holding.library, holding.location, holding.call_number

    fields = []
    for (library, location, call_number), group in groupby(sorted(found.holdings, key=place), place):
        copies = list(group)
        missing = sum(c.copies for c in copies if c.availability is Availability.UNAVAILABLE)
        pairs = (
            ("0", found.identifier),
            ("b", library),
            ("c", location),
            ("d", call_number),
            ("e", _AVA_WORDS[overall(copies)]),
            ("f", str(sum(c.copies for c in copies))),
            ("g", str(missing)),
        )
        fields.append(Field("AVA", "  ", tuple(pair for pair in pairs if pair[1])))
    return fields


def _root(name: str, version: str) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={"zs": NAMESPACE})
    _sub(root, "version", version)
    return root


def _record(
    parent: etree._Element, schema: str, data: etree._Element, position: int | None, packed_as_string: bool
) -> None:
    record = _sub(parent, "record")
    _sub(record, "recordSchema", schema)
    _sub(record, "recordPacking", "string" if packed_as_string else "xml")
    if packed_as_string:
        _sub(record, "recordData", etree.tostring(data, encoding="unicode"))
    else:
        _sub(record, "recordData").append(data)
    if position is not None:
        _sub(record, "recordPosition", str(position))


def _sub(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        node.text = marcxml.printable(text)
    return node


def _bytes(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written
