"""How a readable message becomes a row: its conversation, its key, its confirmation, and what it is worth.

Messages of one conversation are taken in one after the other (an advisory lock, taken with the look-up). The
lock is the inbox's own: whoever works at the request meanwhile holds others and never waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Func

from interlend.domain.exchange import conversations
from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.exchange.outbox import about
from interlend.domain.partners.models import Partner
from interlend.domain.zones import rows
from interlend.domain.zones.compiled import compiled
from interlend.kernel.iso18626 import conversation as rules
from interlend.kernel.iso18626.codec import Decoded, decode, encode
from interlend.kernel.iso18626.codes import ErrorType, RequestType
from interlend.kernel.iso18626.conversation import HowToApply
from interlend.kernel.iso18626.dialects import DIALECTS
from interlend.kernel.iso18626.messages import (
    Request,
    RequestingAgencyMessage,
    Spoken,
    SupplyingAgencyMessage,
)
from interlend.kernel.iso18626.parts import ErrorData

_LOCKS_OF_INBOX = 18626  # first half of the advisory locks' keys; the second is the conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A message that can be read, between two agencies that its credential proves, in the zone of ours."""

    zone_id: int
    our_agency_id: int
    their_agency_id: int
    our_symbol: str
    their_symbol: str
    decoded: Decoded
    message: Spoken
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that was taken in and may now take effect.

    `row` is the stored message, `message` what it says (in the partner's dialect put right), `verdict` APPLY
    or OLDER: an older one happens only where the table has a row for it. `opened`: it began the conversation.
    """

    row: Message
    conversation: Conversation
    message: Spoken
    verdict: HowToApply
    opened: bool = False

    @property
    def confirmation(self) -> bytes:
        """What the sender is told."""
        return bytes(self.row.confirmation or b"")


@dataclass(frozen=True, slots=True)
class Repeat:
    """The message was here before; the sender is told what it was told then."""

    confirmation: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """The message belongs to nothing here; nothing was written, and the sender is told so."""

    confirmation: bytes
    reason: str


def request(readable: Readable, message: Request, *, now: datetime) -> Arrival | Repeat | Refusal:
    """Take in a request: it opens a conversation with the partner that takes new requests of its agency."""
    found = _that_borrow(
        our_agency_id=readable.our_agency_id,
        their_agency_id=readable.their_agency_id,
        request_id=message.header.requesting_agency_request_id,
    )
    partner = found[0] if found else None
    if partner is None or partner.begun_id is not None:  # type: ignore[attr-defined]
        return _known_request(readable, message, now=now) or _refusal(
            readable, f"{message.kind}/header/requestingAgencyId", now, "no partner takes new requests"
        )
    conversation = conversations.as_lender(
        partner=partner,
        our_agency_id=readable.our_agency_id,
        request_id=message.header.requesting_agency_request_id,
        our_symbol=readable.our_symbol
        or conversations.symbols_in_force(readable.our_agency_id)[readable.our_agency_id],
        their_symbol=readable.their_symbol,
        open_asks=[rules.Ask.REQUEST.value],
        last_change_at=rules.changed_at(message),
    )
    if rows.insert(conversation, unless_there=True) is None:  # the same request came twice at once
        return _known_request(readable, message, now=now) or _refusal(
            readable, f"{message.kind}/header/requestingAgencyRequestId", now, "the request came twice"
        )
    row = _row(readable, conversation, now=now)
    rows.insert(row)
    return Arrival(
        row=row,
        conversation=conversation,
        message=_understood(conversation, message),
        verdict=HowToApply.APPLY,
        opened=True,
    )


def later_message(readable: Readable, *, now: datetime) -> Arrival | Repeat | Refusal:
    """Take in what belongs to a conversation that has begun."""
    conversation = _conversation(readable)
    if conversation is None:
        place = f"{readable.message.kind}/header/requestingAgencyRequestId"
        return _refusal(readable, place, now, "no such conversation")
    row = _row(readable, conversation, now=now)
    answer = rows.insert(
        row,
        unless_there=True,
        answering=[
            "(SELECT open_asks FROM exchange_conversation WHERE id = %(conversation_id)s)",
            "(SELECT last_change_at FROM exchange_conversation WHERE id = %(conversation_id)s)",
            "(SELECT max(created_at) FROM exchange_message WHERE conversation_id = %(conversation_id)s"
            " AND direction = 'in' AND semantic_key = %(same_meaning)s)",
        ],
        parameters={"conversation_id": conversation.pk, "same_meaning": row.semantic_key},
    )
    if answer is None:
        return _repeated(conversation, row)
    # As they stand now that it is this message's turn, not as the look-up found them.
    conversation.open_asks, conversation.last_change_at, same_meaning_at = answer
    verdict = rules.how_to_apply(
        readable.message,
        last_applied_change=conversation.last_change_at,
        open_asks=conversation.open_asks,
        since_same_meaning=now - same_meaning_at if same_meaning_at else None,
    )
    if verdict is HowToApply.REPEAT:
        Message.objects.filter(pk=row.pk).update(state=Message.State.REPEATED)
        return Repeat(bytes(row.confirmation or b""))
    return Arrival(
        row=row,
        conversation=conversation,
        message=_understood(conversation, readable.message),
        verdict=verdict,
    )


def again(row: Message) -> Arrival:
    """The arrival of a stored message. `row` has its conversation, partner and profiles at hand."""
    message = decode(bytes(row.body)).message
    if not isinstance(message, Request | SupplyingAgencyMessage | RequestingAgencyMessage):
        raise TypeError(f"A {message.kind} is never stored as received.")
    conversation = row.conversation
    verdict = rules.how_to_apply(
        message, last_applied_change=conversation.last_change_at, open_asks=conversation.open_asks
    )
    return Arrival(
        row=row,
        conversation=conversation,
        message=_understood(conversation, message),
        verdict=HowToApply.APPLY if isinstance(message, Request) else verdict,
        opened=isinstance(message, Request),
    )


def _known_request(readable: Readable, message: Request, *, now: datetime) -> Repeat | Refusal | None:
    """A request whose conversation is there: said again, or an id used twice. None if it is not there."""
    conversation = _conversation(readable)
    if conversation is None:
        return None
    row = _row(readable, conversation, now=now)
    earlier = Message.objects.filter(conversation=conversation, direction=Message.Direction.IN, kind=row.kind)
    if earlier.filter(key=row.key).exists():
        return _repeated(conversation, row)
    is_reminder = bool(message.service_info and message.service_info.request_type == RequestType.REMINDER)
    if is_reminder or earlier.filter(semantic_key=row.semantic_key).exists():
        row.state = Message.State.RECORDED if is_reminder else Message.State.REPEATED
        rows.insert(row, unless_there=True)
        return Repeat(bytes(row.confirmation or b""))
    place = f"{message.kind}/header/requestingAgencyRequestId"
    return _refusal(readable, place, now, "the id is another request's")


def _conversation(readable: Readable) -> Conversation | None:
    """The conversation, by both agencies, our role and the id; and this message's turn in it.

    The id is looked up as it came and, where it is ours, also in upper case: peers change its case.
    """
    id_stated = readable.message.header.requesting_agency_request_id
    we_lend = not isinstance(readable.message, SupplyingAgencyMessage)
    found = _in_turn(
        our_agency_id=readable.our_agency_id,
        their_agency_id=readable.their_agency_id,
        role=Conversation.Role.LENDER if we_lend else Conversation.Role.BORROWER,
        id_stated=id_stated,
        id_as_ours=id_stated if we_lend else id_stated.upper(),
    )
    return found[0] if found else None


@compiled
def _that_borrow(our_agency_id: Any, their_agency_id: Any, request_id: Any) -> QuerySet[Partner]:
    """The partners that may ask us, each with the conversation in which it has said this id already."""
    begun = Conversation.objects.filter(
        our_agency_id=our_agency_id,
        their_agency_id=OuterRef("agency_id"),
        role=Conversation.Role.LENDER,
        request_id=request_id,
    )
    partners = Partner.objects.filter(
        agency_id=their_agency_id,
        profile_type=Partner.ProfileType.ISO_18626,
        takes_new_requests=True,
        supports_lending=True,
        status=Partner.Status.ACTIVE,
    )
    return (
        partners.select_related("lending_workflow")
        .annotate(begun_id=Subquery(begun.values("id")[:1]))
        .order_by("id")[:1]
    )


@compiled
def _in_turn(
    our_agency_id: Any, their_agency_id: Any, role: Any, id_stated: Any, id_as_ours: Any
) -> QuerySet[Conversation]:
    """A conversation, once those who said something in it before are done."""
    turn = Func(
        Value(_LOCKS_OF_INBOX),
        Func(F("id") % 2_147_483_647, template="(%(expressions)s)::integer"),
        function="pg_advisory_xact_lock",
        output_field=TextField(),
    )
    said = Conversation.objects.filter(
        our_agency_id=our_agency_id,
        their_agency_id=their_agency_id,
        role=role,
        request_id__in=[id_stated, id_as_ours],
    )
    return said.select_related("partner__borrowing_workflow", "partner__lending_workflow").annotate(
        turn=turn
    )[:2]


def _row(readable: Readable, conversation: Conversation, *, now: datetime) -> Message:
    message = readable.message
    confirmation = encode(rules.confirm_ok(message, now), readable.decoded.version)
    return Message(
        zone_id=conversation.zone_id,
        conversation=conversation,
        direction=Message.Direction.IN,
        state=Message.State.APPLIED,
        kind=message.kind,
        about=about(message),
        body=readable.body,
        key=rules.inbox_key(
            peer=str(readable.their_agency_id),
            our_symbol=readable.our_symbol,
            their_symbol=readable.their_symbol,
            request_id=message.header.requesting_agency_request_id,
            kind=message.kind,
            timestamp=message.header.timestamp,
            body=readable.decoded.root,
        ),
        semantic_key=rules.semantic_key(readable.decoded),
        confirmation=confirmation,
    )


def _repeated(conversation: Conversation, row: Message) -> Repeat:
    """Count the repeat, and give the confirmation that was given the first time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_message SET repeats = repeats + 1"
            " WHERE conversation_id = %s AND zone_id = %s AND direction = 'in' AND key = %s"
            " RETURNING confirmation",
            [conversation.pk, conversation.zone_id, bytes(row.key or b"")],
        )
        (confirmation,) = cursor.fetchone()
    return Repeat(bytes(confirmation))


def _refusal(readable: Readable, place: str, now: datetime, reason: str) -> Refusal:
    fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value=place)
    told = rules.confirm_error(readable.message, fault, now)
    return Refusal(encode(told, readable.decoded.version), reason)


def _understood(conversation: Conversation, message: Spoken) -> Spoken:
    dialect = DIALECTS.get(conversation.dialect, DIALECTS["default"])
    meant = dialect.incoming(message)
    if not isinstance(meant, Request | SupplyingAgencyMessage | RequestingAgencyMessage):
        raise TypeError(f"The dialect {conversation.dialect} made a {meant.kind} of a {message.kind}.")
    return meant
