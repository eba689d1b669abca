"""MARCXML: a file cut into records, each parsed on its own, and a record as an element.

Source: the MARC 21 XML schema (namespace ``http://www.loc.gov/MARC21/slim``). Files without the namespace,
or with any prefix, are read too. No document type is accepted: it could pull in other files or swell without
end.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import BinaryIO

from lxml import etree

from interlend.kernel.marc.iso2709 import Decoded, Malformed
from interlend.kernel.marc.record import BLANK_LEADER, LEADER_LENGTH, Field, Record

NAMESPACE = "http://www.loc.gov/MARC21/slim"

_DEFAULT_NAMESPACE: dict[str, str] = {None: NAMESPACE}  # type: ignore[dict-item]
_READ_AT_ONCE = 1 << 20
_LONGEST_PIECE = 4 << 20
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPENING = re.compile(r"<!--.*?(?:-->|\Z)|<(?P<name>(?:[\w.-]+:)?record)(?=[\s>/])|<!DOCTYPE", re.DOTALL)
_COLLECTION = re.compile(r"<(?:[\w.-]+:)?collection[\s>/]")
_PREFIXES = re.compile(r"xmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)")


class NotMarcXml(ValueError):
    """The file as a whole is not MARCXML, or carries a document type."""


def pieces(stream: BinaryIO) -> Iterator[str]:
    """Cut a file into the text of one ``record`` element each, namespace declarations of its ancestors added.

    Raises NotMarcXml when the file holds a document type, or neither a record nor a collection.
    """
    head = stream.read(_READ_AT_ONCE)
    decoder = codecs.getincrementaldecoder(_encoding_of(head))("replace")
    buffer, at = decoder.decode(head), 0
    declarations: str | None = None
    exhausted = False
    while True:
        opening = _opening(buffer, at)
        if opening is not None:
            if declarations is None:
                declarations = " ".join(_PREFIXES.findall(buffer, 0, opening.start()))
            boundary = _boundary(opening["name"]).search(buffer, opening.end())
            if boundary is not None:
                end = boundary.end() if boundary[0].startswith("</") else boundary.start()
                yield _wrapped(buffer[opening.start() : end], declarations)
                at = end
                continue
            if exhausted or len(buffer) - opening.start() > _LONGEST_PIECE:
                yield _wrapped(buffer[opening.start() :], declarations)
                at = len(buffer)
        if exhausted:
            break
        more = stream.read(_READ_AT_ONCE)
        exhausted = not more
        buffer, at = buffer[at:] + decoder.decode(more, final=exhausted), 0
    if declarations is None and not _COLLECTION.search(buffer):
        raise NotMarcXml("the file holds no MARCXML record and no collection")


def decode(piece: str) -> Decoded:
    """The record in a text from ``pieces``. Raises Malformed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(piece.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Malformed(f"not well-formed XML: {fault}") from None
    return from_element(root[0])


def from_element(element: etree._Element) -> Decoded:
    """The record in a MARCXML ``record`` element of any namespace. Raises Malformed."""
    leader = BLANK_LEADER
    remarks = []
    control, fields = [], []
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = child.tag.rpartition("}")[2]
        if name == "datafield":
            fields.append(_data_field(child))
        elif name == "controlfield":
            control.append((_tag(child), child.text or ""))
        elif name == "leader":
            leader = child.text or ""
    if len(leader) != LEADER_LENGTH:
        remarks.append(f"the leader has {len(leader)} characters and not {LEADER_LENGTH}")
        leader = leader.ljust(LEADER_LENGTH)[:LEADER_LENGTH]
    if not control and not fields:
        raise Malformed("the record holds no field")
    if any("\ufffd" in value for each in fields for _, value in each.subfields):
        remarks.append("some characters were replaced before the record came to us")
    return Decoded(Record(leader, tuple(control), tuple(fields)), tuple(remarks))


def to_element(record: Record) -> etree._Element:
    """The record as a ``record`` element in the MARCXML namespace."""
    root = etree.Element(f"{{{NAMESPACE}}}record", nsmap=_DEFAULT_NAMESPACE)
    etree.SubElement(root, f"{{{NAMESPACE}}}leader").text = record.leader
    for tag, data in record.control:
        etree.SubElement(root, f"{{{NAMESPACE}}}controlfield", tag=tag).text = printable(data)
    for each in record.fields:
        first, second = each.indicators[0], each.indicators[1]
        node = etree.SubElement(root, f"{{{NAMESPACE}}}datafield", tag=each.tag, ind1=first, ind2=second)
        for code, value in each.subfields:
            etree.SubElement(node, f"{{{NAMESPACE}}}subfield", code=code).text = printable(value)
    return root


def printable(text: str) -> str:
    """The text without the characters that XML cannot carry."""
    return _UNPRINTABLE.sub("", text)


def collection(records: Iterable[Record]) -> Iterator[bytes]:
    """A MARCXML file (UTF-8) of these records, chunk by chunk."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'.encode()
    for record in records:
        yield etree.tostring(to_element(record), encoding="unicode").encode() + b"\n"
    yield b"</collection>\n"


def _encoding_of(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8).lstrip())
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        raise NotMarcXml(f"unknown encoding {name}") from None
    return "utf-8-sig" if codec == "utf-8" else codec


@cache
def _boundary(name: str) -> re.Pattern[str]:
    """Where a record element ends: at its own end, or where another begins because its end is missing."""
    return re.compile(rf"</{re.escape(name)}\s*>|<{re.escape(name)}(?=[\s>/])")


def _opening(buffer: str, at: int) -> re.Match[str] | None:
    for found in _OPENING.finditer(buffer, at):
        if found[0] == "<!DOCTYPE":
            raise NotMarcXml("the file has a document type (DTD), which is not accepted")
        if found["name"]:
            return found
    return None


def _wrapped(record: str, declarations: str) -> str:
    return f"<one {declarations}>{record}</one>"


def _tag(element: etree._Element) -> str:
    tag = element.get("tag", "")
    if len(tag) != 3 or not tag.isascii():
        raise Malformed(f"a field has the tag {tag!r}")
    return tag


def _data_field(element: etree._Element) -> Field:
    subfields = tuple(
        (code, child.text or "") for child in element if (code := child.get("code")) and len(code) == 1
    )
    indicators = (element.get("ind1") or " ")[0] + (element.get("ind2") or " ")[0]
    return Field(_tag(element), indicators, subfields)
