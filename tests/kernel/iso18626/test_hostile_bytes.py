"""Whatever comes in, the answer is a message or `Malformed`, soon, and nothing is fetched or expanded."""

from pathlib import Path

import pytest

from interlend.kernel.iso18626.codec import decode
from interlend.kernel.iso18626.codes import ErrorType
from interlend.kernel.iso18626.envelope import MAX_BODY
from interlend.kernel.iso18626.faults import Malformed

MESSAGES = Path(__file__).parent / "messages"
GOOD = (MESSAGES / "request-loan.xml").read_bytes()
DECLARATION, REST = GOOD.split(b"\n", 1)


def with_prolog(prolog: str) -> bytes:
    return DECLARATION + prolog.encode() + REST


def with_title(title: str) -> bytes:
    return GOOD.replace(b"The lighthouse keeper&apos;s almanac", title.encode())


BILLION = (
    "<!DOCTYPE l [<!ENTITY a 'lol'>"
    + "".join(
        f"<!ENTITY {after} '{f'&{before};' * 10}'>"
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)

HOSTILE = {
    "document type": with_prolog("<!DOCTYPE ISO18626Message>"),
    "external entity": with_prolog('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "external document type": with_prolog('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "billion laughs": with_prolog(BILLION).replace(b"2nd ed.", b"&i;"),
    "document type after a comment": with_prolog("<!-- x --><!DOCTYPE x>"),
    "document type in utf-16": with_prolog("<!DOCTYPE x>").decode().encode("utf-16"),
    "document type in utf-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x>' + REST,
    "utf-32": GOOD.decode().encode("utf-32"),
    "undeclared entity": with_title("&secret;"),
    "nine thousand levels": with_title("<a>" * 9_000 + "</a>" * 9_000),
    "hundred thousand elements": with_title("<a/>" * 100_000),
    "three hundred levels": with_title("<a>" * 300 + "</a>" * 300),
    "one byte too many": GOOD + b" " * (MAX_BODY + 1 - len(GOOD)),
    "ten megabytes": with_title("x" * 10_000_000),
    "latin-1 called utf-8": with_title("café").decode().encode("latin-1"),
    "control character": with_title("\x01"),
    "not xml at all": bytes(range(256)),
    "html": b"<html><body>502 Bad Gateway</body></html>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_xml_is_refused_as_badly_formed(body: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        decode(body)
    assert refused.value.error_type is ErrorType.BADLY_FORMED_MESSAGE


def test_exactly_one_mebibyte_is_read() -> None:
    assert decode(GOOD + b" " * (MAX_BODY - len(GOOD))).errors == ()


def test_as_many_elements_as_a_message_may_have_are_read() -> None:
    body = with_title("</ill:title>" + "<ill:volume>1</ill:volume>" * 9_000 + "<ill:title>Kites")
    assert len(decode(body).message.bibliographic_info.volumes) == 9_000  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [101, 60_000])
def test_a_tag_with_more_than_a_hundred_attributes_is_refused(count: int) -> None:
    """Reading them costs the square of their number: a minute of the whole process for one body."""
    attributes = " ".join(f"a{number}='1'" for number in range(count))
    with pytest.raises(Malformed, match="more than 100 attributes"):
        decode(GOOD.replace(b"<ill:title>", f"<ill:title {attributes}>".encode()))


def test_a_hundred_attributes_are_borne() -> None:
    attributes = " ".join(f"a{number}='1'" for number in range(100))
    decoded = decode(GOOD.replace(b"<ill:title>", f"<ill:title {attributes}>".encode()))
    assert decoded.message == decode(GOOD).message


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "us-ascii"])
def test_plain_encodings_other_than_utf_8_are_read_where_they_are_declared(encoding: str) -> None:
    body = GOOD.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode())
    assert decode(body).message == decode(GOOD).message


def test_an_entity_of_xml_itself_and_a_comment_do_no_harm() -> None:
    plain = decode(with_title("Salt & sea".replace("&", "&amp;"))).message
    assert decode(with_title("Salt <!-- and so on -->&#38; sea")).message == plain
    assert decode(with_title("<![CDATA[Salt & sea]]>")).message == plain
