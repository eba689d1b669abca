"""Incoming messages: read before a zone is known, taken in inside its scope, each with one effect at most.

    read(body, caller)  ->  Unreadable, or Readable: whose message it is
    take_in(readable)   ->  Refusal, Repeat, or Arrival: the row is written, its confirmation already in it
    happen(arrival)     ->  its effect, in a savepoint; where that fails, the message waits as unapplied

All three, and the confirmation, commit together; the sender hears OK only after that commit.

Who speaks is what the credential proves. The symbols in the header must belong to that pair of agencies; they
never choose it. Source: ISO 18626, and the rules in `kernel.iso18626.conversation`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from interlend.domain.agencies import symbols
from interlend.domain.exchange import arriving
from interlend.domain.exchange.arriving import Arrival, Readable, Refusal, Repeat
from interlend.domain.exchange.models import Conversation, Message, UnroutedMessage
from interlend.kernel.iso18626 import conversation as rules
from interlend.kernel.iso18626.codec import Decoded, decode, encode
from interlend.kernel.iso18626.codes import ErrorType
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import (
    Request,
    RequestingAgencyMessage,
    Spoken,
    SupplyingAgencyMessage,
    Version,
)
from interlend.kernel.iso18626.parts import AgencyId, ErrorData

if TYPE_CHECKING:
    from interlend.domain.agencies.credentials import Caller

log = structlog.get_logger(__name__)
_LONGEST_ID = Conversation._meta.get_field("request_id").max_length or 0

__all__ = [
    "Arrival",
    "Readable",
    "Refusal",
    "Repeat",
    "Unreadable",
    "applied",
    "arrival_of",
    "happen",
    "read",
    "take_in",
]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing was taken in; this is what the sender is told."""

    confirmation: bytes
    kind: str


def read(body: bytes, *, caller: Caller, names_our_agency: bool, now: datetime) -> Readable | Unreadable:
    """Read a message and see that it is between the two agencies that its credential stands for.

    `names_our_agency`: whether the address it was sent to names our agency; only then may a request leave
    out the supplying agency. No statement: the caller's credential came with the symbols of both.
    """
    try:
        decoded = decode(body)
        message = _spoken(decoded)
    except Malformed as malformed:
        told = encode(rules.confirm_unreadable(malformed, now), Version.V1_2)
        return Unreadable(told, "unreadable")
    if decoded.errors:
        return _told(message, decoded, decoded.errors[0], now)
    if len(message.header.requesting_agency_request_id) > _LONGEST_ID:
        place = f"{message.kind}/header/requestingAgencyRequestId"
        fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value=place)
        return _told(message, decoded, fault, now)
    ours, theirs, our_place, their_place = _sides(message)
    if ours is None and not names_our_agency:
        fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_ELEMENT, error_value=our_place)
        return _told(message, decoded, fault, now)
    for held, stated, place in (
        (caller.our_symbols, ours, our_place),
        (caller.their_symbols, theirs, their_place),
    ):
        if stated is not None and symbols.canonical(str(stated)) not in held:
            UnroutedMessage.objects.create(
                credential_id=caller.credential_id,
                addressed_to=str(stated)[:101],
                reason=f"The credential is not for the agency in {place}."[:200],
                body=body,
            )
            fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value=place)
            return _told(message, decoded, fault, now)
    return Readable(
        zone_id=caller.zone_id,
        our_agency_id=caller.our_agency_id,
        their_agency_id=caller.their_agency_id,
        our_symbol=str(ours) if ours else "",
        their_symbol=str(theirs),
        decoded=decoded,
        message=message,
        body=body,
    )


def take_in(readable: Readable, *, now: datetime) -> Arrival | Repeat | Refusal:
    """Find the conversation, or open it for a request, and write the message. Three statements at most."""
    if isinstance(readable.message, Request):
        return arriving.request(readable, readable.message, now=now)
    return arriving.later_message(readable, now=now)


def happen(arrival: Arrival, effect: Callable[[Arrival], None]) -> bool:
    """Let an arrival take effect, in a savepoint; return whether it did.

    Where the effect fails, nothing of it stays: the message is kept as unapplied, is confirmed all the same,
    and is tried again by the clock.
    """
    try:
        with transaction.atomic():
            effect(arrival)
            _settle(arrival)
    except Exception:
        log.exception("message not applied", message=arrival.row.pk, conversation=arrival.conversation.pk)
        _stand(arrival.row, Message.State.UNAPPLIED)
        return False
    return True


def arrival_of(row: Message) -> Arrival:
    """The arrival of a message that was taken in earlier and not applied."""
    return arriving.again(row)


def applied(row: Message) -> None:
    """A message that waited as unapplied has taken effect."""
    _stand(row, Message.State.APPLIED)


def _stand(row: Message, state: Message.State) -> None:
    row.state = state
    Message.objects.filter(pk=row.pk).update(state=state)


def _settle(arrival: Arrival) -> None:
    """Keep in the conversation what the message changed about it: open asks, last change, the lender's id.

    After the effect, never before: `advance` locks the request first and the conversation second, and so
    must we. An ask that the effect has answered already is not opened again.
    """
    message, conversation = arrival.message, arrival.conversation
    changed = rules.changed_at(message)
    asked, answered = rules.asks(message), rules.answers(message)
    told_id = (message.header.supplying_agency_request_id or "")[:80]
    new_id = told_id if isinstance(message, SupplyingAgencyMessage) and told_id else ""
    if arrival.opened or not (
        asked
        or answered in conversation.open_asks
        or (new_id and new_id != conversation.supplier_request_id)
        or (changed and (conversation.last_change_at is None or changed > conversation.last_change_at))
    ):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_conversation SET"
            " last_change_at = greatest(last_change_at, %(changed)s),"
            " supplier_request_id = coalesce(nullif(%(new_id)s, ''), supplier_request_id),"
            " open_asks = array_remove(array_remove(open_asks, %(answered)s), %(asked)s)"
            "   || CASE WHEN %(asked)s = '' OR EXISTS ("
            "        SELECT 1 FROM exchange_message answer WHERE answer.conversation_id = %(id)s"
            "          AND answer.id > %(message_id)s AND answer.direction = 'out'"
            "          AND answer.about = %(asked)s || 'Response')"
            "      THEN '{}'::varchar[] ELSE ARRAY[%(asked)s]::varchar[] END"
            " WHERE id = %(id)s AND zone_id = %(zone_id)s",
            {
                "id": conversation.pk,
                "zone_id": conversation.zone_id,
                "message_id": arrival.row.pk,
                "changed": changed,
                "new_id": new_id,
                "asked": str(asked or ""),
                "answered": str(answered or ""),
            },
        )


def _spoken(decoded: Decoded) -> Spoken:
    message = decoded.message
    if isinstance(message, Request | SupplyingAgencyMessage | RequestingAgencyMessage):
        return message
    raise Malformed(
        ErrorType.BADLY_FORMED_MESSAGE, "a confirmation belongs into the answer to a message", decoded.root
    )


def _sides(message: Spoken) -> tuple[AgencyId | None, AgencyId | None, str, str]:
    """Our agency and theirs as the header names them, and where in the header each stands."""
    header = message.header
    supplying = (header.supplying_agency_id, f"{message.kind}/header/supplyingAgencyId")
    requesting = (header.requesting_agency_id, f"{message.kind}/header/requestingAgencyId")
    ours, theirs = (
        (requesting, supplying) if isinstance(message, SupplyingAgencyMessage) else (supplying, requesting)
    )
    return ours[0], theirs[0], ours[1], theirs[1]


def _told(message: Spoken, decoded: Decoded, fault: ErrorData, now: datetime) -> Unreadable:
    return Unreadable(encode(rules.confirm_error(message, fault, now), decoded.version), message.kind)
