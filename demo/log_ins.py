"""How one signs in to the demo: one password for all its staff, one PIN for all its cards, made once.

They are made by chance all the same: a demo that can be reached from elsewhere stays closed.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from django.contrib.auth.hashers import make_password

from demo.introductions import write_private

FILE = "log-ins.json"
DIGITS_OF_A_PIN = 6


@dataclass(frozen=True)
class LogIns:
    """The password of the staff and the PIN of the readers. Hashing is slow: each is hashed once."""

    password: str
    pin: str

    @cached_property
    def hashed_password(self) -> str:
        """As a user's row keeps it."""
        return make_password(self.password)

    @cached_property
    def hashed_pin(self) -> str:
        """As a patron's row keeps it."""
        return make_password(self.pin)


def kept(folder: Path) -> LogIns:
    """Those of the demo whose files are in this folder; the first call makes them."""
    path = folder / FILE
    if not path.exists():
        write_private(path, asdict(LogIns(_password(), _pin())))
    return LogIns(**json.loads(path.read_text()))


def _password() -> str:
    """Easy to read and to type: nothing but letters, in syllables."""
    syllables = [secrets.choice("bdfgklmnprstvz") + secrets.choice("aeiou") for _ in range(9)]
    return "-".join("".join(syllables[at : at + 3]) for at in (0, 3, 6))


def _pin() -> str:
    """Digits that are all different."""
    return "".join(secrets.SystemRandom().sample("0123456789", DIGITS_OF_A_PIN))
