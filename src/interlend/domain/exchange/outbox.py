"""Outgoing messages: written as rows in the transaction of what they report, and sent afterwards.

The body is made at once, in the version and dialect of the conversation, and is the same on each try. The row
is the queue; a NOTIFY, which PostgreSQL sends when the transaction commits, only wakes the deliverer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.db import connection

from interlend.domain.agencies import symbols
from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.partners.connections import OUTBOX_CHANNEL
from interlend.domain.zones import rows
from interlend.kernel.iso18626 import conversation as rules
from interlend.kernel.iso18626.codec import encode
from interlend.kernel.iso18626.codes import ReasonForMessage
from interlend.kernel.iso18626.dialects import DIALECTS
from interlend.kernel.iso18626.messages import (
    Header,
    Request,
    RequestingAgencyMessage,
    Spoken,
    SupplyingAgencyMessage,
    Version,
)
from interlend.kernel.iso18626.messages import Message as AnyMessage
from interlend.kernel.iso18626.parts import AgencyId, Code

GIVES_UP_AFTER: Final = timedelta(days=14)
"""A message that could not be delivered for so long becomes a task for staff."""

_UNASKED = (ReasonForMessage.REQUEST_RESPONSE, ReasonForMessage.STATUS_CHANGE)
S = TypeVar("S", Request, SupplyingAgencyMessage, RequestingAgencyMessage)


def heading(conversation: Conversation, *, now: datetime) -> Header:
    """The header of a message of ours in this conversation. Both ids that the two sides gave it are told."""
    ours, theirs = _agency_id(conversation.our_symbol), _agency_id(conversation.their_symbol)
    we_borrow = conversation.role == Conversation.Role.BORROWER
    return Header(
        requesting_agency_id=ours if we_borrow else theirs,
        supplying_agency_id=theirs if we_borrow else ours,
        timestamp=now,
        requesting_agency_request_id=conversation.request_id,
        supplying_agency_request_id=conversation.supplier_request_id or None,
    )


def send(conversation: Conversation, message: Spoken, *, now: datetime) -> Message:
    """Put a message into the outbox. At most two statements.

    Its header is made anew (see `heading`); only a supplyingAgencyRequestId that it gives, where the
    conversation has none yet, is taken over and kept. What the lender says unasked is a RequestResponse the
    first time and a StatusChange later, whichever the caller wrote (C.6 of the profile). Raises
    faults.CannotSay where the version of the conversation has no words for the message.
    """
    own_id = conversation.supplier_request_id or message.header.supplying_agency_request_id or ""
    is_unasked = (
        isinstance(message, SupplyingAgencyMessage) and message.message_info.reason_for_message in _UNASKED
    )
    is_first = is_unasked and not conversation.is_first_answer_sent
    asked = rules.asks(message)
    answered = rules.answers(message) if not is_unasked else rules.Ask.REQUEST if is_first else None
    if asked or answered:
        is_first = _keep(conversation, asked=asked, answered=answered, own_id=own_id, is_first=is_first)
    if is_unasked and isinstance(message, SupplyingAgencyMessage):
        reason = ReasonForMessage.REQUEST_RESPONSE if is_first else ReasonForMessage.STATUS_CHANGE
        message = replace(message, message_info=replace(message.message_info, reason_for_message=reason))
    header = replace(heading(conversation, now=now), supplying_agency_request_id=own_id or None)
    spoken = _in_dialect(conversation, _with(message, header))
    row = Message(
        zone_id=conversation.zone_id,
        conversation=conversation,
        direction=Message.Direction.OUT,
        state=Message.State.QUEUED,
        kind=spoken.kind,
        about=about(spoken),
        body=encode(spoken, Version(conversation.schema_version)),
        next_attempt_at=now,
        gives_up_at=now + GIVES_UP_AFTER,
    )
    rows.insert(row, answering=["pg_notify(%(channel)s, '')"], parameters={"channel": OUTBOX_CHANNEL})
    return row


def about(message: AnyMessage) -> str:
    """What a message is about, beyond its kind: the action or the reason."""
    match message:
        case RequestingAgencyMessage(action=action):
            return str(action)[:40]
        case SupplyingAgencyMessage(message_info=info):
            return str(info.reason_for_message)[:40]
        case _:
            return ""


def _keep(
    conversation: Conversation,
    *,
    asked: rules.Ask | None,
    answered: rules.Ask | None,
    own_id: str,
    is_first: bool,
) -> bool:
    """Keep what is asked and answered; return whether this is the lender's first answer, by the row itself.

    The row decides and not the object in hand, which may be older than what another process has sent. The
    lock is the weaker one, which does not wait for the messages that are being written into it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_conversation changed SET"
            " open_asks = array_remove(array_remove(changed.open_asks, %(answered)s), %(asked)s)"
            "   || %(added)s::varchar[],"
            " supplier_request_id = %(own_id)s,"
            " is_first_answer_sent = changed.is_first_answer_sent OR %(is_first)s"
            " FROM (SELECT id, is_first_answer_sent FROM exchange_conversation"
            "   WHERE id = %(id)s AND zone_id = %(zone_id)s FOR NO KEY UPDATE) AS before"
            " WHERE changed.id = before.id"
            " RETURNING changed.open_asks, changed.is_first_answer_sent, before.is_first_answer_sent",
            {
                "id": conversation.pk,
                "zone_id": conversation.zone_id,
                "asked": str(asked or ""),
                "answered": str(answered or ""),
                "added": [str(asked)] if asked else [],
                "own_id": own_id,
                "is_first": is_first,
            },
        )
        open_asks, is_sent, was_sent = cursor.fetchone()
    conversation.open_asks = open_asks
    conversation.is_first_answer_sent = is_sent
    conversation.supplier_request_id = own_id
    return is_first and not was_sent


def _with(message: Spoken, header: Header) -> Spoken:
    return replace(
        message, header=replace(header, multiple_item_request_id=message.header.multiple_item_request_id)
    )


def _in_dialect(conversation: Conversation, message: Spoken) -> Spoken:
    dialect = DIALECTS.get(conversation.dialect, DIALECTS["default"])
    spoken = dialect.outgoing(message)
    if not isinstance(spoken, Request | SupplyingAgencyMessage | RequestingAgencyMessage):
        raise TypeError(f"The dialect {conversation.dialect} made a {spoken.kind} of a {message.kind}.")
    return spoken


def _agency_id(symbol: str) -> AgencyId:
    authority, value = symbols.split(symbol)
    return AgencyId(Code(authority), value)
