"""One form of a message for all ways of writing the same content, so that it can be hashed.

As Canonical XML 2.0 with rewritten prefixes and trimmed text would: prefixes, white space between elements,
comments and the order of attributes do not matter. An attribute without a prefix counts as one with, because
many senders leave it out.
"""

from collections.abc import Iterator

from lxml import etree

from interlend.kernel.iso18626.envelope import parse
from interlend.kernel.iso18626.structure import NAMESPACE

_HEADER = f"{{{NAMESPACE}}}header"
_TIMESTAMP = f"{{{NAMESPACE}}}timestamp"


def canonical(message: bytes | etree._Element) -> bytes:
    """Return a message (the whole document, or its root) so that the same content is the same bytes.

    Raises Malformed where the bytes are no message.
    """
    root = parse(message) if isinstance(message, bytes) else message
    return "".join(_written(root, with_timestamp=True)).encode()


def canonical_meaning(root: etree._Element) -> bytes:
    """Return a message as `canonical` does, without the timestamp of its header."""
    return "".join(_written(root, with_timestamp=False)).encode()


def _written(element: etree._Element, with_timestamp: bool) -> Iterator[str]:
    yield f"<{element.tag}"
    for name, value in sorted(_qualified(element)):
        yield f' {name}="{_escaped(value)}"'
    yield f">{_escaped(element.text)}"
    for child in element:
        if with_timestamp or child.tag != _TIMESTAMP or element.tag != _HEADER:
            yield from _written(child, with_timestamp)
        yield _escaped(child.tail)
    yield "</>"


def _qualified(element: etree._Element) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        name = str(key)
        yield (name if name.startswith("{") else f"{{{NAMESPACE}}}{name}"), str(value)


def _escaped(text: str | None) -> str:
    return text.strip().replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") if text else ""
