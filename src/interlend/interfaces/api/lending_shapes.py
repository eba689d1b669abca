"""A lending request as the API shows it: a line of a list, and the whole of it."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from interlend.domain.sharing import queries
from interlend.domain.sharing.models import LendingRequest
from interlend.domain.sharing.subjects import LendingSubject
from interlend.interfaces.api.borrowing_shapes import Copy, copy
from interlend.interfaces.api.story_shapes import MayDo, TimelineEntry, may_do, timeline_entry
from interlend.interfaces.api.values import Day
from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.happenings import Cause, Happening
from interlend.kernel.lifecycle.lending import LENDING, Lending

PATHS: dict[type[Happening], str] = {
    h.LocateAgain: "locate",
    h.LocateByHand: "choose-item",
    h.PullFailed: "pull-failed",
    h.AnswerWillSupply: "will-supply",
    h.OfferCondition: "condition",
    h.Reject: "reject",
    h.AnswerCancel: "answer-cancel",
    h.Ship: "ship",
    h.CheckIn: "check-in",
    h.CompleteByHand: "complete",
}
"""How what staff do is called, below the address of the request."""


class LendingLine(Schema):
    """A lending request in a list."""

    number: str
    title: str
    author: str
    year: str
    state: str
    state_label: str
    next_actor: str = Field(description="Whose turn it is: us, partner or nobody.")
    act_by: AwareDatetime | None = Field(description="By when the next step is due.")
    needs_attention: str = Field(description="What staff must look at; empty: nothing.")
    partner: str
    partner_name: str
    library: str
    item: Copy | None
    due_at: AwareDatetime | None
    created_at: AwareDatetime
    changed_at: AwareDatetime


class LendingShown(LendingLine):
    """A lending request, whole."""

    edition: str
    publisher: str
    volume: str
    isbn: str
    issn: str
    lccn: str
    system_number: str
    needed_by: Day | None
    partner_note: str
    requester: str
    expires_at: AwareDatetime | None = Field(
        description="When the borrower goes elsewhere if we say nothing."
    )
    reject_reason: str
    terms_name: str
    may_do: list[MayDo]
    timeline: list[TimelineEntry]


def line_of(request: LendingRequest) -> LendingLine:
    """One line."""
    return LendingLine(**_line(request))


def shown(request: LendingRequest, at: str) -> LendingShown:
    """The whole request, for staff."""
    subject = LendingSubject(request)
    return LendingShown(
        **_line(request),
        **{name: getattr(request, name) for name in _AS_STORED},
        may_do=may_do(LENDING, subject.stands, Cause.STAFF, subject.steps, paths=PATHS, at=at),
        timeline=[timeline_entry(entry) for entry in queries.timeline(request)],
    )


_AS_STORED = (
    "edition",
    "publisher",
    "volume",
    "isbn",
    "issn",
    "lccn",
    "system_number",
    "needed_by",
    "partner_note",
    "requester",
    "expires_at",
    "reject_reason",
    "terms_name",
)


def _line(request: LendingRequest) -> dict[str, Any]:
    card = LENDING.cards[Lending(request.state)]
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
        "partner": request.partner.code,
        "partner_name": request.partner.name,
        "library": request.library.code,
        "item": copy(request.item),
        "due_at": request.due_at,
        "created_at": request.created_at,
        "changed_at": request.changed_at,
    }
