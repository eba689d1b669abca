"""Users as Alma exports them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from interlend.domain.people.load import alma_xml
from interlend.domain.people.load.facts import NotReadable, Row, Unreadable

USERS = Path(__file__).parents[3] / "fixtures/patrons/users.xml"
TODAY = date(2026, 3, 2)
BROKEN = "the user is not well-formed XML: export the file again"


def rows(text: str | bytes) -> list[Row | Unreadable]:
    stream = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return list(alma_xml.read(stream, TODAY).rows)


def user(number: int) -> str:
    return f"<user><primary_id>p{number}</primary_id><last_name>Reader</last_name></user>"


def read_as(number: int) -> dict[str, str]:
    return {"barcode": f"p{number}", "name": "Reader"}


def test_a_user_states_name_group_end_address_library_and_blocks() -> None:
    assert rows(USERS.read_bytes()) == [
        Row(
            3,
            {
                "barcode": "H-1",
                "name": "Zora Neale Hurston",
                "user_group": "FAC",
                "user_group_name": "Faculty",
                "expiry_date": "2027-06-30Z",
                "email": "zora@example.edu",
                "library": "MAIN",
                "blocked": "no",
                "block_reason": "",
            },
        ),
        Row(
            29,
            {
                "barcode": "jmueller",
                "name": "Jo Müller",
                "user_group": "GRAD",
                "user_group_name": "Graduate",
                "blocked": "yes",
                "block_reason": "Lost an item",
            },
        ),
        Unreadable(58, BROKEN),
        Row(62, {"barcode": "", "name": "Contact", "user_group": "FAC", "user_group_name": ""}),
        Row(
            67,
            {
                "barcode": "slocke",
                "name": "Locke",
                "user_group": "FAC",
                "user_group_name": "",
                "blocked": "yes",
                "block_reason": "Not active",
            },
        ),
    ]


@pytest.mark.parametrize(
    "file",
    [
        f"<users>{user(1)}</users>",
        user(1),
        f'<?xml version="1.0" encoding="ISO-8859-1"?><users>{user(1)}</users>',
        f'<a:users xmlns:a="urn:a">{user(1).replace("<", "<a:").replace("<a:/", "</a:")}</a:users>',
        f'<users xmlns="urn:a">{user(1)}</users>',
        f"\ufeff<users>{user(1)}</users>",
        f"<users>{user(1)}</users>".encode("utf-16"),
    ],
    ids=["plain", "one user", "latin-1", "prefixes", "namespace", "byte order mark", "utf-16"],
)
def test_the_dress_of_the_file_does_not_matter(file: str | bytes) -> None:
    assert [row for row in rows(file) if isinstance(row, Row)] == [Row(1, read_as(1))]


def test_a_long_file_is_cut_wherever_its_pieces_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alma_xml, "_READ_AT_ONCE", 7)
    file = f"<users>\n<!-- {user(0)} -->\n{user(1)}\n{user(2)}</users>"
    assert rows(file) == [Row(3, read_as(1)), Row(4, read_as(2))]


@pytest.mark.parametrize(
    "broken",
    [
        "<user><primary_id>p2</primary_id>",
        "<user><primary_id>p2</user>",
        "<user><primary_id>&secret;</primary_id></user>",
        f"<user>{'<a>' * 300}{'</a>' * 300}</user>",
    ],
    ids=["no end", "an element left open", "an entity", "too deep"],
)
def test_a_broken_user_costs_itself(broken: str) -> None:
    assert rows(f"<users>\n{user(1)}\n{broken}\n{user(3)}\n</users>") == [
        Row(2, read_as(1)),
        Unreadable(3, BROKEN),
        Row(4, read_as(3)),
    ]


def test_a_user_without_measure_is_left_out_and_not_kept_in_memory() -> None:
    endless = "<user>" + "<note>x</note>" * 200_000 + "</user>"
    assert rows(f"<users>\n{user(1)}\n{endless}\n{user(3)}\n</users>") == [
        Row(2, read_as(1)),
        Unreadable(3, "the user is far too long: see whether its end is missing"),
        Row(4, read_as(3)),
    ]


def test_a_file_that_breaks_off_says_so() -> None:
    assert rows(f"<users>\n{user(1)}\n") == [
        Row(2, read_as(1)),
        Unreadable(3, "the file breaks off: export it again"),
    ]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("<html/>", "The file holds no users in Alma's XML."),
        (
            f'<!DOCTYPE users [<!ENTITY a SYSTEM "file:///etc/passwd">]><users>{user(1)}</users>',
            "The file has a document type (DTD), which is not accepted.",
        ),
        (
            "<userRecords><userRecord/></userRecords>",
            "This is version 1 of Alma's user XML: export the users in version 2.",
        ),
        (
            f'<?xml version="1.0" encoding="utf-7"?><users>{user(1)}</users>',
            "The file states an encoding that is not known here: export it in UTF-8.",
        ),
    ],
)
def test_what_cannot_be_trusted_or_read_is_refused_as_a_whole(file: str, reason: str) -> None:
    with pytest.raises(NotReadable) as caught:
        rows(file)
    assert str(caught.value) == reason
