"""A row of a file understood: a person with values that the database takes, or the reason why not.

What a file holds is treated as hostile: text loses control and direction characters, an e-mail address has to
be one, and nothing personal is quoted in a reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from interlend.domain.people.load.facts import Row, Unreadable

_LONGEST = {"barcode": 60, "name": 200, "user_group": 40, "library": 40, "email": 254}
_REASON = _GROUP_NAME = 200
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:Z|[T+ ].*)?")
_YES = ("yes", "y", "true", "t", "1", "x")
_NO = ("no", "n", "false", "f", "0", "")
_JOINERS = "\u200c\u200d"  # letters of several scripts need them


@dataclass(frozen=True, slots=True)
class Person:
    """What a file says about one patron.

    `values` holds fields of the patron that the file speaks of. `group` is code and name, or None; `library`
    the code of the resource sharing library, empty for none, None where the file says nothing of it.
    `remarks` say what could not be taken over.
    """

    line: int
    barcode: str
    values: Mapping[str, Any]
    group: tuple[str, str] | None
    library: str | None
    remarks: tuple[str, ...] = ()


def person_of(row: Row) -> Person | Unreadable:
    """The person whom a row describes, or why it describes none."""
    facts = {name: cleaned(value) for name, value in row.facts.items()}
    barcode = facts.get("barcode", "")
    reason = _why_not(facts)
    if reason:
        return Unreadable(row.line, reason, barcode if len(barcode) <= _LONGEST["barcode"] else "")
    try:
        values = _values(facts)
    except _NotUnderstood as fault:
        return Unreadable(row.line, str(fault), barcode)
    remarks: tuple[str, ...] = ()
    if values.get("email") and not _is_email(values["email"]):
        del values["email"]
        remarks = (_("the e-mail address is none: it was left out, correct it in the file"),)
    code = facts.get("user_group", "")
    group = (code, facts.get("user_group_name", "")[:_GROUP_NAME] or code) if code else None
    return Person(row.line, barcode, values, group, facts.get("library"), remarks)


def cleaned(text: str) -> str:
    """The text in composed letters, in one line, without control characters or marks that turn directions."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(map(_kept, text))
    return " ".join(text.split())


class _NotUnderstood(ValueError):
    """A value that cannot be read."""


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cc":
        return " "
    return "" if category in ("Cf", "Cs", "Cn") and letter not in _JOINERS else letter


def _why_not(facts: Mapping[str, str]) -> str:
    barcode = facts.get("barcode", "")
    if not barcode:
        return _(
            "there is neither a barcode nor a primary identifier, by which the patron could be found again"
        )
    if _SHORTENED.fullmatch(barcode):
        return _("the barcode was shortened by a spreadsheet (as in 3.0003E+13): export that column as text")
    if any("\ufffd" in value for value in facts.values()):
        return _("some letters are damaged: export the file in UTF-8")
    for name, longest in _LONGEST.items():
        if len(facts.get(name, "")) > longest:
            return _("%(what)s is longer than %(longest)s characters") % {"what": name, "longest": longest}
    return ""


def _values(facts: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if facts.get("name"):
        values["name"] = facts["name"]
    if "email" in facts:
        values["email"] = facts["email"]
    if "expiry_date" in facts:
        values["expires_on"] = _day(facts["expiry_date"])
    if "blocked" in facts or "block_reason" in facts:
        reason = facts.get("block_reason", "")[:_REASON]
        values["is_blocked"] = _is_yes(facts["blocked"]) if "blocked" in facts else bool(reason)
        if "block_reason" in facts or not values["is_blocked"]:
            values["block_reason"] = reason if values["is_blocked"] else ""
    return values


def _day(text: str) -> date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise _NotUnderstood(_("the expiry date is not understood: write it like 2027-06-30"))


def _is_yes(text: str) -> bool:
    word = text.lower()
    if word not in (*_YES, *_NO):
        raise _NotUnderstood(_("whether the patron is blocked is not understood: write yes or no"))
    return word in _YES


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
