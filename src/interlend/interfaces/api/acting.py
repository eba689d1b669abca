"""Who acts through the API, and at which library's desk."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Role
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.refusal import NotFound
from interlend.interfaces.api.door import Call
from interlend.interfaces.api.values import Code
from interlend.kernel.lifecycle.happenings import Cause


class AtDesk(Schema):
    """Where the one who acts stands."""

    at_library: Annotated[
        Code, Field(description="Code of the desk's library; empty: the request's own.")
    ] = ""


HERE = AtDesk()


def by(call: Call, at_library: str = "") -> By:
    """The one who acts: a program for a patron, or staff. Raises NotFound for an unknown library."""
    return By(
        cause=Cause.PATRON if for_patrons(call) else Cause.STAFF,
        id=call.key.pk,
        name=call.key.name,
        library_id=library_named(at_library).pk if at_library else None,
    )


def for_patrons(call: Call) -> bool:
    """Whether the key acts for patrons, who see and touch only what is theirs."""
    return call.key.role == Role.DISCOVERY


def library_named(code: str) -> Library:
    """The library of this code. Raises NotFound."""
    library = Library.objects.filter(code__iexact=code).first()
    if library is None:
        raise NotFound(_("There is no library %(code)s here.") % {"code": code})
    return library


def must_be_of(patron_barcode: str, request: BorrowingRequest) -> None:
    """Refuse a request of another patron as if it did not exist. Raises NotFound."""
    if not patron_barcode or request.patron.barcode != patron_barcode:
        raise NotFound(f"There is no borrowing request {request.number} here.")
