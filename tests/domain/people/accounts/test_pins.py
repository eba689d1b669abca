"""PINs of readers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import global_settings
from pytest_django import Settings

from interlend.domain.people import pins
from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


@pytest.fixture
def rita(db: None) -> Iterator[Patron]:
    howard = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(howard.pk):
        group = UserGroup.objects.create(code="faculty", name="Faculty")
        yield Patron.objects.create(barcode="R-42", name="Rita", user_group=group)


def test_card_and_pin_find_the_reader(rita: Patron) -> None:
    pins.set_pin(patron=rita, pin="bluebird")
    assert pins.whose(barcode=" R-42 ", pin="bluebird") == rita


@pytest.mark.parametrize(
    ("barcode", "pin"), [("R-42", "Bluebird"), ("R-43", "bluebird"), ("R-42", ""), ("R-42\x00", "bluebird")]
)
def test_anything_else_finds_nobody(rita: Patron, barcode: str, pin: str) -> None:
    pins.set_pin(patron=rita, pin="bluebird")
    assert pins.whose(barcode=barcode, pin=pin) is None


def test_without_a_pin_none_is_right(rita: Patron) -> None:
    assert pins.whose(barcode="R-42", pin="") is None


def test_a_card_of_another_institution_is_none(rita: Patron) -> None:
    pins.set_pin(patron=rita, pin="bluebird")
    stranger = Zone.objects.create(code="stranger", name="Stranger")
    rita.refresh_from_db()
    with pytest.raises(scope.WrongZone), scope.entered(stranger.pk):
        pins.whose(barcode="R-42", pin="bluebird")


def test_a_pin_is_kept_as_a_slow_hash(rita: Patron, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    pins.set_pin(patron=rita, pin="bluebird")
    assert rita.pin.startswith("pbkdf2_sha256$")


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("12345", "A PIN has 6 to 64 characters."),
        ("1" * 65, "A PIN has 6 to 64 characters."),
        ("111111", "Choose a PIN that is not so easy to guess."),
        ("121212", "Choose a PIN that is not so easy to guess."),
        ("123456", "Choose a PIN that is not so easy to guess."),
        ("987654", "Choose a PIN that is not so easy to guess."),
        ("my r-42", "Choose a PIN that is not on the card."),
    ],
)
def test_what_is_guessed_too_easily_is_refused(rita: Patron, pin: str, why: str) -> None:
    with pytest.raises(pins.Weak) as refused:
        pins.set_pin(patron=rita, pin=pin)
    assert str(refused.value) == why
