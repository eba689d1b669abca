"""Users as Alma exports them, and as student information systems send them to it: version 2 of the user XML.

Source: the user object of Alma's Users API (``rest_user.xsd``), a file ``users`` of many ``user``. The file
is cut into users first and each is parsed on its own, so that a broken one costs itself and memory stays
small. No document type is accepted: it could pull in other files or swell without end.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from interlend.domain.people.load.facts import NotReadable, PatronFile, Row, Unreadable

_READ_AT_ONCE = 1 << 20
_LONGEST_USER = 1 << 19
_ENCODINGS = ("utf-8", "utf-16", "ascii", "iso8859-1", "iso8859-15", "cp1252")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)")
_MARK = re.compile(
    r"<!--.*?(?:-->|(?P<open_comment>\Z))|<!\[CDATA\[.*?(?:\]\]>|(?P<open_text>\Z))|<!(?P<doctype>DOCTYPE)"
    r"|<(?P<root>/?(?:[\w.-]+:)?users\b[^>]*)|<(?P<old>(?:[\w.-]+:)?userRecords?)\b"
    r"|<(?P<opens>(?:[\w.-]+:)?user)(?=[\s>])|(?P<closes></(?:[\w.-]+:)?user\s*>)",
    re.DOTALL,
)
_PREFIXES = re.compile(r"xmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")

_BARCODES = ("barcode", "01")
_NO_IDENTIFIER = "no primary id"  # Alma writes this where a contact has no identifier at all
_NAME_PARTS = ("first_name", "middle_name", "last_name")
_ENDED = "inactive"


def read(stream: BinaryIO, today: date) -> PatronFile:
    """Read a file of users; `today` decides which blocks have run out. Its rows may raise NotReadable."""
    return PatronFile((), _rows(stream, today))


def _rows(stream: BinaryIO, today: date) -> Iterator[Row | Unreadable]:
    for line, user in _users(stream):
        if user is None:
            yield Unreadable(line, _("the user is far too long: see whether its end is missing"))
            continue
        if not user:
            yield Unreadable(line, _("the file breaks off: export it again"))
            continue
        try:
            yield Row(line, _facts(_parsed(user), today))
        except (etree.XMLSyntaxError, ValueError):
            yield Unreadable(line, _("the user is not well-formed XML: export the file again"))


def _users(stream: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """The text of each user with the line of its beginning.

    None stands for one that is too long to be one, an empty text for the missing end of the file.
    """
    buffer, line, declared = "", 1, ""
    is_known, is_whole = False, True
    for chunk in _text(stream):
        buffer += chunk
        begun: int | None = None
        unclosed: int | None = None
        done = counted = 0
        for mark in _MARK.finditer(buffer):
            if mark["doctype"]:
                raise NotReadable(_("The file has a document type (DTD), which is not accepted."))
            if mark["old"]:
                raise NotReadable(_("This is version 1 of Alma's user XML: export the users in version 2."))
            if mark["open_comment"] is not None or mark["open_text"] is not None:
                unclosed = mark.start()
            if mark["root"]:
                is_known, is_whole = True, mark["root"].startswith("/")
                declared = declared or " ".join(_PREFIXES.findall(mark["root"]))
            if begun is not None and (mark["opens"] or mark["closes"]):
                done = mark.end() if mark["closes"] else mark.start()
                line, counted = line + buffer.count("\n", counted, begun), begun
                yield line, _wrapped(buffer[begun:done], declared)
                begun = None
            if mark["opens"]:
                is_known, begun = True, mark.start()
        kept = _undecided(buffer, begun, unclosed, done)
        if begun is not None and (not chunk or len(buffer) - begun > _LONGEST_USER):
            line, counted = line + buffer.count("\n", counted, begun), begun
            yield line, _wrapped(buffer[begun:], declared)
            kept = len(buffer)
        line, buffer = line + buffer.count("\n", counted, kept), buffer[kept:]
    if not is_known:
        raise NotReadable(_("The file holds no users in Alma's XML."))
    if not is_whole:
        yield line, ""


def _undecided(buffer: str, begun: int | None, unclosed: int | None, done: int) -> int:
    """From where the buffer is read again with what follows: a user or a mark that has only begun."""
    if begun is not None:
        return begun
    last = buffer.rfind("<", done)
    tail = last if last >= 0 and ">" not in buffer[last:] else len(buffer)
    kept = tail if unclosed is None else unclosed
    return kept if len(buffer) - kept <= _LONGEST_USER else len(buffer)


def _text(stream: BinaryIO) -> Iterator[str]:
    """The file in pieces; an empty one, and no other, is the last."""
    chunk = stream.read(_READ_AT_ONCE)
    decoder = codecs.getincrementaldecoder(_encoding_of(chunk))("replace")
    while chunk:
        yield decoder.decode(chunk) or " "
        chunk = stream.read(_READ_AT_ONCE)
    if left := decoder.decode(b"", final=True):
        yield left
    yield ""


def _encoding_of(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8).lstrip())
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if codec not in _ENCODINGS:
        raise NotReadable(_("The file states an encoding that is not known here: export it in UTF-8."))
    return "utf-8-sig" if codec == "utf-8" else codec


def _wrapped(user: str, declared: str) -> str | None:
    return f"<one {declared}>{user}</one>" if len(user) <= _LONGEST_USER else None


def _parsed(user: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(user.encode(), parser)[0]


def _facts(user: etree._Element, today: date) -> dict[str, str]:
    """What a user states; a part that is missing states nothing, a part that is empty clears."""
    facts = {"barcode": _barcode(user), "name": _name(user)}
    group = _child(user, "user_group")
    if group is not None:
        facts |= {"user_group": _text_of(group), "user_group_name": group.get("desc", "")}
    expiry = _child(user, "expiry_date")
    if expiry is not None:
        facts["expiry_date"] = _text_of(expiry)
    emails = _child(user, "contact_info", "emails")
    if emails is not None:
        facts["email"] = _email(emails)
    libraries = _child(user, "rs_libraries")
    if libraries is not None:
        facts["library"] = next((_said(each, "code") for each in _children(libraries, "rs_library")), "")
    return facts | _blocks(user, today)


def _barcode(user: etree._Element) -> str:
    for each in _children(_child(user, "user_identifiers"), "user_identifier"):
        kind = _child(each, "id_type")
        names = () if kind is None else (_text_of(kind).lower(), kind.get("desc", "").lower())
        if any(name in _BARCODES for name in names) and _said(each, "status").lower() != _ENDED:
            return _said(each, "value")
    primary = _said(user, "primary_id")
    return "" if primary.lower().startswith(_NO_IDENTIFIER) else primary


def _name(user: etree._Element) -> str:
    """The preferred name, part by part, where there is one."""
    parts = (_said(user, f"pref_{part}") or _said(user, part) for part in _NAME_PARTS)
    return " ".join(filter(None, parts))


def _email(emails: etree._Element) -> str:
    ordered = sorted(_children(emails, "email"), key=lambda each: each.get("preferred") != "true")
    return next((_said(each, "email_address") for each in ordered), "")


def _blocks(user: etree._Element, today: date) -> dict[str, str]:
    """Blocks in force, by their descriptions. Their notes are for staff: readers see the reason."""
    blocks, status = _child(user, "user_blocks"), _said(user, "status").lower()
    if blocks is None and status != _ENDED:
        return {}
    reasons = [_("Not active")] if status == _ENDED else []
    in_force = [each for each in _children(blocks, "user_block") if _is_in_force(each, today)]
    for block in in_force:
        description = _child(block, "block_description")
        if description is not None:
            reasons.append(description.get("desc", "").strip() or _text_of(description))
    is_blocked = bool(in_force) or status == _ENDED
    return {"blocked": "yes" if is_blocked else "no", "block_reason": "; ".join(filter(None, reasons))}


def _is_in_force(block: etree._Element, today: date) -> bool:
    ends = _said(block, "expiry_date")[:10]
    return _said(block, "block_status").lower() != _ENDED and not (ends and ends < today.isoformat())


def _children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    for child in () if parent is None else parent:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name:
            yield child


def _child(parent: etree._Element | None, *path: str) -> etree._Element | None:
    for name in path:
        parent = next(_children(parent, name), None)
    return parent


def _said(parent: etree._Element, name: str) -> str:
    child = _child(parent, name)
    return "" if child is None else _text_of(child)


def _text_of(element: etree._Element) -> str:
    return (element.text or "").strip()
