"""PINs of readers: with the number on the card, how a reader signs in. In the scope of the institution."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from interlend.domain.people.models import Patron

SHORTEST = 6
LONGEST = 64


class Weak(ValueError):
    """A PIN that is guessed too easily; the text says what to choose instead."""


def whose(*, barcode: str, pin: str) -> Patron | None:
    """The reader with this card and this PIN, or None; it takes as long where there is no such card."""
    patron = find(barcode)
    if patron is None or not patron.pin:
        make_password(pin)
        return None
    return patron if check_password(pin, patron.pin) else None


def find(barcode: str) -> Patron | None:
    """The reader with this card, or None."""
    return None if "\x00" in barcode else Patron.objects.filter(barcode=barcode.strip()).first()


def set_pin(*, patron: Patron, pin: str) -> None:
    """A new PIN, which ends the reader's sessions. Raises Weak."""
    if not SHORTEST <= len(pin) <= LONGEST:
        raise Weak(_("A PIN has %(least)d to %(most)d characters.") % {"least": SHORTEST, "most": LONGEST})
    if pin.casefold() in patron.barcode.casefold() or patron.barcode.casefold() in pin.casefold():
        raise Weak(_("Choose a PIN that is not on the card."))
    if len(set(pin)) < 3 or pin in _COUNTED or pin[::-1] in _COUNTED:
        raise Weak(_("Choose a PIN that is not so easy to guess."))
    patron.pin = make_password(pin)
    patron.save(update_fields=["pin"])


_COUNTED = "01234567890123456789"
