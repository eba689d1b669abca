"""The two sides of a loan, as far as their pages differ: addresses, verbs, and who may see and note."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from interlend.domain.people.permissions import Action
from interlend.domain.sharing.subjects import BorrowingSubject, LendingSubject
from interlend.interfaces.desk.request import verbs
from interlend.interfaces.desk.request.verbs import AnyRequest, Verb
from interlend.interfaces.screens.here import Here


@dataclass(frozen=True)
class Side:
    """`sees` and `notes` are what it takes to look at a request and to keep a note with it.

    `locked` finds a request by its number and locks it. Raises NotFound.
    """

    name: str
    sees: Action
    notes: Action
    verbs: Mapping[str, Verb]
    locked: Callable[[str], AnyRequest]

    def at(self, what: str, here: Here, number: str, **more: str) -> str:
        """The address of the page of a request (`request`), or of what is done there."""
        path = {"zone": here.zone.code, "number": number, **more}
        return reverse(f"desk:{self.name}-{what}", kwargs=path)


BORROWING = Side(
    name="borrowing",
    sees=Action.BORROWING_LIST,
    notes=Action.DESK_ARRIVAL,
    verbs=verbs.BORROWING,
    locked=lambda number: BorrowingSubject.locked(number).request,
)
LENDING = Side(
    name="lending",
    sees=Action.LENDING_LIST,
    notes=Action.LENDING_PULL,
    verbs=verbs.LENDING,
    locked=lambda number: LendingSubject.locked(number).request,
)
