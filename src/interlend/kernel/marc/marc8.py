"""MARC-8, the character coding of older MARC 21 records, to and from Unicode.

Source: MARC 21 Specifications for Record Structure, Character Sets and Exchange Media, "Character Sets and
Encoding Options: Part 2, MARC-8". Two sets are in force at a time: G0 answers for bytes 21-7E, G1 for A1-FE;
an escape sequence changes one of them. A combining mark stands *before* its letter (Unicode: after it). A
character that no set has is written as ``&#x1F4D6;``, which keeps it. The code tables are pymarc's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pymarc.marc8_mapping import CODESETS, ODD_MAP

_ASCII, _ANSEL, _EAST_ASIAN = 0x42, 0x45, 0x31
_GREEK_SYMBOLS, _SUBSCRIPTS, _SUPERSCRIPTS, _ASCII_AGAIN = 0x67, 0x62, 0x70, 0x73
_LOCKING = {_GREEK_SYMBOLS, _SUBSCRIPTS, _SUPERSCRIPTS, _ASCII_AGAIN}
_BASIC_CYRILLIC, _EXTENDED_CYRILLIC, _GREEK, _HEBREW, _ARABIC, _EXTENDED_ARABIC = (
    0x4E, 0x51, 0x53, 0x32, 0x33, 0x34,
)  # fmt: skip
_REPLACEMENT = "\ufffd"
_NUMERIC_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{1,6});")


def decode(data: bytes) -> tuple[str, int]:
    """MARC-8 bytes of one subfield as Unicode text in form NFC, and how many bytes no set could explain.

    Each unexplained byte becomes U+FFFD, so that a reader sees where something was.
    """
    if data.isascii() and b"\x1b" not in data:
        return _resolve_references(data.decode("ascii")), 0
    letters: list[str] = []
    marks: list[str] = []
    unknown = 0
    g0, g1 = _ASCII, _ANSEL
    found: tuple[int, int] | None
    at, end = 0, len(data)
    while at < end:
        byte = data[at]
        if byte == 0x1B:
            g0, g1, at = _after_escape(data, at, g0, g1)
            continue
        if byte <= 0x20 or byte == 0x7F:
            found = (byte, 0)
            at += 1
        elif byte < 0x80 and g0 == _EAST_ASIAN:
            found = _east_asian(data[at : at + 3])
            at += 3
        else:
            found = _in_set(g1 if byte > 0x7F else g0, byte)
            at += 1
        if found is None:
            letters.append(_REPLACEMENT)
            unknown += 1
        elif found[1]:
            marks.append(chr(found[0]))
            continue
        else:
            letters.append(chr(found[0]))
        letters += marks
        marks.clear()
    text = "".join(letters + marks)
    return unicodedata.normalize("NFC", _resolve_references(text)), unknown


def encode(text: str) -> bytes:
    """Unicode text as the MARC-8 bytes of one subfield, ending in the ASCII set as the standard asks."""
    if text.isascii():
        return text.encode("ascii")
    known = _by_character()
    out = bytearray()
    current = _ASCII
    for cluster in _clusters(text):
        if all(character in known for character in cluster):
            pieces = [known[character] for character in cluster[1:] + cluster[0]]
        else:
            pieces = [(_ASCII, f"&#x{ord(character):04X};".encode()) for character in cluster]
        for charset, code in pieces:
            if charset not in (_ANSEL, current):
                out += _change(current, charset)
                current = charset
            out += code
    if current != _ASCII:
        out += _change(current, _ASCII)
    return bytes(out)


def _after_escape(data: bytes, at: int, g0: int, g1: int) -> tuple[int, int, int]:
    """The sets in force after the escape sequence at ``at``, and where the text goes on."""
    following = data[at + 1 : at + 4]
    if following[:1] and following[0] in _LOCKING:
        return (_ASCII if following[0] == _ASCII_AGAIN else following[0]), g1, at + 2
    skip = 1
    multibyte = following[:1] == b"$"
    if multibyte:
        skip += 1
        following = following[1:]
    target = following[:1]
    if target in (b"(", b",", b")", b"-"):
        skip += 1
        following = following[1:]
    elif not multibyte:
        return g0, g1, at + 1
    if not following:
        return g0, g1, len(data)
    if following[:1] == b"!" and data[at + skip + 1 : at + skip + 2] == b"E":
        skip += 1  # ANSEL's own name has two bytes: !E
        following = b"E"
    charset = following[0]
    if target in (b")", b"-"):
        return g0, charset, at + skip + 1
    return charset, g1, at + skip + 1


def _in_set(charset: int, byte: int) -> tuple[int, int] | None:
    """(code point, is it a combining mark); any set may be called as G0 or G1, its table knows only one."""
    table = CODESETS.get(charset)
    if table is None:
        return None
    return table.get(byte) or table.get(byte ^ 0x80)


def _east_asian(triple: bytes) -> tuple[int, int] | None:
    code = int.from_bytes(triple, "big")
    found: tuple[int, int] | None = CODESETS[_EAST_ASIAN].get(code)
    if found is None and code in ODD_MAP:
        return ODD_MAP[code], 0
    return found


def _resolve_references(text: str) -> str:
    if "&#x" not in text:
        return text
    return _NUMERIC_REFERENCE.sub(lambda m: chr(int(m[1], 16)) if int(m[1], 16) < 0x110000 else m[0], text)


def _change(current: int, charset: int) -> bytes:
    """The escape sequences from one G0 set to another; the sets entered by one byte are left by ``ESC s``."""
    leaving = bytes((0x1B, _ASCII_AGAIN)) if current in _LOCKING else b""
    if leaving and charset == _ASCII:
        return leaving
    if charset in _LOCKING:
        return leaving + bytes((0x1B, charset))
    return leaving + (b"\x1b$1" if charset == _EAST_ASIAN else b"\x1b(" + bytes((charset,)))


@cache
def _by_character() -> dict[str, tuple[int, bytes]]:
    """character → (set, bytes in G0, or in G1 for ANSEL), the first set of the list that has it."""
    order = (
        _ASCII, _ANSEL, _BASIC_CYRILLIC, _EXTENDED_CYRILLIC, _GREEK, _HEBREW, _ARABIC, _EXTENDED_ARABIC,
        _SUBSCRIPTS, _SUPERSCRIPTS, _EAST_ASIAN,
    )  # fmt: skip
    found: dict[str, tuple[int, bytes]] = {}
    for charset in order:
        for code, (point, _combining) in sorted(CODESETS[charset].items()):
            if charset == _EAST_ASIAN:
                data = code.to_bytes(3, "big")
            elif charset == _ANSEL:
                data = bytes((code,))
            else:
                data = bytes((code & 0x7F,))
            found.setdefault(chr(point), (charset, data))
    return found


def _clusters(text: str) -> list[str]:
    """The text in pieces: a letter with the marks that belong to it, taken apart only where MARC-8 must."""
    known = _by_character()
    clusters: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", character)
        is_marked = all(unicodedata.combining(mark) for mark in apart[1:])  # not so in a Korean syllable
        piece = apart if character not in known and is_marked else character
        if clusters and unicodedata.combining(character):
            clusters[-1] += piece
        else:
            clusters.append(piece)
    return clusters
