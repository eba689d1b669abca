"""A borrowing request as the API shows it: a line of a list, and the whole of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from ninja import Schema
from pydantic import AwareDatetime, Field

from interlend.domain.catalog.models import Item
from interlend.domain.sharing import queries
from interlend.domain.sharing.models import BorrowingRequest, RotaEntry
from interlend.domain.sharing.subjects import NAMED, BorrowingSubject
from interlend.interfaces.api.story_shapes import (
    Decision,
    MayDo,
    TimelineEntry,
    decision,
    may_do,
    timeline_entry,
)
from interlend.interfaces.api.values import Day
from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing import BORROWING, Borrowing
from interlend.kernel.lifecycle.happenings import Cause, Happening

PATHS: dict[type[Happening], str] = {
    h.LocateAgain: "locate",
    h.Send: "send",
    h.AcceptCondition: "accept-condition",
    h.DeclineCondition: "decline-condition",
    h.RejectByHand: "reject",
    h.CancelByPatron: "cancel",
    h.CancelByStaff: "cancel",
    h.Receive: "receive",
    h.ArriveAtPickup: "arrive",
    h.LoanToPatron: "loan",
    h.ReturnByPatron: "return",
    h.SendBack: "send-back",
    h.CompleteByHand: "complete",
}
"""How what staff and patrons do is called, below the address of the request."""


class Person(Schema):
    """A patron."""

    barcode: str
    name: str


class Copy(Schema):
    """An item: its barcode and where it is."""

    barcode: str
    availability: str
    location: str
    call_number: str


class BorrowingLine(Schema):
    """A borrowing request in a list."""

    number: str
    title: str
    author: str
    year: str
    state: str
    state_label: str
    next_actor: str = Field(description="Whose turn it is: us, partner, patron or nobody.")
    act_by: AwareDatetime | None = Field(description="By when the next step is due.")
    needs_attention: str = Field(description="What staff must look at; empty: nothing.")
    patron: Person
    library: str
    pickup_library: str
    partner: str = Field(description="Code of the lender that is asked, or that supplies; empty: none.")
    partner_name: str
    item_barcode: str
    lender_due_at: AwareDatetime | None
    created_at: AwareDatetime
    changed_at: AwareDatetime


class RotaPlace(Schema):
    """A partner in the rota, with why it is there, or is not asked."""

    position: int
    partner: str
    partner_name: str
    standing: str
    standing_label: str
    left_state: str = Field(description="How a conversation that we left stands; empty: it was not left.")
    left_label: str
    reason: str
    located_record: str
    sends_automatically: bool
    sending_decision: Decision | None
    asked_at: AwareDatetime | None
    item_barcode: str


class BorrowingShown(BorrowingLine):
    """A borrowing request, whole."""

    edition: str
    publisher: str
    volume: str
    isbn: str
    issn: str
    lccn: str
    system_number: str
    specific_edition: bool
    needed_by: Day | None
    patron_note: str
    terms_of_use: str
    condition: str
    item: Copy | None
    on_hold_until: AwareDatetime | None
    patron_due_at: AwareDatetime | None
    may_do: list[MayDo]
    rota: list[RotaPlace]
    timeline: list[TimelineEntry]


def with_lenders(requests: QuerySet[BorrowingRequest]) -> QuerySet[BorrowingRequest]:
    """These requests, each with the lender that is asked or supplies: one more statement for all of them."""
    named = RotaEntry.objects.filter(standing__in=NAMED).select_related("partner")
    return requests.prefetch_related(Prefetch("rota", queryset=named, to_attr="lenders"))


def line_of_listed(request: BorrowingRequest) -> BorrowingLine:
    """The line of a request that came from `with_lenders`."""
    lenders: list[RotaEntry] = request.lenders  # type: ignore[attr-defined]
    return BorrowingLine(**_line(request, lenders[0] if lenders else None))


def line_of(request: BorrowingRequest) -> BorrowingLine:
    """The line of one request, after something was done to it."""
    return BorrowingLine(**_line(request, BorrowingSubject(request).entry))


def shown(request: BorrowingRequest, cause: Cause, at: str) -> BorrowingShown:
    """The whole request for somebody who looks at it; a patron sees neither rota nor timeline."""
    subject = BorrowingSubject(request)
    is_staff = cause is Cause.STAFF
    return BorrowingShown(
        **_line(request, subject.entry),
        **{name: getattr(request, name) for name in _AS_STORED},
        terms_of_use=request.terms_name,
        item=copy(request.item),
        on_hold_until=request.hold.expires_at if request.hold else None,
        patron_due_at=request.loan.due_at if request.loan else None,
        may_do=may_do(BORROWING, subject.stands, cause, subject.steps, paths=PATHS, at=at),
        rota=[rota_place(entry) for entry in queries.rota(request)] if is_staff else [],
        timeline=[timeline_entry(entry) for entry in queries.timeline(request)] if is_staff else [],
    )


_AS_STORED = (
    "edition",
    "publisher",
    "volume",
    "isbn",
    "issn",
    "lccn",
    "system_number",
    "specific_edition",
    "needed_by",
    "patron_note",
    "condition",
)


def rota_place(entry: RotaEntry) -> RotaPlace:
    """One place of a rota."""
    return RotaPlace(
        position=entry.position,
        partner=entry.partner.code,
        partner_name=entry.partner.name,
        standing=entry.standing,
        standing_label=entry.get_standing_display(),
        left_state=entry.state,
        left_label=queries.state_label(entry.state, is_lending=False),
        reason=entry.reason,
        located_record=entry.located_record,
        sends_automatically=entry.sends_automatically,
        sending_decision=decision(entry.sending_decision) if entry.sending_decision else None,
        asked_at=entry.asked_at,
        item_barcode=entry.item_barcode,
    )


def copy(item: Item | None) -> Copy | None:
    """An item, where there is one."""
    if item is None:
        return None
    return Copy(
        barcode=item.barcode,
        availability=item.availability,
        location=item.location.name,
        call_number=item.call_number,
    )


def _line(request: BorrowingRequest, entry: RotaEntry | None) -> dict[str, Any]:
    card = BORROWING.cards[Borrowing(request.state)]
    return {
        "number": request.number,
        "title": request.title,
        "author": request.author,
        "year": request.year,
        "state": request.state,
        "state_label": card.label,
        "next_actor": card.next_actor.value,
        "act_by": request.act_by,
        "needs_attention": request.needs_attention,
        "patron": Person(barcode=request.patron.barcode, name=request.patron.name),
        "library": request.library.code,
        "pickup_library": request.pickup_library.code,
        "partner": entry.partner.code if entry else "",
        "partner_name": entry.partner.name if entry else "",
        "item_barcode": request.item.barcode if request.item else "",
        "lender_due_at": request.lender_due_at,
        "created_at": request.created_at,
        "changed_at": request.changed_at,
    }
