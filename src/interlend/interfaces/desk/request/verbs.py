"""What staff do to a request: how each is called in an address, who may, what is asked, what is said after.

The names in addresses and the actions are those of the API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.people.permissions import Action
from interlend.domain.sharing import desk
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.interfaces.desk.request import forms
from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.happenings import Happening

AnyRequest = BorrowingRequest | LendingRequest
Do = Callable[[Any, dict[str, Any], By, datetime], object]
"""To what, what was filled in, who, when."""


@dataclass(frozen=True)
class Verb:
    """Something that staff do. `happening` is what it lets happen, None where no table is asked.

    `warning` is read before something that cannot be taken back; such a verb is never done by one click.
    """

    path: str
    happening: type[Happening] | None
    action: Action
    label: str | Promise
    done: str | Promise
    do: Do
    form: type[forms.Said] = forms.Said
    warning: str | Promise = ""


def _borrowing(happening: type[Happening]) -> Do:
    return lambda request, said, by, now: desk.borrowing(request.number, happening(**said), by=by, now=now)


def _lending(happening: type[Happening]) -> Do:
    return lambda request, said, by, now: desk.lending(request.number, happening(**said), by=by, now=now)


def _left(happening: type[Happening]) -> Do:
    return lambda entry, said, by, now: desk.left(
        entry.request.number, entry.partner.code, happening(**said), by=by, now=now
    )


def _ship(request: LendingRequest, said: dict[str, Any], by: By, now: datetime) -> object:
    """Due is the end of the library's day."""
    due = calendar_of(request.library).end_of_day(said["due"]) if said["due"] else None
    return desk.lending(request.number, h.Ship(**said | {"due": due}), by=by, now=now)


def _send_to_lending_library(
    request: LendingRequest, _said: dict[str, Any], _by: By, now: datetime
) -> object:
    return desk.send_to_lending_library(request.number, now=now)


def _dismiss_attention(request: AnyRequest, _said: dict[str, Any], _by: By, _now: datetime) -> None:
    desk.dismiss_attention(request.number)


def _by_path(*verbs: Verb) -> Mapping[str, Verb]:
    return {verb.path: verb for verb in verbs}


_ENDS = _("This ends the request. It cannot be taken back.")
_LOOKED_AT = (_("Looked at"), _("It is no longer shown as waiting for attention."), _dismiss_attention)

BORROWING = _by_path(
    Verb("locate", h.LocateAgain, Action.BORROWING_SEND, _("Locate"),
         _("The partners' catalogs are searched again."), _borrowing(h.LocateAgain)),
    Verb("send", h.Send, Action.BORROWING_SEND, _("Send"),
         _("The request goes to the next lender."), _borrowing(h.Send)),
    Verb("accept-condition", h.AcceptCondition, Action.BORROWING_SEND, _("Accept condition"),
         _("The lender is told that you agree."), _borrowing(h.AcceptCondition), forms.WithNote),
    Verb("decline-condition", h.DeclineCondition, Action.BORROWING_SEND, _("Decline condition"),
         _("The lender is told that you do not agree."), _borrowing(h.DeclineCondition), forms.WithNote,
         _("The request leaves this lender and goes on to the next.")),
    Verb("reject", h.RejectByHand, Action.BORROWING_SEND, _("Reject"),
         _("The lender's no is recorded."), _borrowing(h.RejectByHand), forms.RefusedByHand,
         _("The lender said no by mail or telephone: the request goes on to the next.")),
    Verb("receive", h.Receive, Action.BORROWING_RECEIVE, _("Receive"),
         _("The item is received."), _borrowing(h.Receive), forms.Unpacked),
    Verb("arrive", h.ArriveAtPickup, Action.DESK_ARRIVAL, _("Arrived at pickup library"),
         _("The item waits on the hold shelf."),
         lambda request, _said, by, now: desk.arrive_at_pickup(request.number, by=by, now=now)),
    Verb("loan", h.LoanToPatron, Action.DESK_LOAN, _("Loan"),
         _("The item is lent to its patron."),
         lambda request, _said, by, now: desk.lend_to_patron(request.number, by=by, now=now)),
    Verb("return", h.ReturnByPatron, Action.DESK_RETURN, _("Return"),
         _("The item is back from its patron."),
         lambda request, _said, by, now: desk.return_from_patron(request.number, by=by, now=now)),
    Verb("send-back", h.SendBack, Action.BORROWING_SEND_BACK, _("Return item to partner"),
         _("The item is on its way home."), _borrowing(h.SendBack), forms.Scanned),
    Verb("cancel", h.CancelByStaff, Action.BORROWING_CANCEL, _("Cancel"),
         _("The request is given up, or the lender asked to agree."), _borrowing(h.CancelByStaff),
         forms.Cancelled, _("The request is given up; a lender that was asked is asked to agree.")),
    Verb("complete", h.CompleteByHand, Action.BORROWING_COMPLETE, _("Complete"),
         _("The request is closed."), _borrowing(h.CompleteByHand), forms.Closed, _ENDS),
    Verb("dismiss-attention", None, Action.BORROWING_SEND, *_LOOKED_AT),
)  # fmt: skip

LENDING = _by_path(
    Verb("ship", h.Ship, Action.LENDING_SHIP, _("Ship item physically"),
         _("The item is on its way, and the borrower is told."), _ship, forms.Shipment),
    Verb("choose-item", h.LocateByHand, Action.LENDING_ANSWER, _("Choose item"),
         _("The copy stands on the pull list."),
         lambda request, said, by, now: desk.lending(
             request.number, h.LocateByHand(item=said["barcode"]), by=by, now=now),
         forms.Chosen),
    Verb("will-supply", h.AnswerWillSupply, Action.LENDING_ANSWER, _("Will supply"),
         _("The borrower is told that it will come."), _lending(h.AnswerWillSupply), forms.WithNote),
    Verb("condition", h.OfferCondition, Action.LENDING_ANSWER, _("Set a condition"),
         _("The borrower is told the condition."), _lending(h.OfferCondition), forms.Condition),
    Verb("answer-cancel", h.AnswerCancel, Action.LENDING_ANSWER, _("Answer cancel request"),
         _("The borrower is told your answer."), _lending(h.AnswerCancel), forms.CancelAnswer),
    Verb("locate", h.LocateAgain, Action.LENDING_ANSWER, _("Locate"),
         _("Our catalog is searched again."), _lending(h.LocateAgain)),
    Verb("send-to-lending-library", None, Action.LENDING_PULL, _("Send to the lending library"),
         _("The copy is on its way to the library that ships it."), _send_to_lending_library),
    Verb("pull-failed", h.PullFailed, Action.LENDING_PULL, _("Item could not be fetched"),
         _("The copy is no longer asked for."), _lending(h.PullFailed), forms.NotFetched,
         _("Where nothing was promised yet, the borrower is told that we cannot supply.")),
    Verb("check-in", h.CheckIn, Action.LENDING_CHECK_IN, _("Check in"),
         _("The item is home."), _lending(h.CheckIn), forms.HomeAgain),
    Verb("reject", h.Reject, Action.LENDING_REJECT, _("Reject"),
         _("The request is rejected, and the borrower is told."), _lending(h.Reject), forms.Declined, _ENDS),
    Verb("complete", h.CompleteByHand, Action.BORROWING_COMPLETE, _("Complete"),
         _("The request is closed."), _lending(h.CompleteByHand), forms.Closed, _ENDS),
    Verb("dismiss-attention", None, Action.LENDING_ANSWER, *_LOOKED_AT),
)  # fmt: skip

LEFT = _by_path(
    Verb("receive-late", h.ReceiveLate, Action.BORROWING_RECEIVE, _("Receive late item"),
         _("The item is received; now send it home."), _left(h.ReceiveLate), forms.Scanned),
    Verb("send-back", h.SendBack, Action.BORROWING_SEND_BACK, _("Return item to partner"),
         _("The item is on its way home."), _left(h.SendBack), forms.Scanned),
    Verb("complete", h.CompleteByHand, Action.BORROWING_COMPLETE, _("Complete"),
         _("The conversation is closed."), _left(h.CompleteByHand), forms.Closed,
         _("Nothing more is expected of this lender.")),
)  # fmt: skip
"""In a conversation that the request has gone on without; done to its place in the rota."""
