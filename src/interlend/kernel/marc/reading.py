"""A file of records, in ISO 2709 or MARCXML, read record by record: each comes out as Good or as Bad."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, NamedTuple, cast

from interlend.kernel.marc import iso2709, marcxml
from interlend.kernel.marc.record import Record


class Good(NamedTuple):
    """A record that could be read: its number in the file (from 1), and what had to be mended."""

    number: int
    record: Record
    remarks: tuple[str, ...] = ()


class Bad(NamedTuple):
    """A record that could not be read: its number in the file (from 1), and why, in plain English."""

    number: int
    reason: str


def read(stream: BinaryIO, encoding: str = "auto") -> Iterator[Good | Bad]:
    """Every record of a binary stream, none left out: Good and Bad together are the records of the file.

    The format is told by the first character (``<``: MARCXML). ``encoding`` is for ISO 2709, see
    ``iso2709.decode``. Raises marcxml.NotMarcXml where an XML file as a whole is unusable.
    """
    for number, piece in enumerate(pieces(stream), 1):
        yield read_piece(number, piece, encoding)


def pieces(stream: BinaryIO) -> Iterator[bytes | str]:
    """The file cut into records, unread: bytes for ISO 2709, text for MARCXML. For sharing among workers."""
    buffered = cast(BufferedReader, stream) if hasattr(stream, "peek") else BufferedReader(_Raw(stream))
    start = buffered.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<") or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield from marcxml.pieces(buffered)
    else:
        yield from iso2709.pieces(buffered)


def read_piece(number: int, piece: bytes | str, encoding: str = "auto") -> Good | Bad:
    """One piece from ``pieces``, read."""
    try:
        if isinstance(piece, bytes):
            record, remarks = iso2709.decode(piece, encoding)
        else:
            record, remarks = marcxml.decode(piece)
    except iso2709.Malformed as fault:
        return Bad(number, str(fault))
    return Good(number, record, remarks)


class _Raw(RawIOBase):
    """A stream without ``peek`` (an upload, a decompressor), made one that a BufferedReader can stand on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
