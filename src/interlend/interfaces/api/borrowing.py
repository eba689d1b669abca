"""Borrowing: ask for a title, see where requests stand."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import AuthorizationError
from pydantic import Field

from interlend.domain.people.permissions import Action
from interlend.domain.sharing import queries
from interlend.domain.sharing.placing import Wanted, place
from interlend.domain.sharing.searching.query import Side
from interlend.domain.sharing.searching.search import Sort
from interlend.interfaces.api.acting import AtDesk, by, for_patrons, must_be_of
from interlend.interfaces.api.borrowing_shapes import (
    BorrowingLine,
    BorrowingShown,
    line_of,
    line_of_listed,
    shown,
    with_lenders,
)
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.pages import Page
from interlend.interfaces.api.task_lists import Order, Words, page_found
from interlend.interfaces.api.values import After, Barcode, Code, Day, Given, Limit, Line, Number, Text

borrowing = Task("Borrowing")


class Asked(AtDesk):
    """What a patron asks for. The more is said about the title, the surer it is found."""

    patron: Given = Field(description="Barcode of the patron.")
    title: Line = Field(min_length=1)
    author: Line = ""
    edition: Line = ""
    publisher: Line = ""
    year: Code = ""
    volume: Line = ""
    isbn: Code = ""
    issn: Code = ""
    lccn: Code = ""
    system_number: Annotated[Barcode, Field(description="As `(OCoLC)12345`.")] = ""
    specific_edition: bool = False
    pickup_library: Annotated[Code, Field(description="Code of the library; empty: the usual one.")] = ""
    needed_by: Day | None = None
    note: Text = ""
    despite_own_holdings: Annotated[bool, Field(description="Staff know that ours will not do.")] = False


class Counts(Schema):
    """How many requests stand where."""

    by_state: dict[str, int]


@borrowing.makes("/borrowing", Action.BORROWING_PLACE, BorrowingLine)
def place_request(request: Call, said: Asked) -> BorrowingLine:
    """Ask for a title for a patron; the search for a lender begins at once."""
    acting = by(request, said.at_library)
    if said.despite_own_holdings and for_patrons(request):
        raise AuthorizationError(message=_("Only staff may ask for what is held here."))
    fields = {name: getattr(said, name) for name in _WANTED}
    made = place(
        patron_barcode=said.patron,
        wanted=Wanted(**fields),
        by=acting,
        now=timezone.now(),
        pickup_library_code=said.pickup_library,
        needed_by=said.needed_by,
        note=said.note,
        specific_edition=said.specific_edition,
        despite_own_holdings=said.despite_own_holdings,
    )
    return line_of(made)


_WANTED = (
    "title",
    "author",
    "edition",
    "publisher",
    "year",
    "volume",
    "isbn",
    "issn",
    "lccn",
    "system_number",
)


@borrowing.reads("/borrowing", Action.BORROWING_LIST, Page[BorrowingLine])
def list_borrowing_requests(
    request: Call,
    *,
    state: Code = "",
    patron: Barcode = "",
    needs_attention: bool | None = None,
    q: Words = "",
    sort: Order = Sort.NEWEST,
    limit: Limit = 50,
    after: After = 0,
) -> dict[str, Any]:
    """The borrowing requests. A program that acts for patrons names the patron."""
    if for_patrons(request) and not patron:
        raise AuthorizationError(message=_("Name the patron whose requests are shown."))
    rows = queries.borrowing_requests(state=state, patron_barcode=patron, needs_attention=needs_attention)
    return page_found(
        Side.BORROWING, with_lenders(rows), line_of_listed, q=q, sort=sort, limit=limit, after=after
    )


@borrowing.reads("/borrowing/counts", Action.BORROWING_LIST, Counts, staff_only=True)
def count_borrowing_requests(request: Call) -> Counts:
    """How many borrowing requests stand where."""
    return Counts(by_state=dict(queries.counts_by_state()["borrowing"]))


@borrowing.reads("/borrowing/{number}", Action.BORROWING_LIST, BorrowingShown)
def show_borrowing_request(request: Call, number: Number, patron: Barcode = "") -> BorrowingShown:
    """One request: where it stands, who acts next and by when, what may be done, its rota and timeline.

    A program that acts for patrons names the patron, and sees neither rota nor timeline.
    """
    found = queries.borrowing_request(number)
    if for_patrons(request):
        must_be_of(patron, found)
    return shown(found, by(request).cause, request.path)
