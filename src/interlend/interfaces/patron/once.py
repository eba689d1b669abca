"""The ticket in a form: however often the form is sent, one request comes of it.

The ticket is the number that the request will have, made when the form was shown and signed for its reader.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from interlend.domain.people.models import Patron
from interlend.domain.sharing.numbers import new_number

_SIGNER = Signer(salt="interlend.patron.ask")


def new_ticket(patron: Patron) -> str:
    """A ticket for a form that is shown to this reader."""
    return _SIGNER.sign_object({"patron": patron.pk, "number": new_number("B")})


def number_of(ticket: str, patron: Patron) -> str:
    """The number in a ticket of this reader; empty where it is none, or another's."""
    try:
        said = _SIGNER.unsign_object(ticket)
    except (BadSignature, ValueError):
        return ""
    return str(said["number"]) if said["patron"] == patron.pk else ""
