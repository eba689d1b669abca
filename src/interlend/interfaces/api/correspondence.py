"""Messages exchanged with the partner, and notes that staff keep for each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime, Field

from interlend.domain.exchange.models import Message
from interlend.domain.people.permissions import Action
from interlend.domain.sharing import correspondence as general_messages
from interlend.domain.sharing import queries
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, Note
from interlend.domain.sharing.notes import keep, notes_of
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.sharing.subjects import BorrowingSubject, LendingSubject
from interlend.interfaces.api.door import XML, Call, Task
from interlend.interfaces.api.pages import Page, page_of
from interlend.interfaces.api.values import After, Id, Limit, Number, Text

correspondence = Task("Messages and notes")

ON_BORROWING = Action.DESK_ARRIVAL
ON_LENDING = Action.LENDING_PULL
"""What all who work on such requests may do: so may they keep a note, from the stacks to the desk."""


class MessageShown(Schema):
    """A message of ISO 18626."""

    id: int
    direction: str = Field(description="in or out")
    partner: str
    kind: str
    about: str
    text: str = Field(description="What is written in it for people.")
    state: str
    state_label: str
    at: AwareDatetime
    repeats: int = Field(description="How often it was received again.")
    attempts: int = Field(description="How often it was sent.")
    next_attempt_at: AwareDatetime | None
    last_error: str


class NoteShown(Schema):
    """A note by staff; the partner never sees it."""

    id: int
    text: str
    author: str
    at: AwareDatetime


class Written(Schema):
    """What staff write: to the partner, or to each other."""

    text: Text = Field(min_length=1)


@correspondence.reads("/borrowing/{number}/messages", Action.MESSAGES_READ, Page[MessageShown])
def messages_of_borrowing_request(
    request: Call, number: Number, limit: Limit = 50, after: After = 0
) -> dict[str, Any]:
    """The messages with all lenders of this request, in their order."""
    rows = queries.messages(queries.borrowing_request(number))
    return page_of(rows, _message, limit=limit, after=after)


@correspondence.reads("/lending/{number}/messages", Action.MESSAGES_READ, Page[MessageShown])
def messages_of_lending_request(
    request: Call, number: Number, limit: Limit = 50, after: After = 0
) -> dict[str, Any]:
    """The messages with the borrower of this request, in their order."""
    rows = queries.messages(queries.lending_request(number))
    return page_of(rows, _message, limit=limit, after=after)


@correspondence.makes("/borrowing/{number}/messages", Action.MESSAGES_WRITE, MessageShown)
def write_to_lender(request: Call, number: Number, said: Written) -> MessageShown:
    """Write to the lender that was asked; nothing else changes."""
    return _send(BorrowingSubject.locked(number).request, said)


@correspondence.makes("/lending/{number}/messages", Action.MESSAGES_WRITE, MessageShown)
def write_to_borrower(request: Call, number: Number, said: Written) -> MessageShown:
    """Write to the borrower; nothing else changes."""
    return _send(LendingSubject.locked(number).request, said)


@correspondence.reads("/messages/{message}", Action.MESSAGES_READ, XML)
def show_message(request: Call, message: Id) -> HttpResponse:
    """One message, as it was sent or received: XML."""
    row = Message.objects.only("body").filter(pk=message).first()
    if row is None:
        raise NotFound(_("There is no message %(id)s here.") % {"id": message})
    return HttpResponse(bytes(row.body), content_type="application/xml")


@correspondence.reads("/borrowing/{number}/notes", Action.BORROWING_LIST, Page[NoteShown], staff_only=True)
def notes_of_borrowing_request(
    request: Call, number: Number, limit: Limit = 50, after: After = 0
) -> dict[str, Any]:
    """The notes that staff keep with this request, the oldest first."""
    return _notes(queries.borrowing_request(number), limit, after)


@correspondence.reads("/lending/{number}/notes", Action.LENDING_LIST, Page[NoteShown])
def notes_of_lending_request(
    request: Call, number: Number, limit: Limit = 50, after: After = 0
) -> dict[str, Any]:
    """The notes that staff keep with this request, the oldest first."""
    return _notes(queries.lending_request(number), limit, after)


@correspondence.makes("/borrowing/{number}/notes", ON_BORROWING, NoteShown)
def add_note_to_borrowing_request(request: Call, number: Number, said: Written) -> NoteShown:
    """Keep a note with this request."""
    found = queries.borrowing_request(number)
    return _note(keep(found, said.text, author_name=request.key.name))


@correspondence.makes("/lending/{number}/notes", ON_LENDING, NoteShown)
def add_note_to_lending_request(request: Call, number: Number, said: Written) -> NoteShown:
    """Keep a note with this request."""
    found = queries.lending_request(number)
    return _note(keep(found, said.text, author_name=request.key.name))


def _send(found: BorrowingRequest | LendingRequest, said: Written) -> MessageShown:
    general_messages.write(found, said.text, now=timezone.now())
    return _message(queries.messages(found).order_by("-id")[0])


def _notes(found: BorrowingRequest | LendingRequest, limit: int, after: int) -> dict[str, Any]:
    return page_of(notes_of(found), _note, limit=limit, after=after)


def _note(note: Note) -> NoteShown:
    return NoteShown(id=note.pk, text=note.text, author=note.author_name, at=note.written_at)


def _message(row: Message) -> MessageShown:
    return MessageShown(
        id=row.pk,
        direction=row.direction,
        partner=row.conversation.partner.code,
        kind=row.kind,
        about=row.about,
        text=general_messages.said_in(row),
        state=row.state,
        state_label=row.get_state_display(),
        at=row.created_at,
        repeats=row.repeats,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
    )
