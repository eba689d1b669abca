"""What a row says, understood."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from interlend.domain.people.load.facts import Row, Unreadable
from interlend.domain.people.load.person import Person, cleaned, person_of


def understood(**facts: str) -> Person | Unreadable:
    return person_of(Row(2, {"barcode": "H-1", **facts}))


@pytest.mark.parametrize(
    ("facts", "values"),
    [
        ({}, {}),
        ({"name": "Kim Doe"}, {"name": "Kim Doe"}),
        ({"name": ""}, {}),
        ({"email": "kim@example.edu"}, {"email": "kim@example.edu"}),
        ({"email": ""}, {"email": ""}),
        ({"expiry_date": "2027-06-30"}, {"expires_on": date(2027, 6, 30)}),
        ({"expiry_date": "2027-06-30Z"}, {"expires_on": date(2027, 6, 30)}),
        ({"expiry_date": "2027-06-30T00:00:00Z"}, {"expires_on": date(2027, 6, 30)}),
        ({"expiry_date": "20270630"}, {"expires_on": date(2027, 6, 30)}),
        ({"expiry_date": ""}, {"expires_on": None}),
        ({"blocked": "Yes"}, {"is_blocked": True}),
        ({"blocked": "no"}, {"is_blocked": False, "block_reason": ""}),
        ({"blocked": "no", "block_reason": "An old one"}, {"is_blocked": False, "block_reason": ""}),
        ({"block_reason": "Lost"}, {"is_blocked": True, "block_reason": "Lost"}),
        ({"block_reason": ""}, {"is_blocked": False, "block_reason": ""}),
        ({"block_reason": "r" * 300}, {"is_blocked": True, "block_reason": "r" * 200}),
    ],
    ids=str,
)
def test_what_is_stated_is_taken_and_what_is_not_is_left(
    facts: dict[str, str], values: dict[str, Any]
) -> None:
    assert understood(**facts) == Person(2, "H-1", values, None, None)


@pytest.mark.parametrize(
    ("facts", "group", "library"),
    [
        ({"user_group": "GRAD", "user_group_name": "Graduate"}, ("GRAD", "Graduate"), None),
        ({"user_group": "GRAD"}, ("GRAD", "GRAD"), None),
        ({"user_group": ""}, None, None),
        ({"library": "MAIN"}, None, "MAIN"),
        ({"library": ""}, None, ""),
    ],
    ids=str,
)
def test_groups_and_libraries_stay_codes(
    facts: dict[str, str], group: tuple[str, str] | None, library: str | None
) -> None:
    assert understood(**facts) == Person(2, "H-1", {}, group, library)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (
            {"barcode": " "},
            "there is neither a barcode nor a primary identifier, by which the patron could be found again",
        ),
        (
            {"barcode": "3.0003E+13"},
            "the barcode was shortened by a spreadsheet (as in 3.0003E+13): export that column as text",
        ),
        ({"barcode": "b" * 61}, "barcode is longer than 60 characters"),
        ({"name": "n" * 201}, "name is longer than 200 characters"),
        ({"user_group": "g" * 41}, "user_group is longer than 40 characters"),
        ({"name": "M\ufffdller"}, "some letters are damaged: export the file in UTF-8"),
        ({"expiry_date": "06/30/2027"}, "the expiry date is not understood: write it like 2027-06-30"),
        ({"expiry_date": "2027-02-30"}, "the expiry date is not understood: write it like 2027-06-30"),
        ({"blocked": "maybe"}, "whether the patron is blocked is not understood: write yes or no"),
    ],
    ids=str,
)
def test_what_cannot_be_understood_says_what_to_do(facts: dict[str, str], reason: str) -> None:
    told = understood(**facts)
    assert isinstance(told, Unreadable)
    assert (told.line, told.reason) == (2, reason)


@pytest.mark.parametrize(
    "email",
    [
        "sterling at example",
        "a@example.edu\nBcc: all@example.edu",
        "a@example.edu; b@example.edu",
        "@",
        "x" * 50,
    ],
)
def test_an_address_that_is_none_costs_only_itself(email: str) -> None:
    assert understood(email=email, name="Kim") == Person(
        2,
        "H-1",
        {"name": "Kim"},
        None,
        None,
        ("the e-mail address is none: it was left out, correct it in the file",),
    )


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Kim \t Doe\n", "Kim Doe"),
        ("Kim\x00\x1b[31mDoe", "Kim [31mDoe"),
        ("\u202eeoD miK", "eoD miK"),
        ("Ju\u0308rgen", "Jürgen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Kim\u00a0Doe", "Kim Doe"),
        ("<b>Kim</b>", "<b>Kim</b>"),
    ],
    ids=ascii,
)
def test_text_loses_what_no_name_needs(text: str, clean: str) -> None:
    assert cleaned(text) == clean
