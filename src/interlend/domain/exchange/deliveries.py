"""The queue of outgoing messages: what is due, who takes it, and what became of the attempt.

A message is claimed for a short lease, so that what a killed process held is taken again within a minute. One
message of a conversation is on its way at a time, in the order in which they were written. What a delivery
means for a request is `sharing`'s; the clock's door calls it in the transaction of these verbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import F, QuerySet

from interlend.domain.exchange.models import Message
from interlend.domain.exchange.transports.http import Answer, NoAnswer
from interlend.domain.partners.connections import jitter
from interlend.domain.zones.compiled import compiled
from interlend.kernel.iso18626 import conversation as rules
from interlend.kernel.iso18626.codec import decode
from interlend.kernel.iso18626.codes import ErrorType, MessageStatus
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import (
    Confirmation,
    Kind,
    Request,
    RequestConfirmation,
    RequestingAgencyMessage,
    RequestingAgencyMessageConfirmation,
    SupplyingAgencyMessage,
    SupplyingAgencyMessageConfirmation,
)

LEASE: Final = timedelta(seconds=30)
"""For so long a claimed message is its claimer's; longer than any call lasts."""
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(days=1)
_EARLY_TRIES: Final = 6
_LISTED_AT_MOST: Final = 20_000
_WAITING = (Message.State.QUEUED, Message.State.SENDING)


class Due(NamedTuple):
    """A message that may be sent now, and between whom; the ids are all that is known outside its zone."""

    zone_id: int
    message_id: int
    conversation_id: int
    our_agency_id: int
    their_agency_id: int

    @property
    def peer(self) -> tuple[int, int]:
        """The pair of agencies that shares one queue."""
        return self.our_agency_id, self.their_agency_id


@dataclass(frozen=True, slots=True)
class Refused:
    """The peer does not take the message; `reason` is its error in words."""

    reason: str


class NotYet(Exception):
    """Refused as unknown where the peer may not know us yet; the text is its error. Soon tried again."""


def due(now: datetime, *, a_peer: int) -> list[Due]:
    """What may be sent now, over all zones, oldest first; no more than so many of one peer.

    So a peer with thousands of messages does not push another's single one off the list.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT zone_id, message_id, conversation_id, our_agency_id, their_agency_id FROM ("
            "  SELECT *, row_number() OVER (PARTITION BY our_agency_id, their_agency_id ORDER BY message_id)"
            "    AS place FROM exchange_outbox(%s, %s)) AS queue"
            " WHERE place <= %s ORDER BY message_id",
            [now, _LISTED_AT_MOST, a_peer],
        )
        return [Due(*row) for row in cursor.fetchall()]


def claim(message_id: int, *, now: datetime) -> Message | None:
    """Take a message for the length of the lease; None where somebody else has it or it is gone."""
    taken = Message.objects.filter(pk=message_id, state__in=_WAITING, next_attempt_at__lte=now).update(
        state=Message.State.SENDING, next_attempt_at=now + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    return _with_partner(message_id=message_id)[0]


@compiled
def _with_partner(message_id: Any) -> QuerySet[Message]:
    return Message.objects.select_related("conversation__partner__borrowing_workflow").filter(pk=message_id)


def outcome(message: Message, answer: Answer) -> Refused | None:
    """What the peer's answer says: None for OK, Refused for ERROR. Raises NoAnswer for anything else.

    A confirmation counts with whatever HTTP status it comes, since some peers send ERROR with 400. Raises
    NotYet where what is said first in a conversation is refused as unknown: a requester may store its request
    only after it has read our confirmation, and our first message may have overtaken that.
    """
    confirmation = _confirmation_in(answer)
    sent = decode(bytes(message.body)).message
    if not isinstance(sent, Request | SupplyingAgencyMessage | RequestingAgencyMessage) or not rules.confirms(
        confirmation, sent
    ):
        raise NoAnswer("The answer confirms another message.")
    if confirmation.confirmation_header.message_status == MessageStatus.OK:
        return None
    errors = [
        f"{error.error_type}: {error.error_value}" if error.error_value else str(error.error_type)
        for error in confirmation.error_data
    ]
    reason = "; ".join(errors) or "ERROR without a reason"
    is_unknown = any(
        error.error_type == ErrorType.UNRECOGNISED_DATA_VALUE for error in confirmation.error_data
    )
    if (
        is_unknown
        and message.kind == Kind.SUPPLYING_AGENCY_MESSAGE
        and message.attempts < _EARLY_TRIES
        and not _has_delivered(message)
    ):
        raise NotYet(reason)
    return Refused(reason)


def delivered(message: Message) -> bool:
    """The peer has it. False where another process has settled the message meanwhile."""
    return _settle(message, Message.State.DELIVERED, "")


def refused(message: Message, reason: str) -> bool:
    """The peer does not want it. False where another process has settled the message meanwhile."""
    return _settle(message, Message.State.REFUSED, reason)


def given_up(message: Message, error: str) -> bool:
    """It could not be delivered for too long. False where another process has settled it meanwhile."""
    return _settle(message, Message.State.FAILED, error)


def try_later(message: Message, error: str, *, now: datetime, wait: timedelta | None = None) -> None:
    """Put a message back into the queue, for `wait` or as long as its attempts ask for."""
    Message.objects.filter(pk=message.pk, state=Message.State.SENDING, attempts=message.attempts).update(
        state=Message.State.QUEUED,
        next_attempt_at=now + (wait or wait_after(message.attempts)),
        last_error=error[:400],
    )


def is_given_up(message: Message, *, now: datetime) -> bool:
    """Whether a failed attempt was the last one."""
    return message.gives_up_at is not None and message.gives_up_at <= now


def bring_forward(*, our_agency_id: int, their_agency_id: int, now: datetime) -> int:
    """A peer answers again: what waits for it after failures is due now. Returns how many messages."""
    return Message.objects.filter(
        conversation__our_agency_id=our_agency_id,
        conversation__their_agency_id=their_agency_id,
        direction=Message.Direction.OUT,
        state=Message.State.QUEUED,
        next_attempt_at__gt=now,
    ).update(next_attempt_at=now)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubled each time, to a day, give or take a fifth."""
    return min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 20), LONGEST_WAIT) * jitter()


def _confirmation_in(answer: Answer) -> Confirmation:
    if not answer.is_xml:
        raise NoAnswer(f"It answered with {answer.content_type} (HTTP {answer.status}).")
    try:
        message = decode(answer.body).message
    except Malformed as malformed:
        raise NoAnswer(f"HTTP {answer.status} without a readable confirmation: {malformed}") from malformed
    if isinstance(
        message,
        RequestConfirmation | SupplyingAgencyMessageConfirmation | RequestingAgencyMessageConfirmation,
    ):
        return message
    raise NoAnswer(f"It answered with a {message.kind} in place of a confirmation.")


def _has_delivered(message: Message) -> bool:
    return Message.objects.filter(
        conversation_id=message.conversation_id,
        direction=Message.Direction.OUT,
        state=Message.State.DELIVERED,
    ).exists()


def _settle(message: Message, state: Message.State, error: str) -> bool:
    message.state, message.last_error = state, error[:400]
    return bool(
        Message.objects.filter(pk=message.pk, state__in=_WAITING).update(
            state=state, next_attempt_at=None, last_error=message.last_error
        )
    )
