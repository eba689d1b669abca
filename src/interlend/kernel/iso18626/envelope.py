"""From the bytes of an HTTP body to the one element inside `ISO18626Message`, whoever sent them.

Hostile XML stops here: no document type, no entities, no network, a cap on size and depth.
"""

import re

from lxml import etree

from interlend.kernel.iso18626.codes import ErrorType
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import Kind
from interlend.kernel.iso18626.structure import NAMESPACE

MAX_BODY = 1024 * 1024
"""The largest body that is read, in bytes."""

MAX_TAGS = 20_000
"""The most tags that are read; the fullest message of a library has some hundreds."""

MAX_ATTRIBUTES = 100
"""The most attributes of one tag; reading them costs the square of their number, and a message has few."""

ROOT = f"{{{NAMESPACE}}}ISO18626Message"
_KINDS = {f"{{{NAMESPACE}}}{kind.value}": kind for kind in Kind}
_DECLARATION = re.compile(rb"[\xef\xbb\xbf\s]*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
# Encodings in which the letters of "<!DOCTYPE" are the bytes of ASCII, so that looking for it finds it.
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})

_PARSER = etree.XMLParser(
    resolve_entities=False,
    load_dtd=False,
    no_network=True,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def parse(body: bytes) -> etree._Element:
    """Return the root of a message.

    Raises Malformed (BadlyFormedMessage) for what is larger than `MAX_BODY`, has more than `MAX_TAGS`, or
    more than `MAX_ATTRIBUTES` in one tag, is not XML, not in a plain encoding, nested too deep, or has a
    document type; and where the root is not ISO18626Message.
    """
    if len(body) > MAX_BODY:
        raise _badly_formed(f"the message is larger than {MAX_BODY} bytes")
    if body.count(b"<") > MAX_TAGS:
        raise _badly_formed(f"the message has more than {MAX_TAGS} tags")
    declared = _DECLARATION.match(body)
    if declared and declared[1].decode("latin-1").lower() not in _ENCODINGS:
        raise _badly_formed("the encoding is not UTF-8")
    if b"\x00" in body:
        raise _badly_formed("the encoding is not UTF-8")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise _badly_formed("a document type is refused")
    try:
        root = etree.fromstring(body, _PARSER)
    except etree.XMLSyntaxError as not_xml:
        raise _badly_formed(f"not well-formed XML, or nested too deep (line {not_xml.lineno})") from not_xml
    if root.getroottree().docinfo.internalDTD is not None:
        raise _badly_formed("a document type is refused")
    if any(len(element.attrib) > MAX_ATTRIBUTES for element in root.iter("*")):
        raise _badly_formed(f"a tag has more than {MAX_ATTRIBUTES} attributes")
    if root.tag != ROOT:
        raise Malformed(
            ErrorType.BADLY_FORMED_MESSAGE, f"the root is {root.tag}, expected ISO18626Message", root
        )
    return root


def open_envelope(root: etree._Element) -> tuple[Kind, etree._Element]:
    """Return the kind of a message and its body. Raises Malformed where there is no or more than one body."""
    bodies = [child for child in root if child.tag in _KINDS]
    if len(bodies) != 1:
        found = "no body" if not bodies else f"{len(bodies)} bodies"
        raise Malformed(ErrorType.BADLY_FORMED_MESSAGE, f"{found} in ISO18626Message, expected one", root)
    return _KINDS[bodies[0].tag], bodies[0]


def version_attribute(root: etree._Element) -> str | None:
    """Return what the sender calls its version; the attribute should have a prefix and often has none."""
    return root.get(f"{{{NAMESPACE}}}version") or root.get("version")


def path_of(element: etree._Element) -> str:
    """Return where an element stands, from the body down, such as request/header/timestamp."""
    names = [_local_name(element)]
    for parent in element.iterancestors():
        if parent.tag != ROOT:
            names.append(_local_name(parent))
    return "/".join(reversed(names))


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _badly_formed(why: str) -> Malformed:
    return Malformed(ErrorType.BADLY_FORMED_MESSAGE, why)
