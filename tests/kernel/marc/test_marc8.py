"""MARC-8 against byte sequences written by hand from the code tables of the Library of Congress."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlend.kernel.marc import marc8


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain text", "plain text"),
        (b"\xe2Etude", "Étude"),
        (b"Gar\xf0con", "Garçon"),
        (b"\xa1\xe2od\xe2z", "Łódź"),
        (b"Vi\xf2\xe3et Nam", "Việt Nam"),
        (b"\xb0Ad ma\xf2vet", "ʻAd maṿet"),
        (b"Rabocha\xebi\xeca", "Rabochai︠a︡"),
        (b"\x1b(NwOJNA\x1b(B i mir", "Война i mir"),
        (b"\x1b(Sabd\x1b(B", "αβγ"),
        (b"\x1b(2`ad\x1b(B", "אבה"),
        (b"\x1b(3GdCjGe\x1b(B", "الأيام"),
        (b"\x1b$1!0!\x1b(B", "一"),
        (b"H\x1bb2\x1bsO", "H₂O"),
        (b"&#x1F4D6; book", "📖 book"),
    ],
    ids=[
        "ASCII", "acute before its letter", "cedilla", "letters of ANSEL", "two marks on one letter",
        "ayn and a dot below", "a ligature over two letters", "Cyrillic", "Greek", "Hebrew", "Arabic",
        "Chinese in three bytes", "a subscript", "a character of no set",
    ],
)  # fmt: skip
def test_known_bytes_are_known_text_both_ways(data: bytes, text: str) -> None:
    assert (marc8.decode(data), marc8.encode(text)) == ((text, 0), data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x1b)N\xf7\xcf\xca\xce\xc1", "Война"),
        (b"\x1b$,1!0!", "一"),
        (b"\x1b,NwOJNA\x1b(B", "Война"),
        (b"a\x1b)!E\xe2e", "aé"),
    ],
    ids=["Cyrillic as G1", "Chinese by the longer escape", "Cyrillic by the other escape", "ANSEL by name"],
)
def test_other_ways_of_calling_a_set_are_understood(data: bytes, text: str) -> None:
    assert marc8.decode(data) == (text, 0)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\xffb", ("a\ufffdb", 1)),
        (b"\x1b$1zzz\x1b(B", ("\ufffd", 1)),
        (b"\x1b$1!0", ("\ufffd", 1)),
        (b"end\x1b", ("end", 0)),
        (b"a\x1b(", ("a", 0)),
    ],
    ids=[
        "a byte of no set",
        "three bytes of no set",
        "two bytes of three",
        "a lone escape",
        "half an escape",
    ],
)
def test_what_no_set_explains_is_marked_and_counted(data: bytes, expected: tuple[str, int]) -> None:
    assert marc8.decode(data) == expected


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=30))
def test_any_text_comes_back_in_form_nfc(text: str) -> None:
    if "&#x" in text:
        return
    assert marc8.decode(marc8.encode(text)) == (unicodedata.normalize("NFC", text), 0)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    text, unknown = marc8.decode(data)
    assert isinstance(text, str)
    assert unknown >= 0
