"""What has happened to a request, line by line, and what was written to and by the partner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interlend.domain.exchange.models import Message
from interlend.domain.sharing import queries
from interlend.domain.sharing.correspondence import Words, words_of
from interlend.domain.sharing.models import BorrowingRequest, HistoryEntry, LendingRequest, RotaEntry
from interlend.interfaces.desk.request import told
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, Status
from interlend.kernel.iso18626.messages import Kind
from interlend.kernel.iso18626.open_codes import REASON_UNFILLED
from interlend.kernel.lifecycle.happenings import Asked, Delivered

MOST_MESSAGES = 60
"""So many of the latest are shown on the page of a request."""

ABOUT: Mapping[str, str | Promise] = {
    Kind.REQUEST: _("Request"),
    Action.STATUS_REQUEST: _("Question where it stands"),
    Action.RECEIVED: _("Received"),
    Action.CANCEL: _("Wish to cancel"),
    Action.RENEW: _("Wish to renew"),
    Action.SHIPPED_RETURN: _("Sent back"),
    Action.SHIPPED_FORWARD: _("Sent on"),
    Action.HOLD_RETURN: _("Not sent back yet"),
    Action.LOST: _("Lost"),
    Action.NOTIFICATION: _("Message"),
    ReasonForMessage.REQUEST_RESPONSE: _("Answer"),
    ReasonForMessage.STATUS_CHANGE: _("News"),
    ReasonForMessage.STATUS_REQUEST_RESPONSE: _("Answer where it stands"),
    ReasonForMessage.RENEW_RESPONSE: _("Answer to the wish to renew"),
    ReasonForMessage.CANCEL_RESPONSE: _("Answer to the wish to cancel"),
}
"""What a message is about, by its action, its reason, or its kind."""

STATUS: Mapping[str, str | Promise] = {
    Status.REQUEST_RECEIVED: _("the request is there"),
    Status.EXPECT_TO_SUPPLY: _("expects to supply"),
    Status.WILL_SUPPLY: _("will supply"),
    Status.LOANED: _("shipped"),
    Status.OVERDUE: _("overdue"),
    Status.RECALLED: _("wanted back before time"),
    Status.RETRY_POSSIBLE: _("ask again"),
    Status.UNFILLED: _("cannot supply"),
    Status.HOLD_RETURN: _("do not send it back yet"),
    Status.RELEASE_HOLD_RETURN: _("may be sent back again"),
    Status.COPY_COMPLETED: _("supplied a copy"),
    Status.LOAN_COMPLETED: _("back at the lender"),
    Status.COMPLETED_WITHOUT_RETURN: _("closed without return"),
    Status.CANCELLED: _("cancelled"),
}
"""Where the lender says that it stands."""

_IN_ORDER = {Message.State.APPLIED, Message.State.DELIVERED, Message.State.REPEATED}

AnyRequest = BorrowingRequest | LendingRequest


@dataclass(frozen=True)
class Line:
    """One thing that happened; `became` is the state that it led to, where it changed."""

    at: datetime
    sentence: str
    text: str
    became: str
    is_refused: bool
    is_quiet: bool
    message_id: int | None
    decision: Why | None


@dataclass(frozen=True)
class Why:
    """Why something was chosen, as it read that moment."""

    outcome: str
    lines: Sequence[str]
    facts: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Letter:
    """One message of ISO 18626; `trouble` is what staff should know of its way, empty where all is well."""

    id: int
    is_ours: bool
    partner: str
    about: str
    status: str
    text: str
    at: datetime
    trouble: str


def history(request: AnyRequest) -> list[HistoryEntry]:
    """All that happened, the oldest first; messages without their bodies. One statement."""
    return list(queries.timeline(request).defer("message__body", "message__confirmation"))


def lines(entries: Iterable[HistoryEntry], rota: Iterable[RotaEntry] = ()) -> list[Line]:
    """The timeline, the latest first. `rota` names those who were asked."""
    asked = {entry.sending_decision_id: entry.partner.name for entry in rota if entry.sending_decision_id}
    return [_line(entry, asked) for entry in reversed(list(entries))]


def why(row: Any) -> Why | None:
    """A decision, to be read."""
    if row is None:
        return None
    return Why(outcome=row.outcome, lines=row.explanation.get("lines", []), facts=row.facts)


def letters(request: AnyRequest) -> list[Letter]:
    """The latest messages with all partners of a request, in their order. One statement."""
    latest = queries.messages(request).order_by("-id")[:MOST_MESSAGES]
    return [_letter(row) for row in reversed(latest)]


def _line(entry: HistoryEntry, asked: Mapping[int, str]) -> Line:
    is_lending = entry.lending_request_id is not None
    who = entry.actor_name
    if entry.happening == Asked.__name__ and entry.decision_id is not None:
        who = asked.get(entry.decision_id, "")
    is_changed = entry.to_state not in ("", entry.from_state)
    return Line(
        at=entry.at,
        sentence=told.sentence(entry.happening, who, entry.cause, is_lending=is_lending),
        text=entry.text,
        became=gettext(queries.state_label(entry.to_state, is_lending=is_lending)) if is_changed else "",
        is_refused=entry.was_refused,
        is_quiet=entry.happening == Delivered.__name__,
        message_id=entry.message_id,
        decision=why(entry.decision),
    )


def _letter(row: Message) -> Letter:
    about, words = ABOUT.get(row.about or row.kind, row.about), words_of(row)
    return Letter(
        id=row.pk,
        is_ours=row.direction == Message.Direction.OUT,
        partner=row.conversation.partner.name,
        about=str(about),
        status="" if row.about == ReasonForMessage.NOTIFICATION else _status(words),
        text=words.note,
        at=row.created_at,
        trouble="" if row.state in _IN_ORDER else " · ".join(filter(None, _trouble(row))),
    )


def _status(words: Words) -> str:
    reason = gettext(REASON_UNFILLED.label(words.reason)) if words.reason else ""
    return " · ".join(filter(None, [str(STATUS.get(words.status, words.status)), reason]))


def _trouble(row: Message) -> tuple[str, str]:
    return row.get_state_display(), row.last_error
