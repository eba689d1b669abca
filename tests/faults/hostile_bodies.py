"""Bodies that no library sends: each under a name, made from a good request."""

from __future__ import annotations

from interlend.kernel.iso18626.codes import Action
from tests.exchange_cast import request, said, xml


def _unprefixed(body: bytes) -> str:
    """The same message in its own namespace by default, so that it reads plainly."""
    return body.decode().replace("xmlns:ill", "xmlns").replace("ill:", "")


_TEXT = _unprefixed(xml(request(id="HOSTILE")))
GOOD = _TEXT.encode()
LATER = _unprefixed(xml(said(Action.CANCEL, id="NOBODYS"))).encode()
_START = _TEXT.index("<ISO18626Message")
_HEAD, _MESSAGE = _TEXT[:_START], _TEXT[_START:]
_TITLE = "Their Eyes Were Watching God"


def _declared(dtd: str, title: str = _TITLE) -> bytes:
    return f"{_HEAD}<!DOCTYPE ISO18626Message [{dtd}]>{_MESSAGE.replace(_TITLE, title)}".encode()


def _titled(title: str) -> bytes:
    return _swapped(_TITLE, title)


def _swapped(old: str, new: str) -> bytes:
    """The good message with something else in place of what is there; it must be there."""
    assert old in _TEXT, old
    return _TEXT.replace(old, new).encode()


def _laughs(times: int) -> bytes:
    entities = "".join(f'<!ENTITY l{each + 1} "{f"&l{each};" * 10}">' for each in range(times))
    return _declared(f'<!ENTITY l0 "ha">{entities}', f"&l{times};")


def _encoded(name: str) -> bytes:
    return _TEXT.replace("UTF-8", name.upper()).encode(name)


def _nested(depth: int) -> bytes:
    return _titled(_TITLE + "</title>" + "<a>" * depth + "</a>" * depth + "<title>")


def _attributes(count: int) -> bytes:
    many = " ".join(f'a{each}="x"' for each in range(count))
    return _swapped("<request>", f"<request {many}>")


_NAMESPACES = " ".join(f'xmlns:n{each}="u:{each}"' for each in range(10_000))

BODIES: dict[str, bytes] = {
    # what is no XML
    "nothing": b"",
    "a blank": b" ",
    "a NUL": b"\0",
    "a million NULs": b"\0" * 1_000_000,
    "random bytes": bytes(range(256)) * 40,
    "text": b"Please lend us a book.",
    "JSON": b'{"request": {"title": "x"}}',
    "HTML": b"<!DOCTYPE html><html><body>Hello<br></body></html>",
    "a form": b"title=x&id=1",
    "gzip": b"\x1f\x8b\x08\x00" + b"\0" * 40,
    "a zip": b"PK\x03\x04" + b"\0" * 40,
    "only the declaration": b'<?xml version="1.0" encoding="UTF-8"?>',
    "cut short": GOOD[: len(GOOD) // 2],
    "cut in a tag": GOOD[: GOOD.index(b"<header") + 4],
    "cut in a character": GOOD.replace(b"Their", "Ü".encode()[:1]),
    "two bodies": GOOD + GOOD,
    "a body and more": GOOD + b"<more/>",
    "something before it": b"junk" + GOOD,
    "a later XML version": _swapped("version='1.0'", "version='9.9'"),
    # document types and entities
    "a document type": _declared(""),
    "an entity": _declared('<!ENTITY e "x">', "&e;"),
    "a file": _declared('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"),
    "an address": _declared('<!ENTITY e SYSTEM "http://127.0.0.1:9/x">', "&e;"),
    "an external document type": f'{_HEAD}<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">{_MESSAGE}'.encode(),
    "a parameter entity": _declared('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;'),
    "a billion laughs": _laughs(9),
    "an entity that holds itself": _declared('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    "quadratic blow-up": _declared(f'<!ENTITY e "{"x" * 50_000}">', "&e;" * 100),
    "an unknown entity": _titled("&nbsp;"),
    "an inclusion": _swapped("<request>", '<request><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    "a style sheet": f'{_HEAD}<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>{_MESSAGE}'.encode(),
    # depth, breadth, size
    "ten thousand deep": _nested(10_000),
    "a hundred thousand deep": _nested(100_000),
    "three hundred deep": _nested(300),
    "a hundred thousand attributes": _attributes(70_000),
    "a thousand attributes": _attributes(1_000),
    "the same attribute twice": _swapped("<request>", '<request a="1" a="2">'),
    "an attribute without end": _swapped("<request>", f'<request a="{"x" * 900_000}">'),
    "a name without end": f"<{'x' * 900_000}/>".encode(),
    "a title without end": _titled("x" * 900_000),
    "a hundred thousand empty elements": _swapped("<request>", "<request>" + "<x/>" * 100_000),
    "ten thousand comments": _swapped("<request>", "<request>" + "<!-- -->" * 10_000),
    "ten thousand namespaces": _swapped("<request>", f"<request {_NAMESPACES}>"),
    "character references without end": _titled("&#120;" * 100_000),
    "a million bytes more than fit": GOOD + b" " * 1_100_000,
    "ten thousand headers": _swapped("<header>", "<header/>" * 10_000 + "<header>"),
    # encodings and characters
    "UTF-16": _encoded("utf-16"),
    "UTF-16 without a mark": _encoded("utf-16-le"),
    "UTF-32": _encoded("utf-32"),
    "UTF-7": _encoded("utf-7"),
    "EBCDIC": _encoded("cp037"),
    "Latin-1 that says it is UTF-8": _titled("Bücher").decode().encode("latin-1"),
    "UTF-8 that says it is UTF-16": GOOD.replace(b"UTF-8", b"UTF-16"),
    "an encoding that is none": GOOD.replace(b"UTF-8", b"KLINGON"),
    "two byte order marks": b"\xef\xbb\xbf" * 2 + GOOD,
    "overlong UTF-8": GOOD.replace(b"Their", b"\xc0\xaf"),
    "half a surrogate": GOOD.replace(b"Their", b"\xed\xa0\x80"),
    "a NUL in the title": GOOD.replace(b"Their", b"\0"),
    "a NUL by reference": _titled("&#0;"),
    "control characters": GOOD.replace(b"Their", b"\x01\x02\x1b[2J"),
    "control characters by reference": _titled("&#1;&#27;"),
    "what is no character": _titled("&#xFFFF;&#xFFFE;"),
    "letters that turn around": _titled("\u202egnihtyna\u202c\u200b\ufeff"),
    "all planes": _titled("𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀 漢字 עברית"),
    # names, places, values
    "no namespace": _swapped(' xmlns="http://illtransactions.org/2013/iso18626"', ""),
    "a wrong namespace": _swapped("http://illtransactions.org/2013/iso18626", "urn:other"),
    "an empty namespace prefix": _swapped("<request>", "<:request>"),
    "a prefix nobody declared": _swapped("request>", "x:request>"),
    "a version that is none": _swapped('version="1.2"', 'version="' + "9" * 5_000 + '"'),
    "another root": b"<x/>",
    "an empty root": _MESSAGE[: _MESSAGE.index(">") + 1].encode() + b"</ISO18626Message>",
    "two messages in one": _swapped("</request>", f"</request>{_MESSAGE[_MESSAGE.index('<request>') :]}"),
    "a kind that is none": _swapped("request>", "wish>"),
    "no header": (_TEXT[: _TEXT.index("<header>")] + _TEXT[_TEXT.index("</header>") + 9 :]).encode(),
    "no title and no more": _titled(""),
    "an id of nothing": _swapped("HOSTILE", ""),
    "an id of blanks": _swapped("HOSTILE", " \t "),
    "an id too long": _swapped("HOSTILE", "9" * 500),
    "an id that is SQL": _swapped("HOSTILE", "'; DROP TABLE exchange_message; --"),
    "an id that is a path": _swapped("HOSTILE", "../../etc/passwd"),
    "an id of other letters": _swapped("HOSTILE", "ΑΒΓ١٢٣"),
    "a symbol too long": _swapped(">XA<", f">{'X' * 5_000}<"),
    "a symbol with a prefix in it": _swapped(">XA<", ">ISIL:XA<"),
    "a time that is none": _swapped("2026-03-02", "2026-13-99"),
    "a time before all time": _swapped("2026-03-02", "0000-00-00"),
    "a time after all time": _swapped("2026-03-02", "99999999-03-02"),
    "a time without a zone": _swapped("Z</timestamp>", "</timestamp>"),
    "a service that is none": _swapped(">Loan<", ">Steal<"),
    "a later message about nothing": LATER,
    "an action that is none": LATER.replace(b">Cancel<", b">Explode<"),
    "elements in each other": _titled("<title>in a title</title>"),
    "markup in the title": _titled("&lt;script&gt;alert(1)&lt;/script&gt;"),
    "a section of text": _titled("<![CDATA[ ]]&gt; ]]>"),
    "instructions": _titled("<?php system('id'); ?>"),
}  # fmt: skip
"""What a peer may send by mistake or in bad faith."""
