"""ISO 2709, the transmission format of MARC: a file cut into records, a record's bytes to values and back.

Source: MARC 21 Specifications, "Record Structure". A record is a leader of 24 bytes (its length in bytes 0-4,
the base address of its data in 12-16, the character coding in 9), a directory of twelve-byte entries (tag,
length, start), and the fields, each closed by 1E; 1D closes the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from interlend.kernel.marc import marc8
from interlend.kernel.marc.record import LEADER_LENGTH, Field, Record

_RECORD_END, _FIELD_END, _SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
_END_BYTE = 0x1D
_ENTRY = 12
_READ_AT_ONCE = 1 << 20
_LONGEST_PIECE = 1 << 20
_LONGEST_RECORD, _LONGEST_FIELD = 99_999, 9_999
_BETWEEN_RECORDS = b" \r\n\t\x00\x1a"
# Neither XML nor PostgreSQL takes them; the separators that cut a field are cut away later.
_STRAY_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1e\ufffe\uffff]")
_LEADER = re.compile(rb"\d{5}[\x20-\x7e]{5}22\d{5}[\x20-\x7e]{3}45[\x20-\x7e]{2}")


class Malformed(ValueError):
    """These bytes are no MARC record; the text says what is wrong with them."""


class TooLong(ValueError):
    """The record does not fit ISO 2709 (a field of 9,999 bytes, a record of 99,999)."""


class Decoded(NamedTuple):
    """A record, and what had to be mended to read it (plain English, empty where nothing was)."""

    record: Record
    remarks: tuple[str, ...]


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a file into the bytes of one record each, so that a broken record costs itself and no other.

    A piece ends where the record's own length says, if a record terminator stands there; otherwise at the
    next terminator, or before the next leader where a record lost its end. Whether a piece is a record is
    for ``decode`` to say. Blanks and line ends between records are skipped.
    """
    buffer = b""
    at = 0
    exhausted = False
    while True:
        while not exhausted and len(buffer) - at <= _LONGEST_PIECE:
            more = stream.read(_READ_AT_ONCE)
            exhausted = not more
            buffer, at = buffer[at:] + more, 0
        while at < len(buffer) and buffer[at] in _BETWEEN_RECORDS:
            at += 1
        if at == len(buffer):
            if exhausted:
                return
            continue
        end = _end_of_record(buffer, at)
        yield buffer[at:end]
        at = end


def decode(piece: bytes, encoding: str = "auto") -> Decoded:
    """The record in these bytes.

    ``encoding``: ``auto`` follows leader byte 9 (``a``: UTF-8, otherwise MARC-8), and takes as UTF-8 what
    claims to be MARC-8 but can only be UTF-8, a common mistake of exports; ``utf-8`` or ``marc-8`` overrule
    the leader. Raises Malformed.
    """
    if not piece.endswith(_RECORD_END):
        raise Malformed("the record has no terminator: it is cut off")
    if len(piece) < LEADER_LENGTH + 2 or not piece[:LEADER_LENGTH].isascii():
        raise Malformed("there is no leader of 24 characters")
    if not piece[12:17].isdigit():
        raise Malformed("the leader's base address is not a number")
    base = int(piece[12:17])
    directory = piece[LEADER_LENGTH : base - 1]
    if not LEADER_LENGTH < base < len(piece) or piece[base - 1] != _FIELD_END[0] or len(directory) % _ENTRY:
        raise Malformed("the directory does not end where the leader says")
    remarks = []
    if piece[:5] != b"%05d" % len(piece):
        remarks.append("the length in the leader was wrong")
    slices = _slices(piece, base, directory)
    if slices is None:
        slices = _slices_by_terminator(piece, base, directory)
        remarks.append("the field lengths in the directory were wrong")
    text = _Text(piece, encoding)
    control, fields = [], []
    for tag, data in slices:
        if tag < "010" and tag.isdigit():
            control.append((tag, text.of(data.replace(_SUBFIELD, b""))))
        else:
            fields.append(_field(tag, data, text))
    return Decoded(
        Record(piece[:LEADER_LENGTH].decode("ascii"), tuple(control), tuple(fields)),
        (*remarks, *text.remarks()),
    )


def encode(record: Record, encoding: str = "utf-8") -> bytes:
    """The record as ISO 2709 bytes in ``utf-8`` or ``marc-8``.

    Of the leader, the lengths, the coding and the constants are set anew; the rest is the record's.
    Raises TooLong, and ValueError for text that holds a separator of the format (1D, 1E, 1F).
    """
    if encoding not in ("utf-8", "marc-8"):
        raise ValueError(f"unknown encoding {encoding!r}")
    to_bytes: Callable[[str], bytes] = marc8.encode if encoding == "marc-8" else str.encode
    directory, body = bytearray(), bytearray()
    for tag, data in _field_bytes(record, to_bytes):
        if any(separator in data for separator in b"\x1d\x1e"):
            raise ValueError(f"field {tag} holds a separator of ISO 2709")
        if len(data) + 1 > _LONGEST_FIELD:
            raise TooLong(f"field {tag} is longer than {_LONGEST_FIELD:,} bytes")
        directory += b"%b%04d%05d" % (tag.encode("ascii"), len(data) + 1, len(body))
        body += data + _FIELD_END
    base = LEADER_LENGTH + len(directory) + 1
    length = base + len(body) + 1
    if length > _LONGEST_RECORD:
        raise TooLong(f"the record is longer than {_LONGEST_RECORD:,} bytes")
    coding = b"a" if encoding == "utf-8" else b" "
    kept = record.leader.encode("ascii")
    leader = b"%05d%b%b22%05d%b4500" % (length, kept[5:9], coding, base, kept[17:20])
    return leader + bytes(directory) + _FIELD_END + bytes(body) + _RECORD_END


def _end_of_record(buffer: bytes, at: int) -> int:
    declared = buffer[at : at + 5]
    if declared.isdigit():
        end = at + int(declared)
        if end - at > LEADER_LENGTH and end <= len(buffer) and buffer[end - 1] == _END_BYTE:
            inner = buffer.find(_RECORD_END, at, end - 1)
            if inner < 0 or not _LEADER.match(buffer, inner + 1):
                return end
    end = buffer.find(_RECORD_END, at) + 1
    if not end:
        end = min(len(buffer), at + _LONGEST_PIECE)
    for leader in _LEADER.finditer(buffer, at + 1, end):
        if at + LEADER_LENGTH <= leader.start() and leader.start() + int(leader[0][:5]) == end:
            return leader.start()
    return end


def _slices(piece: bytes, base: int, directory: bytes) -> list[tuple[str, bytes]] | None:
    """(tag, bytes) of each field as the directory tells; None if it does not fit the data."""
    if not directory.isascii():
        raise Malformed("the directory holds bytes that are not ASCII")
    entries = directory.decode("ascii")
    slices = []
    last = len(piece) - 1
    for entry in range(0, len(entries), _ENTRY):
        numbers = entries[entry + 3 : entry + _ENTRY]
        if not numbers.isdigit():
            raise Malformed(f"the directory entry {entries[entry : entry + _ENTRY]!r} is no entry")
        start = base + int(numbers[4:])
        end = start + int(numbers[:4]) - 1
        if end >= last or end < start or piece[end] != _FIELD_END[0]:
            return None
        data = piece[start:end]
        if _FIELD_END in data:
            return None
        slices.append((entries[entry : entry + 3], data))
    return slices


def _slices_by_terminator(piece: bytes, base: int, directory: bytes) -> list[tuple[str, bytes]]:
    """The fields as their terminators cut them, where directory and data agree on how many there are."""
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
    found = piece[base:-1].removesuffix(_FIELD_END).split(_FIELD_END)
    if len(found) != len(entries):
        raise Malformed(f"the directory names {len(entries)} fields, the data has {len(found)}")
    in_order = sorted(entries, key=lambda entry: entry[7:])
    return [(entry[:3].decode("ascii"), data) for entry, data in zip(in_order, found, strict=True)]


class _Text:
    """Bytes to text in the coding of one record, keeping count of what could not be read."""

    def __init__(self, piece: bytes, encoding: str) -> None:
        self._unread = self._removed = 0
        self._utf8 = True
        self._mislabeled = False
        if encoding == "marc-8" or (encoding == "auto" and piece[9:10] != b"a"):
            self._utf8 = self._mislabeled = encoding == "auto" and _only_utf8(piece)

    def of(self, data: bytes) -> str:
        if self._utf8:
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError:
                text = data.decode("utf-8", "replace")
                self._unread += text.count("\ufffd")
        else:
            text, unread = marc8.decode(data)
            self._unread += unread
        if _STRAY_CONTROL.search(text):
            text, removed = _STRAY_CONTROL.subn("", text)
            self._removed += removed
        return text

    def remarks(self) -> Iterator[str]:
        if self._mislabeled:
            yield "the leader says MARC-8, the text is UTF-8"
        if self._unread:
            coding = "UTF-8" if self._utf8 else "MARC-8"
            yield f"{self._unread} characters are not {coding} and were replaced"
        if self._removed:
            yield f"{self._removed} control characters were removed"

    @property
    def whole(self) -> bool:
        """May a field be decoded before it is cut? Not in MARC-8, where a set ends with its subfield."""
        return self._utf8


def _only_utf8(piece: bytes) -> bool:
    if piece.isascii() or b"\x1b" in piece:
        return False
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _field(tag: str, data: bytes, text: _Text) -> Field:
    if text.whole:
        first, *rest = text.of(data).split("\x1f")
        subfields = tuple((each[0], each[1:]) for each in rest if each)
    else:
        head, *parts = data.split(_SUBFIELD)
        first = head.decode("ascii", "replace")
        subfields = tuple((chr(each[0]), text.of(each[1:])) for each in parts if each)
    return Field(tag, f"{first:<2}"[:2], subfields)


def _field_bytes(record: Record, to_bytes: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    for tag, data in record.control:
        yield tag, to_bytes(data)
    for each in record.fields:
        joined = b"".join(
            _SUBFIELD + code.encode("ascii") + to_bytes(_clean(value)) for code, value in each.subfields
        )
        yield each.tag, each.indicators.encode("ascii") + joined


def _clean(value: str) -> str:
    if "\x1f" in value:
        raise ValueError("a subfield holds a separator of ISO 2709")
    return value
