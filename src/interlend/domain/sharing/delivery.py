"""What became of a message of ours: delivered, refused by the partner's system, or given up."""

from __future__ import annotations

from datetime import datetime

from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.sharing.advance import advance
from interlend.domain.sharing.by import SYSTEM
from interlend.domain.sharing.subjects import (
    BorrowingSubject,
    LeftSubject,
    LendingSubject,
    borrowing_by_conversation,
)
from interlend.kernel.iso18626.codec import decode
from interlend.kernel.iso18626.events import sent
from interlend.kernel.iso18626.messages import Kind
from interlend.kernel.lifecycle.happenings import Delivered, DeliveryFailed, DeliveryRefused, Sent


def delivered(message: Message, *, now: datetime) -> None:
    """The partner confirmed a message with OK. Only for a request does that mean more than the row says."""
    if message.kind == Kind.REQUEST:
        advance(_subject(message), Delivered(message=Sent.REQUEST), by=SYSTEM, now=now, message=message)


def refused(message: Message, reason: str, *, now: datetime) -> None:
    """The partner's system confirmed a message with ERROR: it was never taken in."""
    happening = DeliveryRefused(message=_was_for(message), reason=reason)
    advance(_subject(message), happening, by=SYSTEM, now=now, message=message)


def given_up(message: Message, *, now: datetime) -> None:
    """A message could not be delivered for two weeks."""
    happening = DeliveryFailed(message=_was_for(message), reason=message.last_error)
    advance(_subject(message), happening, by=SYSTEM, now=now, message=message)


def _was_for(message: Message) -> Sent:
    spoken = decode(bytes(message.body)).message
    return sent(spoken)


def _subject(message: Message) -> BorrowingSubject | LeftSubject | LendingSubject:
    conversation = message.conversation
    if conversation.role == Conversation.Role.LENDER:
        return LendingSubject.of_conversation(conversation)
    return borrowing_by_conversation(conversation)
