"""Borrowing: what is done to a request, step by step."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from ninja import Schema
from pydantic import Field

from interlend.domain.people.permissions import Action
from interlend.domain.sharing import desk, queries
from interlend.interfaces.api.acting import HERE, AtDesk, by, for_patrons, must_be_of
from interlend.interfaces.api.borrowing_shapes import BorrowingLine, RotaPlace, line_of, rota_place
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.values import Barcode, Code, Line, Number, Text
from interlend.kernel.lifecycle.happenings import (
    AcceptCondition,
    CancelByPatron,
    CancelByStaff,
    CompleteByHand,
    DeclineCondition,
    Happening,
    LocateAgain,
    Receive,
    ReceiveLate,
    RejectByHand,
    Send,
    SendBack,
)

borrowing_steps = Task("Borrowing: the steps of a request")


class WithNote(AtDesk):
    """A step, with a note for the partner."""

    note: Text = ""


NO_NOTE = WithNote()


class Cancelled(AtDesk):
    """Why a request is given up."""

    patron: Annotated[Barcode, Field(description="Barcode; where a program acts for patrons.")] = ""
    reason: Line = ""
    note: Text = ""


NO_REASON = Cancelled()


class Refused(AtDesk):
    """The lender said no by mail or telephone."""

    reason: Annotated[Line, Field(description="Code of reasonUnfilled (ISO 18626).")] = ""
    note: Text = ""


BY_HAND = Refused()


class Unpacked(AtDesk):
    """The lender's item is here."""

    barcode: Annotated[Barcode, Field(description="As scanned; empty: the one that the lender told us.")] = ""
    note: Text = ""


AS_TOLD = Unpacked()


class Scanned(AtDesk):
    """An item in the hand."""

    barcode: Barcode = ""


NOT_SCANNED = Scanned()


class Closed(AtDesk):
    """Why nothing more will come."""

    reason: Line = Field(min_length=1)


class Dismissed(Schema):
    """What was shown to staff has been looked at."""

    number: str


@borrowing_steps.does("/borrowing/{number}/locate", Action.BORROWING_SEND, BorrowingLine)
def locate_again(request: Call, number: Number, said: AtDesk = HERE) -> BorrowingLine:
    """Search the partners' catalogs once more."""
    return _happens(request, number, LocateAgain(), said)


@borrowing_steps.does("/borrowing/{number}/send", Action.BORROWING_SEND, BorrowingLine)
def send_request(request: Call, number: Number, said: AtDesk = HERE) -> BorrowingLine:
    """Send the request to the next lender of its rota."""
    return _happens(request, number, Send(), said)


@borrowing_steps.does("/borrowing/{number}/cancel", Action.BORROWING_CANCEL, BorrowingLine)
def cancel_request(request: Call, number: Number, said: Cancelled = NO_REASON) -> BorrowingLine:
    """Give the request up, for its patron or as staff. A lender that was asked is asked to agree."""
    if for_patrons(request):
        must_be_of(said.patron, queries.borrowing_request(number))
        return _happens(request, number, CancelByPatron(note=said.note), said)
    return _happens(request, number, CancelByStaff(reason=said.reason, note=said.note), said)


@borrowing_steps.does("/borrowing/{number}/reject", Action.BORROWING_SEND, BorrowingLine)
def reject_by_hand(request: Call, number: Number, said: Refused = BY_HAND) -> BorrowingLine:
    """Record that the lender said no by mail or telephone; the next one is asked."""
    return _happens(request, number, RejectByHand(reason=said.reason, note=said.note), said)


@borrowing_steps.does("/borrowing/{number}/accept-condition", Action.BORROWING_SEND, BorrowingLine)
def accept_condition(request: Call, number: Number, said: WithNote = NO_NOTE) -> BorrowingLine:
    """Agree to the lender's condition."""
    return _happens(request, number, AcceptCondition(note=said.note), said)


@borrowing_steps.does("/borrowing/{number}/decline-condition", Action.BORROWING_SEND, BorrowingLine)
def decline_condition(request: Call, number: Number, said: WithNote = NO_NOTE) -> BorrowingLine:
    """Do not agree to the lender's condition; the next lender is asked."""
    return _happens(request, number, DeclineCondition(note=said.note), said)


@borrowing_steps.does("/borrowing/{number}/receive", Action.BORROWING_RECEIVE, BorrowingLine)
def receive_item(request: Call, number: Number, said: Unpacked = AS_TOLD) -> BorrowingLine:
    """Receive the lender's item: it becomes a temporary item and waits for its patron."""
    return _happens(request, number, Receive(barcode=said.barcode, note=said.note), said)


@borrowing_steps.does("/borrowing/{number}/arrive", Action.DESK_ARRIVAL, BorrowingLine)
def arrive_at_pickup(request: Call, number: Number, said: AtDesk = HERE) -> BorrowingLine:
    """The item reaches the library where its patron picks it up."""
    acting = by(request, said.at_library)
    return line_of(desk.arrive_at_pickup(number, by=acting, now=timezone.now()))


@borrowing_steps.does("/borrowing/{number}/loan", Action.DESK_LOAN, BorrowingLine)
def lend_to_patron(request: Call, number: Number, said: AtDesk = HERE) -> BorrowingLine:
    """Lend the item to its patron; it is due by the terms of use, never later than the lender says."""
    acting = by(request, said.at_library)
    return line_of(desk.lend_to_patron(number, by=acting, now=timezone.now()))


@borrowing_steps.does("/borrowing/{number}/return", Action.DESK_RETURN, BorrowingLine)
def return_from_patron(request: Call, number: Number, said: AtDesk = HERE) -> BorrowingLine:
    """The patron brings the item back."""
    acting = by(request, said.at_library)
    return line_of(desk.return_from_patron(number, by=acting, now=timezone.now()))


@borrowing_steps.does("/borrowing/{number}/send-back", Action.BORROWING_SEND_BACK, BorrowingLine)
def send_back_item(request: Call, number: Number, said: Scanned = NOT_SCANNED) -> BorrowingLine:
    """Send the item home to its lender."""
    return _happens(request, number, SendBack(barcode=said.barcode), said)


@borrowing_steps.does("/borrowing/{number}/complete", Action.BORROWING_COMPLETE, BorrowingLine)
def complete_borrowing_request(request: Call, number: Number, said: Closed) -> BorrowingLine:
    """Close a request whose lender will say nothing more."""
    return _happens(request, number, CompleteByHand(reason=said.reason), said)


@borrowing_steps.does("/borrowing/{number}/dismiss-attention", Action.BORROWING_SEND, Dismissed)
def dismiss_attention_to_borrowing(request: Call, number: Number) -> Dismissed:
    """Staff have looked at what was shown to them."""
    queries.borrowing_request(number)
    desk.dismiss_attention(number)
    return Dismissed(number=number)


@borrowing_steps.does("/borrowing/{number}/rota/{partner}/receive-late", Action.BORROWING_RECEIVE, RotaPlace)
def receive_late_item(request: Call, number: Number, partner: Code, said: Scanned = NOT_SCANNED) -> RotaPlace:
    """Receive an item that came from a lender after the request had gone on without it."""
    return _happens_left(request, number, partner, ReceiveLate(barcode=said.barcode), said)


@borrowing_steps.does("/borrowing/{number}/rota/{partner}/send-back", Action.BORROWING_SEND_BACK, RotaPlace)
def send_back_late_item(
    request: Call, number: Number, partner: Code, said: Scanned = NOT_SCANNED
) -> RotaPlace:
    """Send such an item home."""
    return _happens_left(request, number, partner, SendBack(barcode=said.barcode), said)


@borrowing_steps.does("/borrowing/{number}/rota/{partner}/complete", Action.BORROWING_COMPLETE, RotaPlace)
def complete_left_conversation(request: Call, number: Number, partner: Code, said: Closed) -> RotaPlace:
    """Close the conversation with a lender that the request has gone on without."""
    return _happens_left(request, number, partner, CompleteByHand(reason=said.reason), said)


def _happens(request: Call, number: str, happening: Happening, said: AtDesk) -> BorrowingLine:
    acting = by(request, said.at_library)
    return line_of(desk.borrowing(number, happening, by=acting, now=timezone.now()))


def _happens_left(request: Call, number: str, partner: str, happening: Happening, said: AtDesk) -> RotaPlace:
    acting = by(request, said.at_library)
    return rota_place(desk.left(number, partner, happening, by=acting, now=timezone.now()))
