"""Accounts of the staff."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from interlend.domain.people import accounts
from interlend.domain.people.models import User

WORD = "a good long word"


@pytest.fixture
def ana(db: None) -> User:
    return accounts.make_user(email="Ana@howard.example", name="Ana Ortiz", password=WORD)


def test_the_right_password_finds_the_user(ana: User) -> None:
    assert accounts.whose(email="Ana@howard.example", password=WORD) == ana


def test_the_case_of_the_address_makes_no_difference(ana: User) -> None:
    assert accounts.whose(email="ana@HOWARD.example", password=WORD) == ana


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@howard.example", "a good long wor"),
        ("ana@howard.example", WORD.upper()),
        ("ana@howard.example", ""),
        ("ben@howard.example", WORD),
        ("%", WORD),
        ("ana@howard.example\x00", WORD),
    ],
)
def test_anything_else_finds_nobody(ana: User, email: str, password: str) -> None:
    assert accounts.whose(email=email, password=password) is None


def test_who_may_not_sign_in_any_more_is_not_found(ana: User) -> None:
    User.objects.update(is_active=False)
    assert accounts.whose(email=ana.email, password=WORD) is None


def test_without_a_password_none_is_right(db: None) -> None:
    accounts.make_user(email="ana@howard.example", name="Ana")
    assert [accounts.whose(email="ana@howard.example", password=each) for each in ("", "!", WORD)] == [
        None
    ] * 3


def test_where_two_addresses_differ_in_case_only_each_finds_its_own(ana: User) -> None:
    other = User.objects.create_user("ana@howard.example", "Another Ana", WORD)
    assert [accounts.find(each) for each in (ana.email, other.email, "ANA@howard.example")] == [
        ana,
        other,
        None,
    ]


@pytest.mark.parametrize(
    ("email", "password", "why"),
    [
        ("ana@howard.example", WORD, "There is a user with the address ana@howard.example already."),
        ("ana", WORD, "Enter a valid email address."),
        ("ben@howard.example", "2718281828459", "This password is entirely numeric."),
        (
            "ben@howard.example",
            "short",
            "This password is too short. It must contain at least 10 characters.",
        ),
        ("ben@howard.example", "ben@howard", "The password is too similar to the email."),
    ],
)
def test_what_cannot_be_made_is_said(ana: User, email: str, password: str, why: str) -> None:
    with pytest.raises(accounts.NotMade) as refused:
        accounts.make_user(email=email, name="Ben Brown", password=password)
    assert str(refused.value) == why


def test_a_new_password_keeps_to_the_rules(ana: User) -> None:
    with pytest.raises(ValidationError):
        accounts.set_password(user=ana, password="password12")
    accounts.set_password(user=ana, password="another good word")
    assert accounts.whose(email=ana.email, password="another good word") == ana
    assert accounts.whose(email=ana.email, password=WORD) is None
