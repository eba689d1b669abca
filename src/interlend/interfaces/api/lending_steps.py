"""Lending: what is done to a partner's request, step by step."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils import timezone
from pydantic import Field

from interlend.domain.people.permissions import Action
from interlend.domain.sharing import desk, queries
from interlend.interfaces.api.acting import HERE, AtDesk, by
from interlend.interfaces.api.borrowing_steps import NO_NOTE, Closed, Dismissed, WithNote
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.lending_shapes import LendingLine, line_of
from interlend.interfaces.api.values import Barcode, Code, Day, Given, Line, Moment, Number, Text
from interlend.kernel.lifecycle.happenings import (
    AnswerCancel,
    AnswerWillSupply,
    CheckIn,
    CompleteByHand,
    Happening,
    LocateAgain,
    LocateByHand,
    OfferCondition,
    PullFailed,
    Reject,
    Ship,
)

lending_steps = Task("Lending: the steps of a request")


class Chosen(AtDesk):
    """The copy that will be lent."""

    barcode: Given


class Condition(AtDesk):
    """Under which condition the item would come."""

    conditions: Annotated[list[Code], Field(max_length=10, description="Codes of loanCondition.")] = []
    cost: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] | None = None
    currency: Annotated[Code, Field(description="Code of ISO 4217.")] = ""
    note: Text = ""
    answer_by: Day | None = None


class Declined(AtDesk):
    """Why a request is declined."""

    reason: Code = Field(
        min_length=1, description="Code of reasonUnfilled (ISO 18626), such as `NotOnShelf`."
    )
    note: Text = ""


class NotFetched(AtDesk):
    """Why a copy could not be fetched."""

    reason: Line = ""


NOT_THERE = NotFetched()


class Shipment(AtDesk):
    """What leaves us."""

    barcode: Given
    due: Annotated[Moment | None, Field(description="Empty: as the Lending terms of use say.")] = None
    note: Text = ""


class CancelAnswer(AtDesk):
    """Our answer to the borrower's wish to cancel."""

    agreed: bool
    note: Text = ""


class HomeAgain(AtDesk):
    """Our item is home."""

    barcode: Annotated[Barcode, Field(description="As scanned; it must be the item of this request.")] = ""


THE_ITEM = HomeAgain()


@lending_steps.does("/lending/{number}/locate", Action.LENDING_ANSWER, LendingLine)
def locate_own_copy_again(request: Call, number: Number, said: AtDesk = HERE) -> LendingLine:
    """Search our catalog once more."""
    return _happens(request, number, LocateAgain(), said)


@lending_steps.does("/lending/{number}/choose-item", Action.LENDING_ANSWER, LendingLine)
def choose_item(request: Call, number: Number, said: Chosen) -> LendingLine:
    """Name the copy that will be lent; it goes on the pull list."""
    return _happens(request, number, LocateByHand(item=said.barcode), said)


@lending_steps.does("/lending/{number}/will-supply", Action.LENDING_ANSWER, LendingLine)
def promise_to_supply(request: Call, number: Number, said: WithNote = NO_NOTE) -> LendingLine:
    """Tell the borrower that the item will come."""
    return _happens(request, number, AnswerWillSupply(note=said.note), said)


@lending_steps.does("/lending/{number}/condition", Action.LENDING_ANSWER, LendingLine)
def offer_condition(request: Call, number: Number, said: Condition) -> LendingLine:
    """Tell the borrower under which condition the item would come."""
    offer = OfferCondition(
        conditions=tuple(said.conditions),
        cost=said.cost,
        currency=said.currency,
        note=said.note,
        answer_by=said.answer_by,
    )
    return _happens(request, number, offer, said)


@lending_steps.does("/lending/{number}/reject", Action.LENDING_REJECT, LendingLine)
def reject_request(request: Call, number: Number, said: Declined) -> LendingLine:
    """Decline the request."""
    return _happens(request, number, Reject(reason=said.reason, note=said.note), said)


@lending_steps.does("/lending/{number}/pull-failed", Action.LENDING_PULL, LendingLine)
def item_not_fetched(request: Call, number: Number, said: NotFetched = NOT_THERE) -> LendingLine:
    """The copy could not be fetched from its shelf."""
    return _happens(request, number, PullFailed(reason=said.reason), said)


@lending_steps.does("/lending/{number}/ship", Action.LENDING_SHIP, LendingLine)
def ship_item(request: Call, number: Number, said: Shipment) -> LendingLine:
    """Ship the item; the borrower is told, with its due date."""
    return _happens(request, number, Ship(barcode=said.barcode, due=said.due, note=said.note), said)


@lending_steps.does("/lending/{number}/send-to-lending-library", Action.LENDING_PULL, LendingLine)
def send_to_lending_library(request: Call, number: Number) -> LendingLine:
    """Send the copy, fetched from its shelf, to the library that ships it; there it is shipped as usual."""
    return line_of(desk.send_to_lending_library(number, now=timezone.now()))


@lending_steps.does("/lending/{number}/answer-cancel", Action.LENDING_ANSWER, LendingLine)
def answer_cancel(request: Call, number: Number, said: CancelAnswer) -> LendingLine:
    """Agree, or do not agree, to the borrower's wish to cancel."""
    return _happens(request, number, AnswerCancel(agreed=said.agreed, note=said.note), said)


@lending_steps.does("/lending/{number}/check-in", Action.LENDING_CHECK_IN, LendingLine)
def check_in_item(request: Call, number: Number, said: HomeAgain = THE_ITEM) -> LendingLine:
    """Check in our item that came home from the partner."""
    return _happens(request, number, CheckIn(barcode=said.barcode), said)


@lending_steps.does("/lending/{number}/complete", Action.BORROWING_COMPLETE, LendingLine)
def complete_lending_request(request: Call, number: Number, said: Closed) -> LendingLine:
    """Close a request whose item will not come home."""
    return _happens(request, number, CompleteByHand(reason=said.reason), said)


@lending_steps.does("/lending/{number}/dismiss-attention", Action.LENDING_ANSWER, Dismissed)
def dismiss_attention_to_lending(request: Call, number: Number) -> Dismissed:
    """Staff have looked at what was shown to them."""
    queries.lending_request(number)
    desk.dismiss_attention(number)
    return Dismissed(number=number)


def _happens(request: Call, number: str, happening: Happening, said: AtDesk) -> LendingLine:
    acting = by(request, said.at_library)
    return line_of(desk.lending(number, happening, by=acting, now=timezone.now()))
