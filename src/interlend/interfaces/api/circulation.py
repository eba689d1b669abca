"""Circulation of the institution's own items: lend one to a patron, take it back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime

from interlend.domain.circulation import own_items, queries
from interlend.domain.circulation.models import Loan
from interlend.domain.people.models import Patron
from interlend.domain.people.permissions import Action
from interlend.domain.sharing.refusal import NotFound
from interlend.interfaces.api.acting import library_named
from interlend.interfaces.api.borrowing_shapes import Person
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.lending_steps import Chosen
from interlend.interfaces.api.pages import Page, page_of
from interlend.interfaces.api.values import After, Barcode, Given, Limit

circulation = Task("Circulation")


class ToLend(Chosen):
    """An item, and who takes it."""

    patron: Given


class LoanShown(Schema):
    """An item lent to a patron."""

    barcode: str
    title: str
    patron: Person
    lent_at: AwareDatetime
    due_at: AwareDatetime
    returned_at: AwareDatetime | None


@circulation.reads("/circulation/loans", Action.PATRONS_READ, Page[LoanShown])
def list_loans(request: Call, patron: Barcode, limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """What a patron has at home, in the order in which it was lent."""
    found = Patron.objects.filter(barcode=patron).first()
    if found is None:
        raise NotFound(_("No patron here has the barcode %(barcode)s.") % {"barcode": patron})
    rows = queries.loans_of(patron_id=found.pk).select_related("patron")
    return page_of(rows, _shown, limit=limit, after=after)


@circulation.makes("/circulation/loans", Action.DESK_LOAN, LoanShown)
def lend_own_item(request: Call, said: ToLend) -> LoanShown:
    """Lend an item of the institution to a patron; due by the Loan terms of use."""
    at_library = library_named(said.at_library) if said.at_library else None
    return _shown(
        own_items.lend(
            barcode=said.barcode, patron_barcode=said.patron, at_library=at_library, now=timezone.now()
        )
    )


@circulation.does("/circulation/returns", Action.DESK_RETURN, LoanShown)
def take_back_own_item(request: Call, said: Chosen) -> LoanShown:
    """Take back an item of the institution from its patron."""
    at_library = library_named(said.at_library) if said.at_library else None
    return _shown(own_items.take_back(barcode=said.barcode, at_library=at_library, now=timezone.now()))


def _shown(loan: Loan) -> LoanShown:
    return LoanShown(
        barcode=loan.item.barcode,
        title=loan.item.record.title,
        patron=Person(barcode=loan.patron.barcode, name=loan.patron.name),
        lent_at=loan.lent_at,
        due_at=loan.due_at,
        returned_at=loan.returned_at,
    )
